/** Why a request was not served, sorted by what a dialect has words for. */
import type { Context } from 'hono'
import type { ContentfulStatusCode } from 'hono/utils/http-status'
import { type ErrorCode, FuelcellError } from '../../core/errors.js'
import { outcomes } from '../../wire/error.js'
import type { Env } from '../env.js'

export interface Fault {
  /** `busy`: the server, or the key, takes no more for now. `caller`: the request is at fault. `inside`: what is not for callers to know. */
  readonly kind: 'busy' | 'unauthorized' | 'forbidden' | 'caller' | 'inside'
  /** As of RFC 9110. */
  readonly status: ContentfulStatusCode
  /** Empty for what happened inside. */
  readonly message: string
}

const busy: ReadonlySet<ErrorCode> = new Set<ErrorCode>(['queue-full', 'over-budget', 'too-many-runs', 'draining'])

/** In the dialects every fault of the server is called the same. */
const inside: Fault = { kind: 'inside', status: 500, message: '' }

export function faultOf(error: unknown): Fault {
  if (!(error instanceof FuelcellError)) return inside
  const { code, message } = error
  // All statuses of the table may have a body.
  const status = outcomes[code].http as ContentfulStatusCode
  if (busy.has(code)) return { kind: 'busy', status, message }
  if (code === 'unauthorized' || code === 'forbidden') return { kind: code, status, message }
  if (error.fault === 'caller') return { kind: 'caller', status, message }
  return inside
}

/** Whether a path is one of a dialect's, or below one that ends in `/`. A slash at its end counts for nothing. */
export function isOwn(c: Context<Env>, paths: readonly string[]): boolean {
  const path = c.req.path.replace(/(?<=.)\/$/, '')
  return paths.some((own) => path === own || (own.endsWith('/') && path.startsWith(own)))
}
