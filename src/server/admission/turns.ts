/** Who is next: a queue for each priority before a fixed number of places. */
import { FuelcellError } from '../../core/errors.js'
import { type Priority, priorities } from '../keys/key.js'
import { server as say } from '../messages.js'

export interface TurnsOptions {
  /** How many are served at a time. */
  readonly places: number
  /** How many may wait in each priority. */
  readonly queueLimit: number
}

interface Waiting {
  readonly sinceNumber: number
  readonly admit: () => void
}

/** Of so many turns one goes to whoever waits longest, so that those of low priority come to theirs. */
const LONGEST_EVERY = 8

export class Turns {
  readonly #options: TurnsOptions
  /** In order of arrival; a set, so that whoever goes away is found at once. */
  readonly #queues: Readonly<Record<Priority, Set<Waiting>>> = { high: new Set(), normal: new Set(), low: new Set() }
  #busy = 0
  #arrivals = 0
  #turns = 0

  constructor(options: TurnsOptions) {
    this.#options = options
  }

  get busy(): number {
    return this.#busy
  }

  waiting(priority: Priority): number {
    return this.#queues[priority].size
  }

  /** @throws FuelcellError `queue-full` where one more could not wait. */
  checkRoom(priority: Priority): void {
    const { places, queueLimit } = this.#options
    if (this.#busy < places || this.#queues[priority].size < queueLimit) return
    throw new FuelcellError('queue-full', say.queueFull(queueLimit))
  }

  /**
   * Waits for a turn, which {@link leave} gives back.
   * @param isExpected Whether it is part of something that was let in already, such as one run of a grading: it always may wait.
   * @throws FuelcellError `queue-full` at once; the signal's reason when it fires before the turn has come.
   */
  async enter(priority: Priority, signal: AbortSignal | undefined, isExpected = false): Promise<void> {
    signal?.throwIfAborted()
    const queue = this.#queues[priority]
    if (this.#busy < this.#options.places) {
      this.#busy += 1
      return
    }
    if (!isExpected) this.checkRoom(priority)
    await new Promise<void>((resolve, reject) => {
      const onAbort = () => {
        queue.delete(waiting)
        reject(signal?.reason)
      }
      const waiting: Waiting = {
        sinceNumber: this.#arrivals++,
        admit: () => {
          signal?.removeEventListener('abort', onAbort)
          resolve()
        },
      }
      queue.add(waiting)
      signal?.addEventListener('abort', onAbort, { once: true })
    })
  }

  /** Gives the place to the next, or free. */
  leave(): void {
    const queue = this.#nextQueue()
    const [next] = queue ?? []
    if (queue === undefined || next === undefined) {
      this.#busy -= 1
      return
    }
    queue.delete(next)
    next.admit()
  }

  #nextQueue(): Set<Waiting> | undefined {
    const queues = priorities.map((priority) => this.#queues[priority]).filter(({ size }) => size > 0)
    this.#turns += 1
    if (this.#turns % LONGEST_EVERY !== 0) return queues[0]
    return queues.reduce<Set<Waiting> | undefined>((longest, queue) => {
      return longest === undefined || firstOf(queue) < firstOf(longest) ? queue : longest
    }, undefined)
  }
}

function firstOf(queue: Set<Waiting>): number {
  const [first] = queue
  return first?.sinceNumber ?? Number.POSITIVE_INFINITY
}
