/** Jobe's languages, and which runtime each of them is. */
import type { Manifest } from '../../../runtimes/manifest/manifest.js'
import { semverOf } from '../programs/version.js'

export type LanguageId = 'c' | 'cpp' | 'nodejs' | 'php' | 'python3'

export interface JobeLanguage {
  readonly id: LanguageId
  /** Name of our runtime. */
  readonly runtime: string
  readonly version: string
  /** Where our runtime has the program. */
  readonly entry: string
  /** What a program without a name is called. */
  readonly fileName: string
  /** Megabytes, where nothing is asked for. */
  readonly memoryMb: number
  /** Options of a compiler where none are given; `null` for what is not compiled. */
  readonly compileArgs: readonly string[] | null
}

type Known = Omit<JobeLanguage, 'version' | 'entry'>

const known: readonly Known[] = [
  {
    id: 'c',
    runtime: 'c',
    fileName: 'prog.c',
    memoryMb: 400,
    compileArgs: ['-Wall', '-Werror', '-std=c99', '-x c'],
  },
  { id: 'cpp', runtime: 'cpp', fileName: 'prog.cpp', memoryMb: 400, compileArgs: ['-Wall', '-Werror'] },
  { id: 'nodejs', runtime: 'quickjs', fileName: 'prog.js', memoryMb: 400, compileArgs: null },
  { id: 'php', runtime: 'php', fileName: 'prog.php', memoryMb: 400, compileArgs: null },
  { id: 'python3', runtime: 'python', fileName: 'prog.py', memoryMb: 1000, compileArgs: null },
]

type Given = Pick<Manifest, 'name' | 'version' | 'entry'>

export function jobeLanguages(runtimes: readonly Given[]): readonly JobeLanguage[] {
  return known.flatMap((language) => {
    const manifest = runtimes.find(({ name }) => name === language.runtime)
    if (manifest === undefined) return []
    return [{ ...language, version: semverOf(manifest.version), entry: manifest.entry }]
  })
}
