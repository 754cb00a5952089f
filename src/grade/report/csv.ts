/** A class as a table: a line for each submission, a column for each test. */
import { stringify } from 'csv-stringify/sync'
import { oneLine } from '../../core/quoting.js'
import type { Graded } from '../class.js'
import { defused } from './text.js'

/** What a spreadsheet would take for a formula, the signs of full width among it, which some turn into the others. */
const formula = /^\s*[=+\-@\uff1d\uff0b\uff0d\uff20]|^[\t\r\n]/

export function classCsv(all: readonly Graded[]): string {
  const columns = [...new Set(all.flatMap(({ report }) => report.tests.map(({ group, name }) => `${group}: ${name}`)))]
  const rows = all.map(({ name, report }) => {
    const verdicts = new Map(report.tests.map((test) => [`${test.group}: ${test.name}`, test.verdict]))
    const netFuel = report.tests.reduce((sum, { usage }) => sum + (usage?.netFuel ?? 0), 0)
    const head = [plain(name), report.score, report.maxScore, report.status, netFuel]
    return [...head, ...columns.map((column) => verdicts.get(column) ?? ''), plain(report.problem ?? '')]
  })
  return stringify([
    ['submission', 'score', 'max score', 'status', 'net fuel', ...columns.map(plain), 'problem'],
    ...rows,
  ])
}

/** For a spreadsheet, a terminal and the log of a workflow: nothing in it is obeyed. */
function plain(text: string): string {
  const safe = defused(oneLine(text))
  return formula.test(text) || formula.test(safe) ? `'${safe}` : safe
}
