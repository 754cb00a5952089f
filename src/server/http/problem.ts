/** Errors as RFC 9457 has them: `application/problem+json` with the code and whether it may be tried again. */
import { STATUS_CODES } from 'node:http'
import type { Context } from 'hono'
import type { ContentfulStatusCode } from 'hono/utils/http-status'
import { FuelcellError } from '../../core/errors.js'
import { outcomes } from '../../wire/index.js'
import type { Env } from '../env.js'
import { server as say } from '../messages.js'

export const PROBLEM_TYPE = 'application/problem+json'
/** When to try again, in seconds, where nothing better is known. */
const RETRY_SECONDS = 1

export interface Problem {
  readonly type: 'about:blank'
  readonly title: string
  readonly status: number
  readonly detail: string
  readonly code: string
  readonly retryable: boolean
  readonly requestId?: string
}

/** What is none of ours is a defect: the caller is told no more than that. */
export function asFuelcellError(thrown: unknown): FuelcellError {
  return thrown instanceof FuelcellError ? thrown : new FuelcellError('host-protocol', say.defect, { cause: thrown })
}

export function statusOf(error: FuelcellError): number {
  return outcomes[error.code].http
}

/** A fault of the sandbox's own names paths of the machine: the log has it whole, the caller its code. */
export function problemOf(error: FuelcellError, requestId?: string): Problem {
  const status = statusOf(error)
  const isSystem = error.fault === 'system'
  return {
    type: 'about:blank',
    title: STATUS_CODES[status] ?? (status === 499 ? 'Client Closed Request' : 'Error'),
    status,
    detail: isSystem ? (error.message === say.defect ? say.defect : say.internal(error.code)) : error.message,
    code: error.code,
    retryable: error.retryable,
    ...(requestId === undefined ? {} : { requestId }),
  }
}

/** Seconds as `Retry-After` has them, for what may be tried again. */
export function retryAfterOf(error: FuelcellError): string | undefined {
  if (!error.retryable) return undefined
  return String(error.retryAfterMs === undefined ? RETRY_SECONDS : Math.max(1, Math.ceil(error.retryAfterMs / 1000)))
}

export function problemResponse(c: Context<Env>, error: FuelcellError): Response {
  const retryAfter = retryAfterOf(error)
  // Hono's types know the numbers that have names; 499 is nginx's.
  return c.body(JSON.stringify(problemOf(error, c.get('requestId'))), statusOf(error) as ContentfulStatusCode, {
    'content-type': PROBLEM_TYPE,
    'cache-control': 'no-store',
    ...(retryAfter !== undefined && { 'retry-after': retryAfter }),
    ...(error.code === 'unauthorized' && { 'www-authenticate': 'Bearer' }),
  })
}
