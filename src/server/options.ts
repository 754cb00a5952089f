/** What a server is made with. */
import type { Limits } from '../core/limits.js'
import { MIB } from '../core/units.js'
import type { Task } from '../grade/task/task.js'
import type { Runner } from '../runner/runner.js'
import type { ResultCache } from './cache/result-cache.js'
import type { DialectConfig } from './dialects/config.js'
import type { AccessRecord } from './http/access-log.js'
import type { Allowance, Key } from './keys/key.js'

/** What a server needs of a runner, or of a fleet of them. */
export type ServerRunner = Pick<Runner, 'run' | 'compile' | 'provision'>

export interface ServerOptions {
  /** Does the work. It stays its owner's to close. */
  readonly runner: ServerRunner
  /** Runs that are handed to the runner at a time; more than its workers keeps none of them idle. Default: the number of processors, and half of it. */
  readonly places?: number
  /** Runs that may wait, in each priority; one more is answered with `queue-full`, 429. Default 1,000. */
  readonly queueLimit?: number
  /** Who may ask. Default: everybody. */
  readonly keys?: readonly Key[]
  /** What everybody is held to, with a key or without. Default {@link defaultEverybody}. */
  readonly everybody?: Allowance
  /** Bytes of a request's body at most. Default 8 MiB. */
  readonly bodyLimit?: number
  /**
   * Where the guest's clock begins in a request that does not say, in milliseconds since 1970; or `now`, and then such requests are
   * answered anew each time. Default: midnight of the first of January 2000, UTC, so that equal requests have equal answers.
   */
  readonly clock?: number | 'now'
  /** Keeps answers of `POST /v1/run`. Default: none are kept. */
  readonly cache?: ResultCache
  /** Tasks that a submission may name, by name. Default none. */
  readonly tasks?: Readonly<Record<string, Task>>
  /** Which dialects are spoken. Default: all. */
  readonly dialects?: readonly string[]
  readonly dialectConfig?: Partial<DialectConfig>
  /** Told of each request when it is answered. Default: nobody is. */
  readonly onAccess?: (record: AccessRecord) => void
  /** Told of faults that are not the caller's, whole. Default: nobody is. */
  readonly onFault?: (requestId: string, error: unknown) => void
  /** Milliseconds between signs of life in a stream that has nothing to say. Default 15,000. */
  readonly heartbeatMs?: number
  /** Programs that are kept at a time; the one that was not used for longest makes way. Default 256. */
  readonly programs?: number
  /** Milliseconds after which a program that nobody runs is closed. Default 10 minutes. */
  readonly programIdleMs?: number
  /** Milliseconds since 1970; tests have a clock of their own. */
  readonly now?: () => number
}

/** The most that anybody may ask for where the server says nothing else: what a machine with a few GiB can give to several at once. */
export const defaultEverybodyLimits: Partial<Limits> = Object.freeze({
  fuel: 1_000_000_000_000,
  timeoutMs: 120_000,
  memoryPages: 16_384,
  outputBytes: 16 * MIB,
  diskBytes: 256 * MIB,
})

export const defaultEverybody: Allowance = Object.freeze({
  limits: defaultEverybodyLimits,
  compileLimits: defaultEverybodyLimits,
})

export const serverDefaults = {
  queueLimit: 1000,
  bodyLimit: 8 * MIB,
  heartbeatMs: 15_000,
  programs: 256,
  programIdleMs: 10 * 60_000,
} as const
