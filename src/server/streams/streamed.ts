/** A run's events as an answer. */
import type { Context } from 'hono'
import { FuelcellError } from '../../core/errors.js'
import { defaultLimits, type Limits } from '../../core/limits.js'
import type { Result } from '../../core/result.js'
import { MIB } from '../../core/units.js'
import type { OutputListener } from '../../runner/request/request.js'
import { encodeResult, type WireResult } from '../../wire/index.js'
import { type Env, tell } from '../env.js'
import { goneSignal } from '../http/gone.js'
import { asFuelcellError } from '../http/problem.js'
import { server as say } from '../messages.js'
import type { Service } from '../service.js'
import { EventStream, type StreamFormat, streamTypes } from './event-stream.js'

/** Where more output is allowed, the Result at the end does not repeat it. */
export const REPEATED_OUTPUT_BYTES = MIB

/** What a run is given so that its events can be told. */
export interface Listening {
  readonly onOutput: OutputListener
  readonly signal: AbortSignal
  readonly keepOutput: boolean
}

/** @param encode The Result as JSON. */
export async function streamed<R extends Result>(
  c: Context<Env>,
  service: Service,
  limits: Partial<Limits> | undefined,
  run: (listening: Listening) => Promise<R>,
  encode: (result: R) => WireResult = encodeResult,
): Promise<Response> {
  const format: StreamFormat = /\btext\/event-stream\b/i.test(c.req.header('accept') ?? '') ? 'sse' : 'ndjson'
  const unread = new AbortController()
  const gone = new FuelcellError('aborted', say.gone)
  const events = new EventStream(format, service.heartbeatMs, () => unread.abort(gone))
  let onFirst = () => {}
  const first = new Promise<void>((resolve) => {
    onFirst = resolve
  })
  const running = run({
    onOutput: (chunk) => {
      onFirst()
      return events.output(chunk)
    },
    signal: AbortSignal.any([goneSignal(c), unread.signal]),
    keepOutput: (limits?.outputBytes ?? defaultLimits.outputBytes) <= REPEATED_OUTPUT_BYTES,
  })
  // What is wrong with a request shows at once, and is then answered as it would be without a stream.
  const fault = running.then(() => undefined, asFuelcellError)
  const early = await Promise.race([fault, first, nextTurn()])
  if (early instanceof FuelcellError) {
    events.end({ error: early })
    throw early
  }
  running.then(
    (result) => events.end({ result: encode(result) }),
    (thrown: unknown) => {
      const error = asFuelcellError(thrown)
      service.metrics.failed(error.code)
      if (error.fault === 'system') service.options.onFault?.(c.get('requestId'), thrown)
      events.end({ error })
    },
  )
  tell(c, { outcome: 'streamed' })
  return c.body(events.body, 200, {
    'content-type': streamTypes[format],
    'cache-control': 'no-store',
    // Else proxies gather it.
    'x-accel-buffering': 'no',
  })
}

function nextTurn(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve))
}

/** @throws FuelcellError `invalid-option`. */
export function asksStream(value: string | undefined): boolean {
  if (value === undefined || value === 'false' || value === '0') return false
  if (value === '' || value === 'true' || value === '1') return true
  throw new FuelcellError('invalid-option', say.streamWanted(value))
}
