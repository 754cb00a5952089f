/** The baseline as a file: read, written, and measured again from what it says of its entries. */
import { readFile } from 'node:fs/promises'
import { dirname, relative } from 'node:path'
import {
  type Baseline,
  type BaselineEntry,
  readBaseline,
  type Source,
  writeBaseline,
} from '../../bench/baseline/file.js'
import type { BenchReport } from '../../bench/bench.js'
import { DEFAULT_RUNTIME } from '../../bench/case.js'
import { bench as say } from '../../bench/messages.js'
import { DEFAULT_MAX_SIZES } from '../../bench/scan.js'
import { FuelcellError } from '../../core/errors.js'
import { systemReason } from '../../core/system-reason.js'
import { replaceFile } from '../replace-file.js'
import { caseOfFile } from './cases.js'
import type { CodeInput, Collected } from './collected.js'
import { isInside, located } from './inside.js'
import type { CaseValues, MeasuringValues } from './options.js'
import { written } from './output.js'
import { caseInManner, refuseManner } from './settings.js'
import { readSuite } from './suite.js'

/** @throws FuelcellError `invalid-option` when it cannot be read or is not a baseline. */
export async function loadBaseline(path: string): Promise<Baseline> {
  const text = await readFile(path, 'utf8').catch((cause) => {
    throw new FuelcellError('invalid-option', say.noBaseline(path, systemReason(cause)), { cause })
  })
  return readBaseline(text, path)
}

/** `null` where there is no such file; anything else that cannot be read is an error, and nothing to write over. */
export async function loadBaselineIfAny(path: string): Promise<Baseline | null> {
  return loadBaseline(path).catch((error: unknown) => {
    const cause = error instanceof FuelcellError ? error.cause : undefined
    if (cause instanceof Error && 'code' in cause && cause.code === 'ENOENT') return null
    throw error
  })
}

/** @throws FuelcellError `invalid-option` for a file that `check` would refuse to read. */
export async function refuseFarSources(path: string, collected: readonly Collected[]): Promise<void> {
  for (const { source } of collected) {
    if (source.kind === 'code' || (await isInside(source.path, foldersOf(path)))) continue
    throw new FuelcellError('invalid-option', say.unsafeSource(source.path, path))
  }
}

export async function saveBaseline(path: string, report: BenchReport, collected: readonly Collected[]): Promise<void> {
  const runtimes = Object.fromEntries(
    report.results.map(({ runtime, start, fuelEpoch }) => [runtime, { start, fuelEpoch }]),
  )
  const entries = report.results.map((result, index): BaselineEntry => {
    const { name, runtime, netFuel, memoryPages, scan } = result
    const from = collected[index]
    if (from === undefined) throw new Error(`nothing is known of the case ${name}`)
    return {
      name,
      runtime,
      netFuel,
      memoryPages,
      ...(scan === undefined ? {} : { scan: sizes(scan) }),
      source: fromBaseline(path, from.source),
      ...(from.manner === undefined ? {} : { manner: from.manner }),
    }
  })
  await written(path, writeBaseline({ runtimes, world: report.world, entries }), replaceFile)
}

function sizes({ parameter, growth, sizes, netFuel }: NonNullable<BenchReport['results'][number]['scan']>) {
  return {
    parameter,
    growth,
    netFuel: Object.fromEntries(sizes.map((size, index) => [String(size), netFuel[index] ?? 0])),
  }
}

/** Paths are kept from the baseline's own folder, with slashes, so that it means the same in every clone. */
function fromBaseline(baseline: string, source: Source): Source {
  if (source.kind === 'code') return source
  return { ...source, path: relative(dirname(baseline), source.path).replaceAll('\\', '/') }
}

/** The cases of the baseline's own entries. @throws FuelcellError when a source is gone, or for options that they would not heed. */
export async function casesOfBaseline(
  path: string,
  { entries }: Baseline,
  values: CaseValues,
  input: CodeInput,
): Promise<readonly Collected[]> {
  refuseManner(values, path)
  if (values.runtimes !== undefined) throw new FuelcellError('invalid-option', say.mannerIgnored('--runtimes', path))
  const maxSizes = values['max-sizes'] ?? DEFAULT_MAX_SIZES
  const suites = new Set<string>()
  const found: Collected[] = []
  for (const entry of entries) {
    const { source } = entry
    if (source.kind !== 'suite') {
      found.push(await caseOfEntry(entry, source, path, maxSizes, input))
    } else if (!suites.has(source.path)) {
      suites.add(source.path)
      found.push(...(await readSuite(await locatedBy(path, source.path), maxSizes, input)))
    }
  }
  return found
}

async function caseOfEntry(
  { name, runtime, manner }: BaselineEntry,
  source: Exclude<Source, { kind: 'suite' }>,
  path: string,
  maxSizes: number,
  input: CodeInput,
): Promise<Collected> {
  const given =
    source.kind === 'code'
      ? { case: { code: source.code, runtime }, source }
      : await caseOfFile(await locatedBy(path, source.path), runtime, input)
  const inManner = manner === undefined ? {} : caseInManner(manner, maxSizes)
  return { ...given, case: { ...given.case, name, ...inManner }, ...(manner === undefined ? {} : { manner }) }
}

/** Figures are measured from the start that they were recorded from, unless the command line says otherwise. */
export function fromRecordedStart(one: Collected, { runtimes }: Baseline, values: MeasuringValues): Collected {
  const recorded = runtimes[one.case.runtime ?? DEFAULT_RUNTIME]
  if (recorded === undefined || values.start !== undefined) return one
  return { ...one, case: { ...one.case, start: recorded.start } }
}

/** A snippet that is named alone is measured as it was recorded, unless the command line says how: else figures of different things would be compared. */
export function inRecordedManner(one: Collected, { entries }: Baseline, values: CaseValues): Collected {
  const { source } = one
  if (one.manner !== undefined || source.kind === 'suite') return one
  const { runtime = DEFAULT_RUNTIME } = one.case
  const recorded = entries.find(
    (entry) =>
      entry.runtime === runtime &&
      (source.kind === 'code'
        ? entry.source.kind === 'code' && entry.source.code === source.code
        : entry.source.kind === 'file' && entry.name === one.case.name),
  )
  if (recorded?.manner === undefined) return one
  const inManner = caseInManner(recorded.manner, values['max-sizes'] ?? DEFAULT_MAX_SIZES)
  return { ...one, case: { ...one.case, ...inManner }, manner: recorded.manner }
}

function locatedBy(baseline: string, path: string): Promise<string> {
  return located(baseline, dirname(baseline), path, foldersOf(baseline))
}

/** Of all files, a baseline may name those below its own folder and below the working directory. */
function foldersOf(baseline: string): readonly string[] {
  return [...new Set([dirname(baseline), '.'])]
}
