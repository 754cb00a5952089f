import { appendFile, readdir, readFile, realpath } from 'node:fs/promises'
import { basename, dirname, join, resolve } from 'node:path'
import { FuelcellError } from '../../core/errors.js'
import { oneLine } from '../../core/quoting.js'
import { systemReason } from '../../core/system-reason.js'
import { type Graded, gradeClass, type Handed, reusable } from '../../grade/class.js'
import { gradeReports as say } from '../../grade/messages/reports.js'
import type { reportSchema } from '../../grade/report/schema.js'
import { defused } from '../../grade/report/text.js'
import { exitCodeOf } from '../../grade/report.js'
import type { Task } from '../../grade/task/task.js'
import { type Context, defineCommand } from '../command.js'
import { asText, flag, value } from '../options.js'
import { plainTable } from '../table.js'
import { withGrader } from './grading.js'
import { gradingOptions } from './options.js'
import { tellFaults, written } from './output.js'
import { loadSubmission } from './submission.js'
import { loadTask } from './task.js'

const options = {
  ...gradingOptions,
  csv: value('FILE', asText, 'Write the marks as CSV; - for stdout'),
  state: value('FILE', asText, 'Keep finished reports here, and take them from here when the command is run again'),
  'exit-zero': flag('Exit with 0 where tests failed'),
}

/** `fuelcell grade class`: every submission of a folder. */
export const gradeClassCommand = defineCommand(
  {
    name: 'grade class',
    usage: ['grade class [options] DIR'],
    describe:
      'Marks every submission in a folder: each file, folder or zip in it is one. With --state, what was graded before and has not ' +
      'changed is not graded again, so that an interrupted command can go on. The marks are the same bytes each time.',
    words: 'mixed',
    options,
    examples: [
      { command: 'fuelcell grade class handed-in --csv marks.csv', meaning: 'mark a class by ./grade.yaml' },
      {
        command: 'fuelcell grade class handed-in --state marks.jsonl --csv -',
        meaning: 'mark it, and be able to go on',
      },
    ],
    notes: 'Exit code: as with `fuelcell grade`, the highest of all submissions.',
  },
  async (values, words, context) => {
    const [folder, another] = words
    if (folder === undefined || another !== undefined) throw new FuelcellError('invalid-option', say.oneFolder)
    const { task } = await loadTask(values.task, context)
    const handed = await handedIn(folder, task, [values.state, values.csv])
    const state = values.state === undefined ? '' : await readFile(values.state, 'utf8').catch(() => '')
    const { reportSchema } = await import('../../grade/report/schema.js')
    const known = reusable(readState(state, reportSchema))
    // What an interruption cut off in its middle must not swallow the next line.
    if (values.state !== undefined && state !== '' && !state.endsWith('\n')) await appendFile(values.state, '\n')
    let again = 0
    let done = 0
    const tellProgress = stepwise(handed.length, context.stderr)
    const grading = withGrader(values, context, async ({ onTest, ready, ...tools }) => {
      await ready()
      return gradeClass(task, handed, {
        ...tools,
        known,
        onGraded: async (graded, isKnown) => {
          if (isKnown) again += 1
          else if (values.state !== undefined) await appendFile(values.state, `${JSON.stringify(graded)}\n`)
          onTest(++done, handed.length, graded.name)
          tellProgress(done)
        },
      })
    })
    const all = await grading.catch((error) => {
      if (context.interrupted.aborted) context.stderr.write(say.classInterrupted(done, handed.length, values.state))
      throw error
    })
    const { classCsv } = await import('../../grade/report/csv.js')
    if (values.csv === '-') context.stdout.write(classCsv(all))
    else {
      if (values.csv !== undefined) await written(values.csv, classCsv(all))
      const rows = all.map(({ name, report }) => [
        defused(oneLine(name)),
        say.points(report.score, report.maxScore),
        report.status,
      ])
      context.stdout.write(await plainTable([...say.classColumns], rows, ['left', 'right', 'left']))
    }
    tellFaults(
      all.map(({ report }) => report),
      context,
    )
    context.stderr.write(say.graded(all.length, again, values.csv === '-' ? undefined : values.csv))
    const exitCode = Math.max(...all.map(({ report }) => exitCodeOf(report)))
    return exitCode === 1 && values['exit-zero'] === true ? 0 : exitCode
  },
)

/** Parts of the class after which a line is told where no line can change. */
const STEPS = 10

/** Tells of progress on a pipe, or in a file: a terminal has a line that changes. */
function stepwise(total: number, stderr: Context['stderr']): (done: number) => void {
  const step = Math.max(1, Math.ceil(total / STEPS))
  return (done) => {
    if (stderr.isTTY !== true && done % step === 0 && done < total) stderr.write(say.classProgress(done, total))
  }
}

/** @param own Files that this command writes, which may lie in the folder. */
async function handedIn(folder: string, task: Task, own: readonly (string | undefined)[]): Promise<readonly Handed[]> {
  const entries = await readdir(folder).catch((cause) => {
    throw new FuelcellError('invalid-option', say.cannotList(folder, systemReason(cause)), { cause })
  })
  const written = new Set(await Promise.all(own.map((path) => (path === undefined ? '' : realPath(path)))))
  const names: string[] = []
  for (const name of entries.sort()) {
    if (!name.startsWith('.') && !written.has(await realPath(join(folder, name)))) names.push(name)
  }
  if (names.length === 0) throw new FuelcellError('invalid-option', say.noSubmissions(folder))
  return names.map((name) => ({ name, load: () => loadSubmission(join(folder, name), task) }))
}

/** Where a file is, or would be. */
async function realPath(path: string): Promise<string> {
  return join(await realpath(dirname(path)).catch(() => resolve(dirname(path))), basename(path))
}

/** Lines that cannot be read, as the last one after a crash, are work to be done again. */
function readState(text: string, schema: typeof reportSchema): readonly Graded[] {
  return text.split('\n').flatMap((line): Graded[] => {
    try {
      const { name, key, report }: Partial<Graded> = JSON.parse(line)
      const isWhole = typeof name === 'string' && typeof key === 'string' && report !== undefined
      return isWhole && schema.safeParse(report).success ? [{ name, key, report }] : []
    } catch {
      return []
    }
  })
}
