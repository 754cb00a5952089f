import type { ModuleSource, Preopen } from '../host/protocol.js'
import { requests } from '../messages.js'
import { explain, StaleModule } from './failures.js'
import { CALL } from './parse-request.js'
import { RequestFailed, type Worker } from './worker.js'

/** Whether a worker can run the module at once. */
export function hasOpen(worker: Worker, source: ModuleSource): boolean {
  return worker.opened.has(source.name)
}

/**
 * Makes sure that a worker can run the module. The one place that decides how a worker comes by a module that was provisioned
 * after its start: it is asked to open one more. Preopens are for workers that nobody else uses.
 * @throws StaleModule when the host refused the compiled file; FuelcellError for all else.
 */
export async function ensureOpen(
  worker: Worker,
  source: ModuleSource,
  preopens: readonly Preopen[] = [],
): Promise<void> {
  if (hasOpen(worker, source)) return
  try {
    await worker.open([source], preopens)
  } catch (error) {
    if (error instanceof RequestFailed && (error.code === 'digest-mismatch' || error.code === 'io')) {
      throw new StaleModule(error.message, { cause: error })
    }
    // Directories were checked before, but may have gone since.
    if (preopens.length > 0) {
      throw explain(error, { 'bad-request': ['invalid-option', (why) => requests.preopensRefused(CALL, why)] })
    }
    throw explain(error)
  }
}
