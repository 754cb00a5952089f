/** Results by what they are of: in memory, and on disk where there is a folder for it. A cache never fails a run. */
import type { DiskStore } from './disk-store.js'
import { MemoryStore } from './memory-store.js'

/** The part of the whole that is also kept in memory, and the most of it. */
const MEMORY_SHARE = 0.25
const MEMORY_BYTES = 64 * 1024 * 1024
/** No single answer takes more than this part of it. */
const LARGEST_SHARE = 0.125

export interface ResultCacheOptions {
  readonly bytes: number
  /** Default: in memory only. */
  readonly disk?: DiskStore
}

export class ResultCache {
  readonly #memory: MemoryStore
  readonly #disk: DiskStore | undefined
  readonly #largest: number

  constructor({ bytes, disk }: ResultCacheOptions) {
    this.#disk = disk
    const inMemory = disk === undefined ? bytes : Math.min(MEMORY_BYTES, Math.ceil(bytes * MEMORY_SHARE))
    this.#memory = new MemoryStore(inMemory)
    this.#largest = Math.floor(bytes * LARGEST_SHARE)
  }

  async get(key: string): Promise<Uint8Array | undefined> {
    const held = this.#memory.get(key)
    if (held !== undefined || this.#disk === undefined) return held
    const stored = await this.#disk.get(key)
    if (stored !== undefined) this.#memory.set(key, stored)
    return stored
  }

  set(key: string, answer: Uint8Array): void {
    if (answer.byteLength > this.#largest) return
    this.#memory.set(key, answer)
    this.#disk?.set(key, answer)
  }

  /** Resolves when nothing is being written any more. */
  async settled(): Promise<void> {
    await this.#disk?.settled()
  }
}
