/** Results in the forms of learning platforms: Classroom 50, exercism and PrairieLearn. */

import type { GradeReport } from '../report.js'
import type { Environment } from './environment.js'
import { safeJson } from './json.js'
import { summedTests } from './public.js'
import { sumOf, wholeShares } from './sums.js'

const assignmentTypes = ['group', 'team'] as const

/**
 * Classroom 50's `result/v1`, by `schemas/result-v1.schema.json` of foundation50/classroom50. Who and what is graded is in variables of
 * its runner, which also stamps the times. Points are whole there: those of a test that passed are all that it has.
 */
export function classroom50(report: GradeReport, env: Environment): string {
  const variable = (name: string, otherwise = 'unknown') => env[name] || otherwise
  const commit = variable('COMMIT_URL')
  const tests = summedTests(report)
  const shares = wholeShares(tests.map(({ outcome, share }) => ({ ...share, passed: outcome === 'passed' })))
  const result = {
    schema: 'classroom50/result/v1',
    classroom: variable('CLASSROOM'),
    assignment: variable('ASSIGNMENT'),
    assignment_type: assignmentTypes.find((one) => one === variable('MODE')) ?? 'individual',
    owner: variable('OWNER', variable('GITHUB_ACTOR')),
    submission: variable('SUBMISSION_TAG', 'submit/unknown'),
    commit,
    release: variable('RELEASE_URL', commit),
    review: variable('REVIEW_URL', commit),
    datetime: new Date(report.receipt.world.clockStartMs).toISOString().replace(/\.\d+Z$/, 'Z'),
    score: sumOf(shares.map(({ points }) => points)),
    'max-score': sumOf(shares.map(({ maxPoints }) => maxPoints)),
    tests: tests.map(({ name, outcome, text }, index) => ({
      'test-name': name,
      passed: outcome === 'passed',
      score: shares[index]?.points ?? 0,
      'max-score': shares[index]?.maxPoints ?? 0,
      message: text,
    })),
  }
  return safeJson(result)
}

/** Exercism's `results.json`, version 3 of its test-runner interface. Messages and output have bounds of their own there. */
const EXERCISM_CHARACTERS = 500

export function exercism(report: GradeReport): string {
  const broken = report.problem ?? compileError(report)
  const tests = summedTests(report).map(({ name, outcome, verdict, text, test }) => ({
    name,
    status:
      outcome === 'passed'
        ? 'pass'
        : verdict === 'wrong-answer' || verdict === 'presentation' || verdict === 'hidden'
          ? 'fail'
          : 'error',
    ...(outcome === 'passed' ? {} : { message: text }),
    ...(test?.details?.actual === undefined ? {} : { output: test.details.actual.slice(0, EXERCISM_CHARACTERS) }),
    test_code: test?.details?.input ?? '',
  }))
  const result =
    broken === undefined
      ? { version: 3, status: report.status === 'passed' ? 'pass' : 'fail', message: null, tests }
      : { version: 3, status: 'error', message: broken, tests: [] }
  return safeJson(result)
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
    tests: summedTests(report).map(({ name, group, share, text }) => ({
      name,
      description: group,
      points: share.points,
      max_points: share.maxPoints,
      message: text,
      output: '',
    })),
  }
  return safeJson(result)
}
