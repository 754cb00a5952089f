import { availableParallelism } from 'node:os'
import { asObject, checkKeys, integerIn, systemText, wrongType } from '../../core/validate.js'
import type { ProgressEvent } from '../../runtimes/provision/provision.js'

export interface RunnerOptions {
  /** How many runs go on at a time, each in a worker process. Default: the number of processors. At most 1,024. */
  readonly workers?: number
  /** Where compiled runtimes are kept. Default: `FUELCELL_CACHE_DIR`, else `fuelcell` in the user's cache directory. */
  readonly cacheDir?: string
  /** Runs that may wait for a worker; one more is rejected with `queue-full`. Default 10,000. */
  readonly queueLimit?: number
  /** Path of the native host. Default: `FUELCELL_HOST`, else the one that `npm run build` made. */
  readonly hostPath?: string
  /**
   * Refuse to start, with `hardening-missing`, unless every wall around a worker can stand. Default false: those that the
   * system has. Linux 5.13 or newer has all of them, 6.2 with directories preopened to read; see `runner.hardening`.
   */
  readonly strict?: boolean
  /**
   * Fail with `disk-full` or `cache-unwritable` where the cache cannot be used. Default false: what is compiled then serves this
   * process only, and `onWarning` is told.
   */
  readonly requireCache?: boolean
  /** Told what is going on while a runtime is provisioned at its first use. */
  readonly onProgress?: (event: ProgressEvent) => void
  /** Told of what does not stop a run but should be known, such as a cache that cannot be used. */
  readonly onWarning?: (message: string) => void
}

export interface ParsedRunnerOptions {
  readonly workers: number
  readonly cacheDir: string | undefined
  readonly queueLimit: number
  readonly hostPath: string | undefined
  readonly strict: boolean
  readonly requireCache: boolean
  readonly onProgress: ((event: ProgressEvent) => void) | undefined
  readonly onWarning: ((message: string) => void) | undefined
}

const CALL = 'createRunner'
const keys: ReadonlyArray<keyof RunnerOptions> = [
  'workers',
  'cacheDir',
  'queueLimit',
  'hostPath',
  'strict',
  'requireCache',
  'onProgress',
  'onWarning',
]
const workersRange = { min: 1, max: 1024 }
const queueRange = { min: 1, max: 1_000_000 }
const DEFAULT_QUEUE_LIMIT = 10_000

/** @throws FuelcellError `invalid-option` or `unknown-option`. */
export function parseRunnerOptions(input: unknown): ParsedRunnerOptions {
  const given = asObject(input === undefined ? {} : input, CALL, 'the options')
  checkKeys(given, keys, CALL)
  return {
    workers: parseCount(given.workers, availableParallelism(), workersRange, 'workers'),
    cacheDir: parsePath(given.cacheDir, 'cacheDir'),
    queueLimit: parseCount(given.queueLimit, DEFAULT_QUEUE_LIMIT, queueRange, 'queueLimit'),
    hostPath: parsePath(given.hostPath, 'hostPath'),
    strict: parseFlag(given.strict, 'strict'),
    requireCache: parseFlag(given.requireCache, 'requireCache'),
    onProgress: parseListener(given.onProgress, 'onProgress'),
    onWarning: parseListener(given.onWarning, 'onWarning'),
  }
}

/** Absent is not `null`, which is a mistake. */
function parseCount(value: unknown, usual: number, range: { min: number; max: number }, name: string): number {
  return value === undefined ? usual : integerIn(value, range, CALL, name)
}

function parsePath(value: unknown, name: string): string | undefined {
  if (value === undefined) return undefined
  if (value === '') throw wrongType(CALL, name, 'a path', value)
  return systemText(value, CALL, name)
}

function parseFlag(value: unknown, name: string): boolean {
  if (value === undefined) return false
  if (typeof value === 'boolean') return value
  throw wrongType(CALL, name, 'true or false', value)
}

function parseListener<T>(value: unknown, name: string): ((told: T) => void) | undefined {
  if (value === undefined || typeof value === 'function') return value as ((told: T) => void) | undefined
  throw wrongType(CALL, name, 'a function', value)
}
