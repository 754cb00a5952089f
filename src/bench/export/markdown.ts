import { markdownTable } from 'markdown-table'
import { escapeText } from '../../core/escape.js'
import { oneLine } from '../../core/quoting.js'
import type { BenchReport } from '../bench.js'
import { resultTable, scanSummary, scanTable, type Table } from '../columns.js'
import type { Price } from '../cost.js'
import { bench as say } from '../messages.js'

const entities = { '<': '&lt;', '>': '&gt;', '&': '&amp;' }
const markup = { ...entities, ...Object.fromEntries(Array.from('\\`*_[]|~', (sign) => [sign, `\\${sign}`])) }

/** The tables as GitHub's Markdown. Wall time is left out: it would change with every run. */
export function reportMarkdown({ results, fuelEpoch }: BenchReport, price?: Price): string {
  const parts = [table(withoutWall(resultTable(results, price)))]
  for (const { name, scan } of results) {
    if (scan !== undefined) parts.push(`**${escaped(oneLine(name))}**: ${scanSummary(scan)}`, table(scanTable(scan)))
  }
  return `${[...parts, say.epochNote(fuelEpoch)].join('\n\n')}\n`
}

/** The report under a heading, for the page of a continuous integration run. */
export function stepSummary(report: BenchReport, price?: Price): string {
  return `## ${say.summaryTitle}\n\n${reportMarkdown(report, price)}\n`
}

function withoutWall({ head, align, rows }: Table): Table {
  const wall = head.indexOf(say.columns.wall)
  const kept = <T>(cells: readonly T[]) => cells.filter((_, index) => index !== wall)
  return { head: kept(head), align: kept(align), rows: rows.map(kept) }
}

function table({ head, align, rows }: Table): string {
  return markdownTable(
    [head, ...rows].map((row) => row.map(escaped)),
    { align: [...align] },
  )
}

/** Names are data: nothing in them may become markup. */
function escaped(text: string): string {
  return escapeText(text, markup)
}
