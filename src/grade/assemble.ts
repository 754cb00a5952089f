/** A report out of judgements: points, what may be told, and a receipt. */

import { roundedMs } from '../core/units.js'
import { gradeVerdicts as say } from './messages/verdicts.js'
import { digestFiles, digestJson } from './receipt.js'
import { type GradeReport, type ReportStatus, shortDetails, type TestReport, toldDetails } from './report.js'
import { rounded, scoreGroup } from './score.js'
import type { Selected } from './submission.js'
import type { Feedback, Group, Task } from './task/task.js'
import type { Listed } from './tests/context.js'
import type { Details, Judgement, Verdict } from './verdict.js'
import { world } from './world.js'

export interface Judged {
  readonly test: Listed['test']
  readonly judgement: Judgement
}

export interface GradedGroup {
  readonly group: Group
  readonly tests: readonly Judged[]
  readonly passed: boolean
}

/** A submission with all of its judgements. */
interface Graded {
  readonly task: Task
  readonly submission: Selected
  readonly groups: readonly GradedGroup[]
  readonly fuelEpochs: ReadonlyMap<string, string>
}

const isAccepted = ({ judgement }: Judged) => judgement.verdict === 'accepted'
/** The teacher's own file says that it does not count. */
const isLeftOut = ({ judgement }: Judged) => judgement.leftOut === true

/** Whether a group passed whole: what its own file leaves out does not count. */
export function isPassed(tests: readonly Judged[]): boolean {
  return tests.length > 0 && tests.every((test) => isAccepted(test) || isLeftOut(test))
}

/** The report of what was graded. @param timings Adds wall times, which are never the same twice. */
export function assembleReport(
  { task, submission, groups, fuelEpochs }: Graded,
  { timings }: { readonly timings: boolean },
): GradeReport {
  const scores = groups.map(({ group, tests }) =>
    scoreGroup(
      group,
      tests.map(({ test, judgement }) => ({
        weight: test.weight,
        score: judgement.score,
        isLeftOut: judgement.leftOut === true,
      })),
    ),
  )
  const tests = groups.flatMap(({ group, tests: judged }, index) =>
    judged.map((one, at) => {
      const share = scores[index]?.shares[at] ?? { points: 0, maxPoints: 0 }
      return testReport(group, one, share, timings)
    }),
  )
  const report = {
    title: task.title,
    score: rounded(scores.reduce((sum, { points }) => sum + points, 0)),
    maxScore: rounded(scores.reduce((sum, { maxPoints }) => sum + maxPoints, 0)),
    status: statusOf(tests, groups),
    ...(submission.problem === null ? {} : { problem: submission.problem }),
    groups: groups.map(({ group }, index) => ({
      name: group.name,
      points: scores[index]?.points ?? 0,
      maxPoints: scores[index]?.maxPoints ?? group.points,
    })),
    tests,
  }
  const { fuel, memoryPages, outputBytes } = task.limits
  const receipt = {
    task: task.digest,
    submission: digestFiles(submission.files),
    fuelEpochs: Object.fromEntries([...fuelEpochs].sort()),
    limits: { fuel, memoryPages, outputBytes },
    world,
  }
  return { ...report, receipt: { ...receipt, report: digestJson({ ...report, receipt }) } }
}

/** A group without a test that ran is no pass, and neither is a submission of which nothing was accepted. */
function statusOf(tests: readonly TestReport[], groups: readonly GradedGroup[]): ReportStatus {
  if (tests.some(({ verdict }) => verdict === 'ungraded')) return 'ungraded'
  const isAnyAccepted = tests.some(({ verdict }) => verdict === 'accepted')
  return isAnyAccepted && groups.every(({ passed }) => passed) ? 'passed' : 'failed'
}

/** What this feedback lets be known: with any but `full`, nothing of what was expected. */
function told(
  { verdict, message, details, veiled }: Judgement,
  feedback: Feedback,
): { readonly verdict: Verdict; readonly message: string; readonly details: Details } {
  if (feedback === 'full' || veiled === undefined) return { verdict, message, details }
  const { hints: _hints, ...others } = details
  return { ...veiled, details: veiled.details ?? others }
}

function testReport(
  group: Group,
  { test, judgement }: Judged,
  { points, maxPoints }: { readonly points: number; readonly maxPoints: number },
  timings: boolean,
): TestReport {
  const { usage, fault, durationMs } = judgement
  const { verdict, message, details: seen } = told(judgement, test.feedback)
  const hints = [...(seen.hints ?? []), ...(test.hint === null || verdict === 'accepted' ? [] : [test.hint])]
  const details = toldDetails({ ...shortDetails(seen), ...(hints.length === 0 ? {} : { hints }) }, test.feedback)
  // The task's own failures are told whatever the feedback: they are for the teacher.
  const isTold = test.feedback !== 'none' || verdict === 'ungraded' || verdict === 'skipped' || usage === null
  return {
    group: group.name,
    name: test.name,
    verdict,
    points,
    maxPoints,
    message: isTold ? message : say.verdicts[verdict],
    usage,
    visibility: test.visibility,
    ...(test.formative === true ? { formative: true } : {}),
    ...(details === undefined || Object.keys(details).length === 0 ? {} : { details }),
    ...(fault === undefined ? {} : { fault }),
    ...(timings ? { durationMs: roundedMs(durationMs) } : {}),
  }
}
