/** A task as the grader works with it: checked, with every default filled in and every file read. */
import type { GrowthClass } from '../../growth/models.js'
import type { Tolerance } from '../judge/floats.js'
import type { KattisRules } from '../judge/judges.js'
import type { Data } from './data.js'

export const visibilities = ['visible', 'after_due_date', 'after_published', 'hidden'] as const
export type Visibility = (typeof visibilities)[number]
export type Feedback = 'full' | 'actual-only' | 'none'
export type PlainMatch = 'exact' | 'trim' | 'tokens' | 'lines' | 'ends' | 'standard' | 'kattis'
/** How texts are compared; `exact` is for bytes. */
export type TextMatch = Exclude<PlainMatch, 'exact'>
/** Whose regular expressions. */
export type Dialect = 'python' | 'javascript'
export type Scoring = 'sum' | 'min' | 'all'

/** What some text must be. */
export type Expectation =
  /** Byte for byte. */
  | { readonly kind: 'bytes'; readonly value: Uint8Array }
  | { readonly kind: 'text'; readonly match: TextMatch; readonly value: string }
  | {
      readonly kind: 'floats'
      readonly tolerance: Tolerance
      readonly value: string
      /** Line by line, as DMOJ has it; or in one sequence of words. */
      readonly by: 'standard' | 'tokens'
    }
  | ({ readonly kind: 'kattis'; readonly value: string } & KattisRules)
  | { readonly kind: 'includes'; readonly texts: readonly string[] }
  | {
      readonly kind: 'regex'
      readonly pattern: string
      readonly dialect: Dialect
      /** What of the text is left off before it is searched. */
      readonly match: TextMatch | null
    }
  | { readonly kind: 'checker'; readonly program: Program; readonly value: string | Uint8Array }
  | { readonly kind: 'sealed'; readonly match: PlainMatch; readonly seal: Seal }

/** The hash that stands for a value which is not told. */
export interface Seal {
  readonly salt: string
  readonly sha256: string
}

/** A Python file of the teacher's. */
export interface Program {
  readonly path: string
  readonly code: string
}

export interface Generator {
  readonly program: Program
  readonly seed: number
  /** `null` where the test has no sizes. */
  readonly size: number | null
}

interface Common {
  readonly name: string
  /** Share of the group's points, against the other tests' weights. */
  readonly weight: number
  readonly visibility: Visibility
  readonly feedback: Feedback
  readonly hint: string | null
  /** Files for the run directory beside the submission. */
  readonly files: Readonly<Record<string, Uint8Array>>
  readonly reference: Program | null
  readonly generator: Generator | null
}

/** The submission is run as a program. */
export interface ProgramTest extends Common {
  readonly kind: 'program'
  readonly stdin: Uint8Array
  readonly args: readonly string[]
  readonly env: Readonly<Record<string, string>>
  readonly stdout: Expectation | null
  readonly stderr: Expectation | null
  /** Code before and behind that of the entry. */
  readonly prepend: string
  readonly append: string
  /** `null` where any will do, also that of an uncaught error. */
  readonly exitCode: number | null
  readonly written: ReadonlyArray<readonly [path: string, expectation: Expectation]>
  /** How output is compared with that of the reference. */
  readonly match: PlainMatch
  readonly ignorePrompts: boolean
}

export interface Raises {
  readonly type: string
  readonly message: string | null
}

/** A function of the submission is called. */
export interface CallTest extends Common {
  readonly kind: 'call'
  readonly function: string
  readonly args: Data
  readonly kwargs: Data
  /** `undefined` where the value is not looked at. */
  readonly returns: Data | undefined
  readonly sealed: Seal | null
  readonly tolerance: Tolerance | null
  readonly raises: Raises | null
  readonly prints: Expectation | null
}

/** A function is called, or the program run, at several sizes, and its growth looked at. */
export interface GrowthTest extends Common {
  readonly kind: 'growth'
  /** The function to call; `null` runs the program. */
  readonly function: string | null
  readonly sizes: readonly number[]
  readonly atMost: GrowthClass
  readonly tolerance: Tolerance | null
  readonly match: PlainMatch
}

/** All tests of a Python test file; what they are is known when it has been looked at. */
export interface UnitTests extends Common {
  readonly kind: 'unittest'
  readonly program: Program
  readonly mode: 'split' | 'visible'
}

export type Test = ProgramTest | CallTest | GrowthTest | UnitTests

export interface Group {
  readonly name: string
  readonly points: number
  readonly scoring: Scoring
  readonly requires: readonly string[]
  readonly tests: readonly Test[]
}

export interface TaskLimits {
  /** Net: what an empty program costs is not counted. */
  readonly fuel: number
  readonly memoryPages: number
  readonly outputBytes: number
}

export interface Task {
  readonly title: string
  readonly entry: string
  readonly runtime: string
  /** Patterns of the files that belong to a submission. */
  readonly patterns: readonly string[]
  readonly maxBytes: number
  readonly limits: TaskLimits
  readonly groups: readonly Group[]
  /** SHA-256 of the task file and of all files that it names, in hex. */
  readonly digest: string
}
