import { createHash } from 'node:crypto'
import { readFile, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { FuelcellError } from '../errors.js'
import type { Hello } from '../host/protocol.js'
import { defaultLimits } from '../limits.js'
import { requests, runs } from '../messages.js'
import type { Start } from '../result.js'
import type { Provisioned, provision } from '../runtimes/provision.js'
import type { provisionModule } from '../runtimes/provision-module.js'
import type {
  Compiled,
  CompiledModule,
  discard,
  ModuleTools,
  ProgressEvent,
  ProvisionedModule,
} from '../runtimes/provisioned.js'
import type { ResolvedRuntime } from '../runtimes/resolve.js'
import { MIB } from '../units.js'
import { explain, type Meanings } from './failures.js'
import { runtimeJob } from './job.js'
import { serve } from './serve.js'
import type { Worker } from './worker.js'
import type { Workers } from './workers.js'

/** What the runner asks of `src/runtimes`. */
export interface Provisioner {
  readonly resolveRuntime: (name: string) => Promise<ResolvedRuntime>
  readonly provision: typeof provision
  readonly provisionModule: typeof provisionModule
  readonly discard: typeof discard
}

export interface ModulesOptions {
  readonly provisioner: Provisioner
  readonly workers: Workers
  readonly cacheDir: string
  readonly hello: Hello
  /** How long the compilation of a caller's module may take. */
  readonly compileLimitMs: number
  /** How long the host may take to answer after the deadline of a run. */
  readonly graceMs: number
  readonly onProgress: ((event: ProgressEvent) => void) | undefined
  readonly onWarning: ((message: string) => void) | undefined
}

/** The largest module of a caller's own that is compiled: a few times the largest language bundle. */
const MAX_MODULE_BYTES = 256 * MIB
/** 2000-01-01T00:00:00Z: the world in which start-up is measured is always the same. */
const MEASURED_CLOCK_START_MS = 946_684_800_000

/** Obtains compiled modules: each runtime once, at its first use. */
export class Modules {
  readonly #options: ModulesOptions
  readonly #runtimes = new Map<string, Promise<ResolvedRuntime>>()
  readonly #provisioned = new Map<string, Promise<Provisioned>>()

  constructor(options: ModulesOptions) {
    this.#options = options
  }

  /** @throws FuelcellError `unknown-runtime`, `invalid-manifest`. */
  resolve(name: string): Promise<ResolvedRuntime> {
    return once(this.#runtimes, name, () => this.#options.provisioner.resolveRuntime(name))
  }

  /** A runtime ready to be opened. @throws FuelcellError whatever its provisioning failed with; the next call tries again. */
  obtain(runtime: ResolvedRuntime, start: Start): Promise<Provisioned> {
    return once(this.#provisioned, `${runtime.name} ${start}`, () =>
      this.#options.provisioner.provision(runtime, start, {
        ...this.#tools,
        compile: (wasm, sha256, out) => this.#compile(wasm, sha256, out, meaningsFor(runtime)),
        measureStartup: (source) => this.#measureStartup(runtime, source),
      }),
    )
  }

  /** Forgets a runtime's compiled module, in the cache too, so that the next `obtain` makes it again. */
  async renew(stale: Provisioned): Promise<void> {
    const key = `${stale.manifest.name} ${stale.start}`
    const current = await this.#provisioned.get(key)
    // Another run may have renewed it already.
    if (current !== stale) return
    this.#provisioned.delete(key)
    await this.#options.provisioner.discard(stale)
  }

  /**
   * A caller's own module, compiled by a worker of its own if the cache does not have it. Dispose of it after the run.
   * @throws FuelcellError `invalid-module`, and what provisioning throws.
   */
  async obtainOwn(module: Uint8Array | string, start: () => Promise<Worker>): Promise<ProvisionedModule> {
    const bytes = typeof module === 'string' ? await readModule(module) : module
    const sha256 = createHash('sha256').update(bytes).digest('hex')
    const wasmPath = typeof module === 'string' ? module : ''
    return this.#options.provisioner.provisionModule(
      { name: 'module', wasmPath, sha256 },
      {
        ...this.#tools,
        compile: (_, __, out) => {
          if (wasmPath !== '') return this.#compileOwn(wasmPath, sha256, out, start)
          return withWasmFile(bytes, (path) => this.#compileOwn(path, sha256, out, start))
        },
      },
    )
  }

  /** Throws a caller's own module away after the host refused its compiled file. */
  async discardOwn(module: ProvisionedModule): Promise<void> {
    await this.#options.provisioner.discard(module)
  }

  /** Waits for what is under way and removes what lies outside the cache. */
  async close(): Promise<void> {
    const ended = await Promise.allSettled(this.#provisioned.values())
    for (const provisioned of ended) {
      if (provisioned.status === 'fulfilled') await provisioned.value.dispose()
    }
  }

  get #tools(): Omit<ModuleTools, 'compile'> {
    const { cacheDir, hello, onProgress, onWarning } = this.#options
    return { cacheDir, engine: hello.engine, fuelModel: hello.fuelModel, onProgress, onWarning }
  }

  async #compile(wasm: string, sha256: string, out: string, meanings: Meanings): Promise<Compiled> {
    const worker = await this.#options.workers.start()
    return compileAt(worker, wasm, sha256, out, meanings)
  }

  /** Strangers' modules may take for ever to compile, so there is a limit, and the worker is one that the run can end. */
  async #compileOwn(wasm: string, sha256: string, out: string, start: () => Promise<Worker>): Promise<Compiled> {
    const { compileLimitMs } = this.#options
    const worker = await start()
    const limit = setTimeout(() => {
      worker.kill(new FuelcellError('invalid-module', requests.moduleTooSlow(compileLimitMs)))
    }, compileLimitMs)
    try {
      return await compileAt(worker, wasm, sha256, out, ownMeanings)
    } finally {
      clearTimeout(limit)
    }
  }

  async #measureStartup(runtime: ResolvedRuntime, source: CompiledModule): Promise<number> {
    const worker = await this.#options.workers.start()
    try {
      await worker.open([source], [])
      const world = { clockStartMs: MEASURED_CLOCK_START_MS, seed: 0 }
      const empty = { code: new Uint8Array(0), limits: defaultLimits, ...world }
      const ending = await serve(worker, runtimeJob(runtime, source.name, empty), this.#options.graceMs)
      const { status, exitCode, fuel } = ending.result
      if (status === 'exit' && exitCode === 0) return fuel
      const stderr = ending.output.map(({ bytes }) => Buffer.from(bytes).toString()).join('')
      throw new FuelcellError(
        'compile-failed',
        runs.startupFailed(runtime.name, `${status} ${exitCode ?? ''}`.trim(), stderr),
      )
    } catch (error) {
      throw explain(error)
    } finally {
      worker.kill(new FuelcellError('worker-lost', runs.workerRetired))
    }
  }
}

const ownMeanings: Meanings = {
  io: ['cache-unwritable', runs.cacheUnwritable],
  'digest-mismatch': ['invalid-module', requests.moduleRefused],
}

function meaningsFor(runtime: ResolvedRuntime): Meanings {
  return {
    io: ['cache-unwritable', runs.cacheUnwritable],
    'bad-module': ['compile-failed', (why) => runs.compileFailed(runtime.name, why)],
    'digest-mismatch': ['asset-digest-mismatch', (why) => runs.assetChanged(runtime.name, why)],
  }
}

/** Has a worker compile, and ends it: one that compiled holds on to much memory. */
async function compileAt(
  worker: Worker,
  wasm: string,
  sha256: string,
  out: string,
  meanings: Meanings,
): Promise<Compiled> {
  try {
    const { digest, bytes } = await worker.compile(wasm, sha256, out)
    return { digest, bytes }
  } catch (error) {
    throw explain(error, meanings)
  } finally {
    worker.kill(new FuelcellError('worker-lost', runs.workerRetired))
  }
}

async function readModule(path: string): Promise<Uint8Array> {
  try {
    const { size } = await stat(path)
    if (size > MAX_MODULE_BYTES) {
      throw new FuelcellError('invalid-module', requests.moduleTooLarge(size, MAX_MODULE_BYTES))
    }
    return await readFile(path)
  } catch (cause) {
    if (cause instanceof FuelcellError) throw cause
    throw new FuelcellError('invalid-module', requests.moduleUnreadable(path, String(cause)), { cause })
  }
}

/** The host reads modules from files, so bytes get one for as long as they are compiled. */
async function withWasmFile<T>(bytes: Uint8Array, use: (path: string) => Promise<T>): Promise<T> {
  const { withDir } = await import('tmp-promise')
  return withDir(
    async ({ path }) => {
      const wasm = join(path, 'module.wasm')
      await writeFile(wasm, bytes, { mode: 0o600 })
      return use(wasm)
    },
    { prefix: 'fuelcell', unsafeCleanup: true },
  )
}

/** What a map has for a key, made at the first call and again after a failure. */
function once<T>(made: Map<string, Promise<T>>, key: string, make: () => Promise<T>): Promise<T> {
  const known = made.get(key)
  if (known !== undefined) return known
  const making = make()
  made.set(key, making)
  making.catch(() => {
    if (made.get(key) === making) made.delete(key)
  })
  return making
}
