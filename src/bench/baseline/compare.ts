/** What became dearer since a baseline, and by how much is too much. */
import { FuelcellError } from '../../core/errors.js'
import { bench as say } from '../messages.js'
import type { BenchResult } from '../results.js'
import type { Baseline, BaselineEntry } from './file.js'

/** How much dearer a snippet may become: a part of what it cost, or an amount of fuel. */
export type Tolerance = { readonly ratio: number } | { readonly fuel: number }

export type Verdict =
  | 'same'
  | 'cheaper'
  | 'dearer'
  | 'regression'
  | 'over budget'
  | 'failed'
  | 'new'
  | 'missing'
  | 'other start'
  | 'other epoch'

export interface Change {
  readonly name: string
  readonly runtime: string
  /** The size that it became dearest at, of a scan. */
  readonly size?: number
  readonly before: number | null
  readonly after: number | null
  readonly verdict: Verdict
}

const ratioText = /^(\d{1,6}(?:\.\d{1,6})?)%$/
const fuelText = /^fuel:\+?(\d[\d_]*)$/

/** `0.5%`, `fuel:+10000`. @throws FuelcellError `invalid-option`. */
export function parseTolerance(text: string, option: string): Tolerance {
  const [, percent] = ratioText.exec(text) ?? []
  if (percent !== undefined) return { ratio: Number(percent) / 100 }
  const fuel = Number(fuelText.exec(text)?.[1]?.replaceAll('_', '') ?? Number.NaN)
  if (Number.isSafeInteger(fuel)) return { fuel }
  throw new FuelcellError('invalid-option', say.badTolerance(option, text))
}

/** Every change, in the order of the results; what the baseline has and the results lack stands last. */
export function compareWith(
  baseline: Baseline,
  results: readonly BenchResult[],
  tolerance: Tolerance,
): readonly Change[] {
  const entries = new Map(baseline.entries.map((entry) => [entry.name, entry]))
  const changes = results.map((result) => changeOf(baseline, entries.get(result.name), result, tolerance))
  const measured = new Set(results.map(({ name }) => name))
  const missing = baseline.entries.filter(({ name }) => !measured.has(name))
  return [
    ...changes,
    ...missing.map(({ name, runtime, netFuel }) => ({
      name,
      runtime,
      before: netFuel,
      after: null,
      verdict: 'missing' as const,
    })),
  ]
}

function changeOf(
  baseline: Baseline,
  entry: BaselineEntry | undefined,
  result: BenchResult,
  tolerance: Tolerance,
): Change {
  const { name, runtime } = result
  const worst = entry === undefined ? { before: null, after: result.netFuel } : worstOf(entry, result, tolerance)
  const change = { name, runtime, ...worst }
  if (!result.ok) return { ...change, verdict: 'failed' }
  if (result.budget !== undefined && result.netFuel > result.budget) return { ...change, verdict: 'over budget' }
  if (entry === undefined || worst.before === null) return { ...change, verdict: 'new' }
  // An epoch is a runtime's: figures of another runtime, or of an unknown one, are as far from comparable.
  const origin = entry.runtime === runtime ? baseline.runtimes[runtime] : undefined
  if (origin !== undefined && origin.start !== result.start) return { ...change, verdict: 'other start' }
  if (origin?.fuelEpoch !== result.fuelEpoch) return { ...change, verdict: 'other epoch' }
  const { before, after } = worst
  if (after === null || before === after) return { ...change, verdict: 'same' }
  if (after < before) return { ...change, verdict: 'cheaper' }
  return { ...change, verdict: isOver(before, after, tolerance) ? 'regression' : 'dearer' }
}

interface Pair {
  readonly size?: number
  readonly before: number | null
  readonly after: number | null
}

/**
 * Of a scan, the size at which it became dearest, by the measure of the tolerance. Sizes that only one side has say nothing: where
 * they share none there is no figure from before, for what another size cost is not one.
 */
function worstOf(entry: BaselineEntry, result: BenchResult, tolerance: Tolerance): Pair {
  const { scan } = result
  if ((entry.scan === undefined) !== (scan === undefined)) return { before: null, after: result.netFuel }
  if (entry.scan === undefined || scan === undefined) return { before: entry.netFuel, after: result.netFuel }
  const pairs = scan.sizes.flatMap((size, index) => {
    const before = entry.scan?.netFuel[String(size)]
    const after = scan.netFuel[index]
    return before === undefined || after === undefined ? [] : [{ size, before, after }]
  })
  const excess = ({ before, after }: { before: number; after: number }) =>
    'ratio' in tolerance ? after / Math.max(before, 1) : after - before
  const [first, ...rest] = pairs
  if (first === undefined) return { before: null, after: result.netFuel }
  return rest.reduce((worst, pair) => (excess(pair) > excess(worst) ? pair : worst), first)
}

function isOver(before: number, after: number, tolerance: Tolerance): boolean {
  return after - before > ('ratio' in tolerance ? before * tolerance.ratio : tolerance.fuel)
}
