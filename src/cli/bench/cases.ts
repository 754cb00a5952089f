/** From the words of a command line to cases: code, files, folders, suites, stdin. */

import type { Stats } from 'node:fs'
import { readdir, stat } from 'node:fs/promises'
import { extname, join, normalize } from 'node:path'
import pMap from 'p-map'
import { type BenchCase, DEFAULT_RUNTIME } from '../../bench/case.js'
import { bench as say } from '../../bench/messages.js'
import { DEFAULT_MAX_SIZES } from '../../bench/scan.js'
import { FuelcellError } from '../../core/errors.js'
import { defaultLimits } from '../../core/limits.js'
import { systemReason } from '../../core/system-reason.js'
import { nearestName } from '../../core/validate.js'
import { canonicalRuntime, extensions, isSameLanguage, runtimeOfExtension } from '../../languages/languages.js'
import { commandLine } from '../messages.js'
import { readTextProgram } from '../read-program.js'
import type { CodeInput, Collected } from './collected.js'
import type { CaseValues } from './options.js'
import { inManner, refuseManner } from './settings.js'
import { OPEN_FILES, readSuite } from './suite.js'

/** The suite that is measured when nothing is named. */
export const DEFAULT_SUITE = 'bench.yaml'
/** Words that begin another command. */
const subcommands = ['save', 'compare', 'check', 'profile', 'imports', 'schema']

/** @throws FuelcellError when there is nothing to measure, or something cannot be read. */
export async function collectCases(
  words: readonly string[],
  values: CaseValues,
  input: CodeInput,
): Promise<readonly Collected[]> {
  const maxSizes = values['max-sizes'] ?? DEFAULT_MAX_SIZES
  const given = [...values.c.map((code): Word => ({ kind: 'code', code })), ...(await Promise.all(words.map(wordOf)))]
  if (given.filter(({ kind }) => kind === 'stdin').length > 1) {
    throw new FuelcellError('invalid-option', say.stdinTwice)
  }
  const all = given.length > 0 ? given : await defaultWords()
  const found: Collected[] = []
  for (const word of all) found.push(...(await casesOf(word, maxSizes, input)))
  const [first] = found
  if (first?.source.kind === 'suite' && found.every(({ source }) => source.kind === 'suite')) {
    refuseManner(values, first.source.path)
  }
  return inRuntimes(found, values.runtimes).map((one) => inManner(one, values, maxSizes))
}

type Word =
  | { readonly kind: 'code'; readonly code: string }
  | { readonly kind: 'stdin' }
  | { readonly kind: 'file' | 'folder'; readonly path: string }

async function wordOf(word: string): Promise<Word> {
  if (word === '-') return { kind: 'stdin' }
  const found = await existing(word)
  if (found?.isDirectory()) return { kind: 'folder', path: word }
  if (found !== null) return { kind: 'file', path: word }
  // What can only be the name of something: code needs more than letters, dots and slashes to do anything.
  if (!/^[\w.~/\\-]+$/.test(word) && !/^[\w./\\ -]+\.[a-z]{1,5}$/.test(word)) return { kind: 'code', code: word }
  const nearest = nearestName(word, subcommands)
  const isTypo = nearest !== undefined && word.slice(0, 1) === nearest.slice(0, 1) && !/[./]/.test(word)
  throw new FuelcellError('invalid-option', say.noSuchFile(word, isTypo ? nearest : undefined))
}

/** Code may be longer than any path, which is an error of its own. */
async function existing(path: string): Promise<Stats | null> {
  return path.includes('\0') ? null : stat(path).catch(() => null)
}

async function defaultWords(): Promise<readonly Word[]> {
  if ((await existing(DEFAULT_SUITE)) !== null) return [{ kind: 'file', path: DEFAULT_SUITE }]
  throw new FuelcellError('invalid-option', say.nothingToMeasure(DEFAULT_SUITE))
}

async function casesOf(word: Word, maxSizes: number, input: CodeInput): Promise<readonly Collected[]> {
  switch (word.kind) {
    case 'code':
      return [{ case: { code: word.code }, source: { kind: 'code', code: word.code } }]
    case 'stdin': {
      const { code } = await readTextProgram(['-'], undefined, defaultLimits.diskBytes, input)
      return [{ case: { name: '-', code }, source: { kind: 'code', code } }]
    }
    case 'file':
      return isSuite(word.path)
        ? readSuite(word.path, maxSizes, input)
        : [await caseOfFile(word.path, undefined, input)]
    case 'folder': {
      const paths = await codeBelow(word.path)
      if (paths.length === 0) throw new FuelcellError('invalid-option', say.emptyFolder(word.path, extensions()))
      return pMap(paths, (path) => caseOfFile(path, undefined, input), { concurrency: OPEN_FILES })
    }
  }
}

export function isSuite(path: string): boolean {
  return ['.yaml', '.yml'].includes(extname(path))
}

/** @param runtime Default: that of the extension. */
export async function caseOfFile(path: string, runtime: string | undefined, input: CodeInput): Promise<Collected> {
  const { code } = await readTextProgram([path], undefined, defaultLimits.diskBytes, input)
  const found = runtime ?? runtimeOfExtension(extname(path)) ?? DEFAULT_RUNTIME
  return { case: { name: normalize(path), code, runtime: found }, source: { kind: 'file', path } }
}

/** Files in a known language, in a fixed order; what is hidden is left alone, and so are folders of packages. */
async function codeBelow(folder: string): Promise<readonly string[]> {
  const entries = await readdir(folder, { withFileTypes: true }).catch((cause) => {
    throw new FuelcellError('invalid-option', commandLine.cannotRead(folder, systemReason(cause)), { cause })
  })
  const visible = entries.filter(({ name }) => !name.startsWith('.') && name !== 'node_modules')
  const paths: string[] = []
  for (const entry of visible.sort((left, right) => (left.name < right.name ? -1 : 1))) {
    const path = join(folder, entry.name)
    if (entry.isDirectory()) paths.push(...(await codeBelow(path)))
    else if (entry.isFile() && runtimeOfExtension(extname(entry.name)) !== undefined) paths.push(path)
  }
  return paths
}

/** Files stay with their language, of which there may be several runtimes; code without a file is measured in each runtime. */
function inRuntimes(found: readonly Collected[], names: readonly string[] | undefined): readonly Collected[] {
  if (names === undefined) return found
  const runtimes = [...new Set(names.map(canonicalRuntime))]
  const runtimeOf = (one: Collected) => one.case.runtime ?? DEFAULT_RUNTIME
  const kept = found.flatMap((one) => {
    const { kind } = one.source
    const own = runtimeOf(one)
    if (kind === 'suite') return runtimes.includes(own) ? [one] : []
    return runtimes
      .filter((runtime) => kind === 'code' || isSameLanguage(runtime, own))
      .map((runtime) => ({ ...one, case: { ...one.case, runtime, ...nameIn(runtime, one) } }))
  })
  const missing = runtimes.filter((runtime) => !kept.some((one) => runtimeOf(one) === runtime))
  if (missing.length > 0) throw new FuelcellError('invalid-option', say.runtimeWithoutCode(missing))
  return kept
}

/** A file that is measured in another runtime than that of its extension is told from itself. */
function nameIn(runtime: string, { case: { name, runtime: own }, source }: Collected): Pick<BenchCase, 'name'> {
  if (source.kind !== 'file' || name === undefined || runtime === own) return {}
  return { name: say.nameInRuntime(name, runtime) }
}
