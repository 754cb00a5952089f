/** Results of runs that are pure functions, kept in memory and on disk: the same request in the same epoch has the same answer. */
import { createHash, randomUUID } from 'node:crypto'
import { readFile, rename, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { LRUCache } from 'lru-cache'
import { makeFolder } from '../core/make-folder.js'
import type { WireRequest } from '../wire/index.js'

/** Whether a request says all that its Result depends on. Without a clock it begins now, and no two runs are the same. */
export function isPure({ clockStartMs, seed }: WireRequest): boolean {
  return clockStartMs !== undefined && seed !== 'random'
}

/** Names the Result of a pure request. Keys in any order give the same name. */
export function entityTag(epoch: string, request: WireRequest): string {
  const text = JSON.stringify({ epoch, request }, (_, part: unknown) => {
    if (typeof part !== 'object' || part === null || Array.isArray(part)) return part
    return Object.fromEntries(Object.entries(part).sort(([a], [b]) => (a < b ? -1 : 1)))
  })
  return createHash('sha256').update(text).digest('hex')
}

export class ResultCache {
  readonly #memory: LRUCache<string, string>
  readonly #folder: string | undefined

  /** @param folder Where Results are kept for other processes and later ones. Default: in memory alone. */
  constructor(bytes: number, folder?: string) {
    this.#memory = new LRUCache({
      maxSize: bytes,
      maxEntrySize: bytes,
      sizeCalculation: (text) => text.length * 2 + 200,
    })
    this.#folder = folder
  }

  async get(tag: string): Promise<string | undefined> {
    const kept = this.#memory.get(tag)
    if (kept !== undefined || this.#folder === undefined) return kept
    const text = await readFile(join(this.#folder, tag), 'utf8').catch(() => undefined)
    const found = text === undefined ? undefined : checked(text)
    if (found !== undefined) this.#memory.set(tag, found)
    return found
  }

  /** A Result that cannot be kept on disk is kept in memory: a full disk is nobody's error. */
  async set(tag: string, json: string): Promise<void> {
    this.#memory.set(tag, json)
    if (this.#folder === undefined) return
    const path = join(this.#folder, tag)
    const part = `${path}.${randomUUID()}`
    try {
      await makeFolder(this.#folder, 0o700)
      await writeFile(part, `${digestOf(json)}\n${json}`, { mode: 0o600 })
      await rename(part, path)
    } catch {
      await rm(part, { force: true }).catch(() => {})
    }
  }
}

/** What was cut short or altered on disk is as good as absent. */
function checked(text: string): string | undefined {
  const end = text.indexOf('\n')
  const json = text.slice(end + 1)
  return end === 64 && text.slice(0, end) === digestOf(json) ? json : undefined
}

function digestOf(text: string): string {
  return createHash('sha256').update(text).digest('hex')
}
