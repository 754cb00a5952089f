import { once } from 'node:events'
import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import { Worker as Thread } from 'node:worker_threads'
import { FuelcellError, thrownText } from '../errors.js'
import { runtimes as say } from '../messages.js'
import { packageFolder } from '../package-folder.js'
import { digestOfFile } from '../runtimes/file-digest.js'
import type { Tuning } from '../runtimes/manifest.js'
import type { Compiled } from '../runtimes/provisioned.js'
import type { ResolvedRuntime } from '../runtimes/resolve.js'
import { type Builds, build, meaningsFor } from './builds.js'

/** The optimiser's share of the work begins here; promotion takes two seconds. */
const PROMOTED_SHARE = 0.03
/** Of the optimiser's JavaScript; its data are outside of that. */
const OPTIMISER_HEAP_MB = 1024

/**
 * Takes the variables of a runtime's functions out of memory, then optimises, into the file `out`.
 * @throws FuelcellError `tune-failed` where nothing can be promoted, and where the optimiser fails or is stopped by the signal; `disk-full`, `worker-lost`.
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
  const variadic = (tuning.variadic ?? []).map((fact) => [fact.function, fact.parameter] as const)
  const objects = (tuning.objects ?? []).map((fact) => [fact.function, fact.start, fact.bytes] as const)
  onShare(0)
  const { slots } = await build(
    builds.startWorker,
    (worker) => worker.promote({ wasm, sha256, variadic, objects, promoted }),
    { ...meaningsFor(runtime), 'bad-module': ['tune-failed', (why) => say.tuneFailed(runtime.name, why)] },
  )
  if (slots === 0) throw new FuelcellError('tune-failed', say.tuneNothing(runtime.name))
  onShare(PROMOTED_SHARE)
  try {
    await optimise(promoted, out, signal, (share) => onShare(PROMOTED_SHARE + share * (1 - PROMOTED_SHARE)))
  } catch (cause) {
    throw new FuelcellError('tune-failed', say.tuneFailed(runtime.name, thrownText(cause)), { cause })
  }
  await rm(promoted)
  const digest = await build(builds.startWorker, (worker) => worker.digest(out), meaningsFor(runtime))
  return { ...(await digestOfFile(out)), digest }
}

async function optimise(
  source: string,
  target: string,
  signal: AbortSignal,
  onShare: (share: number) => void,
): Promise<void> {
  const thread = new Thread(join(packageFolder(), 'dist', 'tune', 'optimise.js'), {
    workerData: { source, target },
    resourceLimits: { maxOldGenerationSizeMb: OPTIMISER_HEAP_MB },
    env: {},
  })
  thread.on('message', onShare)
  const stop = () => void thread.terminate()
  signal.addEventListener('abort', stop)
  if (signal.aborted) stop()
  const [code] = (await once(thread, 'exit').finally(() => signal.removeEventListener('abort', stop))) as [number]
  // A thread that is ended before it has begun says 0.
  if (signal.aborted) throw new Error(say.optimiserStopped)
  if (code !== 0) throw new Error(say.optimiserEnded(code))
}
