import { FuelcellError } from '../../core/errors.js'
import type { Result, StageResult } from '../../core/result.js'
import { builds as say } from '../messages/builds.js'
import type { RunRequest } from '../request/request.js'

/** What a program is made of, beside its runtime and its text. */
export type CompileOptions = Pick<RunRequest, 'entry' | 'files' | 'compilerOptions' | 'sources' | 'limits' | 'signal'>

/** One run of a program. Files are those of the program and these; limits that are absent are the program's. */
export type ProgramRun = Omit<
  RunRequest,
  'runtime' | 'code' | 'entry' | 'module' | 'chroot' | 'compilerOptions' | 'sources'
>

/** A program that was built once and can run any number of times. Close it in the end. */
export interface Program {
  /** Name of its runtime. */
  readonly runtime: string
  /** Whether it was built. */
  readonly ok: boolean
  /**
   * The steps that built it, in order, the one that failed being the last; for Python the one that made its bytecode. Empty for a
   * runtime that runs code as it is.
   */
  readonly stages: readonly StageResult[]
  /** What the failed stage came to. Absent when `ok`. */
  readonly failure?: Result
  /**
   * Runs it once. A program that was not built gives what its failed stage came to.
   * @throws FuelcellError like `runner.run`; `runner-closed` when the program was closed.
   */
  run(options?: ProgramRun): Promise<Result>
  /** Waits for its runs and removes what it keeps. May be called again. */
  close(): Promise<void>
  [Symbol.asyncDispose](): Promise<void>
}

/** How a program runs and what it leaves: by what kind of runtime it is of. */
export interface ProgramWays {
  readonly runtime: string
  readonly stages: readonly StageResult[]
  readonly failure: Result | undefined
  readonly run: (options: ProgramRun) => Promise<Result>
  readonly release: () => Promise<void>
}

export class HeldProgram implements Program {
  readonly runtime: string
  readonly stages: readonly StageResult[]
  readonly failure?: Result
  readonly #ways: ProgramWays
  readonly #running = new Set<Promise<unknown>>()
  #closing: Promise<void> | undefined

  constructor(ways: ProgramWays) {
    this.#ways = ways
    this.runtime = ways.runtime
    this.stages = ways.stages
    if (ways.failure !== undefined) this.failure = ways.failure
  }

  get ok(): boolean {
    return this.failure === undefined
  }

  async run(options: ProgramRun = {}): Promise<Result> {
    if (this.#closing !== undefined) throw new FuelcellError('runner-closed', say.programClosed)
    if (this.failure !== undefined) return this.failure
    const running = this.#ways.run(options)
    this.#running.add(running)
    try {
      return await running
    } finally {
      this.#running.delete(running)
    }
  }

  close(): Promise<void> {
    this.#closing ??= this.#close()
    return this.#closing
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close()
  }

  async #close(): Promise<void> {
    await Promise.allSettled(this.#running)
    await this.#ways.release()
  }
}
