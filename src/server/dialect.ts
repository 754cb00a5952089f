/** What a dialect is: an HTTP interface that clients of another server speak already, over the same runs. */
import type { Context, Hono } from 'hono'
import type { FuelcellError } from '../core/errors.js'
import type { Result } from '../core/result.js'
import type { OutputListener, RunRequest } from '../runner/request/request.js'
import type { Session, SessionOptions } from '../runner/sessions/session.js'
import type { Manifest } from '../runtimes/manifest/manifest.js'
import type { DialectConfig } from './dialects/config.js'
import type { Env } from './env.js'

/** What comes with a request and is no part of it. */
export interface RunGiven {
  /** Ends the run: the client is gone, or the server stops. */
  readonly signal?: AbortSignal
  readonly onOutput?: OutputListener
  readonly stdin?: AsyncIterable<Uint8Array>
  /** Whose run it is: `c.get('key')`. A server that asks for keys refuses a run without. */
  readonly key?: string | undefined
}

export interface DialectContext {
  /**
   * Runs it when its turn comes, within what its key allows.
   * @throws FuelcellError what the caller or the sandbox did wrong; `queue-full`, `over-budget`, `too-many-runs` and `draining` where the
   * server takes no more for now, `forbidden` for limits that the key does not have.
   */
  run(request: RunRequest, given: RunGiven): Promise<Result>
  /** Opens a session whose steps are runs of whoever asks for them. Absent where a server has none. */
  readonly openSession?: (options: SessionOptions) => Promise<Session>
  readonly runtimes: readonly Manifest[]
  /** Bytes of a request's body at most. */
  readonly bodyLimit: number
  readonly config: DialectConfig
}

export interface Dialect {
  readonly name: string
  /** Adds its routes. @returns What ends what it has under way. */
  mount(app: Hono<Env>, context: DialectContext): void
  /**
   * Its own answer to what the server refuses before its routes are asked, or what they throw: `unauthorized`, `request-timeout` and others.
   * `undefined` where the path is none of its own. Default: a problem as of RFC 9457.
   */
  refuse?(c: Context<Env>, error: FuelcellError): Response | undefined
  /** Whether a path of its own may be asked without a key. Default: none may; `OPTIONS` always may. */
  isPublic?(path: string): boolean
}
