import type { Change } from '../baseline/compare.js'
import type { BenchReport } from '../bench.js'
import { type Price, priceOf } from '../cost.js'

/** DEL, C1 controls, bidi marks and Unicode line ends: legal in JSON, but not fit for a terminal. */
const unfit = /[\u007f-\u009f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff]/g

export interface JsonOptions {
  readonly indent?: number
  /** Adds itself, and to each result what its net fuel costs, as `cost`. */
  readonly price?: Price | undefined
}

/** The report as JSON, what the snippets printed left out. */
export function reportJson(report: BenchReport, { indent, price }: JsonOptions = {}): string {
  const results = report.results.map(({ stdout: _, ...result }) => ({
    ...result,
    ...(price && { cost: priceOf(result.netFuel, price) }),
  }))
  return shown(JSON.stringify({ ...report, ...(price && { price }), results }, undefined, indent))
}

/** What changed since a baseline, as JSON. */
export function changesJson({ fuelEpoch, world }: BenchReport, changes: readonly Change[]): string {
  return shownJson({ fuelEpoch, world, changes })
}

/** Any data as one line of JSON that a terminal may show. */
export function shownJson(data: object): string {
  return shown(JSON.stringify(data))
}

function shown(json: string): string {
  return json.replace(unfit, (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`)
}
