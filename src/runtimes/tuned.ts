import { statfs } from 'node:fs/promises'
import { FuelcellError } from '../errors.js'
import { runtimes as say } from '../messages.js'
import { GIB } from '../units.js'
import { tunedPath } from './cache.js'
import { newEntry } from './entry.js'
import { tunedKeyOf } from './identity.js'
import type { Tuning } from './manifest.js'
import { type Obtained, obtain } from './obtain.js'
import type { ProvisionTools } from './provision.js'
import { noStartup } from './provisioned.js'
import type { ResolvedRuntime } from './resolve.js'

/** More than twice what tuning CPython took (docs/tune.md). */
const NEEDED_MEMORY_BYTES = GIB
/** The module, what it is between two steps, and the outcome. */
const NEEDED_DISK_COPIES = 3

/**
 * The tuned wasm of a runtime, at `tunedPath`: found in the cache, or made there once, for all starts and processes.
 * @throws FuelcellError `tune-failed` with the need where there is too little memory, and where something else than what is pinned came out;
 *   `disk-full`, `cache-unwritable`, and what `tools.tune` throws.
 */
export async function obtainTuned(
  runtime: ResolvedRuntime,
  tuning: Tuning,
  asset: string,
  tools: ProvisionTools,
): Promise<Obtained> {
  const { name, version, licence, wasm, manifestSha256 } = runtime
  return obtain({
    cacheDir: tools.cacheDir,
    name,
    key: tunedKeyOf(wasm.sha256, tuning.sha256),
    isCurrent: () => true,
    build: async (folder) => {
      await checkRoom(runtime, folder)
      const made = await tools.tune(asset, wasm.sha256, tuning, tunedPath(folder), progress(runtime, tools))
      if (made.sha256 !== tuning.sha256 || made.bytes !== tuning.bytes) {
        throw new FuelcellError('tune-failed', say.tuneMismatch(name, made, tuning))
      }
      const described = { kind: 'tuned', name, version, licence, start: 'cold', reactor: null, fuelEpoch: '' } as const
      const figures = { digest: made.digest, bytes: made.bytes, ...noStartup }
      return newEntry({ ...described, ...figures, wasmSha256: wasm.sha256, engine: tools.engine, manifestSha256 })
    },
    refresh: async (entry) => entry,
    onWarning: (message) => tools.onWarning?.(message),
    needsCache: tools.needsCache,
  })
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

/** Tells how much is done and, from what that took, what is left. */
function progress({ name, title }: ResolvedRuntime, tools: ProvisionTools): (share: number) => void {
  const startMs = performance.now()
  return (share) => {
    const passedMs = performance.now() - startMs
    const secondsLeft = share === 0 ? null : Math.ceil(((passedMs / share) * (1 - share)) / 1000)
    tools.onProgress?.({ runtime: name, step: 'tune', message: say.tuning(title, share, secondsLeft) })
  }
}
