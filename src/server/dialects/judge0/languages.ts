/** Languages by the ids of Judge0 CE 1.13.1. Clients keep tables of these, so no id may mean another language. */
import type { Manifest } from '../../../runtimes/manifest/manifest.js'
import { semverOf } from '../programs/version.js'

export interface Judge0Language {
  readonly id: number
  /** With the version that really runs. */
  readonly name: string
  /** Name of our runtime; `null` for plain text, which is printed as it is. */
  readonly runtime: string | null
  readonly entry: string
  readonly sourceFile: string
  readonly compileCommand: string | null
  readonly runCommand: string
}

interface Known {
  readonly ids: readonly number[]
  readonly name: (version: string) => string
  readonly compile?: string
  readonly run: string
}

/** Judge0 has several compilers of C and C++; here all of these ids are one. 70 is Python 2, which nobody has. */
const known: Readonly<Record<string, Known>> = {
  c: { ids: [48, 49, 50, 75], name: (version) => `C (Clang ${version})`, compile: 'clang %s main.c', run: './a.out' },
  cpp: {
    ids: [52, 53, 54, 76],
    name: (version) => `C++ (Clang ${version})`,
    compile: 'clang++ %s main.cpp',
    run: './a.out',
  },
  quickjs: { ids: [63], name: (version) => `JavaScript (QuickJS ${version})`, run: 'qjs main.js' },
  php: { ids: [68], name: (version) => `PHP (${version})`, run: 'php main.php' },
  python: { ids: [71], name: (version) => `Python (${version})`, run: 'python main.py' },
  ruby: { ids: [72], name: (version) => `Ruby (${version})`, run: 'ruby main.rb' },
  sqlite: { ids: [82], name: (version) => `SQL (SQLite ${version})`, run: 'sqlite3 < main.sql' },
}

const plainText: Judge0Language = {
  id: 43,
  name: 'Plain Text',
  runtime: null,
  entry: 'text.txt',
  sourceFile: 'text.txt',
  compileCommand: null,
  runCommand: 'cat text.txt',
}

type Given = Pick<Manifest, 'name' | 'version' | 'entry'>

/** In the order of their names. */
export function judge0Languages(runtimes: readonly Given[]): readonly Judge0Language[] {
  const all = runtimes.flatMap(({ name: runtime, version, entry }) => {
    const language = Object.hasOwn(known, runtime) ? known[runtime] : undefined
    if (language === undefined) return []
    const { ids, name, compile = null, run } = language
    return ids.map((id) => ({
      id,
      name: name(semverOf(version)),
      runtime,
      entry,
      sourceFile: entry,
      compileCommand: compile,
      runCommand: run,
    }))
  })
  return [...all, plainText].sort((left, right) =>
    left.name < right.name ? -1 : left.name > right.name ? 1 : left.id - right.id,
  )
}

/** As `/languages/{id}` has it. */
export function languageDetails({ id, name, sourceFile, compileCommand, runCommand }: Judge0Language) {
  return { id, name, is_archived: false, source_file: sourceFile, compile_cmd: compileCommand, run_cmd: runCommand }
}
