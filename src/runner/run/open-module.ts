import type { CompiledModule } from '../../core/compiled-module.js'
import { requests } from '../../core/messages.js'
import type { Preopen } from '../../host/protocol.js'
import { RequestFailed, type Worker } from '../../host/worker.js'
import { explain, StaleModule } from './failures.js'

/** Whether a worker can run the module at once. */
export function hasOpen(worker: Worker, source: CompiledModule): boolean {
  return worker.opened.has(source.name)
}

/** Whether a worker can come to run the module. One that is sealed can open nothing more; another has to take its place. */
export function canOpen(worker: Worker, source: CompiledModule): boolean {
  return hasOpen(worker, source) || !worker.isSealed
}

/** What a worker that is going to be sealed is given besides the module. */
export interface Openings {
  /** Modules that later runs may ask for. One that cannot be loaded is left out: this run has no use for it. */
  readonly others?: readonly CompiledModule[]
  /** For workers that nobody else uses. */
  readonly preopens?: readonly Preopen[]
  /** Who asked for the preopens, as errors name it. */
  readonly caller?: string
}

/**
 * Makes sure that a worker can run the module, and seals it.
 * @throws StaleModule when the host refused the compiled file; FuelcellError for all else.
 */
export async function ensureOpen(
  worker: Worker,
  source: CompiledModule,
  { others = [], preopens = [], caller = '' }: Openings = {},
): Promise<void> {
  if (hasOpen(worker, source)) return
  try {
    for (const other of others) {
      if (other.name !== source.name) await loadIfPossible(worker, other)
    }
    await worker.open([source], preopens)
  } catch (error) {
    if (error instanceof RequestFailed && (error.code === 'digest-mismatch' || error.code === 'io')) {
      throw new StaleModule(error.message, { cause: error })
    }
    // Directories were checked before, but may have gone since.
    if (preopens.length > 0) {
      throw explain(error, { 'bad-request': ['invalid-option', (why) => requests.preopensRefused(caller, why)] })
    }
    throw explain(error)
  }
}

async function loadIfPossible(worker: Worker, source: CompiledModule): Promise<void> {
  try {
    await worker.load([source])
  } catch (error) {
    if (!(error instanceof RequestFailed)) throw error
  }
}
