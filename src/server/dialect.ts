/** What a dialect is: an HTTP interface that clients of another server speak already, over the same runs. */
import type { Hono } from 'hono'
import type { Result } from '../core/result.js'
import type { OutputChunk, RunRequest } from '../runner/request/request.js'
import type { Manifest } from '../runtimes/manifest/manifest.js'
import type { DialectConfig } from './dialects/config.js'

/** What comes with a request and is no part of it. */
export interface RunGiven {
  /** Ends the run: the client is gone, or the server stops. */
  readonly signal?: AbortSignal
  readonly onOutput?: (chunk: OutputChunk) => void
  readonly stdin?: AsyncIterable<Uint8Array>
  /** Whose run it is. */
  readonly key?: string
}

export interface DialectContext {
  /** @throws FuelcellError what the caller or the sandbox did wrong; `queue-full` where the server takes no more. */
  run(request: RunRequest, given: RunGiven): Promise<Result>
  readonly runtimes: readonly Manifest[]
  /** Bytes of a request's body at most. */
  readonly bodyLimit: number
  readonly config: DialectConfig
}

export interface Dialect {
  readonly name: string
  /** Adds its routes. @returns What ends what it has under way. */
  mount(app: Hono, context: DialectContext): void
}
