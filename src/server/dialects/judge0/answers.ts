/** Answers of Judge0: JSON, for pages of any origin. */
import type { Context } from 'hono'
import type { ContentfulStatusCode } from 'hono/utils/http-status'
import type { Env } from '../../env.js'
import { EPOCH_HEADER, EXPOSED_HEADERS, FUEL_HEADER } from '../headers.js'
import { judge0 as say } from './messages.js'
import type { Verdict } from './verdict.js'

export const cors: Readonly<Record<string, string>> = {
  'access-control-allow-origin': '*',
  'access-control-allow-methods': 'GET, POST, PUT, PATCH, DELETE, OPTIONS, HEAD',
  'access-control-expose-headers': EXPOSED_HEADERS,
}

export function preflight(c: Context<Env>): Response {
  const asked = c.req.header('access-control-request-headers')
  return c.body(null, 200, {
    ...cors,
    'access-control-max-age': '7200',
    ...(asked !== undefined && { 'access-control-allow-headers': asked }),
  })
}

export function answer(c: Context<Env>, status: ContentfulStatusCode, json: object, verdict?: Verdict): Response {
  const { fuel = null, fuelEpoch = null } = verdict ?? {}
  return c.json(json, status, {
    ...cors,
    ...(fuel !== null && { [FUEL_HEADER]: String(fuel) }),
    ...(fuelEpoch !== null && { [EPOCH_HEADER]: fuelEpoch }),
  })
}

export function refuse(c: Context<Env>, status: ContentfulStatusCode, error: string): Response {
  return answer(c, status, { error })
}

/** As Rails answers where it finds nothing to ask. */
export function railsError(c: Context<Env>, status: 400 | 404 | 413, error: string): Response {
  return answer(c, status, { status, error })
}

export function unreadable(c: Context<Env>, kind: 'too-large' | 'broken'): Response {
  return kind === 'too-large' ? railsError(c, 413, say.tooLarge) : railsError(c, 400, say.badRequest)
}
