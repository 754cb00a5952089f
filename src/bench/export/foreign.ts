/** Formats that other tools read. */
import type { BenchReport } from '../bench.js'
import type { BenchResult } from '../results.js'

/** A unit of fuel is a nanosecond of the guest's own clock, so net fuel has a time that every run shares. */
const SECONDS_PER_FUEL = 1e-9

interface Figure {
  readonly name: string
  readonly netFuel: number
  readonly exitCode: number | null
  readonly parameters: Readonly<Record<string, string>>
}

function figures(result: BenchResult): readonly Figure[] {
  const { name, netFuel, exitCode, scan } = result
  if (scan === undefined) return [{ name, netFuel, exitCode, parameters: {} }]
  return scan.sizes.map((size, index) => ({
    name: `${name} (${scan.parameter} = ${size})`,
    netFuel: scan.netFuel[index] ?? 0,
    exitCode: 0,
    parameters: { [scan.parameter]: String(size) },
  }))
}

/** What `hyperfine --export-json` writes, times being net fuel at a nanosecond each: one run, no deviation. */
export function hyperfineJson({ results }: BenchReport): string {
  const converted = results.flatMap(figures).map(({ name, netFuel, exitCode, parameters }) => {
    const seconds = netFuel * SECONDS_PER_FUEL
    return {
      command: name,
      mean: seconds,
      stddev: null,
      median: seconds,
      user: seconds,
      system: 0,
      min: seconds,
      max: seconds,
      times: [seconds],
      exit_codes: [exitCode],
      ...(Object.keys(parameters).length === 0 ? {} : { parameters }),
    }
  })
  return `${JSON.stringify({ results: converted }, null, 2)}\n`
}

/** What github-action-benchmark takes as `customSmallerIsBetter`. What failed has no figure and is left out. */
export function smallerIsBetterJson({ results, fuelEpoch }: BenchReport): string {
  const points = results
    .filter(({ ok, scan }) => ok || scan !== undefined)
    .flatMap(figures)
    .map(({ name, netFuel }) => ({ name, unit: 'fuel', value: netFuel, extra: `fuel epoch ${fuelEpoch}` }))
  return `${JSON.stringify(points, null, 2)}\n`
}
