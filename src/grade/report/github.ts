/** What GitHub reads: a page for the step summary, annotations in the log, and the result of a classroom's autograder. */
import { randomUUID } from 'node:crypto'
import { gradeReports as say } from '../../messages/grade-reports.js'
import { printable } from '../../messages/quoting.js'
import type { GradeReport } from '../report.js'
import { publicName, publicText } from './text.js'

/** A page for `$GITHUB_STEP_SUMMARY`. Guests' text stands in code blocks whose fence is longer than any in it. */
export function stepSummary(report: GradeReport): string {
  const rows = report.tests.map((test, index) => {
    const cells = [
      test.verdict === 'accepted' ? '✅' : '❌',
      cell(test.group),
      cell(publicName(test, index)),
      test.verdict,
    ]
    return `| ${[...cells, say.points(test.points, test.maxPoints)].join(' | ')} |`
  })
  const failed = report.tests.flatMap((test, index) => {
    if (test.verdict === 'accepted' || test.visibility !== 'visible') return []
    return [`<details><summary>${html(publicName(test, index))}</summary>\n\n${fenced(publicText(test))}\n\n</details>`]
  })
  const lines = [
    `## ${cell(report.title)}`,
    `**${say.total(report.score, report.maxScore, report.status)}**`,
    ...(report.problem === undefined ? [] : [fenced(report.problem)]),
    ['| | | | | |', '|---|---|---|---|---|', ...rows].join('\n'),
    ...failed,
  ]
  return `${lines.join('\n\n')}\n`
}

/**
 * Workflow commands: an error for each test that failed, then the report between `stop-commands` and its token, so that nothing
 * that a submission printed is taken for a command.
 */
export async function annotations(report: GradeReport, token: string = randomUUID()): Promise<string> {
  const { humanReport } = await import('./human.js')
  const errors = report.tests.flatMap((test, index) => {
    if (test.verdict === 'accepted') return []
    const title = property(`${test.group}: ${publicName(test, index)}`)
    return [`::error title=${title}::${data(publicText(test))}`]
  })
  return `${[...errors, `::stop-commands::${token}`, humanReport(report).trimEnd(), `::${token}::`].join('\n')}\n`
}

/** The base64 result that GitHub Classroom's reporter takes: `version`, `status`, `max_score`, `tests`. */
export function githubClassroom(report: GradeReport): string {
  const result = {
    version: 1,
    status: report.status === 'passed' ? 'pass' : report.status === 'failed' ? 'fail' : 'error',
    max_score: report.maxScore,
    tests: report.tests.map((test, index) => ({
      name: publicName(test, index),
      status: test.verdict === 'accepted' ? 'pass' : test.verdict === 'ungraded' ? 'error' : 'fail',
      message: publicText(test),
      score: test.points,
      max_score: test.maxPoints,
      line_no: 0,
      execution_time: `${((test.durationMs ?? 0) / 1000).toFixed(3)}s`,
    })),
  }
  return Buffer.from(JSON.stringify(result)).toString('base64')
}

function fenced(text: string): string {
  const longest = Math.max(2, ...[...text.matchAll(/`+/g)].map(([ticks]) => ticks.length))
  const fence = '`'.repeat(longest + 1)
  return `${fence}text\n${text}\n${fence}`
}

function cell(text: string): string {
  return html(printable(text).replaceAll('\n', ' ')).replace(/[|\\`*_[\]~]/g, (character) => `\\${character}`)
}

function html(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')
}

/** As the runner unescapes them again. */
function data(text: string): string {
  return text.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A')
}

function property(text: string): string {
  return data(text).replaceAll(':', '%3A').replaceAll(',', '%2C')
}
