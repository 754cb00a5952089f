import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { FuelcellError } from '../../core/errors.js'
import { calibratedFuel, SLOW_ENOUGH } from '../../grade/calibrate.js'
import { Grader } from '../../grade/grade.js'
import { gradeImports as say } from '../../grade/messages/imports.js'
import { gradeReports } from '../../grade/messages/reports.js'
import type { GradeReport } from '../../grade/report.js'
import type { Task } from '../../grade/task/task.js'
import { defineCommand } from '../command.js'
import { type Solution, solutionsOf } from './check.js'
import { type Tools, withGrader } from './grading.js'
import { gradingOptions } from './options.js'
import { loadSubmission } from './submission.js'
import { loadTask } from './task.js'

/** What right solutions may use while they are measured, where the task's own limit is less. */
const MEASURING_FUEL = 100_000_000_000

/** `fuelcell grade calibrate`: a fuel limit out of known solutions. */
export const gradeCalibrateCommand = defineCommand(
  {
    name: 'grade calibrate',
    usage: ['grade calibrate [options]'],
    describe:
      'Measures the solutions in solutions/accepted and solutions/out_of_fuel beside a task, and writes a limit into it: at least ' +
      'twice what the dearest accepted solution needs, and at most two thirds of what the cheapest too slow one needs.',
    words: 'none',
    options: gradingOptions,
    examples: [{ command: 'fuelcell grade calibrate --task tasks/two-fer', meaning: 'set the limit of a task' }],
    notes: 'Exit code: 0; 1 when no limit fits; 2 for a wrong task or solution; 3 when the machine failed.',
  },
  async (values, _words, context) => {
    const { task, text, folder, path } = await loadTask(values.task, context)
    const solutions = await solutionsOf(folder)
    const [largest, smallest] = await withGrader(values, context, async (tools) => {
      await tools.ready()
      return measured(task, folder, solutions, tools)
    })
    const limit = calibratedFuel(largest, smallest)
    if (limit === null) {
      context.stderr.write(gradeReports.warning(`${say.tooClose(largest, smallest ?? 0)}\n`))
      return 1
    }
    await writeFile(path, await withFuel(text, limit))
    context.stdout.write(say.calibrated(limit, largest, smallest))
    return 0
  },
)

/** The task with another limit, and otherwise as it was written. */
async function withFuel(text: string, fuel: number): Promise<string> {
  const { isScalar, parseDocument } = await import('yaml')
  // Without it, an integer beyond 2^53 elsewhere in the task would be written back as another one.
  const document = parseDocument(text, { intAsBigInt: true })
  const given = document.getIn(['limits', 'fuel'], true)
  const written = String(fuel).replace(/\B(?=(\d{3})+$)/g, '_')
  if (isScalar(given) && given.range) return text.slice(0, given.range[0]) + written + text.slice(given.range[1])
  document.setIn(['limits', 'fuel'], fuel)
  return document.toString({ lineWidth: 0 })
}

async function measured(
  task: Task,
  folder: string,
  solutions: readonly Solution[],
  tools: Tools,
): Promise<readonly [largest: number, smallest: number | null]> {
  const grade = async ({ path }: Solution, fuel: number) => {
    const grader = new Grader({ ...task, limits: { ...task.limits, fuel } }, tools)
    return { path, report: await grader.grade(await loadSubmission(join(folder, path), task)) }
  }
  let largest = 0
  for (const solution of solutions.filter(({ wanted }) => wanted === 'accepted')) {
    const { path, report } = await grade(solution, Math.max(MEASURING_FUEL, task.limits.fuel))
    const failed = report.tests.find(({ verdict }) => verdict !== 'accepted')
    if (failed !== undefined) throw new FuelcellError('invalid-option', say.solutionFailed(path, failed.message))
    largest = Math.max(largest, dearest(report))
  }
  if (largest === 0) throw new FuelcellError('invalid-option', say.noAccepted(join(folder, 'solutions', 'accepted')))
  let smallest: number | null = null
  for (const solution of solutions.filter(({ wanted }) => wanted === 'out-of-fuel')) {
    const { report } = await grade(solution, largest * SLOW_ENOUGH)
    smallest = Math.min(smallest ?? Infinity, dearest(report))
  }
  return [largest, smallest]
}

/** The net fuel of the dearest test. */
function dearest({ tests }: GradeReport): number {
  return Math.max(0, ...tests.map(({ usage }) => usage?.netFuel ?? 0))
}
