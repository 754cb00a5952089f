/** Bytes by key, those that were used last. */
import { LRUCache } from 'lru-cache'

/** What a place takes beside its bytes. */
const ENTRY_BYTES = 200

export class MemoryStore {
  readonly #entries: LRUCache<string, Uint8Array>

  constructor(maxBytes: number) {
    this.#entries = new LRUCache({ maxSize: maxBytes, sizeCalculation: (bytes) => bytes.byteLength + ENTRY_BYTES })
  }

  get(key: string): Uint8Array | undefined {
    return this.#entries.get(key)
  }

  /** What is larger than the whole is not kept. */
  set(key: string, bytes: Uint8Array): void {
    this.#entries.set(key, bytes)
  }
}
