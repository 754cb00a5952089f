import { createHash } from 'node:crypto'
import { readFile, rm, stat, writeFile } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import type { CompiledModule } from '../../core/compiled-module.js'
import { FuelcellError } from '../../core/errors.js'
import { requests } from '../../core/messages.js'
import type { Start } from '../../core/result.js'
import { systemReason } from '../../core/system-reason.js'
import { temporaryPrefix } from '../../core/temporary-folder.js'
import { MIB } from '../../core/units.js'
import type { Hello } from '../../host/protocol.js'
import type { Worker } from '../../host/worker.js'
import type { Workers } from '../../host/workers.js'
import type { discard, ModuleTools, ProgressEvent, ProvisionedModule } from '../../runtimes/cache/provisioned.js'
import type { ResolvedRuntime } from '../../runtimes/manifest/manifest.js'
import type { Provisioned, provision } from '../../runtimes/provision/provision.js'
import type { provisionModule } from '../../runtimes/provision/provision-module.js'
import {
  archiveFiles,
  type Builds,
  build,
  compileOwn,
  compileRuntime,
  imageRuntime,
  meaningsFor,
  measureStartup,
  snapshotRuntime,
} from './builds.js'

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
  /** See `RunnerOptions.requireCache`. */
  readonly requireCache: boolean
  readonly onProgress: ((event: ProgressEvent) => void) | undefined
  readonly onWarning: ((message: string) => void) | undefined
}

/** A program that was built here, ready to be opened. */
export interface ProgramModule {
  readonly source: CompiledModule
  /** Removes its compiled file; may be called again. */
  dispose(): Promise<void>
}

/** The largest module of a caller's own that is compiled: a few times the largest language bundle. */
const MAX_MODULE_BYTES = 256 * MIB

/** Obtains compiled modules: each runtime once, at its first use. */
export class Modules {
  readonly #options: ModulesOptions
  readonly #runtimes = new Map<string, Promise<ResolvedRuntime>>()
  readonly #provisioned = new Map<string, Promise<Provisioned>>()
  /** Folders of programs that may still run. */
  readonly #programFolders = new Set<{ cleanup(): Promise<unknown> }>()
  readonly #closing = new AbortController()
  /** What of these is there, by the same key. */
  readonly #known = new Map<string, CompiledModule>()

  constructor(options: ModulesOptions) {
    this.#options = options
  }

  /** Hash of all in the host that a fuel figure depends on. */
  get fuelModel(): string {
    return this.#options.hello.fuelModel
  }

  /** @throws FuelcellError `unknown-runtime`, `invalid-manifest`. */
  resolve(name: string): Promise<ResolvedRuntime> {
    return once(this.#runtimes, name, () => this.#options.provisioner.resolveRuntime(name))
  }

  /** A runtime ready to be opened; `wheelFile` is what it is made of, got by hand. @throws FuelcellError whatever its provisioning failed with; the next call tries again. */
  obtain(runtime: ResolvedRuntime, start: Start, wheelFile?: string): Promise<Provisioned> {
    return this.#obtain(runtime, start, { isTool: false, wheelFile })
  }

  /** A tool that builds programs, ready to be opened; see {@link obtain}. */
  obtainTool(tool: ResolvedRuntime): Promise<Provisioned> {
    return this.#obtain(tool, 'cold', { isTool: true })
  }

  #obtain(
    runtime: ResolvedRuntime,
    start: Start,
    { isTool, wheelFile }: { readonly isTool: boolean; readonly wheelFile?: string | undefined },
  ): Promise<Provisioned> {
    const builds = this.#builds(() => this.#options.workers.start())
    const key = `${runtime.name} ${start}`
    return once(this.#provisioned, key, async () => {
      const provisioned = await this.#options.provisioner.provision(runtime, start, {
        ...this.#tools,
        ...this.#engineOf(runtime),
        compile: (wasm, sha256, out) => compileRuntime(builds, runtime, wasm, sha256, out),
        snapshot: (wasm, sha256, files, mounts, out) =>
          snapshotRuntime(builds, runtime, wasm, sha256, files, mounts, out),
        tune: async (...wanted) => {
          // Rarely needed, and not by those that are in a hurry.
          const { tuneRuntime } = await import('./tuning.js')
          return tuneRuntime(builds, runtime, ...wanted, this.#closing.signal)
        },
        image: (compiled, files, out) => imageRuntime(builds, runtime, compiled, files, out),
        wheelFile,
        archive: (files, out) => archiveFiles(builds, runtime, files, out),
        digest: (path) => build(builds.startWorker, (worker) => worker.digest(path), meaningsFor(runtime)),
        ...(!isTool && { measureStartup: (source, of) => measureStartup(builds, runtime, of, source) }),
      })
      this.#known.set(key, provisioned.source)
      return provisioned
    })
  }

  /** The compiled modules of all runtimes that were obtained. */
  known(): readonly CompiledModule[] {
    return [...this.#known.values()]
  }

  /** Forgets a runtime's compiled module, in the cache too, so that the next `obtain` makes it again. */
  async renew(stale: Provisioned): Promise<void> {
    const key = `${stale.manifest.name} ${stale.start}`
    const current = await this.#provisioned.get(key)
    // Another run may have renewed it already.
    if (current !== stale) return
    this.#provisioned.delete(key)
    this.#known.delete(key)
    const { startWorker } = this.#builds(() => this.#options.workers.start())
    await this.#options.provisioner.discard(stale, (path) => build(startWorker, (worker) => worker.digest(path)))
  }

  /**
   * A caller's own module, compiled by a worker of its own if the cache does not have it. Dispose of it after the run.
   * @throws FuelcellError `invalid-module`, and what provisioning throws.
   */
  async obtainOwn(module: Uint8Array | string, start: () => Promise<Worker>): Promise<ProvisionedModule> {
    const bytes = typeof module === 'string' ? await readModule(module) : module
    checkModuleBytes(bytes.byteLength)
    const sha256 = createHash('sha256').update(bytes).digest('hex')
    // The host's working directory is another.
    const wasmPath = typeof module === 'string' ? resolve(module) : ''
    const builds = this.#builds(start)
    return this.#options.provisioner.provisionModule(
      { name: 'module', wasmPath, sha256 },
      {
        ...this.#tools,
        compile: (_, __, out) => {
          if (wasmPath !== '') return compileOwn(builds, wasmPath, sha256, null, out)
          return withWasmFile(bytes, (path) => compileOwn(builds, path, sha256, null, out))
        },
      },
    )
  }

  /**
   * A program that was built here, compiled by a worker of its own into a folder of its own: the cache is for what comes again.
   * Dispose of it when it will not run any more.
   * @throws FuelcellError `invalid-module`, `cache-unwritable`, `disk-full`.
   */
  async compileProgram(
    wasm: Uint8Array,
    devices: string | null,
    limitMs: number,
    start: () => Promise<Worker>,
  ): Promise<ProgramModule> {
    checkModuleBytes(wasm.byteLength)
    const sha256 = createHash('sha256').update(wasm).digest('hex')
    const builds = this.#builds(start)
    const compileLimitMs = Math.min(limitMs, builds.compileLimitMs)
    const { dir } = await import('tmp-promise')
    const folder = await dir({ prefix: temporaryPrefix(), unsafeCleanup: true })
    try {
      const [path, compiled] = [join(folder.path, 'program.wasm'), join(folder.path, 'program.cwasm')]
      await writeFile(path, wasm, { mode: 0o600 })
      const { digest } = await compileOwn({ ...builds, compileLimitMs }, path, sha256, 0, compiled)
      await rm(path)
      this.#programFolders.add(folder)
      const dispose = async () => {
        if (this.#programFolders.delete(folder)) await folder.cleanup()
      }
      return {
        source: {
          name: `program-${sha256}`,
          compiled,
          digest,
          reactor: null,
          mounts: [],
          devices,
          needs: null,
          image: null,
        },
        dispose,
      }
    } catch (error) {
      await folder.cleanup().catch(() => {})
      throw error
    }
  }

  /** Throws a caller's own module away after the host refused its compiled file. */
  async discardOwn(module: ProvisionedModule): Promise<void> {
    // It is of one file, which needs no look.
    await this.#options.provisioner.discard(module, async () => '')
  }

  /** Stops what can be stopped, waits for what is under way and removes what lies outside the cache. */
  async close(): Promise<void> {
    const folders = [...this.#programFolders].map((folder) => folder.cleanup())
    this.#programFolders.clear()
    await Promise.allSettled(folders)
    this.#closing.abort()
    const ended = await Promise.allSettled(this.#provisioned.values())
    for (const provisioned of ended) {
      if (provisioned.status === 'fulfilled') await provisioned.value.dispose()
    }
  }

  #builds(startWorker: () => Promise<Worker>): Builds {
    const { graceMs, compileLimitMs } = this.#options
    return { startWorker, graceMs, compileLimitMs }
  }

  /** Modules that throw exceptions have an engine of their own. */
  #engineOf({ features }: ResolvedRuntime): { readonly engine: string; readonly fuelModel: string } {
    const { hello } = this.#options
    const { engine, fuelModel } = features?.includes('exceptions') ? hello.exceptions : hello
    return { engine, fuelModel }
  }

  get #tools(): Omit<ModuleTools, 'compile'> {
    const { cacheDir, hello, requireCache, onProgress, onWarning } = this.#options
    const { engine, fuelModel } = hello
    return { cacheDir, needsCache: requireCache, engine, fuelModel, onProgress, onWarning }
  }
}

function checkModuleBytes(bytes: number): void {
  if (bytes > MAX_MODULE_BYTES) {
    throw new FuelcellError('invalid-module', requests.moduleTooLarge(bytes, MAX_MODULE_BYTES))
  }
}

async function readModule(path: string): Promise<Uint8Array> {
  try {
    const found = await stat(path)
    // Reading a pipe or a device may never end.
    if (!found.isFile()) throw new FuelcellError('invalid-module', requests.moduleNoFile(path))
    checkModuleBytes(found.size)
    return await readFile(path)
  } catch (cause) {
    if (cause instanceof FuelcellError) throw cause
    throw new FuelcellError('invalid-module', requests.moduleUnreadable(path, systemReason(cause)), { cause })
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
    { prefix: temporaryPrefix(), unsafeCleanup: true },
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
