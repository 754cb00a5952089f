import { stringify } from 'csv-stringify/sync'
import { oneLine } from '../../messages.js'
import type { BenchReport } from '../bench.js'
import type { BenchResult } from '../results.js'

const head = [
  'name',
  'runtime',
  'parameter',
  'size',
  'status',
  'exitCode',
  'netFuel',
  'compileFuel',
  'setupFuel',
  'fuel',
  'memoryPages',
  'grownPages',
  'durationMs',
] as const

/** One record for each result, and for each size of a scan; RFC 4180. A name stands on one line, and is escaped where a spreadsheet would take it for a formula. */
export function reportCsv({ results }: BenchReport): string {
  return stringify([[...head], ...results.flatMap(records)], { escape_formulas: true, record_delimiter: '\r\n' })
}

function records(result: BenchResult): Array<Array<string | number>> {
  const { scan } = result
  const [name, runtime] = [oneLine(result.name), oneLine(result.runtime)]
  if (scan !== undefined) {
    const good = scan.sizes.map((size, index) => ({ size, status: 'exit', exitCode: 0, netFuel: scan.netFuel[index] }))
    const rows = [...good, ...scan.failed.map((one) => ({ ...one, netFuel: undefined }))]
    return rows
      .sort((left, right) => left.size - right.size)
      .map(({ size, status, exitCode, netFuel }) => [
        ...[name, runtime, scan.parameter, size, status, exitCode ?? '', netFuel ?? ''],
        ...['', '', '', '', '', ''],
      ])
  }
  const { status, exitCode, netFuel, compileFuel, setupFuel, fuel, memoryPages, grownPages, durationMs } = result
  return [
    [
      ...[name, runtime, '', '', status, exitCode ?? '', netFuel, compileFuel ?? '', setupFuel, fuel],
      ...[memoryPages, grownPages, durationMs],
    ],
  ]
}
