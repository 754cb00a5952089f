import { once } from 'node:events'
import { join } from 'node:path'
import { Worker as Thread } from 'node:worker_threads'
import { packageFolder } from '../../core/package-folder.js'
import { runtimes as say } from '../messages.js'
import { type StepBegun, StepProgress } from './progress.js'
import type { OptimiserWork } from './work.js'

/** Of the optimiser's JavaScript; its data are outside of that. */
const HEAP_MB = 1024
/** How often it is told how much is done. */
const TELL_MS = 500

/** Optimises a wasm, from file to new file, in a thread of its own, which the signal ends. */
export async function optimiseInThread(
  work: OptimiserWork,
  onShare: (share: number) => void,
  signal: AbortSignal,
): Promise<void> {
  const thread = new Thread(join(packageFolder(), 'dist', 'tune', 'optimise.js'), {
    workerData: work,
    resourceLimits: { maxOldGenerationSizeMb: HEAP_MB },
    env: {},
  })
  const progress = new StepProgress(performance.now())
  const tell = () => onShare(progress.share(performance.now()))
  thread.on('message', (step: StepBegun) => {
    progress.begin(step, performance.now())
    tell()
  })
  const telling = setInterval(tell, TELL_MS)
  const stop = () => void thread.terminate()
  signal.addEventListener('abort', stop)
  if (signal.aborted) stop()
  const ended = once(thread, 'exit').finally(() => {
    clearInterval(telling)
    signal.removeEventListener('abort', stop)
  })
  const [code] = (await ended) as [number]
  // A thread that is ended before it has begun says 0.
  if (signal.aborted) throw new Error(say.tuneStopped)
  if (code !== 0) throw new Error(say.optimiserEnded(code))
  onShare(1)
}
