import { stringify } from 'csv-stringify/sync'
import { oneLine } from '../../core/quoting.js'
import type { BenchReport } from '../bench.js'
import { type Price, priceOf } from '../cost.js'
import type { BenchResult, ScanPoint } from '../results.js'

type Figures = Omit<ScanPoint, 'size'>

const figureNames = [
  'status',
  'exitCode',
  'netFuel',
  'compileFuel',
  'setupFuel',
  'fuel',
  'memoryPages',
  'grownPages',
  'durationMs',
] as const satisfies ReadonlyArray<keyof Figures>

/**
 * One record for each result, and for each size of a scan; RFC 4180. A name stands on one line, and is escaped where a
 * spreadsheet would take it for a formula. Net fuel of what did not end well is what it cost until then.
 */
export function reportCsv({ results }: BenchReport, price?: Price): string {
  const head = [
    'name',
    'runtime',
    'parameter',
    'size',
    ...figureNames,
    ...(price === undefined ? [] : ['cost', 'currency']),
  ]
  const record = ({ name, runtime, scan }: BenchResult, size: number | '', figures: Figures) => [
    ...[oneLine(name), oneLine(runtime), size === '' ? '' : (scan?.parameter ?? ''), size],
    ...figureNames.map((figure) => figures[figure] ?? ''),
    ...(price === undefined ? [] : [priceOf(figures.netFuel, price), price.currency]),
  ]
  const records = results.flatMap((result) =>
    result.scan === undefined
      ? [record(result, '', result)]
      : result.scan.points.map((point) => record(result, point.size, point)),
  )
  return stringify([head, ...records], { escape_formulas: true, record_delimiter: '\r\n' })
}
