/** A task out of its folder. */
import { readFileSync, realpathSync } from 'node:fs'
import { stat } from 'node:fs/promises'
import { dirname, join, sep } from 'node:path'
import { FuelcellError } from '../../core/errors.js'
import { systemReason } from '../../core/system-reason.js'
import { gradeTasks as say } from '../../grade/messages/tasks.js'
import { MAX_TASK_BYTES, parseTask, type ReadFile } from '../../grade/task/parse.js'
import { isPlainPath } from '../../grade/task/place.js'
import type { Task } from '../../grade/task/task.js'
import type { Context } from '../command.js'
import { readTextProgram } from '../read-program.js'

export const DEFAULT_TASK = 'grade.yaml'

export interface LoadedTask {
  readonly task: Task
  readonly text: string
  /** The folder that its files are in. */
  readonly folder: string
  readonly path: string
}

/** @param path A task file, or the folder of a `grade.yaml`. @throws FuelcellError with every finding. */
export async function loadTask(
  path: string = DEFAULT_TASK,
  context: Pick<Context, 'stdin' | 'interrupted'>,
): Promise<LoadedTask> {
  const isFolder = (await folderOf(path)) === path
  const file = isFolder ? join(path, DEFAULT_TASK) : path
  if ((isFolder || path === DEFAULT_TASK) && !(await exists(file))) {
    throw new FuelcellError('invalid-option', say.noTask(file))
  }
  const { code: text } = await readTextProgram([file], undefined, MAX_TASK_BYTES, context)
  const folder = dirname(file)
  return { task: parseTask(text, file, filesBelow(folder)), text, folder, path: file }
}

/** The folder of a task file; a folder is its own. */
export async function folderOf(path: string): Promise<string> {
  const isFolder = await stat(path).then(
    (found) => found.isDirectory(),
    () => false,
  )
  return isFolder ? path : dirname(path)
}

async function exists(path: string): Promise<boolean> {
  return stat(path).then(
    () => true,
    () => false,
  )
}

/** A task may come from anyone: it names files beside it and below, links followed, and nothing else of the machine. */
function filesBelow(folder: string): ReadFile {
  const root = join(realpathSync(folder), sep)
  return (path) => {
    if (!isPlainPath(path)) throw new FuelcellError('invalid-option', say.outside(path))
    const real = attempt(path, () => realpathSync(join(folder, path)))
    if (!real.startsWith(root)) throw new FuelcellError('invalid-option', say.outside(path))
    return attempt(path, () => readFileSync(real))
  }
}

function attempt<T>(path: string, read: () => T): T {
  try {
    return read()
  } catch (cause) {
    throw new FuelcellError('invalid-option', say.cannotRead(path, systemReason(cause)), { cause })
  }
}
