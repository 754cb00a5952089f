import { FuelcellError } from '../core/errors.js'
import { workers } from './messages.js'
import type { HostProcess } from './process.js'
import type { Hello } from './protocol.js'
import { Worker, type WorkerOptions } from './worker.js'

/** Starts a runner's workers and knows all that live, so that closing leaves none. */
export class Workers {
  readonly #options: WorkerOptions
  readonly #processes = new Set<HostProcess>()
  readonly #workers = new Set<Worker>()
  readonly #killAll = () => {
    for (const process of this.#processes) process.kill()
  }
  #firstHello: Hello | undefined
  #isClosed = false

  constructor(options: WorkerOptions) {
    this.#options = options
  }

  /**
   * Starts a worker. Whoever starts one kills it in the end.
   * @throws FuelcellError `host-start-failed`, `host-protocol`, `host-version-mismatch`; `runner-closed`.
   */
  async start(): Promise<Worker> {
    if (this.#isClosed) throw closedError()
    try {
      const worker = await Worker.start(this.#options, (process) => this.#track(process))
      this.#checkEngine(worker)
      this.#workers.add(worker)
      void worker.ended.then(() => this.#workers.delete(worker))
      return worker
    } catch (error) {
      throw this.#isClosed ? closedError() : error
    }
  }

  /** Kills every worker, settles what they do as `runner-closed`, and resolves when no process is left. */
  async close(): Promise<void> {
    this.#isClosed = true
    for (const worker of this.#workers) worker.kill(closedError())
    this.#killAll()
    const ends = [...this.#processes].map((process) => {
      process.hold()
      return process.ended
    })
    await Promise.all(ends)
  }

  /** A host ends by itself when its stdin does; this is for the one that is busy when Node exits. */
  #track(host: HostProcess): void {
    if (this.#processes.size === 0) {
      // Runners are not limited to the ten listeners after which Node warns of a leak.
      process.setMaxListeners(process.getMaxListeners() + 1)
      process.on('exit', this.#killAll)
    }
    this.#processes.add(host)
    void host.ended.then(() => {
      this.#processes.delete(host)
      if (this.#processes.size > 0) return
      process.off('exit', this.#killAll)
      process.setMaxListeners(process.getMaxListeners() - 1)
    })
  }

  /** Modules are compiled for the first worker's engine; one of another build could not load them. */
  #checkEngine(worker: Worker): void {
    const { engine, fuelModel } = worker.hello
    this.#firstHello ??= worker.hello
    if (engine === this.#firstHello.engine && fuelModel === this.#firstHello.fuelModel) return
    const error = new FuelcellError('host-version-mismatch', workers.engineChanged(this.#firstHello.engine, engine))
    worker.kill(error)
    throw error
  }
}

export function closedError(): FuelcellError {
  return new FuelcellError('runner-closed', workers.closed)
}
