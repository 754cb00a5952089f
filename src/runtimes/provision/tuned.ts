import { statfs } from 'node:fs/promises'
import { FuelcellError } from '../../core/errors.js'
import { GIB } from '../../core/units.js'
import { tunedPath } from '../cache/cache.js'
import { newEntry } from '../cache/entry.js'
import { digestOfFile, isPinned } from '../cache/file-digest.js'
import { tunedKeyOf } from '../cache/identity.js'
import { type Obtained, obtain } from '../cache/obtain.js'
import { dropPrivate, noStartup } from '../cache/provisioned.js'
import type { ResolvedRuntime, Tuning } from '../manifest/manifest.js'
import { runtimes as say } from '../messages.js'
import type { ProvisionTools } from './tools.js'

/** More than twice what tuning CPython took (docs/tune.md). */
export const NEEDED_MEMORY_BYTES = GIB
/** The module, what it is between two steps, and the outcome. */
const NEEDED_DISK_COPIES = 3

/** A wasm to go on with, and its SHA-256. */
export interface SourceWasm {
  readonly path: string
  readonly sha256: string
  /** What it is in the cache, if it is there. */
  readonly input?: Obtained
  /** Removes it if it was made for this and is not in the cache. */
  dispose(): Promise<void>
}

/**
 * The tuned wasm of a runtime: found in the cache, or made there once, for all starts and processes.
 * @throws FuelcellError `tune-failed` with the need where there is too little memory, and where something else than what is pinned came out;
 *   `disk-full`, `cache-unwritable`, and what `tools.tune` throws.
 */
export async function obtainTuned(
  runtime: ResolvedRuntime,
  tuning: Tuning,
  source: SourceWasm,
  tools: ProvisionTools,
): Promise<SourceWasm> {
  const { name, version, licence, wasm, manifestSha256 } = runtime
  const obtained = await obtain({
    cacheDir: tools.cacheDir,
    name,
    key: tunedKeyOf(wasm.sha256, tuning.sha256),
    isCurrent: () => true,
    // It is read only when it is going to be compiled, so that this costs no run anything.
    isIntact: async (folder) => {
      const found = await digestOfFile(tunedPath(folder)).catch(() => undefined)
      return found !== undefined && isPinned(found, tuning)
    },
    build: async (folder) => {
      await checkRoom(runtime, folder)
      const made = await tools.tune(source.path, source.sha256, tuning, tunedPath(folder), progress(runtime, tools))
      if (!isPinned(made, tuning)) {
        throw new FuelcellError('tune-failed', say.tuneMismatch(name, made, tuning))
      }
      const described = { kind: 'tuned', name, version, licence, start: 'cold', reactor: null, fuelEpoch: '' } as const
      const figures = { digest: made.digest, bytes: made.bytes, ...noStartup }
      return newEntry({ ...described, ...figures, wasmSha256: wasm.sha256, engine: tools.engine, manifestSha256 })
    },
    refresh: async (entry) => entry,
    costWithoutCache: say.tunedEachTime,
    onWarning: (message) => tools.onWarning?.(message),
    needsCache: tools.needsCache,
    onWait: () => tools.onProgress?.({ runtime: name, step: 'wait', message: say.waiting(runtime.title) }),
  })
  const dispose = () => dropPrivate([obtained])
  return { path: tunedPath(obtained.folder), sha256: tuning.sha256, input: obtained, dispose }
}

/** Better to say so at once than after a minute of work. */
async function checkRoom({ name, wasm }: ResolvedRuntime, folder: string): Promise<void> {
  const freeMemory = process.availableMemory()
  if (freeMemory < NEEDED_MEMORY_BYTES) {
    throw new FuelcellError('tune-failed', say.tuneMemory(name, NEEDED_MEMORY_BYTES, freeMemory))
  }
  const { bavail, bsize } = await statfs(folder)
  const [neededBytes, freeBytes] = [NEEDED_DISK_COPIES * wasm.bytes, bavail * bsize]
  if (freeBytes < neededBytes) {
    throw new FuelcellError('disk-full', say.tuneDisk(name, neededBytes, folder, freeBytes))
  }
}

/** Tells how much is done and, from what that took, what is left; nothing where that would be the same sentence. */
function progress({ name, title }: ResolvedRuntime, tools: ProvisionTools): (share: number) => void {
  const startMs = performance.now()
  let told = ''
  return (share) => {
    const passedMs = performance.now() - startMs
    const secondsLeft = share === 0 ? null : Math.ceil(((passedMs / share) * (1 - share)) / 1000)
    const message = say.tuning(title, share, secondsLeft)
    if (message !== told) tools.onProgress?.({ runtime: name, step: 'tune', message, share })
    told = message
  }
}
