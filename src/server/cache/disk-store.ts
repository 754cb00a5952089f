/**
 * Bytes by key in a folder, a file each. Several servers may share it, the disk may be full, files may be cut or gone: whatever goes
 * wrong is a miss, and no error.
 */
import { createHash, randomBytes } from 'node:crypto'
import { mkdir, readdir, readFile, rename, rm, stat, utimes, writeFile } from 'node:fs/promises'
import { join } from 'node:path'

const KEY = /^[0-9a-z-]+$/
const DIGEST_BYTES = 32
/** Files that are written at a time; beyond that an answer is not kept. */
const MAX_WRITES = 16

interface Entry {
  readonly bytes: number
}

export class DiskStore {
  readonly #folder: string
  readonly #maxBytes: number
  /** What is there, in order of use. */
  readonly #entries = new Map<string, Entry>()
  #bytes = 0
  readonly #writing = new Set<Promise<void>>()

  private constructor(folder: string, maxBytes: number) {
    this.#folder = folder
    this.#maxBytes = maxBytes
  }

  /** @throws whatever `mkdir` does: a folder that cannot be made was not meant. */
  static async open(folder: string, maxBytes: number): Promise<DiskStore> {
    await mkdir(folder, { recursive: true, mode: 0o700 })
    const store = new DiskStore(folder, maxBytes)
    await store.#takeStock()
    return store
  }

  async get(key: string): Promise<Uint8Array | undefined> {
    const entry = this.#entries.get(key)
    if (entry === undefined) return undefined
    const content = await readFile(this.#path(key)).catch(() => undefined)
    const answer = content === undefined ? undefined : checked(content)
    if (answer === undefined) {
      this.#forget(key)
      return undefined
    }
    if (this.#entries.delete(key)) this.#entries.set(key, entry)
    const now = new Date()
    // Only for the order after the next start.
    utimes(this.#path(key), now, now).catch(() => undefined)
    return answer
  }

  set(key: string, answer: Uint8Array): void {
    if (!KEY.test(key) || this.#entries.has(key) || this.#writing.size >= MAX_WRITES) return
    if (answer.byteLength + DIGEST_BYTES > this.#maxBytes) return
    const written = this.#write(key, answer).catch(() => undefined)
    const tracked = written.then(() => void this.#writing.delete(tracked))
    this.#writing.add(tracked)
  }

  async settled(): Promise<void> {
    await Promise.all(this.#writing)
  }

  /** Whole or not at all: another process never sees a part. */
  async #write(key: string, answer: Uint8Array): Promise<void> {
    const temporary = join(this.#folder, `.${key}.${process.pid}.${randomBytes(4).toString('hex')}`)
    try {
      await writeFile(temporary, Buffer.concat([digestOf(answer), answer]), { mode: 0o600, flag: 'wx' })
      await rename(temporary, this.#path(key))
    } catch (error) {
      await rm(temporary, { force: true }).catch(() => undefined)
      throw error
    }
    this.#note(key, answer.byteLength + DIGEST_BYTES)
    for (const oldest of this.#entries.keys()) {
      if (this.#bytes <= this.#maxBytes) return
      this.#forget(oldest)
      await rm(this.#path(oldest), { force: true })
    }
  }

  async #takeStock(): Promise<void> {
    const names = await readdir(this.#folder).catch(() => [])
    const found: Array<{ key: string; bytes: number; usedMs: number }> = []
    for (const name of names) {
      const path = join(this.#folder, name)
      const known = await stat(path).catch(() => undefined)
      if (known?.isFile() !== true) continue
      // What a process left that was killed while it wrote.
      if (name.startsWith('.')) await rm(path, { force: true }).catch(() => undefined)
      else if (KEY.test(name)) found.push({ key: name, bytes: known.size, usedMs: known.mtimeMs })
    }
    for (const { key, bytes } of found.sort((one, other) => one.usedMs - other.usedMs)) this.#note(key, bytes)
    for (const oldest of this.#entries.keys()) {
      if (this.#bytes <= this.#maxBytes) return
      this.#forget(oldest)
      await rm(this.#path(oldest), { force: true }).catch(() => undefined)
    }
  }

  #note(key: string, bytes: number): void {
    this.#forget(key)
    this.#entries.set(key, { bytes })
    this.#bytes += bytes
  }

  #forget(key: string): void {
    const entry = this.#entries.get(key)
    if (entry === undefined) return
    this.#entries.delete(key)
    this.#bytes -= entry.bytes
  }

  #path(key: string): string {
    return join(this.#folder, key)
  }
}

function digestOf(answer: Uint8Array): Buffer {
  return createHash('sha256').update(answer).digest()
}

function checked(content: Buffer): Uint8Array | undefined {
  const answer = content.subarray(DIGEST_BYTES)
  return digestOf(answer).equals(content.subarray(0, DIGEST_BYTES)) ? answer : undefined
}
