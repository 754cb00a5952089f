/**
 * State between steps. What is kept of a session is its log: each step's code and input. The steps before run again with every
 * step, in a clean interpreter, and come to the same state to the bit, since a run is a pure function. So a session that is idle
 * holds no process and no memory, survives whatever becomes of workers, and forks and saves for nothing; a step costs the time
 * of those before it. Its fuel is told without them.
 */
import { createHash, randomInt } from 'node:crypto'
import { FuelcellError } from '../../core/errors.js'
import { defaultLimits, type Limits, maxLimits } from '../../core/limits.js'
import type { GuestError, Result } from '../../core/result.js'
import { MIB } from '../../core/units.js'
import type { FileTree, OutputChunk, RunRequest } from '../request/request.js'
import { completionOf, type DriverEnd, type DriverStep, driverProgram, programOf } from './driver.js'
import { sessions as say } from './messages.js'
import { fromBytes, type KeptStep, type Saved, toBytes } from './saved.js'

/** What a session is opened with. */
export interface SessionOptions {
  /** A runtime that keeps state. Default `python`. */
  readonly runtime?: string
  /** A session that was saved; all but `key` is then taken from it. */
  readonly from?: Uint8Array
  /** What it was saved with. */
  readonly key?: string | Uint8Array
  /** Files to find in its directory. */
  readonly files?: FileTree
  /** Limits of each step. Default: those of a run. */
  readonly limits?: Partial<Limits>
  /** Where its clock begins, in milliseconds since 1970. Default: now. */
  readonly clockStartMs?: number
  /** Default: drawn. */
  readonly seed?: number
  readonly signal?: AbortSignal
}

export interface StepOptions {
  readonly limits?: Partial<Limits>
  /** What `input()` and `sys.stdin` read in this step. Default nothing. */
  readonly stdin?: string
  readonly onOutput?: (chunk: OutputChunk) => void
  readonly signal?: AbortSignal
  /**
   * What becomes of the state when the step raises: `keep` goes on from where it came to, `undo` from before it. A step that is
   * ended (out of fuel, timeout, memory, a trap, an exit of the process) is always undone. Default `keep`.
   */
  readonly onFailure?: 'keep' | 'undo'
}

/** A step's Result: that of a run, and what is of the session. */
export type StepResult = Result & {
  readonly step: {
    /** Its number, from 1. */
    readonly n: number
    /** Whether the session's state has the step in it. */
    readonly kept: boolean
    /** Fuel of this step alone, and of all so far. */
    readonly fuel: number
    readonly totalFuel: number
  }
}

export interface HistoryStep {
  readonly n: number
  readonly code: string
  readonly fuel: number
  /** SHA-256 of what it printed, its value and its error. */
  readonly digest: string
  readonly failed: boolean
}

/** State that steps share. One step at a time; a second one waits for the first. */
export interface Session {
  readonly runtime: string
  run(code: string, options?: StepOptions): Promise<StepResult>
  /** Another session that goes on from here. */
  fork(): Promise<Session>
  /** The session as bytes, for `openSession({ from })` anywhere in the same fuel epoch. */
  save(options?: { readonly key?: string | Uint8Array }): Promise<Uint8Array>
  readonly history: readonly HistoryStep[]
  /** Goes back to how it was behind step `n`; 0 is the beginning. */
  rewind(n: number): Promise<void>
  /** How the name before a position may go on. */
  complete(text: string, position?: number): Promise<readonly string[]>
  close(): Promise<void>
  [Symbol.asyncDispose](): Promise<void>
}

/** What a session needs of a runner. */
export interface SessionRunner {
  run(request: RunRequest): Promise<Result>
  provision(runtime: string): Promise<{ readonly name: string; readonly epoch: string }>
}

const PYTHONS = new Set(['python', 'python-tuned'])
/** Bytes of the code and input of all steps. */
const MAX_LOG_BYTES = 8 * MIB
const MAX_SEED = 2 ** 47
/** A step whose host process is lost runs again. */
const TRIES = 3

/**
 * @returns {Promise<object>} a {@link Session}, from its beginning or as it was saved.
 * @throws FuelcellError `invalid-option`, and what provisioning throws.
 */
export async function openSession(runner: SessionRunner, options: SessionOptions = {}): Promise<Session> {
  if (options.from !== undefined) {
    const saved = await fromBytes(options.from, options.key)
    const { name, epoch } = await ready(runner, saved.runtime)
    if (epoch !== saved.epoch) throw new FuelcellError('invalid-option', say.epoch(saved.epoch, epoch, name))
    return new LoggedSession(runner, await driverFor(runner, saved.runtime), saved)
  }
  const { name, epoch } = await ready(runner, options.runtime ?? 'python')
  return new LoggedSession(runner, await driverFor(runner, name), {
    runtime: name,
    epoch,
    clockStartMs: options.clockStartMs ?? Date.now(),
    seed: options.seed ?? randomInt(MAX_SEED),
    limits: { ...options.limits },
    files: Object.fromEntries(flat(options.files ?? {}, '')),
    steps: [],
  })
}

async function ready(runner: SessionRunner, runtime: string) {
  const found = await runner.provision(runtime)
  if (!PYTHONS.has(found.name)) throw new FuelcellError('invalid-option', say.runtime(found.name))
  return found
}

/** What performs steps. */
interface Driver {
  readonly bytecode: string
  /** What a session without steps costs: no step is billed for it. */
  readonly fuel: number
}

async function makeDriver(runner: SessionRunner, runtime: string): Promise<Driver> {
  const run = (code: string) => runner.run({ runtime, code, returns: 'last', clockStartMs: 0, seed: 0 })
  const made = await run(driverProgram())
  const bytecode = made.status === 'exit' ? /^'([A-Za-z0-9+/=]+)'$/.exec(made.value ?? '')?.[1] : undefined
  if (bytecode === undefined) throw new FuelcellError('snapshot-failed', say.noDriver(runtime, made.stderr))
  const { usage } = await run(programOf(bytecode, []))
  return { bytecode, fuel: usage.fuel }
}

/** The driver as each runtime's own bytecode, made once for a runner. */
const drivers = new WeakMap<SessionRunner, Map<string, Promise<Driver>>>()

function driverFor(runner: SessionRunner, runtime: string): Promise<Driver> {
  const known = drivers.get(runner) ?? new Map<string, Promise<Driver>>()
  drivers.set(runner, known)
  const found = known.get(runtime) ?? makeDriver(runner, runtime)
  known.set(runtime, found)
  // The next session tries again.
  found.catch(() => known.delete(runtime))
  return found
}

class LoggedSession implements Session {
  readonly #runner: SessionRunner
  readonly #driver: Driver
  readonly #saved: Omit<Saved, 'steps'>
  #steps: readonly KeptStep[]
  #last: Promise<unknown> = Promise.resolve()
  #isClosed = false

  constructor(runner: SessionRunner, driver: Driver, { steps, ...saved }: Saved) {
    this.#runner = runner
    this.#driver = driver
    this.#saved = saved
    this.#steps = steps
  }

  get runtime(): string {
    return this.#saved.runtime
  }

  get history(): readonly HistoryStep[] {
    return this.#steps.map(({ n, code, fuel, digest, failed }) => ({ n, code, fuel, digest, failed }))
  }

  run(code: string, options: StepOptions = {}): Promise<StepResult> {
    return this.#inTurn(() => this.#step(code, options))
  }

  async #step(code: string, options: StepOptions): Promise<StepResult> {
    const { stdin = '', onOutput, signal, onFailure = 'keep', limits } = options
    if (typeof code !== 'string') throw new FuelcellError('invalid-code', say.notText('code'))
    if (typeof stdin !== 'string') throw new FuelcellError('invalid-option', say.notText('stdin'))
    const step: DriverStep = { n: this.#steps.length + 1, code, stdin }
    const before = this.#before()
    const program = programOf(this.#driver.bytecode, [...this.#steps, step])
    checkLength(program)
    const result = await this.#perform(program, { ...this.#saved.limits, ...limits }, signal, onOutput)
    const end = endOf(result)
    const fuel = Math.max(0, result.usage.fuel - before.totalFuel)
    const kept = end !== undefined && (end.error === null || onFailure === 'keep')
    const told = stepResult(result, before, end, {
      n: step.n,
      kept,
      fuel,
      totalFuel: before.totalFuel + fuel - this.#driver.fuel,
    })
    if (kept) {
      const digest = digestOf(told, end)
      const { stdoutBytes, stderrBytes, usage } = result
      this.#steps = [
        ...this.#steps,
        {
          ...step,
          fuel,
          totalFuel: result.usage.fuel,
          durationMs: Math.max(0, usage.durationMs - before.durationMs),
          stdoutBytes: stdoutBytes.byteLength,
          stderrBytes: stderrBytes.byteLength,
          digest,
          failed: end.error !== null,
        },
      ]
    }
    return told
  }

  #before() {
    const last = this.#steps.at(-1)
    return {
      totalFuel: last?.totalFuel ?? this.#driver.fuel,
      stdoutBytes: last?.stdoutBytes ?? 0,
      stderrBytes: last?.stderrBytes ?? 0,
      durationMs: this.#steps.reduce((sum, { durationMs }) => sum + durationMs, 0),
    }
  }

  /** Runs a program whose first steps are those of before: the limits are those of its last step, on top of theirs. */
  async #perform(
    program: string,
    asked: Partial<Limits>,
    signal: AbortSignal | undefined,
    onOutput: ((chunk: OutputChunk) => void) | undefined,
  ): Promise<Result> {
    const before = this.#before()
    const limit = (name: keyof Limits, more: number) =>
      Math.min(maxLimits[name], Math.ceil((asked[name] ?? defaultLimits[name]) + more))
    const { runtime, clockStartMs, seed, files } = this.#saved
    const request: RunRequest = {
      runtime,
      code: program,
      returns: 'last',
      clockStartMs,
      seed,
      files: Object.fromEntries(Object.entries(files).map(([path, content]) => [path, Buffer.from(content, 'base64')])),
      limits: {
        ...asked,
        fuel: limit('fuel', before.totalFuel),
        // Twice what the steps before took, and a second: a busy machine must not end what went well before.
        timeoutMs: limit('timeoutMs', 2 * before.durationMs + (this.#steps.length > 0 ? 1000 : 0)),
        outputBytes: limit('outputBytes', Math.max(before.stdoutBytes, before.stderrBytes)),
        diskBytes: limit('diskBytes', Buffer.byteLength(program)),
      },
      ...(signal === undefined ? {} : { signal }),
      ...(onOutput === undefined ? {} : { onOutput: onlyAfter(before, onOutput) }),
    }
    for (let tries = 1; ; tries += 1) {
      try {
        return await this.#runner.run(request)
      } catch (error) {
        const isLost = error instanceof FuelcellError && error.code === 'worker-lost'
        // What has been told of the output cannot be taken back; without it the step runs again unnoticed.
        if (!isLost || tries === TRIES || onOutput !== undefined) throw error
      }
    }
  }

  fork(): Promise<Session> {
    return this.#inTurn(
      async () => new LoggedSession(this.#runner, this.#driver, { ...this.#saved, steps: [...this.#steps] }),
    )
  }

  save({ key }: { readonly key?: string | Uint8Array } = {}): Promise<Uint8Array> {
    return this.#inTurn(() => toBytes({ ...this.#saved, steps: [...this.#steps] }, key))
  }

  rewind(n: number): Promise<void> {
    return this.#inTurn(async () => {
      if (!Number.isInteger(n) || n < 0 || n > this.#steps.length) {
        throw new FuelcellError('invalid-option', say.rewind(n, this.#steps.length))
      }
      this.#steps = this.#steps.slice(0, n)
    })
  }

  complete(text: string, position = text.length): Promise<readonly string[]> {
    return this.#inTurn(async () => {
      const result = await this.#perform(
        completionOf(this.#driver.bytecode, this.#steps, text, position),
        this.#saved.limits as Partial<Limits>,
        undefined,
        undefined,
      )
      const { value } = endOf(result) ?? {}
      return Array.isArray(value) ? value.filter((one) => typeof one === 'string') : []
    })
  }

  async close(): Promise<void> {
    this.#isClosed = true
    await this.#last.catch(() => {})
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close()
  }

  /** One thing at a time, in the order of asking. */
  #inTurn<T>(work: () => Promise<T>): Promise<T> {
    if (this.#isClosed) return Promise.reject(new FuelcellError('runner-closed', say.closed))
    const done = this.#last.then(work, work)
    this.#last = done.catch(() => {})
    return done
  }
}

/** How the last step ended; `undefined` where it was ended. */
function endOf(result: Result): DriverEnd | undefined {
  if (result.status !== 'exit' || result.value === undefined) return undefined
  try {
    const end: unknown = JSON.parse(result.value)
    // The step has the interpreter to itself, and may have put something else in its place.
    const isEnd = typeof end === 'object' && end !== null && 'value' in end && 'error' in end
    return isEnd ? (end as DriverEnd) : undefined
  } catch {
    return undefined
  }
}

function stepResult(
  result: Result,
  before: { readonly stdoutBytes: number; readonly stderrBytes: number },
  end: DriverEnd | undefined,
  step: StepResult['step'],
): StepResult {
  const stdoutBytes = result.stdoutBytes.subarray(before.stdoutBytes)
  const stderrBytes = result.stderrBytes.subarray(before.stderrBytes)
  const [stdout, stderr] = [Buffer.from(stdoutBytes).toString(), Buffer.from(stderrBytes).toString()]
  const { value: _, ...rest } = result as Result & { value?: string }
  const usage = { ...result.usage, outputBytes: stdoutBytes.byteLength + stderrBytes.byteLength }
  const common = { ...rest, stdout, stderr, stdoutBytes, stderrBytes, tty: stdout + stderr, usage, step }
  if (end === undefined) return common as StepResult
  const error = end.error === null ? undefined : (end.error as GuestError)
  return {
    ...common,
    ok: error === undefined,
    exitCode: error === undefined ? 0 : 1,
    ...(error === undefined ? {} : { error }),
    ...(end.value === null ? {} : { value: end.value }),
  } as StepResult
}

/** Output of the last step alone. */
function onlyAfter(
  before: { readonly stdoutBytes: number; readonly stderrBytes: number },
  hear: (chunk: OutputChunk) => void,
): (chunk: OutputChunk) => void {
  const left = { stdout: before.stdoutBytes, stderr: before.stderrBytes }
  return ({ stream, bytes }) => {
    const old = Math.min(left[stream], bytes.byteLength)
    left[stream] -= old
    if (old < bytes.byteLength) hear({ stream, bytes: bytes.subarray(old) })
  }
}

function digestOf({ stdoutBytes, stderrBytes }: Result, end: DriverEnd): string {
  const hash = createHash('sha256')
  for (const part of [stdoutBytes, stderrBytes, Buffer.from(JSON.stringify(end))]) {
    hash.update(`${part.byteLength}\n`).update(part)
  }
  return hash.digest('hex')
}

function checkLength(program: string): void {
  const bytes = Buffer.byteLength(program)
  if (bytes > MAX_LOG_BYTES) throw new FuelcellError('invalid-option', say.tooLong(bytes, MAX_LOG_BYTES))
}

function flat(tree: FileTree, folder: string): Array<[string, string]> {
  return Object.entries(tree).flatMap(([name, part]): Array<[string, string]> => {
    if (typeof part === 'string' || part instanceof Uint8Array) {
      return [[`${folder}${name}`, Buffer.from(part as string).toString('base64')]]
    }
    return flat(part, `${folder}${name}/`)
  })
}
