/** A task tried on solutions whose verdicts are known. */
import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { FuelcellError } from '../../core/errors.js'
import { Grader } from '../../grade/grade.js'
import { gradeReports as say } from '../../grade/messages/reports.js'
import type { GradeReport } from '../../grade/report.js'
import type { Task, Test } from '../../grade/task/task.js'
import type { Verdict } from '../../grade/verdict.js'
import { defineCommand } from '../command.js'
import { withGrader } from './grading.js'
import { gradingOptions } from './options.js'
import { loadSubmission } from './submission.js'
import { loadTask } from './task.js'

/** The folders below `solutions`, and the verdict that something in them must get. */
const folders: Readonly<Record<string, Verdict>> = {
  accepted: 'accepted',
  wrong_answer: 'wrong-answer',
  out_of_fuel: 'out-of-fuel',
  runtime_error: 'runtime-error',
}
/** These count as wrong answers: the solution ran, and what it said was not right. */
const wrong: readonly Verdict[] = ['wrong-answer', 'presentation', 'no-answer', 'unsupported-value', 'exit-nonzero']

export interface Solution {
  readonly path: string
  readonly wanted: Verdict
}

/** `fuelcell grade check`: whether a task says of known solutions what it should. */
export const gradeCheckCommand = defineCommand(
  {
    name: 'grade check',
    usage: ['grade check [options]'],
    describe:
      'Grades the solutions in solutions/accepted, wrong_answer, out_of_fuel and runtime_error beside a task. Accepted ones must pass ' +
      'every test; of the others some test must come to the verdict that the folder is named for, and none may be ungraded.',
    words: 'none',
    options: gradingOptions,
    examples: [
      { command: 'fuelcell grade check --task tasks/two-fer', meaning: 'check a task before it is handed out' },
    ],
    notes: 'Exit code: 0 when all is as it should be; 1 when not; 2 for a wrong task; 3 when the machine failed.',
  },
  async (values, _words, context) => {
    const { task, folder } = await loadTask(values.task, context)
    const solutions = await solutionsOf(folder)
    if (solutions.length === 0) throw new FuelcellError('invalid-option', say.noSolutions(folder))
    for (const warning of warningsOf(task)) context.stdout.write(`${say.warning(warning)}\n`)
    let good = 0
    await withGrader(values, context, async (tools) => {
      await tools.ready()
      const grader = new Grader(task, tools)
      for (const { path, wanted } of solutions) {
        const report = await grader.grade(await loadSubmission(join(folder, path), task))
        const found = surprises(report, wanted)
        if (found === null) good += 1
        context.stdout.write(`${found === null ? say.asExpected(path, wanted) : say.unexpected(path, wanted, found)}\n`)
        for (const { fault, message } of report.tests) if (fault !== undefined) context.stdout.write(`    ${message}\n`)
      }
    })
    context.stdout.write(say.checked(good, solutions.length))
    return good === solutions.length ? 0 : 1
  },
)

export async function solutionsOf(folder: string): Promise<readonly Solution[]> {
  const found = await Promise.all(
    Object.entries(folders).map(async ([name, wanted]) => {
      const entries = await readdir(join(folder, 'solutions', name)).catch(() => [])
      return entries.sort().map((entry) => ({ path: join('solutions', name, entry), wanted }))
    }),
  )
  return found.flat()
}

/** `null` when the report is as it should be, else the verdicts in it. */
export function surprises(report: GradeReport, wanted: Verdict): readonly Verdict[] | null {
  const found = [...new Set(report.tests.map(({ verdict }) => verdict))]
  const fits =
    wanted === 'accepted'
      ? report.status === 'passed'
      : found.some((verdict) => verdict === wanted || (wanted === 'wrong-answer' && wrong.includes(verdict)))
  return fits && !found.includes('ungraded') ? null : found
}

/** Exit code 0, or that a function returns at all, is all that is asked. */
function looksAtNothing(test: Test): boolean {
  if (test.reference !== null) return false
  if (test.kind === 'program') {
    return test.stdout === null && test.stderr === null && test.written.length === 0 && test.exitCode === 0
  }
  if (test.kind !== 'call') return false
  return test.returns === undefined && test.sealed === null && test.raises === null && test.prints === null
}

function warningsOf(task: Task): readonly string[] {
  return task.groups.flatMap(({ tests }) =>
    tests.flatMap((test) => {
      if (looksAtNothing(test)) return [say.looksAtNothing(test.name)]
      if (test.kind === 'growth' && test.reference === null) return [say.onlyGrowth(test.name)]
      if (test.kind === 'call' && test.raises !== null && test.raises.message === null)
        return [say.raisesByTypeAlone(test.name, test.raises.type)]
      return test.kind === 'unittest' && test.mode === 'visible' ? [say.isFormative(test.name)] : []
    }),
  )
}
