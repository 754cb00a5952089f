import type { CompiledModule } from '../../core/compiled-module.js'
import { FuelcellError } from '../../core/errors.js'
import type { Status } from '../../core/result.js'
import type { Worker } from '../../host/worker.js'
import type { Provisioned } from '../../runtimes/provision/provision.js'
import { runs } from '../messages/runs.js'
import { unlessAborted, type Work } from '../pool/task.js'
import type { Modules } from '../provisioning/modules.js'
import type { RunnerParts } from './context.js'
import { explain, StaleModule } from './failures.js'
import { canOpen, ensureOpen, hasOpen } from './open-module.js'
import type { Ending } from './recorder.js'
import { type Job, runOnWorker } from './run-on-worker.js'

/** Tools always work at 2000-01-01T00:00:00Z, so that `__DATE__` and the like make no difference between two builds. */
export const TOOL_WORLD = { clockStartMs: 946_684_800_000, seed: 0 }

/** Ends after which a worker is replaced: what the guest did may have left something behind in the host. */
export const endsWorker: ReadonlySet<Status> = new Set(['timeout', 'trap'])

/**
 * Uses something that is provisioned, and provisions it once more when the host refuses its compiled file.
 * @throws FuelcellError whatever that failed with, explained.
 */
export async function withProvisioned<T>(
  modules: Modules,
  obtain: () => Promise<Provisioned>,
  signal: AbortSignal | undefined,
  use: (provisioned: Provisioned) => Promise<T>,
): Promise<T> {
  let isRenewed = false
  for (;;) {
    const provisioned = await unlessAborted(obtain(), signal)
    try {
      return await use(provisioned)
    } catch (error) {
      if (!(error instanceof StaleModule)) throw explain(error)
      if (isRenewed) {
        const message = runs.loadFailed(provisioned.manifest.name, error.message)
        throw new FuelcellError('compile-failed', message, { cause: error })
      }
      await modules.renew(provisioned)
      isRenewed = true
    }
  }
}

/** One job for any worker that can open the module. */
export function sharedWork({ modules, images, graceMs }: RunnerParts, source: CompiledModule, job: Job): Work<Ending> {
  const image = job.run.program?.image ?? null
  return {
    kind: 'shared',
    prefers: [
      ...(image === null ? [] : [(worker: Worker) => images.isHeld(image, worker)]),
      (worker) => hasOpen(worker, source),
    ],
    perform: async (given, replace) => {
      const worker = canOpen(given, source) ? given : await replace()
      await ensureOpen(worker, source, { others: modules.known() })
      if (image !== null) images.note(image, worker)
      const ending = await runOnWorker(worker, job, graceMs)
      return { value: ending, keepsWorker: !endsWorker.has(ending.result.status) }
    },
  }
}
