/** Common Test Report Format, ctrf.io. */
import type { GradeReport } from '../report.js'
import { safeJson } from './json.js'
import { type PublicTest, publicTests } from './public.js'

export function ctrf(report: GradeReport): string {
  const tests = publicTests(report)
  const all = (status: string) => tests.filter((test) => statusOf(test) === status).length
  const duration = (tests: readonly PublicTest[]) =>
    Math.round(tests.reduce((sum, { durationMs = 0 }) => sum + durationMs, 0))
  const results = {
    tool: { name: 'fuelcell' },
    summary: {
      tests: tests.length,
      passed: all('passed'),
      failed: all('failed'),
      pending: 0,
      skipped: all('skipped'),
      other: all('other'),
      // Milliseconds since 1970: reports repeat byte for byte, so that there is no time to tell.
      start: 0,
      stop: duration(tests),
    },
    tests: tests.map((test) => ({
      name: test.name,
      status: statusOf(test),
      duration: duration([test]),
      suite: [test.group],
      message: test.text,
      extra: { verdict: test.verdict, ...test.share },
    })),
  }
  return safeJson({ reportFormat: 'CTRF', specVersion: '0.0.0', results })
}

/** The schema has no word for what is hidden, or could not be graded. */
const statuses = { passed: 'passed', failed: 'failed', skipped: 'skipped', ungraded: 'other', hidden: 'other' } as const

function statusOf({ outcome }: PublicTest): (typeof statuses)[PublicTest['outcome']] {
  return statuses[outcome]
}
