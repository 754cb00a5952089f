import type { StoreBounds } from '../stores/bounded-store.js'
import type { CallbackRules } from './callbacks.js'
import type { TimeOf } from './fields.js'

export interface Judge0Config {
  /** Submissions that wait or run at once. Default 100. */
  readonly maxQueueSize: number
  /** Of those that run at once. Default 16. */
  readonly concurrency: number
  /** Default 20. */
  readonly maxBatchSize: number
  /** How long a request with `wait=true` waits before it is answered with the token alone. Default 30,000 ms. */
  readonly waitMs: number
  /** Default 10,000 submissions, 256 MiB, an hour. */
  readonly store: StoreBounds
  /** What `time` is: fuel, which repeats, or time on the clock. Default `fuel`. */
  readonly time: TimeOf
  /** Default false. */
  readonly mayDelete: boolean
  /** What `X-Auth-User` has to be to list and to delete. Default none: nobody may. */
  readonly authzTokens: readonly string[]
  /** Default: no host, so that there are no callbacks. */
  readonly callbacks: CallbackRules
}

export const defaultJudge0Config: Judge0Config = {
  maxQueueSize: 100,
  concurrency: 16,
  maxBatchSize: 20,
  waitMs: 30_000,
  store: { entries: 10_000, bytes: 256 * 1024 * 1024, ageMs: 3_600_000 },
  time: 'fuel',
  mayDelete: false,
  authzTokens: [],
  callbacks: { hosts: [], privateAddresses: false },
}
