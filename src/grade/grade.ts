/** The plot of a grading: every test of a task in a sandbox of its own, judged out here, and a report made of the verdicts. */
import pMap from 'p-map'
import { FuelcellError, thrownText } from '../core/errors.js'
import { assembleReport, type GradedGroup, isPassed, type Judged } from './assemble.js'
import { gradeFaults } from './messages/faults.js'
import { gradeVerdicts as say } from './messages/verdicts.js'
import type { GradeReport } from './report.js'
import { Sandbox } from './sandbox.js'
import { type Submission, selectFiles } from './submission.js'
import type { Group, Task } from './task/task.js'
import { judgeCall } from './tests/call.js'
import { type Listed, Prepared, type TestContext } from './tests/context.js'
import { judgeGrowth } from './tests/growth.js'
import { judgeProgram } from './tests/program.js'
import { unitTestsOf } from './tests/unittest.js'
import { Trusted } from './trusted.js'
import { type Judgement, MachineFault, TaskFault, UnfitAnswer, type Verdict } from './verdict.js'
import type { Run } from './world.js'

export interface GradeOptions {
  /** What runs the code: `runner.run` of a runner. */
  readonly run: Run
  /** How many tests run at a time. Default 8: enough for the workers of most machines. */
  readonly concurrency?: number
  /** Adds wall times to the report, which are never the same twice. Default false. */
  readonly timings?: boolean
  readonly signal?: AbortSignal
  /** Told of each test when it has been judged. */
  readonly onTest?: (done: number, total: number, name: string) => void
}

const DEFAULT_CONCURRENCY = 8

/**
 * Grades one submission.
 * @throws FuelcellError when it is aborted, the sandbox is closed, or there is no such runtime; what a submission, the task's programs
 *   or the machine did wrong is in the report.
 */
export function grade(task: Task, submission: Submission, options: GradeOptions): Promise<GradeReport> {
  return new Grader(task, options).grade(submission)
}

/** Grades many submissions of one task, and asks its references and generators once. */
export class Grader {
  readonly #task: Task
  readonly #options: GradeOptions
  readonly #sandbox: Sandbox
  readonly #trusted: Trusted

  constructor(task: Task, options: GradeOptions) {
    this.#task = task
    this.#options = options
    this.#sandbox = new Sandbox(options.run, options.signal)
    this.#trusted = new Trusted(this.#sandbox)
  }

  /** What the marks are made of: reports of another epoch are not the same ones. Empty where the machine fails. */
  fuelEpoch(): Promise<string> {
    return this.#sandbox.fuelEpoch(this.#task.runtime).catch(() => '')
  }

  async grade(submitted: Submission): Promise<GradeReport> {
    const task = this.#task
    const submission = selectFiles(task, submitted)
    const prepared = new Prepared(task, submission)
    const context = { task, submission, sandbox: this.#sandbox, trusted: this.#trusted, prepared }
    const groups: GradedGroup[] = []
    const listed = await Promise.all(task.groups.map((group) => this.#testsOf(group, context)))
    const total = listed.reduce((sum, tests) => sum + tests.length, 0)
    let done = 0
    // One after the other: a group may require those above it.
    for (const [index, group] of task.groups.entries()) {
      const missing = group.requires.filter((name) => !groups.some((one) => one.group.name === name && one.passed))
      const judge = async ({ test, work }: Listed): Promise<Judged> => {
        const judgement =
          submission.problem !== null
            ? plain('compile-error', submission.problem)
            : missing.length > 0
              ? plain('skipped', say.skipped(missing))
              : await settled(work)
        this.#options.onTest?.(++done, total, test.name)
        return { test, judgement }
      }
      const { signal, concurrency = DEFAULT_CONCURRENCY } = this.#options
      const tests = await pMap(listed[index] ?? [], judge, { concurrency, ...(signal === undefined ? {} : { signal }) })
      groups.push({ group, tests, passed: isPassed(tests) })
    }
    const { timings = false } = this.#options
    return assembleReport({ task, submission, groups, fuelEpochs: this.#sandbox.fuelEpochs }, { timings })
  }

  /** The tests of a group, as work to be done. A file of unit tests is looked at first. */
  async #testsOf(group: Group, context: TestContext): Promise<readonly Listed[]> {
    const listed = group.tests.map(async (test): Promise<readonly Listed[]> => {
      switch (test.kind) {
        case 'program':
          return [{ test, work: () => judgeProgram(test, context) }]
        case 'call':
          return [{ test, work: () => judgeCall(test, context) }]
        case 'growth':
          return [{ test, work: () => judgeGrowth(test, context) }]
        case 'unittest':
          return unitTestsOf(test, context).catch((error) => [{ test, work: () => Promise.reject(error) }])
      }
    })
    return (await Promise.all(listed)).flat()
  }
}

function plain(verdict: Verdict, message: string): Judgement {
  return { verdict, score: 0, message, usage: null, durationMs: 0, details: {} }
}

/** What ends the grading, whoever's turn it is. */
const ending: readonly string[] = [
  'aborted',
  'runner-closed',
  'unknown-runtime',
  'invalid-manifest',
] satisfies readonly FuelcellError['code'][]

/** What is nobody's fault who handed something in becomes `ungraded`. Nothing that one submission brings about is thrown: there are others. */
async function settled(work: () => Promise<Judgement>): Promise<Judgement> {
  try {
    return await work()
  } catch (error) {
    if (error instanceof TaskFault) return { ...plain('ungraded', error.message), fault: 'task' }
    // Names and texts of a submission that no run directory can hold.
    if (error instanceof FuelcellError && (error.code === 'invalid-file-name' || error.code === 'invalid-code')) {
      return plain('compile-error', say.unfit(error.message))
    }
    if (error instanceof UnfitAnswer) return plain('unsupported-value', say.unfitAnswer(error.message))
    if (error instanceof MachineFault) return { ...plain('ungraded', say.machine(error.message)), fault: 'machine' }
    if (error instanceof FuelcellError) {
      if (ending.includes(error.code)) throw error
      if (error.fault === 'caller') return { ...plain('ungraded', gradeFaults.refused(error.message)), fault: 'task' }
    }
    return { ...plain('ungraded', say.unforeseen(thrownText(error))), fault: 'machine' }
  }
}
