/**
 * Gradescope's `results.json`, by its autograder specification. It wants a score in all or for each test, and has no mark for what could
 * not be graded: then no score is given at all, so that nobody gets a lower one by a failure that is not theirs.
 */
import { gradeReports as say } from '../messages/reports.js'
import type { GradeReport } from '../report.js'
import { safeJson } from './json.js'
import { plainText } from './text.js'

export function gradescope(report: GradeReport): string {
  const netFuel = report.tests.reduce((sum, { usage }) => sum + (usage?.netFuel ?? 0), 0)
  const graded = report.status !== 'ungraded'
  const results = {
    ...(graded ? { score: report.score } : {}),
    output: report.problem ?? (graded ? say.total(report.score, report.maxScore, report.status) : say.notMarked),
    output_format: 'text',
    visibility: 'visible',
    stdout_visibility: 'hidden',
    tests: report.tests.map((test) => ({
      ...(graded ? { score: test.points } : {}),
      max_score: test.maxPoints,
      ...(test.verdict === 'ungraded' ? {} : { status: test.verdict === 'accepted' ? 'passed' : 'failed' }),
      name: `${test.group}: ${test.name}`,
      output: plainText(test),
      output_format: 'text',
      // The names of the task's visibilities are Gradescope's own.
      visibility: test.visibility,
    })),
    // Less fuel is better, and counts only for those who passed.
    ...(report.status === 'passed' ? { leaderboard: [{ name: 'Net fuel', value: netFuel, order: 'asc' }] } : {}),
  }
  return safeJson(results)
}
