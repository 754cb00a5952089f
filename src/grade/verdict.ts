/** What a test came to. */
import type { Result } from '../core/result.js'

export const verdicts = [
  'accepted',
  'wrong-answer',
  /** Right but for spaces, line ends or case. */
  'presentation',
  /** An exception, or a trap of the interpreter. */
  'runtime-error',
  'exit-nonzero',
  'out-of-fuel',
  'out-of-memory',
  'output-limit',
  'disk-limit',
  /** A call that never returned: the program ended by itself first. */
  'no-answer',
  /** A returned value that is no plain data. */
  'unsupported-value',
  /** No program at all, or none that can be compiled. */
  'compile-error',
  /** A group that it requires did not pass. */
  'skipped',
  /** Nothing is known, and it is not the student's fault. */
  'ungraded',
] as const
export type Verdict = (typeof verdicts)[number]

export interface TestUsage {
  readonly fuel: number
  /** Fuel above that of an empty program; of a call, what its module and function used, as the host noted it. */
  readonly netFuel: number
  readonly memoryPages: number
}

/** What may be told of a test besides its verdict. Guests wrote much of it. */
export interface Details {
  /** What the program was given, as text. */
  readonly input?: string
  readonly expected?: string
  readonly actual?: string
  /** What a unit test said when it failed. */
  readonly assertion?: string
  readonly stderr?: string
  /** Frames of the submission alone. */
  readonly traceback?: string
  /** What may help, in sentences. */
  readonly hints?: readonly string[]
}

/** A verdict that tells nothing of what was expected. */
export interface Veiled {
  readonly verdict: Verdict
  readonly message: string
  readonly details?: Details
}

export interface Judgement {
  readonly verdict: Verdict
  /** Part of the test's points, 0 to 1. */
  readonly score: number
  readonly message: string
  readonly usage: TestUsage | null
  readonly durationMs: number
  readonly details: Details
  /** What is told in its place where feedback keeps what was expected: by default the same, without `expected` and `assertion`. */
  readonly veiled?: Veiled
  /** The teacher's own file says that it does not count. */
  readonly leftOut?: true
  /** Whose fault an `ungraded` is: that of the task's files, or that of the machine. */
  readonly fault?: 'task' | 'machine'
}

/** A file of the teacher's did something wrong, so that nothing can be said of the submission. */
export class TaskFault extends Error {}

/** What a submission answered cannot be passed on to whoever judges it, whatever the reason: its own loss, and nobody else's. */
export class UnfitAnswer extends Error {}

/** The sandbox could not run something, twice. */
export class MachineFault extends Error {}

/** A run with what is counted of it. */
export interface Ran {
  readonly result: Result
  readonly usage: TestUsage
}
