/** Many submissions of one task, each graded once: what is known of before is not graded again. */
import pMap from 'p-map'
import { type GradeOptions, Grader } from './grade.js'
import { digestFiles, digestJson, fitsReceipt } from './receipt.js'
import type { GradeReport } from './report.js'
import { type Submission, selectFiles } from './submission.js'
import type { Task } from './task/task.js'

/** What one person handed in; its files are read when their turn comes. */
export interface Handed {
  readonly name: string
  readonly load: () => Promise<Submission>
}

/** A report as it is kept between two gradings. */
export interface Graded {
  readonly name: string
  /** Of the task, the files and the fuel epoch: another one, and the report is of no use. */
  readonly key: string
  readonly report: GradeReport
}

export interface ClassOptions extends GradeOptions {
  /** Reports of before, which are taken where nothing changed and nothing was `ungraded`. */
  readonly known?: readonly Graded[]
  /** Told of each report as soon as it is there. */
  readonly onGraded?: (graded: Graded, isKnown: boolean) => Promise<void> | void
}

/** Submissions at a time; their tests share the workers. */
const SUBMISSIONS_AT_A_TIME = 4

/** Grades them all; the reports are in the order of the submissions. */
export async function gradeClass(
  task: Task,
  handed: readonly Handed[],
  options: ClassOptions,
): Promise<readonly Graded[]> {
  const grader = new Grader(task, options)
  const known = new Map((options.known ?? []).map((graded) => [`${graded.name}\0${graded.key}`, graded]))
  const epoch = await grader.fuelEpoch()
  const gradeOne = async ({ name, load }: Handed): Promise<Graded> => {
    const submission = await load()
    const key = keyOf(task, submission, epoch)
    const found = known.get(`${name}\0${key}`)
    const before = found !== undefined && isProven(found.report, task, submission) ? found : undefined
    const graded = before ?? { name, key, report: await grader.grade(submission) }
    await options.onGraded?.(graded, before !== undefined)
    return graded
  }
  const { signal } = options
  return pMap(handed, gradeOne, { concurrency: SUBMISSIONS_AT_A_TIME, ...(signal === undefined ? {} : { signal }) })
}

/** A report of before counts as far as its receipt proves it: made of this task and these files, and not changed since. */
function isProven(report: GradeReport, task: Task, submission: Submission): boolean {
  const { receipt } = report
  const isOfThese =
    receipt.task === task.digest && receipt.submission === digestFiles(selectFiles(task, submission).files)
  return isOfThese && fitsReceipt(report)
}

function keyOf(task: Task, submission: Submission, epoch: string): string {
  const { files, problem } = selectFiles(task, submission)
  return digestJson({ task: task.digest, submission: digestFiles(files), problem, epoch })
}

/** Reports that may stand in for a new grading: those that the machine did not spoil. */
export function reusable(graded: readonly Graded[]): readonly Graded[] {
  return graded.filter(({ report }) => report.status !== 'ungraded')
}
