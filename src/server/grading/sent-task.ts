/** A task that was sent along, in files or in a zip: a stranger's, so that it names files of its own and nothing else. */
import { FuelcellError, thrownText } from '../../core/errors.js'
import { MIB } from '../../core/units.js'
import { zipEntries } from '../../core/zip-directory.js'
import { parseTask } from '../../grade/task/parse.js'
import { isPlainPath } from '../../grade/task/place.js'
import type { Task } from '../../grade/task/task.js'
import { packedData, unpacked } from '../../grade/unpack.js'
import { server as say } from '../messages.js'

const TASK_FILE = 'grade.yaml'
const MAX_FILES = 10_000
const MAX_BYTES = 64 * MIB

type Files = Readonly<Record<string, Uint8Array>>

/** @throws FuelcellError with every finding. */
export function taskOfFiles(files: Files): Task {
  const read = (path: string): Uint8Array => {
    const content = isPlainPath(path) && Object.hasOwn(files, path) ? files[path] : undefined
    if (content === undefined) throw new FuelcellError('invalid-option', say.taskFile(path))
    return content
  }
  return parseTask(new TextDecoder().decode(read(TASK_FILE)), TASK_FILE, read)
}

/** The same of a zip; a folder around all of it is left off. */
export async function taskOfZip(zip: Uint8Array): Promise<Task> {
  const files = await filesOf(zip)
  const [inside] = Object.keys(files)
    .filter((path) => path.endsWith(`/${TASK_FILE}`))
    .sort((one, other) => one.length - other.length)
  if (Object.hasOwn(files, TASK_FILE) || inside === undefined) return taskOfFiles(files)
  const root = inside.slice(0, -TASK_FILE.length)
  const below = Object.entries(files).filter(([path]) => path.startsWith(root))
  return taskOfFiles(Object.fromEntries(below.map(([path, content]) => [path.slice(root.length), content])))
}

/** Looked at before anything is inflated. */
async function filesOf(zip: Uint8Array): Promise<Files> {
  const entries = attempt(() => zipEntries(zip, MAX_FILES)).filter(({ name }) => !name.endsWith('/'))
  if (entries.length > MAX_FILES) throw wrong(say.zipTooMany(MAX_FILES))
  const outside = entries.find(({ name }) => !isPlainPath(name))
  if (outside !== undefined) throw wrong(say.zipOutside(outside.name))
  if (entries.some(({ isLocked }) => isLocked)) throw wrong(say.zipLocked)
  if (entries.reduce((sum, { bytes }) => sum + bytes, 0) > MAX_BYTES) throw wrong(say.zipTooLarge(MAX_BYTES))
  const found: Array<readonly [string, Uint8Array]> = []
  for (const packed of attempt(() => packedData(zip, entries))) {
    const content = await unpacked(packed).catch((cause) => {
      throw wrong(say.zipBroken(thrownText(cause)))
    })
    if (content === null) throw wrong(say.zipBroken(`${packed.entry.name} is damaged`))
    found.push([packed.entry.name, content])
  }
  return Object.fromEntries(found)
}

function attempt<T>(read: () => T): T {
  try {
    return read()
  } catch (error) {
    throw wrong(say.zipBroken(thrownText(error)))
  }
}

function wrong(why: string): FuelcellError {
  return new FuelcellError('invalid-option', why)
}
