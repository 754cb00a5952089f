/** What a server keeps for its callers for a while: by key, bounded in number, bytes and age. */

export interface StoreBounds {
  readonly entries: number
  /** Bytes of all values together, as their keeper counts them. */
  readonly bytes: number
  /** How long a value is kept after it was put or last refreshed, in milliseconds. */
  readonly ageMs: number
}

interface Kept<Value> {
  readonly value: Value
  readonly bytes: number
  readonly untilMs: number
}

/** Takes constant time per call, amortised: values stand in the order in which they expire. */
export class BoundedStore<Value> {
  readonly #bounds: StoreBounds
  readonly #now: () => number
  readonly #kept = new Map<string, Kept<Value>>()
  #bytes = 0

  /** @param now Milliseconds on a clock that does not go back. */
  constructor(bounds: StoreBounds, now: () => number = () => performance.now()) {
    this.#bounds = bounds
    this.#now = now
  }

  get size(): number {
    this.#expire()
    return this.#kept.size
  }

  get bytes(): number {
    this.#expire()
    return this.#bytes
  }

  /** The values, oldest first. */
  *values(): IterableIterator<Value> {
    this.#expire()
    for (const { value } of this.#kept.values()) yield value
  }

  get(key: string): Value | undefined {
    this.#expire()
    return this.#kept.get(key)?.value
  }

  has(key: string): boolean {
    this.#expire()
    return this.#kept.has(key)
  }

  /** Keeps a value, in place of what had the key; the oldest make room. @returns False where it alone is more than the store holds. */
  put(key: string, value: Value, bytes: number): boolean {
    this.delete(key)
    if (bytes > this.#bounds.bytes || this.#bounds.entries < 1) return false
    this.#expire()
    for (const oldest of this.#kept.keys()) {
      if (this.#kept.size < this.#bounds.entries && this.#bytes + bytes <= this.#bounds.bytes) break
      this.delete(oldest)
    }
    this.#kept.set(key, { value, bytes, untilMs: this.#now() + this.#bounds.ageMs })
    this.#bytes += bytes
    return true
  }

  /** Has a value begin its time again. */
  refresh(key: string): void {
    const kept = this.#kept.get(key)
    if (kept === undefined) return
    this.#kept.delete(key)
    this.#kept.set(key, { ...kept, untilMs: this.#now() + this.#bounds.ageMs })
  }

  delete(key: string): boolean {
    const kept = this.#kept.get(key)
    if (kept === undefined) return false
    this.#bytes -= kept.bytes
    return this.#kept.delete(key)
  }

  #expire(): void {
    const now = this.#now()
    for (const [key, { untilMs }] of this.#kept) {
      if (untilMs > now) return
      this.delete(key)
    }
  }
}
