/** A class as a table: a line for each submission, a column for each test. */
import { stringify } from 'csv-stringify/sync'
import type { Graded } from '../class.js'

/** What a spreadsheet would take for a formula. */
const formula = /^[=+\-@\t\r]/

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

function plain(text: string): string {
  return formula.test(text) ? `'${text}` : text
}
