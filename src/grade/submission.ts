/** What somebody handed in. */
import { extname } from 'node:path/posix'
import picomatch from 'picomatch'
import { strangeEncoding, withoutMark } from './encoding.js'
import { isPython } from './entry.js'
import { fileKindOf } from './file-kind.js'
import { gradeVerdicts as say } from './messages/verdicts.js'
import { isPlainPath } from './task/place.js'
import type { Task } from './task/task.js'

export interface Submission {
  /** Files by path; a file that was given alone is under the name of the task's entry. */
  readonly files: Readonly<Record<string, Uint8Array>>
  /** Paths of all that was there, also of what does not count. Default: those of the files. */
  readonly seen?: readonly string[]
  /** What makes it unfit to be run, where that was seen while it was read. */
  readonly problem?: string
}

/** The part of a submission that counts, and what makes it unfit to be run at all. */
export interface Selected {
  readonly files: Readonly<Record<string, Uint8Array>>
  readonly entry: Uint8Array
  readonly problem: string | null
}

/** Half of what the run directory holds. */
const MAX_FILES = 500
/** Files with the folders that they lie in; tests bring files as well. */
const MAX_ENTRIES = 900
/** As long as a path can be (PATH_MAX). */
const MAX_PATH = 4096

/** Whether a file counts. A pattern without `/` goes for every folder. */
export function selects(task: Task): (path: string) => boolean {
  const matches = task.patterns.map((pattern) => picomatch(pattern, { basename: !pattern.includes('/') }))
  return (path) =>
    path.length < MAX_PATH && isPlainPath(path) && (path === task.entry || matches.some((match) => match(path)))
}

/** The files that the task's patterns let in. */
export function selectFiles(task: Task, submission: Submission): Selected {
  const paths = Object.keys(submission.files).filter(selects(task))
  const files = Object.fromEntries(
    paths.sort().map((path) => [path, asProgram(task, path, submission.files[path] ?? new Uint8Array())]),
  )
  const entry = files[task.entry]
  const bytes = Object.values(files).reduce((sum, { byteLength }) => sum + byteLength, 0)
  const problem =
    submission.problem ??
    (entry === undefined
      ? say.entryMissing(task.entry, [...(submission.seen ?? Object.keys(submission.files))].sort())
      : paths.length > MAX_FILES
        ? say.tooManyFiles(MAX_FILES)
        : entriesOf(paths) > MAX_ENTRIES
          ? say.tooManyEntries(MAX_ENTRIES)
          : bytes > task.maxBytes
            ? say.tooLarge(bytes, task.maxBytes)
            : isBlank(entry)
              ? say.entryEmpty(task.entry)
              : notText(task, files))
  return { files, entry: entry ?? new Uint8Array(), problem }
}

/** How many files and folders they make. */
function entriesOf(paths: readonly string[]): number {
  const folders = new Set<string>()
  for (const path of paths) {
    // Its folders are there already, and those above them.
    for (let end = path.lastIndexOf('/'); end > 0 && folders.size < folders.add(path.slice(0, end)).size; ) {
      end = path.lastIndexOf('/', end - 1)
    }
  }
  return paths.length + folders.size
}

/** Source files that are something else than text in UTF-8. Which bytes of it a language takes is its own matter. */
function notText(task: Task, files: Selected['files']): string | null {
  const kind = fileKindOf(files[task.entry] ?? new Uint8Array())
  if (kind !== null) return say.anotherKind(task.entry, kind)
  const saved = Object.entries(files).find(([path, bytes]) => isSource(task, path) && isWide(bytes))
  return saved === undefined ? null : say.wideText(saved[0])
}

function isWide(bytes: Uint8Array): boolean {
  const strange = strangeEncoding(bytes)
  return strange !== null && strange !== 'UTF-8 with a mark'
}

function isSource({ entry }: Task, path: string): boolean {
  return path === entry || extname(path) === extname(entry)
}

/** Not every language knows a byte order mark: PHP prints it. Python does, and reads by it in which encoding the file is. */
function asProgram(task: Task, path: string, bytes: Uint8Array): Uint8Array {
  return isSource(task, path) && !isPython(task.runtime) ? withoutMark(bytes) : bytes
}

function isBlank(bytes: Uint8Array): boolean {
  return bytes.byteLength < 1000 && new TextDecoder().decode(bytes).trim() === ''
}
