/** A report: what somebody gets for a submission, and why. */
import type { Receipt } from './receipt.js'
import type { Feedback, Visibility } from './task/task.js'
import type { Details, TestUsage, Verdict } from './verdict.js'

export interface TestReport {
  readonly group: string
  readonly name: string
  readonly verdict: Verdict
  readonly points: number
  readonly maxPoints: number
  /** One sentence. Where feedback is `none`, it tells the verdict and nothing else. */
  readonly message: string
  /** `null` where nothing was run. */
  readonly usage: TestUsage | null
  readonly visibility: Visibility
  /** Whether tests and submission shared an interpreter: good for learning, not proof against forgery. */
  readonly formative?: true
  /** As far as the test's feedback lets it be told. */
  readonly details?: Details
  /** Whose fault it is that nothing is known. */
  readonly fault?: 'task' | 'machine'
  /** Wall time of the run; with `timings` only, for it is never the same. */
  readonly durationMs?: number
}

/** `passed` only when every test was run and accepted. */
export type ReportStatus = 'passed' | 'failed' | 'ungraded'

export interface GradeReport {
  readonly title: string
  readonly score: number
  readonly maxScore: number
  readonly status: ReportStatus
  /** What makes the submission unfit to be run at all. */
  readonly problem?: string
  readonly groups: readonly { readonly name: string; readonly points: number; readonly maxPoints: number }[]
  readonly tests: readonly TestReport[]
  readonly receipt: Receipt
}

/** Exit codes of `fuelcell grade`: all passed, some failed, the task is wrong, the machine failed. */
export function exitCodeOf({ status, tests }: GradeReport): 0 | 1 | 2 | 3 {
  if (tests.some(({ fault }) => fault === 'task')) return 2
  if (tests.some(({ verdict }) => verdict === 'ungraded')) return 3
  return status === 'passed' ? 0 : 1
}

/** Characters of one text that a report keeps: a program may print megabytes in every test. */
const KEPT_CHARACTERS = 8000

/** Details whose texts are cut. */
export function shortDetails(details: Details): Details {
  const cut = Object.entries(details).map(([key, text]) => [
    key,
    typeof text === 'string' && text.length > KEPT_CHARACTERS ? `${text.slice(0, KEPT_CHARACTERS)}…` : text,
  ])
  return Object.fromEntries(cut)
}

/** What may be told of a test with this feedback. */
export function toldDetails(details: Details, feedback: Feedback): Details | undefined {
  switch (feedback) {
    case 'full':
      return details
    case 'actual-only': {
      const { expected: _expected, assertion: _assertion, ...told } = details
      return told
    }
    case 'none':
      return undefined
  }
}
