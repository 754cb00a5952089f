/** What can be set of the dialects. */
import { setTimeout as delay } from 'node:timers/promises'
import { defaultJobeConfig, type JobeConfig } from './jobe/config.js'
import { defaultJudge0Config, type Judge0Config } from './judge0/config.js'
import type { Versions } from './piston/languages.js'
import type { PistonLimits } from './piston/parse.js'

export interface DialectConfig {
  /** Milliseconds on a clock that does not go back. */
  readonly now: () => number
  /** Milliseconds since 1970. */
  readonly date: () => number
  /** Resolves after so many milliseconds, or when the signal fires. Keeps no process alive. */
  readonly sleep: (ms: number, signal?: AbortSignal) => Promise<void>
  readonly woma: WomaConfig
  readonly piston: PistonConfig
  readonly judge0: Judge0Config
  readonly jobe: JobeConfig
}

export interface WomaConfig {
  /** Whether each call has names of its own where it does not say. Default false. */
  readonly resetGlobals: boolean
  /** As they were asked for: with two or more each call has names of its own. Default: not asked for. */
  readonly workers?: number
}

export interface PistonConfig {
  /** Default `lenient`. */
  readonly versions: Versions
  /** The largest that a request may ask for, and what one gets that asks for nothing. */
  readonly limits: PistonLimits
  /** Bytes kept of each stream. Default 65,536. */
  readonly outputBytes: number
}

/** As in the original, but for output, of which it keeps 1,024 characters. */
export const defaultDialectConfig: DialectConfig = {
  now: () => performance.now(),
  date: () => Date.now(),
  sleep: (ms, signal) => delay(ms, undefined, { ref: false, ...(signal !== undefined && { signal }) }).catch(() => {}),
  woma: { resetGlobals: false },
  piston: {
    versions: 'lenient',
    limits: {
      run_timeout: 3000,
      compile_timeout: 10_000,
      run_cpu_time: 3000,
      compile_cpu_time: 10_000,
      run_memory_limit: -1,
      compile_memory_limit: -1,
    },
    outputBytes: 65_536,
  },
  judge0: defaultJudge0Config,
  jobe: defaultJobeConfig,
}
