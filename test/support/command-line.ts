import { Readable, Writable } from 'node:stream'
import type { Context } from '../../src/cli/command.js'
import { dispatch } from '../../src/cli/dispatch.js'
import { commands, library } from '../../src/cli/main.js'
import { watchOutputs } from '../../src/cli/streams.js'
import type { Result } from '../../src/core/result.js'
import type { RunRequest } from '../../src/runner/request/request.js'
import type { ReadyRuntime, Runner, RunnerOptions } from '../../src/runner/runner.js'

/** A stream that keeps what it is given; `failure` makes every write fail with that code. */
export class Screen extends Writable {
  readonly isTTY: boolean
  readonly columns = 80
  text = ''
  readonly #failure: string | undefined

  constructor({ isTTY = false, failure }: { isTTY?: boolean; failure?: string } = {}) {
    super()
    this.isTTY = isTTY
    this.#failure = failure
  }

  override _write(chunk: Buffer, _encoding: string, done: (error?: Error) => void): void {
    this.text += chunk.toString('latin1')
    // An empty write reaches no device, so it does not fail there either.
    if (this.#failure === undefined || chunk.byteLength === 0) done()
    else done(Object.assign(new Error(`write ${this.#failure}`), { code: this.#failure }))
  }

  /** What was written, as text. */
  get shown(): string {
    return Buffer.from(this.text, 'latin1').toString()
  }
}

/** A runner that answers with what `behave` makes of the request. */
export class StubRunner implements Runner {
  readonly hardening = []
  readonly requests: RunRequest[] = []
  options: RunnerOptions = {}
  closed = 0
  readonly #behave: (request: RunRequest, options: RunnerOptions) => Result | Promise<Result>

  constructor(behave: (request: RunRequest, options: RunnerOptions) => Result | Promise<Result>) {
    this.#behave = behave
  }

  async run(request: RunRequest): Promise<Result> {
    this.requests.push(request)
    return this.#behave(request, this.options)
  }

  readonly provisioned: string[] = []

  async provision(name: string): Promise<ReadyRuntime> {
    this.provisioned.push(name)
    return { name, starts: ['cold'], epoch: '0123456789ab' }
  }

  /** Commands make whole requests. */
  async runCode(): Promise<never> {
    throw new Error('not asked for by any command')
  }

  async runFS(): Promise<never> {
    throw new Error('not asked for by any command')
  }

  async openSession(): Promise<never> {
    throw new Error('not asked for by any command')
  }

  async compile(): Promise<never> {
    throw new Error('not asked for by any command')
  }

  async close(): Promise<void> {
    this.closed += 1
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.close()
  }
}

export interface Setting {
  readonly runner?: StubRunner
  readonly createRunner?: Context['createRunner']
  readonly stdin?: Readable
  readonly stdout?: Screen
  readonly stderr?: Screen
  readonly env?: Context['env']
  readonly interrupted?: AbortSignal
}

/** One command line with streams of its own. */
export async function fuelcell(tokens: readonly string[], setting: Setting = {}) {
  const { stdout = new Screen(), stderr = new Screen(), stdin = Readable.from([]), runner } = setting
  let stdinOpened = false
  const exitCode = await dispatch(tokens, commands, library, {
    stdin: () => {
      stdinOpened = true
      return stdin
    },
    stdout,
    stderr,
    env: setting.env ?? {},
    interrupted: setting.interrupted ?? new AbortController().signal,
    outputClosed: watchOutputs({ stdout, stderr }),
    createRunner:
      setting.createRunner ??
      (async (options) => {
        if (runner === undefined) throw new Error('no runner was expected')
        runner.options = options
        return runner
      }),
  })
  return { exitCode, stdout: stdout.shown, stderr: stderr.shown, stdinOpened }
}
