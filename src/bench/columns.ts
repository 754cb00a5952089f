/** The results as rows of text: the one table that a terminal, a Markdown file and a summary show. */

import { count, oneLine } from '../core/quoting.js'
import { formatPrice, type Price } from './cost.js'
import { bench as say } from './messages.js'
import type { BenchResult, ScanResult } from './results.js'

export interface Table {
  readonly head: readonly string[]
  readonly align: ReadonlyArray<'left' | 'right'>
  readonly rows: ReadonlyArray<readonly string[]>
}

interface Column {
  readonly head: string
  readonly align: 'left' | 'right'
  /** Whether the column is worth its place. Default: always. */
  readonly shown?: (results: readonly BenchResult[]) => boolean
  readonly cell: (result: BenchResult) => string
}

/** One row for each result. */
export function resultTable(results: readonly BenchResult[], price?: Price): Table {
  const best = Math.min(...results.filter(({ ok }) => ok).map(({ netFuel }) => netFuel))
  const columns: readonly Column[] = [
    { head: say.columns.snippet, align: 'left', cell: ({ name }) => oneLine(name) },
    {
      head: say.columns.runtime,
      align: 'left',
      shown: (all) => new Set(all.map(({ runtime }) => runtime)).size > 1,
      cell: ({ runtime }) => oneLine(runtime),
    },
    {
      head: say.columns.size,
      align: 'right',
      shown: (all) => all.some(({ scan }) => scan !== undefined),
      cell: sizeOf,
    },
    {
      head: say.columns.netFuel,
      align: 'right',
      cell: ({ netFuel, status }) => `${status === 'exit' ? '' : '≥ '}${count(netFuel)}`,
    },
    {
      head: say.columns.compile,
      align: 'right',
      shown: (all) => all.some(({ compileFuel }) => compileFuel !== undefined),
      cell: ({ compileFuel }) => (compileFuel === undefined ? '-' : count(compileFuel)),
    },
    {
      head: say.columns.timesBest,
      align: 'right',
      shown: (all) => all.length > 1,
      cell: ({ ok, netFuel }) => (ok && best > 0 ? (netFuel / best).toFixed(2) : '-'),
    },
    {
      head: say.columns.perElement,
      align: 'right',
      shown: (all) => all.some(({ per }) => per !== undefined),
      cell: ({ per }) => (per === undefined ? '-' : count(Math.round(per.netFuel * 10) / 10)),
    },
    {
      head: say.columns.price,
      align: 'right',
      shown: () => price !== undefined,
      cell: ({ netFuel }) => (price === undefined ? '' : formatPrice(netFuel, price)),
    },
    { head: say.columns.memory, align: 'right', cell: ({ grownPages }) => say.grown(grownPages) },
    { head: say.columns.wall, align: 'right', cell: ({ durationMs }) => `${durationMs.toFixed(1)} ms` },
    { head: say.columns.ended, align: 'left', shown: (all) => all.some(({ ok }) => !ok), cell: endingOf },
  ]
  const shown = columns.filter((column) => column.shown?.(results) ?? true)
  return {
    head: shown.map(({ head }) => head),
    align: shown.map(({ align }) => align),
    rows: results.map((result) => shown.map(({ cell }) => cell(result))),
  }
}

function sizeOf({ ok, scan }: BenchResult): string {
  if (scan === undefined) return '-'
  const size = ok ? scan.sizes.at(-1) : scan.failed[0]?.size
  return size === undefined ? '-' : `${scan.parameter} = ${count(size)}`
}

/** How a snippet ended, in a few words. */
export function endingOf(result: Pick<BenchResult, 'status' | 'exitCode' | 'error' | 'trap' | 'inSetup'>): string {
  const { inSetup, ...ending } = result
  if (inSetup === true) return say.inSetup(endingOf(ending))
  const { status, exitCode, error, trap } = ending
  if (status === 'trap') return say.ended.trap(trap ?? '')
  if (status !== 'exit') return say.ended[status]
  return say.ended.exit(exitCode ?? 0, error?.type, error?.message, error?.line ?? null)
}

/** One row for each size that was measured or failed. */
export function scanTable({ parameter, sizes, netFuel, fitted, failed }: ScanResult): Table {
  const measured = sizes.map((size, index) => {
    const fuel = netFuel[index] ?? 0
    const before = netFuel[index - 1]
    const model = fitted[index]
    return {
      size,
      cells: [
        count(fuel),
        before === undefined || before === 0 ? '-' : (fuel / before).toFixed(2),
        model === undefined ? '-' : say.deviation(fuel === 0 ? 0 : (fuel - model) / fuel),
      ],
    }
  })
  const broken = failed.map(({ size, ...ending }) => ({ size, cells: [endingOf(ending), '-', '-'] }))
  const rows = [...measured, ...broken].sort((left, right) => left.size - right.size)
  return {
    head: [parameter, say.columns.netFuel, say.columns.timesBefore, say.columns.offModel],
    align: ['right', 'right', 'right', 'right'],
    rows: rows.map(({ size, cells }) => [count(size), ...cells]),
  }
}

/** What a scan comes to, in a sentence or two. */
export function scanSummary(scan: ScanResult): string {
  const sentences = [
    scan.growth === 'undecided'
      ? say.undecided(scan.why, scan.alike, scan.sizes.length)
      : say.growth(scan.growth, scan.coefficient, scan.base),
  ]
  if (scan.from !== null) sentences.push(say.fitFrom(scan.from))
  if (scan.exponent !== null && scan.growth !== '1') sentences.push(say.exponent(scan.parameter, scan.exponent))
  const [firstFailed] = scan.failed
  if (firstFailed !== undefined)
    sentences.push(say.fitWithout(scan.failed.length, firstFailed.size, firstFailed.status, scan.sizes.length))
  if (scan.skipped.length > 0) sentences.push(say.skipped(scan.skipped.length))
  return sentences.join('; ')
}
