/** The baseline as a file: read, written, and measured again from what it says of its entries. */
import { readFile } from 'node:fs/promises'
import { dirname, isAbsolute, join, normalize, relative } from 'node:path'
import {
  type Baseline,
  type BaselineEntry,
  readBaseline,
  type Source,
  writeBaseline,
} from '../../bench/baseline/file.js'
import type { BenchReport } from '../../bench/bench.js'
import { DEFAULT_MAX_SIZES } from '../../bench/scan.js'
import { FuelcellError } from '../../errors.js'
import { bench as say } from '../../messages/bench.js'
import { systemReason } from '../program.js'
import { type Collected, caseInManner, caseOfFile, type Surroundings } from './cases.js'
import { written } from './output.js'
import { readSuite } from './suite.js'

/** @throws FuelcellError `invalid-option` when it cannot be read or is not a baseline. */
export async function loadBaseline(path: string): Promise<Baseline> {
  const text = await readFile(path, 'utf8').catch((cause) => {
    throw new FuelcellError('invalid-option', say.noBaseline(path, systemReason(cause)), { cause })
  })
  return readBaseline(text, path)
}

export async function saveBaseline(path: string, report: BenchReport, collected: readonly Collected[]): Promise<void> {
  const fuelEpochs = Object.fromEntries(report.results.map(({ runtime, fuelEpoch }) => [runtime, fuelEpoch]))
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
  await written(path, writeBaseline({ fuelEpochs, world: report.world, entries }))
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

/** The cases of the baseline's own entries. @throws FuelcellError when a source is gone. */
export async function casesOfBaseline(
  path: string,
  { entries }: Baseline,
  surroundings: Surroundings,
): Promise<readonly Collected[]> {
  const suites = new Set<string>()
  const found: Collected[] = []
  for (const entry of entries) {
    const { source } = entry
    if (source.kind !== 'suite') {
      found.push(await caseOfEntry(entry, source, path, surroundings))
    } else if (!suites.has(source.path)) {
      suites.add(source.path)
      found.push(...(await readSuite(located(path, source.path), DEFAULT_MAX_SIZES, surroundings)))
    }
  }
  return found
}

async function caseOfEntry(
  { name, runtime, manner }: BaselineEntry,
  source: Exclude<Source, { kind: 'suite' }>,
  path: string,
  surroundings: Surroundings,
): Promise<Collected> {
  const given =
    source.kind === 'code'
      ? { case: { code: source.code, runtime }, source }
      : await caseOfFile(located(path, source.path), runtime, surroundings)
  const inManner = manner === undefined ? {} : caseInManner(manner, DEFAULT_MAX_SIZES)
  return { ...given, case: { ...given.case, name, ...inManner }, ...(manner === undefined ? {} : { manner }) }
}

/** A baseline that was tampered with names no files of the machine at large. */
function located(baseline: string, path: string): string {
  if (isAbsolute(path)) throw new FuelcellError('invalid-option', say.outsideSuite(baseline, path))
  return normalize(join(dirname(baseline), path))
}
