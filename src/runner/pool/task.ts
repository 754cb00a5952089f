import { FuelcellError } from '../../core/errors.js'
import type { Worker } from '../../host/worker.js'
import { runs } from '../messages/runs.js'

/** What a task came to, and whether the worker may serve others after it. */
export interface Done<T> {
  readonly value: T
  readonly keepsWorker: boolean
}

export type Work<T> =
  /** For any worker, those first that the first of these tells, then those of the next. */
  | {
      readonly kind: 'shared'
      readonly prefers: ReadonlyArray<(worker: Worker) => boolean>
      /** `replace` ends the worker, which cannot do the work, and starts another in its place. */
      readonly perform: (worker: Worker, replace: () => Promise<Worker>) => Promise<Done<T>>
    }
  /** For workers that nobody else uses before or after, but whom the work keeps them for. */
  | {
      readonly kind: 'own'
      readonly perform: (start: () => Promise<Worker>, others: OwnWorkers) => Promise<T>
    }

/** Workers of a task that outlive it. Whoever keeps one kills it in the end. */
export interface OwnWorkers {
  /** Makes one that was kept before the task's, which kills it when it is cancelled. */
  readonly use: (worker: Worker) => void
  /** Saves one that was started from being ended with the task. */
  readonly keep: (worker: Worker) => void
}

/** A piece of work in the queue or at a worker, settled exactly once however it ends. */
export class Task<T> {
  readonly work: Work<T>
  readonly settled: Promise<T>
  readonly #signal: AbortSignal | undefined
  readonly #onCancel: (task: Task<T>) => void
  readonly #workers = new Set<Worker>()
  readonly #onAbort = () => this.cancel(abortedError(this.#signal))
  #resolve: (value: T) => void = () => {}
  #reject: (error: unknown) => void = () => {}
  #isSettled = false

  /** @param onCancel Told when the task was cancelled, so that it need not wait for its turn. */
  constructor(work: Work<T>, signal: AbortSignal | undefined, onCancel: (task: Task<T>) => void) {
    this.work = work
    this.#signal = signal
    this.#onCancel = onCancel
    this.settled = new Promise<T>((resolve, reject) => {
      this.#resolve = resolve
      this.#reject = reject
    })
    signal?.addEventListener('abort', this.#onAbort, { once: true })
    if (signal?.aborted === true) this.#onAbort()
  }

  get isSettled(): boolean {
    return this.#isSettled
  }

  /** From now on the worker is killed when the task is cancelled, which may have happened already. */
  use(worker: Worker): void {
    this.#workers.add(worker)
    if (this.#isSettled) worker.kill(abortedError(this.#signal))
  }

  resolve(value: T): void {
    if (this.#settle()) this.#resolve(value)
  }

  reject(error: unknown): void {
    if (this.#settle()) this.#reject(error)
  }

  /** Rejects the task and kills the workers that are at it. */
  cancel(error: FuelcellError): void {
    this.reject(error)
    this.#onCancel(this)
    for (const worker of this.#workers) worker.kill(error)
  }

  #settle(): boolean {
    if (this.#isSettled) return false
    this.#isSettled = true
    this.#signal?.removeEventListener('abort', this.#onAbort)
    return true
  }
}

export function abortedError(signal: AbortSignal | undefined): FuelcellError {
  return new FuelcellError('aborted', runs.aborted, { cause: signal?.reason })
}

/** What the promise comes to, or `aborted` as soon as the signal fires; what the promise stands for goes on. */
export async function unlessAborted<T>(promise: Promise<T>, signal: AbortSignal | undefined): Promise<T> {
  if (signal === undefined) return promise
  let onAbort = () => {}
  const aborted = new Promise<never>((_, reject) => {
    onAbort = () => reject(abortedError(signal))
    signal.addEventListener('abort', onAbort, { once: true })
    if (signal.aborted) onAbort()
  })
  try {
    return await Promise.race([promise, aborted])
  } finally {
    signal.removeEventListener('abort', onAbort)
  }
}
