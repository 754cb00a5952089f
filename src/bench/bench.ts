/** The whole of a bench: every case at every size, once, and what it came to. */
import { setMaxListeners } from 'node:events'
import pMap from 'p-map'
import { FuelcellError } from '../core/errors.js'
import { DEFAULT_CLOCK_MS } from '../core/fixed-clock.js'
import type { Limits } from '../core/limits.js'
import { parseLimits } from '../core/limits.js'
import type { Start, World } from '../core/result.js'
import { asObject, checkKeys, integerIn, wrongType } from '../core/validate.js'
import { type BenchCase, type NamedCase, namedCases } from './case.js'
import { type Measurement, measure } from './measure.js'
import { bench as say } from './messages.js'
import { parseCase } from './parse-case.js'
import { type Circumstances, prepare } from './prepare.js'
import { type BenchResult, summarized } from './results.js'
import type { Run } from './run.js'
import { type Difference, differences } from './verify.js'

export interface BenchOptions {
  /** Runs a program once, such as `runner.run`. */
  readonly run: Run
  /** More of the same, on other workers: every program is run on each, and all must agree. Default none. */
  readonly verify?: readonly Run[]
  /** Limits of each run. Default: those of a runner. */
  readonly limits?: Partial<Limits>
  /** Default: what the runtime's manifest says. */
  readonly start?: Start
  /** Where the guest's clock begins. Default 2000-01-01T00:00:00Z. */
  readonly clockStartMs?: number
  /** Seed of the random numbers. Default 0. */
  readonly seed?: number
  /** Runs that are handed over at a time. Default 32. */
  readonly concurrency?: number
  readonly signal?: AbortSignal
  /** Told after each program. */
  readonly onProgress?: (progress: Progress) => void
}

export interface Progress {
  readonly done: number
  readonly total: number
  /** Name of the case that was last. */
  readonly name: string
}

/** All that a bench found out. */
export interface BenchReport {
  /** Of the runtime that ran; of several runtimes, theirs joined by `+`. Figures of different epochs are never comparable. */
  readonly fuelEpoch: string
  readonly world: World
  /** In the order of the cases. */
  readonly results: readonly BenchResult[]
  /** What came out differently on another worker. Empty unless something is badly wrong. */
  readonly differences: readonly Difference[]
}

const CALL = 'bench'
const DEFAULT_CONCURRENCY = 32
const keys: ReadonlyArray<keyof BenchOptions> = [
  'run',
  'verify',
  'limits',
  'start',
  'clockStartMs',
  'seed',
  'concurrency',
  'signal',
  'onProgress',
]

/**
 * Measures each case once; one run is the measurement. Nothing is ever left out: a case that fails is among the results.
 * @throws FuelcellError for cases or options that are wrong, and whatever `run` throws.
 */
export async function bench(cases: readonly BenchCase[], options: BenchOptions): Promise<BenchReport> {
  const { run, verify = [], concurrency = DEFAULT_CONCURRENCY, onProgress, ...world } = parseOptions(options)
  const named = parseCases(cases)
  // Each run listens to it, and there are many at a time.
  const signal = world.signal === undefined ? undefined : AbortSignal.any([world.signal])
  if (signal !== undefined) setMaxListeners(0, signal)
  const circumstances: Circumstances = { ...world, ...(signal === undefined ? {} : { signal }) }
  const jobs = named.flatMap((one) => (one.scan?.sizes ?? [undefined]).map((size) => ({ case: one, size })))
  const prepared = jobs.map((job) => ({ ...job, preparation: prepare(job.case, job.size, circumstances) }))
  const limited = new Map<NamedCase, number>()
  const found: Difference[] = []
  let done = 0
  const measurements = await pMap(
    prepared,
    async ({ case: one, size, preparation }): Promise<Measurement | null> => {
      if (size !== undefined && size > (limited.get(one) ?? Infinity)) return null
      const [first, ...others] = await Promise.all([
        measure(preparation, run),
        ...verify.map((on) => measure(preparation, on)),
      ])
      for (const other of others) found.push(...differences(one.name, size, first, other))
      if (size !== undefined && first.status !== 'exit') {
        limited.set(one, Math.min(size, limited.get(one) ?? Infinity))
      }
      done += 1
      onProgress?.({ done, total: jobs.length, name: one.name })
      // Of a scan, one size is told; what the others printed would fill the memory.
      return size === undefined || size === one.scan?.sizes.at(-1) || !first.ok ? first : { ...first, stdout: '' }
    },
    { concurrency, ...(signal === undefined ? {} : { signal }) },
  )
  const results = named.map((one) => {
    const measured = jobs.flatMap((job, index) =>
      job.case === one ? [{ size: job.size, measurement: measurements[index] ?? null }] : [],
    )
    return summarized(one, measured, limited.get(one))
  })
  const epochs = [...new Set(results.map(({ fuelEpoch }) => fuelEpoch))].sort()
  const { clockStartMs, seed } = world
  return { fuelEpoch: epochs.join('+'), world: { clockStartMs, seed }, results, differences: found }
}

function parseOptions(given: BenchOptions) {
  const options = asObject(given, CALL, 'the options')
  checkKeys(options, keys, CALL)
  if (typeof given.run !== 'function') throw wrongType(CALL, 'run', 'a function such as runner.run', given.run)
  const { clockStartMs = DEFAULT_CLOCK_MS, seed = 0, concurrency = DEFAULT_CONCURRENCY } = given
  integerIn(clockStartMs, { min: 0, max: Number.MAX_SAFE_INTEGER }, CALL, 'clockStartMs')
  integerIn(seed, { min: 0, max: Number.MAX_SAFE_INTEGER }, CALL, 'seed')
  integerIn(concurrency, { min: 1, max: 10_000 }, CALL, 'concurrency')
  return { ...given, clockStartMs, seed, concurrency, limits: parseLimits(given.limits, CALL) }
}

function parseCases(cases: unknown): readonly NamedCase[] {
  if (!Array.isArray(cases)) throw wrongType(CALL, 'cases', 'an array', cases)
  if (cases.length === 0) throw new FuelcellError('invalid-option', say.noCases)
  const named = namedCases(cases.map((one: unknown, index) => parseCase(one, `${CALL} (cases[${index}])`)))
  const names = new Set<string>()
  for (const { name } of named) {
    if (names.has(name)) throw new FuelcellError('invalid-option', say.nameTwice(name))
    names.add(name)
  }
  return named
}
