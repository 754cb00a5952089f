/** A report as everybody may read it: of hidden tests it tells that they are there, and what all of them together came to. */

import { oneLine } from '../../core/quoting.js'
import { gradeReports as say } from '../messages/reports.js'
import type { GradeReport, TestReport } from '../report.js'
import type { Verdict } from '../verdict.js'
import { defused, plainText } from './text.js'

export type PublicOutcome = 'passed' | 'failed' | 'skipped' | 'ungraded' | 'hidden'

export interface PublicTest {
  readonly group: string
  /** Hidden tests are numbered as they stand in the report. */
  readonly name: string
  readonly outcome: PublicOutcome
  readonly verdict: Verdict | 'hidden'
  /** `null` in a group with a hidden test: by `all` and `min`, each test's points tell of the others. */
  readonly share: { readonly points: number; readonly maxPoints: number } | null
  readonly text: string
  readonly durationMs?: number
}

export function isHidden({ visibility }: TestReport): boolean {
  return visibility !== 'visible'
}

export function publicTests(report: GradeReport): readonly PublicTest[] {
  const mixed = new Set(report.tests.filter(isHidden).map(({ group }) => group))
  return report.tests.map((test, index) => {
    const { group, points, maxPoints, verdict, durationMs } = test
    const share = mixed.has(group) ? null : { points, maxPoints }
    const common = { group, share, name: publicName(test, index), text: publicText(test) }
    if (!isHidden(test)) {
      return { ...common, outcome: outcomeOf(verdict), verdict, ...(durationMs === undefined ? {} : { durationMs }) }
    }
    const outcome = isNotRun(test) || verdict === 'ungraded' ? outcomeOf(verdict) : 'hidden'
    return { ...common, outcome, verdict: outcome === 'hidden' ? outcome : verdict }
  })
}

function outcomeOf(verdict: Verdict): Exclude<PublicOutcome, 'hidden'> {
  if (verdict === 'accepted') return 'passed'
  return verdict === 'skipped' || verdict === 'ungraded' ? verdict : 'failed'
}

/** Skipped because of another group, whose name is no secret. What a test's own file skips has run. */
function isNotRun({ verdict, usage }: TestReport): boolean {
  return verdict === 'skipped' && usage === null
}

/** The same where everybody may read it: of hidden tests, that they exist. */
export function publicText(test: TestReport): string {
  if (!isHidden(test)) return plainText(test)
  if (isNotRun(test)) return defused(test.message)
  return test.verdict === 'ungraded' ? say.hiddenUngraded : say.hiddenTest
}

/** A name for everybody: hidden tests are numbered. */
function publicName(test: TestReport, index: number): string {
  return isHidden(test) ? say.hiddenName(index + 1) : defused(oneLine(test.name))
}

/** For readers that add up what each test gives: the visible tests, and all hidden ones as one. */
export function summedTests(report: GradeReport): readonly (PublicTest & {
  readonly share: { readonly points: number; readonly maxPoints: number }
  readonly test: TestReport | null
})[] {
  const all = publicTests(report)
  const visible = report.tests.flatMap((test, index) => {
    const told = all[index]
    const { points, maxPoints } = test
    return isHidden(test) || told === undefined ? [] : [{ ...told, share: { points, maxPoints }, test }]
  })
  const hidden = report.tests.filter(isHidden)
  if (hidden.length === 0) return visible
  const sum = (key: 'points' | 'maxPoints') => hidden.reduce((total, test) => total + test[key], 0)
  const isUngraded = hidden.some(({ verdict }) => verdict === 'ungraded')
  const passed = hidden.every(({ verdict, maxPoints }) => verdict === 'accepted' || maxPoints === 0)
  const outcome = isUngraded ? 'ungraded' : passed ? 'passed' : 'failed'
  const notRun = hidden.every(isNotRun) ? hidden[0] : undefined
  const together = {
    group: say.hiddenTogether,
    name: say.hiddenTests(hidden.length),
    outcome,
    verdict: 'hidden',
    share: { points: rounded(sum('points')), maxPoints: rounded(sum('maxPoints')) },
    text: isUngraded ? say.hiddenUngraded : notRun === undefined ? say.hiddenTest : defused(notRun.message),
    test: null,
  } as const
  return [...visible, together]
}

function rounded(points: number): number {
  return Math.round(points * 1e6) / 1e6
}

/** What is wrong with the submission as a whole, and told once: a problem of it, or the same error in every visible test. */
export function wholeProblem(report: GradeReport): string | undefined {
  if (report.problem !== undefined) return report.problem
  const ran = report.tests.filter((test) => !isHidden(test) && test.verdict !== 'skipped')
  const [first] = ran
  if (first === undefined || ran.length < 2 || !isError(first)) return undefined
  const same = ran.every(
    (test) =>
      test.verdict === first.verdict &&
      test.message === first.message &&
      test.details?.traceback === first.details?.traceback,
  )
  if (!same) return undefined
  const { traceback, hints } = first.details ?? {}
  return plainText({
    ...first,
    details: { ...(traceback === undefined ? {} : { traceback }), ...(hints === undefined ? {} : { hints }) },
  })
}

function isError({ verdict }: TestReport): boolean {
  return verdict === 'compile-error' || verdict === 'runtime-error'
}
