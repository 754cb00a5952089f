/** Solutions that a package brings: `grade check` and `grade calibrate` use those in the task's language. */
import { isUtf8 } from 'node:buffer'
import { basename, extname } from 'node:path/posix'
import { DEFAULT_RUNTIME } from '../../bench/case.js'
import { runtimeOfExtension } from '../../languages/languages.js'
import { isPython } from '../entry.js'
import { gradeImports as say } from '../messages/imports.js'
import type { Draft, Source } from './draft.js'
import type { Notes } from './notes.js'

/** The folders that `grade check` knows. */
export type SolutionKind = 'accepted' | 'wrong_answer' | 'out_of_fuel' | 'runtime_error'

export interface GivenSolution {
  /** The file, or the folder of a program of several. */
  readonly path: string
  readonly kind: SolutionKind
}

/**
 * The files of the solutions that are in the language of the entry; the others are told in one warning.
 * @param change What to do to each text on its way.
 */
export function solutionFiles(
  given: readonly GivenSolution[],
  entry: string,
  source: Source,
  notes: Notes,
  change: (text: string) => string = (text) => text,
): Draft['files'] {
  const files: Record<string, Uint8Array> = {}
  const others: string[] = []
  for (const { path, kind } of given) {
    const parts = partsOf(path, entry, source)
    if (parts === null) others.push(path)
    else {
      notes.take(path)
      for (const [name, from] of parts) {
        files[`solutions/${kind}/${name}`] = changed(source.bytes(from), change)
      }
    }
  }
  const [first] = others
  if (first !== undefined) notes.warn(first, say.solutionsSkipped(others, entry))
  return files
}

/** What is no UTF-8 stays as it is. */
function changed(bytes: Uint8Array, change: (text: string) => string): Uint8Array {
  return isUtf8(bytes) ? Buffer.from(change(Buffer.from(bytes).toString())) : bytes
}

/** Names below the folder of solutions, and where their contents lie; `null` for what is no program of the entry's language. */
function partsOf(
  path: string,
  entry: string,
  source: Source,
): ReadonlyArray<readonly [name: string, from: string]> | null {
  const name = basename(path)
  if (source.paths.includes(path)) return isIn(path, entry, source) ? [[name, path]] : null
  const inside = source.paths.filter((one) => one.startsWith(`${path}/`))
  const programs = inside.filter((one) => isIn(one, entry, source))
  const start = ['__main__.py', entry, `main${extname(entry)}`].map((one) => `${path}/${one}`)
  const main = programs.length === 1 ? programs[0] : start.find((one) => programs.includes(one))
  if (main === undefined) return null
  return inside.map((one) => [one === main ? `${name}/${entry}` : `${name}${one.slice(path.length)}`, one])
}

/** Whether a file is in the language of the entry. Python 2 says so in its first line. */
function isIn(path: string, entry: string, source: Source): boolean {
  if (languageOf(path) !== languageOf(entry)) return false
  return !/^#!.*python2/.test(Buffer.from(source.bytes(path)).subarray(0, 200).toString())
}

/** Python 3 is also written `.py3`. */
function languageOf(path: string): string | undefined {
  const extension = extname(path) === '.py3' ? '.py' : extname(path)
  const runtime = runtimeOfExtension(extension)
  return runtime !== undefined && isPython(runtime) ? DEFAULT_RUNTIME : runtime
}
