import { FuelcellError } from '../../core/errors.js'
import type { GrowthLimits } from '../../host/growth.js'
import type { Worker } from '../../host/worker.js'
import { closedError, type Workers } from '../../host/workers.js'
import { type Done, Task, type Work } from './task.js'

export interface PoolOptions {
  /** How many tasks are worked on at a time. */
  readonly size: number
  /** Runs after which a worker is replaced, so that whatever leaks in it stays small. */
  readonly runsPerWorker: number
  /** When a worker is replaced before that, because its memory stays larger than it was. */
  readonly growth: GrowthLimits
}

/** Failed starts in a row after which the queue is told why, if nobody is left to work on it. */
const START_ATTEMPTS = 3

/**
 * A place for one task at a time. Its worker, if it has one, waits there between tasks, and stays waiting while a task with
 * workers of its own has the place.
 */
interface Slot {
  state: 'free' | 'starting' | 'busy'
  worker: Worker | undefined
}

/** A queue, first in first out, before a fixed number of slots. Workers are started when a task waits for one. */
export class Pool {
  readonly #options: PoolOptions
  readonly #workers: Workers
  readonly #slots: readonly Slot[]
  readonly #queue: Task<unknown>[] = []
  /** What is being worked on; none of it rejects. */
  readonly #serving = new Set<Promise<void>>()
  #failedStarts = 0
  #isClosed = false

  constructor(options: PoolOptions, workers: Workers) {
    this.#options = options
    this.#workers = workers
    this.#slots = Array.from({ length: options.size }, () => ({ state: 'free', worker: undefined }))
  }

  /** Puts a worker that runs already into the first slot. */
  adopt(worker: Worker): void {
    const [slot] = this.#slots
    if (slot !== undefined) this.#settleIn(slot, worker)
  }

  /**
   * Has work done when its turn comes.
   * @throws FuelcellError `aborted`, `runner-closed`, why workers cannot be started, and what the work throws.
   */
  submit<T>(work: Work<T>, signal: AbortSignal | undefined): Promise<T> {
    if (this.#isClosed) return Promise.reject(closedError())
    const task = new Task(work, signal, (cancelled) => this.#withdraw(cancelled as Task<unknown>))
    if (!task.isSettled) {
      this.#queue.push(task as Task<unknown>)
      this.#dispatch()
    }
    return task.settled
  }

  /** Rejects what waits. What is being worked on ends with the workers; {@link ended} tells when. */
  close(): void {
    this.#isClosed = true
    this.#rejectQueue(closedError())
  }

  /** Resolves when nothing is worked on, which may be later than the answer to the caller: an aborted task still tidies up. */
  async ended(): Promise<void> {
    await Promise.all(this.#serving)
  }

  #withdraw(task: Task<unknown>): void {
    const index = this.#queue.indexOf(task)
    if (index !== -1) this.#queue.splice(index, 1)
  }

  #rejectQueue(error: unknown): void {
    for (const task of this.#queue.splice(0)) task.reject(error)
  }

  /** Gives out tasks in order, as far as there are slots for them. */
  #dispatch(): void {
    for (let task = this.#queue[0]; task !== undefined; task = this.#queue[0]) {
      const slot = this.#slotFor(task.work)
      if (slot === undefined) break
      this.#queue.shift()
      slot.state = 'busy'
      const serving = this.#serve(slot, task)
      this.#serving.add(serving)
      void serving.then(() => this.#serving.delete(serving))
    }
    let starting = this.#slots.filter(({ state }) => state === 'starting').length
    for (const slot of this.#slots) {
      if (starting >= this.#queue.length) break
      if (slot.state !== 'free' || slot.worker?.isUsable) continue
      starting += 1
      void this.#fill(slot)
    }
  }

  #slotFor(work: Work<unknown>): Slot | undefined {
    const free = this.#slots.filter(({ state }) => state === 'free')
    if (work.kind === 'own') return free.find(({ worker }) => worker === undefined) ?? free[0]
    const waiting = free.filter(({ worker }) => worker?.isUsable)
    for (const isPreferred of work.prefers) {
      const preferred = waiting.find(({ worker }) => worker !== undefined && isPreferred(worker))
      if (preferred !== undefined) return preferred
    }
    return waiting.find(({ worker }) => worker?.isSealed === false) ?? waiting[0]
  }

  async #serve(slot: Slot, task: Task<unknown>): Promise<void> {
    const { worker } = slot
    if (task.work.kind === 'own') await this.#serveOwn(slot, task, task.work.perform)
    else if (worker !== undefined) await this.#serveShared(slot, worker, task, task.work.perform)
    this.#dispatch()
  }

  async #serveShared(
    slot: Slot,
    given: Worker,
    task: Task<unknown>,
    perform: (worker: Worker, replace: () => Promise<Worker>) => Promise<Done<unknown>>,
  ): Promise<void> {
    let worker = given
    const replace = async () => {
      worker.kill(closedError())
      worker = await this.#workers.start()
      task.use(worker)
      return worker
    }
    worker.hold()
    task.use(worker)
    let keepsWorker = false
    try {
      const done = await perform(worker, replace)
      keepsWorker =
        done.keepsWorker && worker.runs < this.#options.runsPerWorker && !worker.hasGrown(this.#options.growth)
      task.resolve(done.value)
    } catch (error) {
      task.reject(error)
    }
    if (keepsWorker && worker.isUsable) this.#settleIn(slot, worker)
    else {
      worker.kill(closedError())
      slot.worker = undefined
      void this.#fill(slot)
    }
  }

  async #serveOwn(
    slot: Slot,
    task: Task<unknown>,
    perform: Extract<Work<unknown>, { kind: 'own' }>['perform'],
  ): Promise<void> {
    const started = new Set<Worker>()
    const start = async () => {
      const worker = await this.#workers.start()
      started.add(worker)
      task.use(worker)
      return worker
    }
    try {
      task.resolve(
        await perform(start, { use: (worker) => task.use(worker), keep: (worker) => started.delete(worker) }),
      )
    } catch (error) {
      task.reject(error)
    }
    for (const worker of started) worker.kill(closedError())
    slot.state = 'free'
  }

  /** Starts a worker for a slot, and tries again while tasks wait and attempts are left. */
  async #fill(slot: Slot): Promise<void> {
    if (this.#isClosed) return
    slot.state = 'starting'
    try {
      const worker = await this.#workers.start()
      this.#failedStarts = 0
      this.#settleIn(slot, worker)
    } catch (error) {
      slot.state = 'free'
      this.#failedStarts += 1
      const isHopeless = !(error instanceof FuelcellError && error.retryable)
      if (isHopeless || this.#failedStarts >= START_ATTEMPTS) {
        // While others work the queue goes on, and what they finish brings the next attempt.
        if (!this.#slots.some(({ worker }) => worker?.isUsable)) this.#rejectQueue(error)
        return
      }
    }
    this.#dispatch()
  }

  /** Leaves a worker waiting in a slot, where it does not keep Node alive. */
  #settleIn(slot: Slot, worker: Worker): void {
    worker.release()
    slot.state = 'free'
    if (slot.worker === worker) return
    slot.worker = worker
    void worker.ended.then(() => {
      if (slot.worker === worker) slot.worker = undefined
    })
  }
}
