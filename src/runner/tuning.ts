import { rm } from 'node:fs/promises'
import { FuelcellError, thrownText } from '../errors.js'
import { runtimes as say } from '../messages.js'
import { digestOfFile } from '../runtimes/file-digest.js'
import type { Tuning } from '../runtimes/manifest.js'
import type { Compiled } from '../runtimes/provisioned.js'
import type { ResolvedRuntime } from '../runtimes/resolve.js'
import { type Builds, build, meaningsFor } from './builds.js'
import { optimiseInThread } from './optimiser.js'

/** The optimiser's share of the work begins here; promotion takes two seconds. */
const PROMOTED_SHARE = 0.03

/**
 * Takes the variables of a runtime's functions out of memory, then optimises, into the file `out`.
 * @throws FuelcellError `tune-failed` where nothing can be promoted, where something else comes of that than is pinned, and where the
 *   optimiser fails or is stopped by the signal; `disk-full`, `worker-lost`.
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
  const promoted = `${out}.promoted`
  onShare(0)
  const first = await promote(builds, runtime, wasm, sha256, tuning, promoted)
  if (first.sha256 !== tuning.promotedSha256) {
    throw new FuelcellError('tune-failed', say.tunePromotedMismatch(runtime.name, first.sha256, tuning.promotedSha256))
  }
  onShare(PROMOTED_SHARE)
  await optimise(runtime, promoted, out, (share) => onShare(PROMOTED_SHARE + share * (1 - PROMOTED_SHARE)), signal)
  await rm(promoted)
  const digest = await build(builds.startWorker, (worker) => worker.digest(out), meaningsFor(runtime))
  return { ...(await digestOfFile(out)), digest }
}

/**
 * The first step, which the host does: the variables leave memory.
 * @throws FuelcellError `tune-failed` where nothing can be promoted; `disk-full`, `worker-lost`.
 */
export async function promote(
  builds: Builds,
  runtime: ResolvedRuntime,
  wasm: string,
  sha256: string,
  facts: Pick<Tuning, 'variadic' | 'objects'>,
  promoted: string,
): Promise<{ readonly sha256: string; readonly slots: number }> {
  const variadic = (facts.variadic ?? []).map((fact) => [fact.function, fact.parameter] as const)
  const objects = (facts.objects ?? []).map((fact) => [fact.function, fact.start, fact.bytes] as const)
  const made = await build(
    builds.startWorker,
    (worker) => worker.promote({ wasm, sha256, variadic, objects, promoted }),
    { ...meaningsFor(runtime), 'bad-module': ['tune-failed', (why) => say.tuneFailed(runtime.name, why)] },
  )
  if (made.slots === 0) throw new FuelcellError('tune-failed', say.tuneNothing(runtime.name))
  return made
}

/** The last step, in a thread of its own, with the share of it that is done. @throws FuelcellError `tune-failed`, also when the signal stops it. */
export async function optimise(
  { name }: ResolvedRuntime,
  promoted: string,
  out: string,
  onShare: (share: number) => void,
  signal: AbortSignal,
): Promise<void> {
  try {
    await optimiseInThread(promoted, out, onShare, signal)
  } catch (cause) {
    throw new FuelcellError('tune-failed', say.tuneFailed(name, thrownText(cause)), { cause })
  }
}
