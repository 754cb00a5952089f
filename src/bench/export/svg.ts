/** Pictures for documents. The plotting library draws them without a browser, the same bytes each time. */
import type { Spec } from 'vega'
import type { BenchReport } from '../bench.js'
import { bars } from './bars.js'
import { curves } from './curves.js'

/** Scans on logarithmic axes with what was fitted; where there is none, bars. */
export async function reportSvg({ results }: BenchReport): Promise<string> {
  const scans = results.filter(({ scan }) => scan !== undefined && scan.sizes.length > 0)
  return drawn(scans.length === 0 ? bars(results) : curves(scans))
}

/** Loads the library: it takes as long as a hundred small runs. */
export async function drawn(spec: Spec): Promise<string> {
  const { parse, View } = await import('vega')
  const view = new View(parse(spec), { renderer: 'none' })
  try {
    return `${await view.toSVG()}\n`
  } finally {
    view.finalize()
  }
}
