/** What a case came to, from its measurements. */

import { type Fit, fitGrowth } from '../growth/fit.js'
import type { Growth } from '../growth/models.js'
import type { NamedCase } from './case.js'
import type { Measurement } from './measure.js'

export interface ScanResult {
  readonly parameter: string
  /** The sizes that ended well, ascending. */
  readonly sizes: readonly number[]
  /** Net fuel at each of them. */
  readonly netFuel: readonly number[]
  readonly growth: Growth
  /** Fuel per element, pair, … of the growth; `null` for `1` and `undecided`. */
  readonly coefficient: number | null
  /** Power of the size between the last doublings; `null` where it cannot be told. */
  readonly exponent: number | null
  /** Factor per step where the growth is `2^n`, else `null`. */
  readonly base: number | null
  /** Why the growth is `undecided`, else `null`. */
  readonly why: Fit['why']
  /** The growths that explain the figures alike, where that is why. */
  readonly alike: readonly Growth[]
  /** The smallest size that the fit looked at, where it left smaller ones out. */
  readonly from: number | null
  /** What the fit says of each size; empty for `1` and `undecided`. */
  readonly fitted: readonly number[]
  /** Sizes that did not end well; the fit does without them. */
  readonly failed: ReadonlyArray<Pick<ScanPoint, 'size' | 'status' | 'exitCode' | 'inSetup' | 'trap'>>
  /** All figures of every size that was tried, ascending. */
  readonly points: readonly ScanPoint[]
  /** Sizes that were not tried because a smaller one ran into a limit. */
  readonly skipped: readonly number[]
}

/** What one size came to. */
export interface ScanPoint extends Omit<Measurement, 'error' | 'stdout' | 'start' | 'fuelEpoch' | 'startupFuel'> {
  readonly size: number
}

/** A case's figures; of a scan, those of the first size that failed, else of the largest. */
export interface BenchResult extends Measurement {
  readonly name: string
  readonly runtime: string
  /** Elements per run and the net fuel of one, where the case says how many. */
  readonly per?: { readonly elements: number; readonly netFuel: number }
  readonly budget?: number
  readonly scan?: ScanResult
}

export interface Measured {
  readonly size: number | undefined
  /** `null` when it was not tried. */
  readonly measurement: Measurement | null
}

/** @param limitedAt The least size that ran into a limit: what was measured above it by chance does not count. */
export function summarized(bench: NamedCase, measured: readonly Measured[], limitedAt = Infinity): BenchResult {
  const counted = measured.flatMap(({ size, measurement }) =>
    measurement === null || (size ?? 0) > limitedAt ? [] : [{ size, measurement }],
  )
  const told = counted.find(({ measurement }) => !measurement.ok) ?? counted.at(-1)
  if (told === undefined) throw new Error(`the case ${bench.name} was never run`)
  const { name, runtime, per, budget, scan } = bench
  return {
    name,
    runtime,
    ...told.measurement,
    ...(per === undefined ? {} : { per: { elements: per, netFuel: told.measurement.netFuel / per } }),
    ...(budget === undefined ? {} : { budget }),
    ...(scan === undefined ? {} : { scan: scanned(scan.parameter, scan.sizes, counted) }),
  }
}

function scanned(
  parameter: string,
  all: readonly number[],
  counted: ReadonlyArray<{ size: number | undefined; measurement: Measurement }>,
): ScanResult {
  const sizesTried = new Set(counted.map(({ size = 0 }) => size))
  const tried = counted.map(({ size = 0, measurement }) => ({ size, measurement }))
  const good = tried.filter(({ measurement }) => measurement.ok)
  const sizes = good.map(({ size }) => size)
  const netFuel = good.map(({ measurement }) => measurement.netFuel)
  const { predict, ...fit } = fitGrowth(sizes.map((n, index) => ({ n, fuel: netFuel[index] ?? 0 })))
  return {
    parameter,
    sizes,
    netFuel,
    ...fit,
    fitted: predict === null ? [] : sizes.map(predict),
    failed: tried
      .filter(({ measurement }) => !measurement.ok)
      .map(({ size, measurement: { status, exitCode, inSetup, trap } }) => ({
        size,
        status,
        exitCode,
        ...(inSetup && { inSetup }),
        ...(trap !== undefined && { trap }),
      })),
    points: tried.map(({ size, measurement }) => {
      const {
        error: _error,
        stdout: _stdout,
        start: _start,
        fuelEpoch: _epoch,
        startupFuel: _fuel,
        ...figures
      } = measurement
      return { size, ...figures }
    }),
    skipped: all.filter((size) => !sizesTried.has(size)),
  }
}
