/** What the routes share. */
import type { Context } from 'hono'
import { FuelcellError } from '../core/errors.js'
import type { Result } from '../core/result.js'
import type { RunRequest } from '../runner/request/request.js'
import { decodeRequest } from '../wire/index.js'
import type { Admission } from './admission.js'
import type { ResultCache } from './cache.js'
import { server as say } from './messages.js'
import type { Metrics } from './metrics.js'
import type { AppOptions } from './options.js'
import { currentCaller } from './scope.js'

export interface Parts {
  readonly options: AppOptions
  readonly admission: Admission
  readonly metrics: Metrics
  readonly cache: ResultCache | undefined
  readonly bodyLimit: number
}

/** A request of the wire, without what only the server's own machine has. @throws FuelcellError `invalid-option`, `unknown-option`. */
export function requestOf(json: unknown): RunRequest {
  const request = decodeRequest(json)
  if (request.preopens !== undefined) throw new FuelcellError('invalid-option', say.preopens)
  if (typeof request.module === 'string') throw new FuelcellError('invalid-option', say.modulePath)
  return request
}

/** Runs it for whoever asked, and counts it. */
export async function runFor({ admission, metrics }: Parts, request: RunRequest): Promise<Result> {
  const caller = currentCaller()
  const result = await admission.run(request, caller)
  metrics.ran(result, caller.name)
  return result
}

/** Fires when the client goes away. */
export function goneOf(c: Context): AbortSignal {
  return c.req.raw.signal
}
