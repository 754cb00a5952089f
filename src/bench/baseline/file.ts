/** A baseline: what cases cost once, in a file that people review and git keeps. */
import { FuelcellError } from '../../core/errors.js'
import type { Start, World } from '../../core/result.js'
import { bench as say } from '../messages.js'

/** Where a case came from, enough to measure it again. Paths are from the folder of the baseline. */
export type Source =
  | { readonly kind: 'code'; readonly code: string }
  | { readonly kind: 'file'; readonly path: string; readonly runtime?: string }
  | { readonly kind: 'suite'; readonly path: string }

/** How cases that did not come from a suite were measured. */
export interface Manner {
  readonly setup?: string
  readonly scan?: string
  readonly per?: number
}

/** What a case cost. */
export interface BaselineEntry {
  readonly name: string
  readonly runtime: string
  readonly netFuel: number
  readonly memoryPages: number
  /** Net fuel by size, of a scan. */
  readonly scan?: {
    readonly parameter: string
    readonly growth: string
    readonly netFuel: Readonly<Record<string, number>>
  }
  readonly source: Source
  readonly manner?: Manner
}

/** Figures of different epochs are never compared; each start has its own. */
export interface Origin {
  readonly start: Start
  readonly fuelEpoch: string
}

export interface Baseline {
  /** By runtime: how its figures came about. */
  readonly runtimes: Readonly<Record<string, Origin>>
  readonly world: World
  readonly entries: readonly BaselineEntry[]
}

const FORMAT = 'fuelcell-bench-baseline'
const VERSION = 1

/** The file's text: a header, then entries in the order of their names; the same baseline is always the same bytes. */
export function writeBaseline(baseline: Baseline): string {
  const entries = [...baseline.entries].sort((left, right) => compare(left.name, right.name))
  const runtimes = Object.fromEntries(
    Object.entries(baseline.runtimes)
      .sort(([left], [right]) => compare(left, right))
      .map(([name, { start, fuelEpoch }]) => [name, { start, fuelEpoch }]),
  )
  const file = { format: FORMAT, version: VERSION, runtimes, world: baseline.world, entries: entries.map(ordered) }
  return `${JSON.stringify(file, null, 2)}\n`
}

/** By code units: the same in every locale. */
function compare(left: string, right: string): number {
  return left < right ? -1 : left > right ? 1 : 0
}

function ordered({ name, runtime, netFuel, memoryPages, scan, source, manner }: BaselineEntry): BaselineEntry {
  return {
    name,
    runtime,
    netFuel,
    memoryPages,
    ...(scan === undefined ? {} : { scan }),
    source,
    ...(manner === undefined ? {} : { manner }),
  }
}

/** @throws FuelcellError `invalid-option` for anything that `writeBaseline` did not write. */
export async function readBaseline(text: string, path: string): Promise<Baseline> {
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause)
    throw new FuelcellError('invalid-option', say.baselineCorrupt(path, why), { cause })
  }
  const { baselineFile } = await import('./schema.js')
  const parsed = baselineFile.safeParse(value)
  if (!parsed.success) {
    const [issue] = parsed.error.issues
    const why = `${issue?.path.map(String).join('.') ?? ''}: ${issue?.message ?? ''}`
    throw new FuelcellError('invalid-option', say.baselineCorrupt(path, why))
  }
  const { runtimes, world, entries } = parsed.data
  const names = new Set<string>()
  for (const { name } of entries) {
    if (names.has(name)) throw new FuelcellError('invalid-option', say.baselineCorrupt(path, say.nameTwiceInFile(name)))
    names.add(name)
  }
  return { runtimes, world, entries }
}
