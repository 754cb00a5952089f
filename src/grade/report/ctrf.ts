/** Common Test Report Format, ctrf.io. */

import type { GradeReport, TestReport } from '../report.js'
import { safeJson } from './json.js'
import { publicName, publicText } from './text.js'

export function ctrf(report: GradeReport): string {
  const all = (status: string) => report.tests.filter((test) => statusOf(test) === status).length
  const duration = (tests: readonly TestReport[]) =>
    Math.round(tests.reduce((sum, { durationMs = 0 }) => sum + durationMs, 0))
  const results = {
    tool: { name: 'fuelcell' },
    summary: {
      tests: report.tests.length,
      passed: all('passed'),
      failed: all('failed'),
      pending: 0,
      skipped: all('skipped'),
      other: all('other'),
      // Milliseconds since 1970: reports repeat byte for byte, so that there is no time to tell.
      start: 0,
      stop: duration(report.tests),
    },
    tests: report.tests.map((test, index) => ({
      name: publicName(test, index),
      status: statusOf(test),
      duration: duration([test]),
      suite: [test.group],
      message: publicText(test),
      extra: { verdict: test.verdict, points: test.points, maxPoints: test.maxPoints },
    })),
  }
  return safeJson({ reportFormat: 'CTRF', specVersion: '0.0.0', results })
}

function statusOf({ verdict }: TestReport): 'passed' | 'failed' | 'skipped' | 'other' {
  return verdict === 'accepted'
    ? 'passed'
    : verdict === 'skipped'
      ? 'skipped'
      : verdict === 'ungraded'
        ? 'other'
        : 'failed'
}
