/** Which fuel epochs hold now, for each runtime as it was asked for: learnt from Results, for making a runtime ready may take minutes. */

/** Starts of one runtime, and modules of callers' own, each of which has an epoch. */
const MAX_EPOCHS = 1000

export class Epochs {
  readonly #known = new Map<string, Set<string>>()

  note(runtime: string, epoch: string): void {
    const epochs = this.#known.get(runtime) ?? new Set()
    this.#known.set(runtime, epochs)
    if (epochs.has(epoch)) return
    epochs.add(epoch)
    const [oldest] = epochs
    if (epochs.size > MAX_EPOCHS && oldest !== undefined) epochs.delete(oldest)
  }

  of(runtime: string): Iterable<string> {
    return this.#known.get(runtime) ?? []
  }

  has(runtime: string, epoch: string): boolean {
    return this.#known.get(runtime)?.has(epoch) ?? false
  }
}
