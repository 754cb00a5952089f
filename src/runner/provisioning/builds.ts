import type { CompiledModule, Mount } from '../../core/compiled-module.js'
import { FuelcellError } from '../../core/errors.js'
import { defaultLimits } from '../../core/limits.js'
import { requests } from '../../core/messages.js'
import type { Start } from '../../core/result.js'
import { workers } from '../../host/messages.js'
import type { Usage } from '../../host/protocol.js'
import type { Worker } from '../../host/worker.js'
import type { Compiled, StartupCost } from '../../runtimes/cache/provisioned.js'
import { countedArgs } from '../../runtimes/manifest/argv.js'
import type { ResolvedRuntime } from '../../runtimes/manifest/manifest.js'
import { needsOf } from '../../runtimes/manifest/needs.js'
import type { RuntimeFile } from '../../runtimes/provision/runtime-files.js'
import { runs } from '../messages/runs.js'
import { explain, type Meanings } from '../run/failures.js'
import { runtimeJob } from '../run/job.js'
import { runOnWorker } from '../run/run-on-worker.js'

/** 2000-01-01T00:00:00Z: the world in which start-up is measured is always the same. */
const MEASURED_CLOCK_START_MS = 946_684_800_000
/** A boot takes some seconds; one that hangs must not hold up everybody who waits for the runtime. */
const SNAPSHOT_LIMIT_MS = 300_000

/** What provisioning has workers do. Each is ended after it: a worker that compiled holds on to much memory. */
export interface Builds {
  readonly startWorker: () => Promise<Worker>
  /** How long the host may take to answer after the deadline of a run. */
  readonly graceMs: number
  /** How long the compilation of a caller's own module may take. */
  readonly compileLimitMs: number
}

/** Compiles a runtime's module. */
export function compileRuntime(
  builds: Builds,
  runtime: ResolvedRuntime,
  wasm: string,
  sha256: string,
  compiled: string,
): Promise<Compiled> {
  return build(
    builds.startWorker,
    (worker) => {
      const stackPages = runtime.stackPages ?? 0
      return worker.compile({ wasm, sha256, stackPages, needs: needsOf(runtime), compiled })
    },
    meaningsFor(runtime),
  )
}

/** Boots a runtime's module in a run directory that holds the files, and compiles the snapshot. */
export function snapshotRuntime(
  builds: Builds,
  runtime: ResolvedRuntime,
  wasm: string,
  sha256: string,
  bootFiles: readonly RuntimeFile[],
  mounted: readonly Mount[],
  compiled: string,
): Promise<Compiled> {
  const { rewind = null, args = countedArgs(runtime) } = runtime.starts.warm ?? {}
  const mounts = mounted.map((mount) => ({ module: '', ...mount }))
  const seen = { mounts, devices: runtime.devices ?? null }
  const files = bootFiles.map(({ path, data }) => [path, data] as const)
  const wanted = {
    wasm,
    sha256,
    files,
    args,
    env: Object.entries(runtime.env),
    ...seen,
    rewind,
    stackPages: runtime.stackPages ?? 0,
    compiled,
  }
  const tooSlow = () => new FuelcellError('snapshot-failed', runs.snapshotTooSlow(runtime.name, SNAPSHOT_LIMIT_MS))
  return build(
    builds.startWorker,
    (worker) => within(SNAPSHOT_LIMIT_MS, worker, tooSlow, () => worker.snapshot(wanted)),
    meaningsFor(runtime),
  )
}

/** Boots a runtime's compiled module in a run directory that holds the files, and writes its image. */
export function imageRuntime(
  builds: Builds,
  runtime: ResolvedRuntime,
  compiled: CompiledModule,
  bootFiles: readonly RuntimeFile[],
  image: string,
): Promise<Compiled> {
  const { call } = runtime.starts.warm ?? {}
  const { mounts: mounted, ...module } = compiled
  const wanted = {
    module,
    files: bootFiles.map(({ path, data }) => [path, data] as const),
    args: countedArgs(runtime),
    env: Object.entries(runtime.env),
    mounts: mounted.map((mount) => ({ module: '', ...mount })),
    boot: { init: call?.init ?? '', turn: call?.turn ?? '', alloc: call?.alloc ?? '', script: runtime.entry },
    image,
  }
  const tooSlow = () => new FuelcellError('snapshot-failed', runs.snapshotTooSlow(runtime.name, SNAPSHOT_LIMIT_MS))
  return build(
    builds.startWorker,
    (worker) => within(SNAPSHOT_LIMIT_MS, worker, tooSlow, () => worker.image(wanted)),
    meaningsFor(runtime),
  )
}

/** Makes the archive of a mount. */
export function archiveFiles(
  builds: Builds,
  runtime: ResolvedRuntime,
  files: readonly RuntimeFile[],
  archive: string,
): Promise<Compiled> {
  const byPath = new Map(files.map(({ path, data }) => [path, data]))
  return build(builds.startWorker, (worker) => worker.archive(byPath, archive), {
    ...meaningsFor(runtime),
    'bad-request': ['invalid-manifest', (why) => runs.archiveFailed(runtime.name, why)],
  })
}

/**
 * Compiles a caller's own module. Strangers' modules may take for ever to compile, or all memory, so there are limits:
 * this one of time, and in the host one of memory, which ends it.
 * @param stackPages 0 for one that was linked here; `null` for one of which nothing is known.
 */
export function compileOwn(
  builds: Builds,
  wasm: string,
  sha256: string,
  stackPages: number | null,
  compiled: string,
): Promise<Compiled> {
  const { compileLimitMs, startWorker } = builds
  const tooSlow = () => new FuelcellError('invalid-module', requests.moduleTooSlow(compileLimitMs))
  const compile = async (worker: Worker) => {
    try {
      return await worker.compile({ wasm, sha256, stackPages, needs: null, compiled })
    } catch (cause) {
      if (!(cause instanceof FuelcellError && cause.code === 'worker-lost')) throw cause
      throw new FuelcellError('invalid-module', requests.moduleEndedCompiler(cause.message), { cause })
    }
  }
  return build(startWorker, (worker) => within(compileLimitMs, worker, tooSlow, () => compile(worker)), ownMeanings)
}

/** What an empty program costs from a start, how much of that is compiling it, and the same of an empty setup. */
export function measureStartup(
  builds: Builds,
  runtime: ResolvedRuntime,
  start: Start,
  source: CompiledModule,
): Promise<StartupCost> {
  return build(builds.startWorker, async (worker) => {
    await worker.open([source], [])
    const world = { clockStartMs: MEASURED_CLOCK_START_MS, seed: 0 }
    const empty = { code: new Uint8Array(0), limits: { ...defaultLimits, ...runtime.limits }, ...world }
    const run = async (setup: readonly Uint8Array[]): Promise<Usage> => {
      const job = runtimeJob({ manifest: runtime, start }, source.name, { ...empty, setup })
      const { result, output } = await runOnWorker(worker, job, builds.graceMs)
      const { status, exitCode, usage } = result
      if (status === 'exit' && exitCode === 0) return usage
      const how = `${status} ${exitCode ?? ''}`.trim()
      throw new FuelcellError(
        'compile-failed',
        runs.startupFailed(runtime.name, how, Buffer.from(output.tty).toString()),
      )
    }
    const plain = await run([])
    const metered =
      start === 'warm' && runtime.starts.warm?.rewind === undefined ? await run([new Uint8Array(0)]) : null
    return {
      startupFuel: plain.fuel,
      startupCompileFuel: plain.compileFuel ?? 0,
      startupSetupFuel: metered?.setupFuel ?? 0,
      startupCodeFuel: metered?.codeFuel ?? 0,
      startupCodeCompileFuel: metered?.compileFuel ?? 0,
    }
  })
}

const ownMeanings: Meanings = {
  io: ['cache-unwritable', runs.cacheUnwritable],
  'digest-mismatch': ['invalid-module', requests.moduleRefused],
}

/** What a host's refusal means for a runtime. */
export function meaningsFor(runtime: ResolvedRuntime): Meanings {
  return {
    io: ['cache-unwritable', runs.cacheUnwritable],
    'bad-module': ['compile-failed', (why) => runs.compileFailed(runtime.name, why)],
    'digest-mismatch': ['asset-digest-mismatch', (why) => runs.assetChanged(runtime.name, why)],
    'snapshot-refused': ['snapshot-failed', (why) => runs.snapshotRefused(runtime.name, why)],
  }
}

/** Has a worker of its own do something, and ends it. */
export async function build<T>(
  startWorker: () => Promise<Worker>,
  work: (worker: Worker) => Promise<T>,
  meanings?: Meanings,
): Promise<T> {
  const worker = await startWorker()
  try {
    return await work(worker)
  } catch (error) {
    throw explain(error, meanings)
  } finally {
    worker.kill(new FuelcellError('worker-lost', workers.workerRetired))
  }
}

/** Kills the worker, and fails with the error, when the work takes longer than the limit. */
async function within<T>(
  limitMs: number,
  worker: Worker,
  tooSlow: () => FuelcellError,
  work: () => Promise<T>,
): Promise<T> {
  const limit = setTimeout(() => worker.kill(tooSlow()), limitMs)
  try {
    return await work()
  } finally {
    clearTimeout(limit)
  }
}
