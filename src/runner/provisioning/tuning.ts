import { rm } from 'node:fs/promises'
import { FuelcellError, thrownText } from '../../core/errors.js'
import { isInstalled, offerOf } from '../../core/offer.js'
import type { Promote, Promoted, Rule } from '../../host/protocol.js'
import type { Worker } from '../../host/worker.js'
import { digestOfFile } from '../../runtimes/cache/file-digest.js'
import { isDiskFull } from '../../runtimes/cache/obtain.js'
import type { Compiled } from '../../runtimes/cache/provisioned.js'
import type { ResolvedRuntime, Tuning } from '../../runtimes/manifest/manifest.js'
import { runtimes as say } from '../../runtimes/messages.js'
import { NEEDED_MEMORY_BYTES } from '../../runtimes/provision/tuned.js'
import { optimiseInThread } from '../../runtimes/tune/optimiser.js'
import type { OptimiserWork } from '../../runtimes/tune/work.js'
import { type Builds, build, meaningsFor } from './builds.js'

/** The package that does the last step, which an installation may do without. */
const OPTIMISER = 'binaryen'
/** The optimiser's share of the work begins here; promotion takes two seconds. */
const PROMOTED_SHARE = 0.03

/**
 * Takes the variables of a runtime's functions out of memory, then optimises, into the file `out`.
 * @throws FuelcellError `tune-failed` where nothing can be promoted, where something else comes of that than is pinned, and where the
 *   optimiser fails or is stopped by the signal; `asset-missing` where it is not installed; `disk-full`, `worker-lost`.
 */
export async function tuneRuntime(
  builds: Builds,
  runtime: ResolvedRuntime,
  wasm: string,
  sha256: string,
  tuning: Tuning,
  out: string,
  onShare: (share: number) => void,
  signal: AbortSignal,
): Promise<Compiled & { readonly sha256: string }> {
  if (!isInstalled(OPTIMISER)) {
    const { spec } = await offerOf([OPTIMISER])
    throw new FuelcellError('asset-missing', say.optimiserMissing(runtime.name, spec))
  }
  const promoted = `${out}.promoted`
  onShare(0)
  const first = await promote(builds, runtime, { wasm, sha256, promoted }, tuning, signal)
  if (first.sha256 !== tuning.promotedSha256) {
    throw new FuelcellError('tune-failed', say.tunePromotedMismatch(runtime.name, first.sha256, tuning.promotedSha256))
  }
  onShare(PROMOTED_SHARE)
  const onOptimised = (share: number) => onShare(PROMOTED_SHARE + share * (1 - PROMOTED_SHARE))
  await optimise(runtime, { source: promoted, target: out, features: first.features }, onOptimised, signal)
  await rm(promoted)
  const digest = await build(builds.startWorker, (worker) => worker.digest(out), meaningsFor(runtime))
  return { ...(await digestOfFile(out)), digest }
}

/**
 * The first step, which the host does: the variables leave memory.
 * @throws FuelcellError `tune-failed` where nothing can be promoted, and when the signal stops it; `disk-full`, `worker-lost`.
 */
export async function promote(
  builds: Builds,
  runtime: ResolvedRuntime,
  files: Pick<Promote, 'wasm' | 'sha256' | 'promoted'>,
  facts: Pick<Tuning, 'variadic' | 'objects'> & { readonly without?: readonly Rule[] },
  signal: AbortSignal,
): Promise<Omit<Promoted, 'id'>> {
  const variadic = (facts.variadic ?? []).map((fact) => [fact.function, fact.parameter] as const)
  const objects = (facts.objects ?? []).map((fact) => [fact.function, fact.start, fact.bytes] as const)
  const stopped = () => new FuelcellError('tune-failed', say.tuneFailed(runtime.name, say.tuneStopped))
  const work = async (worker: Worker) => {
    const stop = () => worker.kill(stopped())
    signal.addEventListener('abort', stop)
    if (signal.aborted) stop()
    try {
      return await worker.promote({ ...files, variadic, objects, without: facts.without ?? [] })
    } finally {
      signal.removeEventListener('abort', stop)
    }
  }
  const made = await build(builds.startWorker, work, {
    ...meaningsFor(runtime),
    'bad-module': ['tune-failed', (why) => say.tuneFailed(runtime.name, why)],
  })
  if (made.slots === 0) throw new FuelcellError('tune-failed', say.tuneNothing(runtime.name))
  return made
}

/** The last step, in a thread of its own, with the share of it that is done. @throws FuelcellError `tune-failed`, also when the signal stops it; `disk-full`. */
export async function optimise(
  { name }: ResolvedRuntime,
  work: OptimiserWork,
  onShare: (share: number) => void,
  signal: AbortSignal,
): Promise<void> {
  try {
    await optimiseInThread(work, onShare, signal)
  } catch (cause) {
    if (isDiskFull(cause)) throw new FuelcellError('disk-full', say.tuneDiskFull(name, work.target), { cause })
    const why = signal.aborted
      ? say.tuneStopped
      : say.optimiserFailed(thrownText(cause), NEEDED_MEMORY_BYTES, process.availableMemory())
    throw new FuelcellError('tune-failed', say.tuneFailed(name, why), { cause })
  }
}
