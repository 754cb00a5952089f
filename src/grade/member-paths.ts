/** Where the files of a folder or an archive belong in a submission, whatever their names look like. */
import { selects } from './submission.js'
import { isPlainPath } from './task/place.js'
import type { Task } from './task/task.js'

/** A file that counts. */
export interface Member {
  /** As the folder or the archive has it. */
  readonly name: string
  readonly path: string
}

export interface Members {
  readonly counting: readonly Member[]
  /** Paths of all files, for whoever looks for one that is missing. */
  readonly seen: readonly string[]
  /** A path that two of them have. */
  readonly twice: string | null
}

/** The files that count; a folder around all of them is left off. */
export function membersOf(names: readonly string[], task: Task): Members {
  const counts = selects(task)
  const all = names.map((name) => ({ name, path: plainPath(name) })).filter(({ path }) => isFile(path))
  const root = rootOf(
    all.map(({ path }) => path),
    task.entry,
    counts,
  )
  const counting = all
    .filter(({ path }) => path.startsWith(root))
    .map(({ name, path }) => ({ name, path: path.slice(root.length) }))
    .filter(({ path }) => counts(path))
  const paths = new Set<string>()
  const twice = counting.find(({ path }) => paths.size === paths.add(path).size)
  return { counting, seen: all.map(({ path }) => path), twice: twice?.path ?? null }
}

/**
 * Archives of Windows have `\` between folders, and those of other tools `./` or `/` before all, which unzip takes as well. Letters
 * with accents come in two forms; the usual one is what tasks have.
 */
function plainPath(name: string): string {
  const parts = name
    .normalize('NFC')
    .replaceAll('\\', '/')
    .replace(/^[A-Za-z]:/, '')
    .split('/')
  return parts.filter((part, index) => part !== '.' && (part !== '' || index === parts.length - 1)).join('/')
}

/** Not a folder, nor what the archiver of macOS adds for itself. */
function isFile(path: string): boolean {
  return isPlainPath(path) && !path.startsWith('__MACOSX/')
}

/** The outermost folder that has the entry and everything else that counts. */
function rootOf(paths: readonly string[], entry: string, counts: (path: string) => boolean): string {
  if (paths.includes(entry)) return ''
  const counting = paths.filter((path) => counts(path) || path.endsWith(`/${entry}`))
  const roots = counting.filter((path) => path.endsWith(`/${entry}`)).map((path) => path.slice(0, -entry.length))
  const [shortest = ''] = roots.sort((left, right) => left.length - right.length)
  return counting.every((path) => path.startsWith(shortest)) ? shortest : ''
}
