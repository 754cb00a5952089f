import { readdirSync, readFileSync } from 'node:fs'
import { readdir, stat } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import { normalize } from 'node:path/posix'
import { FuelcellError } from '../../errors.js'
import type { Draft, Source } from '../../grade/import/draft.js'
import { isPlainPath } from '../../grade/task/parse.js'
import { gradeImports as say } from '../../messages/grade-imports.js'
import { gradeReports } from '../../messages/grade-reports.js'
import { gradeTasks } from '../../messages/grade-tasks.js'
import { commandLine } from '../../messages.js'
import { systemReason } from '../../system-reason.js'
import { type Context, defineCommand } from '../command.js'
import { asText, value } from '../options.js'
import { written } from './output.js'
import { DEFAULT_TASK } from './task.js'

export const draftOptions = {
  entry: value('FILE', asText, 'The file that is handed in. Default: what the source says, else main.py'),
  out: value('FILE', asText, `Write the task here. Default: ${DEFAULT_TASK} beside what is imported`),
}

/** `fuelcell grade import`: a task out of another grader's. */
export const gradeImportCommand = defineCommand(
  {
    name: 'grade import',
    usage: ['grade import [options] FILE', 'grade import [options] FOLDER'],
    describe:
      'Makes a task of the tests of another grader: tests.json of Classroom 50, autograding.json of GitHub Classroom, ' +
      'canonical-data.json of exercism, init.yml of DMOJ, a problem package with data/sample and data/secret, or a folder of NN.in and NN.ans.',
    words: 'mixed',
    options: draftOptions,
    examples: [{ command: 'fuelcell grade import autograding.json', meaning: 'write grade.yaml beside it' }],
    notes: 'Exit code: 0; 2 where it cannot be read.',
  },
  async (values, words, context) => {
    const [path, another] = words
    if (path === undefined || another !== undefined) throw new FuelcellError('invalid-option', say.importsOne)
    const folder = (await isFolder(path)) ? path : dirname(path)
    const draft = await draftFrom(path, folder, values.entry)
    await writeDraft(draft, values.out ?? join(folder, DEFAULT_TASK), context)
    return 0
  },
)

/** A task that exists is never lost. */
export async function refuseExisting(path: string): Promise<void> {
  const exists = await stat(path).then(
    () => true,
    () => false,
  )
  if (exists) throw new FuelcellError('invalid-option', say.exists(path))
}

/** Writes a new task. */
export async function writeDraft(draft: Draft, path: string, context: Context): Promise<void> {
  const { draftYaml } = await import('../../grade/import/draft.js')
  await refuseExisting(path)
  await written(path, draftYaml(draft))
  for (const warning of draft.warnings) context.stderr.write(commandLine.warned(warning))
  const tests = draft.task.groups.reduce((sum, group) => sum + (group.tests?.length ?? 0), 0)
  context.stderr.write(say.wroteTask(path, tests))
}

export async function isFolder(path: string): Promise<boolean> {
  try {
    return (await stat(path)).isDirectory()
  } catch (cause) {
    throw new FuelcellError('invalid-option', gradeReports.cannotList(path, systemReason(cause)), { cause })
  }
}

async function draftFrom(path: string, folder: string, entry: string | undefined): Promise<Draft> {
  const source = sourceIn(folder)
  const name = basename(path)
  const own = async (draft: Draft): Promise<Draft> =>
    entry === undefined ? draft : { ...draft, task: { ...draft.task, submission: { ...draft.task.submission, entry } } }
  if (/^(tests|autograding)\.json$/.test(name)) {
    return own((await import('../../grade/import/classrooms.js')).importClassroom(name, source))
  }
  if (name === 'canonical-data.json')
    return own((await import('../../grade/import/exercism.js')).importExercism(name, source))
  const folders = await import('../../grade/import/data-folders.js')
  if (/^init\.ya?ml$/.test(name)) return folders.importDmoj(name, source, entry)
  if (folder !== path) throw new FuelcellError('invalid-option', say.unknown(path))
  const inside = await readdir(path)
  if (inside.includes('init.yml')) return folders.importDmoj('init.yml', source, entry)
  if (inside.includes('data')) return folders.importPackage(source, entry)
  return folders.importPairs(source, entry)
}

/** The files below a folder. What is imported may come from anyone, and names nothing else of the machine. */
export function sourceIn(folder: string): Source {
  const bytes = (path: string) => {
    if (!isPlainPath(normalize(path))) throw new FuelcellError('invalid-option', gradeTasks.outside(path))
    try {
      return readFileSync(join(folder, path))
    } catch (cause) {
      throw new FuelcellError('invalid-option', gradeReports.cannotList(path, systemReason(cause)), { cause })
    }
  }
  const all = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile())
  const paths = all.map((entry) =>
    join(entry.parentPath, entry.name).slice(join(folder, '/').length).replaceAll('\\', '/'),
  )
  return { bytes, text: (path) => bytes(path).toString(), paths: paths.sort() }
}
