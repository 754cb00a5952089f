import type { GrowthLimits } from '../../host/growth.js'
import type { Worker } from '../../host/worker.js'
import { closedError } from '../../host/workers.js'

export interface IdleWorkersOptions {
  /** How many may wait, for all programs together. */
  readonly size: number
  /** Runs after which a worker is ended, so that whatever leaks in it stays small. */
  readonly runsPerWorker: number
  /** When a worker is ended before that, because its memory stays larger than it was. */
  readonly growth: GrowthLimits
}

/** A worker that has a program open. */
interface Waiting {
  readonly program: string
  readonly worker: Worker
}

/** Workers that have a program open and wait for its next run. Those that waited longest go when there are too many. */
export class IdleWorkers {
  readonly #options: IdleWorkersOptions
  #waiting: readonly Waiting[] = []

  constructor(options: IdleWorkersOptions) {
    this.#options = options
  }

  /** A worker that has the program open. It is the caller's from now on. */
  take(program: string): Worker | undefined {
    const usable = this.#waiting.filter(({ worker }) => worker.isUsable)
    const taken = usable.findLast((one) => one.program === program)
    this.#waiting = usable.filter((one) => one !== taken)
    taken?.worker.hold()
    return taken?.worker
  }

  /** Leaves a worker waiting, where it does not keep Node alive; or ends it, if it has served long enough. */
  put(program: string, worker: Worker): void {
    const { size, runsPerWorker, growth } = this.#options
    worker.release()
    this.#waiting = [...this.#waiting, { program, worker }]
    const isSpent = worker.runs >= runsPerWorker || (worker.runs > 0 && worker.hasGrown(growth))
    this.#end(isSpent ? this.#waiting.slice(-1) : this.#waiting.slice(0, -size))
  }

  /** Ends the workers that wait for runs of a program. */
  drop(program: string): void {
    this.#end(this.#waiting.filter((one) => one.program === program))
  }

  #end(ended: readonly Waiting[]): void {
    for (const { worker } of ended) worker.kill(closedError())
    this.#waiting = this.#waiting.filter((one) => !ended.includes(one))
  }
}
