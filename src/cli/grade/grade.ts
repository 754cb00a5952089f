import { lstat } from 'node:fs/promises'
import { FuelcellError } from '../../core/errors.js'
import { grade } from '../../grade/grade.js'
import { gradeReports as say } from '../../grade/messages/reports.js'
import { exitCodeOf, type GradeReport } from '../../grade/report.js'
import { defineCommand } from '../command.js'
import { commandLine } from '../messages.js'
import { type Tools, withGrader } from './grading.js'
import { gradingOptions, reportOption } from './options.js'
import { checkTargets, present } from './output.js'
import { loadSubmission } from './submission.js'
import { DEFAULT_TASK, folderOf, loadTask } from './task.js'

/** `fuelcell grade`: what a submission is worth. */
export const gradeCommand = defineCommand(
  {
    name: 'grade',
    usage: ['grade [options] SUBMISSION', 'grade check | class | schema …'],
    describe:
      'Marks a submission (a file, a folder or a zip) by the tests of a task. Each test runs in a sandbox of its own, which holds ' +
      'the input of that test and nothing else; what comes out is judged outside. The limit is fuel, so that a mark never changes.',
    words: 'mixed',
    options: { ...gradingOptions, ...reportOption },
    examples: [
      { command: 'fuelcell grade two_fer.py', meaning: 'mark a file by ./grade.yaml' },
      {
        command:
          'fuelcell grade --task tasks/two-fer submission.zip --report json=report.json --report junit=junit.xml',
        meaning: 'mark a zip, and write reports',
      },
      { command: 'fuelcell grade --json --exit-zero anna/', meaning: 'mark a folder in a pipeline that goes on' },
    ],
    notes:
      'Exit code: 0 when every test passed; 1 when some failed; 2 for a wrong task or command line; 3 when the machine failed.',
  },
  async (values, words, context) => {
    const [path, another] = words
    if (path === undefined || another !== undefined) throw new FuelcellError('invalid-option', say.oneSubmission)
    await checkPath(path)
    const wanted = { targets: values.report, json: values.json === true }
    await checkTargets(wanted)
    const gradeOnce = async (tools: Tools): Promise<GradeReport> => {
      const { task } = await loadTask(values.task, context)
      const submission = await loadSubmission(path, task)
      await tools.ready().catch((error) => {
        // Whoever waits for a report gets one, in which nothing is graded.
        if (values.report.length === 0 || !(error instanceof FuelcellError) || error.fault !== 'system') throw error
        context.stderr.write(commandLine.failed(error.message))
      })
      const report = await grade(task, submission, { ...tools, timings: values.timings === true })
      await present(report, wanted, context)
      return report
    }
    if (values.watch === true) {
      const { whileWatching } = await import('./watch.js')
      const watched = [await folderOf(values.task ?? DEFAULT_TASK), path]
      await withGrader(values, context, (tools) => whileWatching(watched, context, () => gradeOnce(tools)))
      return 0
    }
    const report = await withGrader(values, context, gradeOnce)
    const exitCode = exitCodeOf(report)
    return exitCode === 1 && values['exit-zero'] === true ? 0 : exitCode
  },
)

/** A mistyped path is no submission of somebody's. @throws FuelcellError where there is nothing. */
async function checkPath(path: string): Promise<void> {
  await lstat(path).catch((cause) => {
    const isMissing = cause instanceof Error && 'code' in cause && (cause.code === 'ENOENT' || cause.code === 'ENOTDIR')
    if (isMissing) throw new FuelcellError('invalid-option', say.noSubmission(path), { cause })
  })
}
