/** Polygon's standard checkers, those of testlib: most compare words, some need a Python checker that decides as they do. */
import { polygonImports as say } from '../../messages/import-polygon.js'
import type { TestFile } from '../../task/schema.js'
import type { Source } from '../draft.js'
import { unwritten } from '../kattis/validator.js'
import { type Notes, refuse } from '../notes.js'
import { textOf } from '../read.js'
import { programs } from './checker-programs.js'

type Expected = NonNullable<TestFile['stdout']>
export type Checker = (answer: string) => Expected

/** testlib adds it to each bound. */
const ROUNDING = 1e-15
const STUB = 'checkers/checker.py'
const FIELD = 'problem.xml: checker'

/** @param files Where programs that it needs are put. */
export function checkerOf(
  name: string | undefined,
  path: string | undefined,
  source: Source,
  files: Record<string, Uint8Array>,
  notes: Notes,
): Checker {
  const [, standard] = /^std::(\w+)\.cpp$/.exec(name ?? '') ?? []
  const known = standard === undefined ? undefined : standardChecker(standard, source, files)
  if (known !== undefined) {
    notes.take(FIELD)
    return known
  }
  const called = name ?? path
  if (called === undefined) return refuse(FIELD, say.noChecker)
  notes.warn(FIELD, say.checkerWritten(called, STUB))
  files[STUB] = Buffer.from(unwritten(called))
  return (file) => ({ file, checker: STUB })
}

/** The same words; numbers are words, since testlib reads each in one form alone. */
const words: Checker = (file) => ({ file, match: 'kattis', case_sensitive: true })
const wordsOfAnyCase: Checker = (file) => ({ file, match: 'kattis' })

function near(abs: number, rel?: number): Checker {
  const floats = { abs: abs + ROUNDING, ...(rel === undefined ? {} : { rel: rel + ROUNDING }) }
  return (file) => ({ file, match: 'kattis', floats })
}

function standardChecker(name: string, source: Source, files: Record<string, Uint8Array>): Checker | undefined {
  const program = (code: string): Checker => {
    const path = `checkers/${name}.py`
    files[path] = Buffer.from(code)
    return (file) => ({ file, checker: path })
  }
  /** Reads one word alone of the answer, whatever stands behind it. */
  const one = (checker: Checker, count = 1): Checker => {
    return (file) => {
      const found = textOf(source, file)
        .split(/[ \t\r\n]+/)
        .filter((word) => word !== '').length
      return found === count ? checker(file) : refuse(FIELD, say.oneAnswer(name, file))
    }
  }
  switch (name) {
    case 'wcmp':
    case 'ncmp':
    case 'casewcmp':
    case 'casencmp':
    case 'caseicmp':
      return words
    case 'icmp':
    case 'hcmp':
      return one(words)
    case 'nyesno':
      return wordsOfAnyCase
    case 'yesno':
      return one(wordsOfAnyCase)
    case 'rcmp4':
      return near(1e-4, 1e-4)
    case 'rcmp6':
      return near(1e-6, 1e-6)
    case 'rcmp9':
      return near(1e-9, 1e-9)
    case 'rncmp':
      return near(1.5e-5)
    case 'rcmp':
    case 'acmp':
      return one(near(1.5e-6))
    case 'dcmp':
      return one(near(1e-6, 1e-6))
    case 'fcmp':
      return program(programs.lines)
    case 'lcmp':
      return program(programs.wordsInLines)
    case 'uncmp':
      return program(programs.unordered)
  }
  return undefined
}
