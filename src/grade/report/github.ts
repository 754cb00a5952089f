/** What GitHub reads: a page for the step summary, annotations in the log, and the result of a classroom's autograder. */
import { randomUUID } from 'node:crypto'
import { oneLine, printable } from '../../core/quoting.js'
import { gradeReports as say } from '../messages/reports.js'
import type { GradeReport } from '../report.js'
import { publicTests, summedTests, wholeProblem } from './public.js'
import { addedUp } from './sums.js'
import { defused } from './text.js'

/** A page for `$GITHUB_STEP_SUMMARY`. Guests' text stands in code blocks whose fence is longer than any in it. */
export function stepSummary(report: GradeReport): string {
  const whole = wholeProblem(report)
  const tests = publicTests(report)
  const rows = tests.map(({ group, name, outcome, verdict, share }) => {
    const points = share === null ? '' : say.points(share.points, share.maxPoints)
    return `| ${[signs[outcome], cell(group), cell(name), verdict, points].join(' | ')} |`
  })
  const failed = tests.flatMap(({ name, outcome, text }) => {
    if (outcome === 'passed' || outcome === 'hidden' || (whole !== undefined && outcome !== 'skipped')) return []
    return [`<details><summary>${html(name)}</summary>\n\n${fenced(text)}\n\n</details>`]
  })
  const lines = [
    `## ${cell(report.title)}`,
    `**${say.total(report.score, report.maxScore, report.status)}**`,
    ...(whole === undefined ? [] : [fenced(defused(whole))]),
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
  const whole = wholeProblem(report)
  const errors =
    whole === undefined
      ? publicTests(report).flatMap(({ group, name, outcome, text }) =>
          outcome === 'passed' || outcome === 'hidden' ? [] : [annotation(`${group}: ${name}`, text)],
        )
      : [annotation(report.title, whole)]
  return `${[...errors, `::stop-commands::${token}`, humanReport(report).trimEnd(), `::${token}::`].join('\n')}\n`
}

/** The base64 result that GitHub Classroom's reporter takes: `version`, `status`, `max_score`, `tests`. */
export function githubClassroom(report: GradeReport): string {
  const tests = summedTests(report)
  // It adds the scores up one after the other, in doubles, and shows what comes out.
  const scores = addedUp(tests.map(({ share }) => share.points))
  const result = {
    version: 1,
    status: report.status === 'passed' ? 'pass' : report.status === 'failed' ? 'fail' : 'error',
    max_score: report.maxScore,
    tests: tests.map(({ name, outcome, text, share, durationMs = 0 }, index) => ({
      name,
      status: outcome === 'passed' ? 'pass' : outcome === 'ungraded' ? 'error' : 'fail',
      message: text,
      score: scores[index] ?? 0,
      max_score: share.maxPoints,
      line_no: 0,
      execution_time: `${(durationMs / 1000).toFixed(3)}s`,
    })),
  }
  return Buffer.from(JSON.stringify(result)).toString('base64')
}

const signs = { passed: '✅', failed: '❌', skipped: '➖', ungraded: '❔', hidden: '·' } as const

function annotation(title: string, text: string): string {
  return `::error title=${property(oneLine(title))}::${data(defused(printable(text)))}`
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
