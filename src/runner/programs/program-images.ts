import type { Worker } from '../../host/worker.js'

/** Numbers under which workers keep the compiled state of programs, and which workers may have it. */
export class ProgramImages {
  #last = 0
  readonly #holders = new Map<number, Set<Worker>>()

  /** A number that no other program has. */
  issue(): number {
    this.#last += 1
    this.#holders.set(this.#last, new Set())
    return this.#last
  }

  /** Notes that a worker is asked for a run of the program. */
  note(image: number, worker: Worker): void {
    const holders = this.#holders.get(image)
    if (holders === undefined || holders.has(worker)) return
    holders.add(worker)
    void worker.ended.then(() => holders.delete(worker))
  }

  /** Whether a worker may have the program's state. */
  isHeld(image: number, worker: Worker): boolean {
    return this.#holders.get(image)?.has(worker) === true
  }

  /** Has all workers let go of the program's state. */
  forget(image: number): void {
    for (const worker of this.#holders.get(image) ?? []) if (worker.isUsable) worker.forget(image)
    this.#holders.delete(image)
  }
}
