/** Results in the forms of learning platforms: Classroom 50, exercism and PrairieLearn. */
import type { GradeReport } from '../report.js'
import { plainText, publicName, publicText } from './text.js'

/** Classroom 50's `result/v1`. */
export function classroom50(report: GradeReport): string {
  const result = {
    version: 'result/v1',
    score: report.score,
    max_score: report.maxScore,
    tests: report.tests.map((test, index) => ({
      name: publicName(test, index),
      passed: test.verdict === 'accepted',
      score: test.points,
      max_score: test.maxPoints,
      output: publicText(test),
    })),
  }
  return `${JSON.stringify(result, null, 2)}\n`
}

/** Exercism's `results.json`, version 3 of its test-runner interface. Messages and output have bounds of their own there. */
const EXERCISM_CHARACTERS = 500

export function exercism(report: GradeReport): string {
  const broken = report.problem ?? compileError(report)
  const tests = report.tests.map((test, index) => ({
    name: publicName(test, index),
    status:
      test.verdict === 'accepted'
        ? 'pass'
        : test.verdict === 'wrong-answer' || test.verdict === 'presentation'
          ? 'fail'
          : 'error',
    ...(test.verdict === 'accepted' ? {} : { message: publicText(test) }),
    ...(test.visibility === 'visible' && test.details?.actual !== undefined
      ? { output: test.details.actual.slice(0, EXERCISM_CHARACTERS) }
      : {}),
    test_code: test.visibility === 'visible' ? (test.details?.input ?? '') : '',
  }))
  const result =
    broken === undefined
      ? { version: 3, status: report.status === 'passed' ? 'pass' : 'fail', message: null, tests }
      : { version: 3, status: 'error', message: broken, tests: [] }
  return `${JSON.stringify(result, null, 2)}\n`
}

function compileError(report: GradeReport): string | undefined {
  return report.tests.every(({ verdict }) => verdict === 'compile-error') ? report.tests[0]?.message : undefined
}

/** PrairieLearn's `results.json` of an external grader; its score is a part of one. */
export function prairielearn(report: GradeReport): string {
  const result = {
    gradable: report.status !== 'ungraded' && report.problem === undefined,
    score: report.maxScore === 0 ? 0 : report.score / report.maxScore,
    message: report.problem ?? '',
    tests: report.tests.map((test, index) => ({
      name: publicName(test, index),
      description: test.group,
      points: test.points,
      max_points: test.maxPoints,
      message: test.visibility === 'visible' ? plainText(test) : publicText(test),
      output: '',
    })),
  }
  return `${JSON.stringify(result, null, 2)}\n`
}
