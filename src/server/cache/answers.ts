/** Answers that were given before, by entity tag: the fuel epoch, and the hash of the request. */
import type { Result } from '../../core/result.js'
import type { Epochs } from './epochs.js'
import type { ResultCache } from './result-cache.js'

const EPOCH = '[0-9a-f]{12}'

export interface Kept {
  readonly answer: Uint8Array
  readonly etag: string
}

export class Answers {
  readonly #epochs: Epochs
  readonly #cache: ResultCache | undefined

  constructor(epochs: Epochs, cache: ResultCache | undefined) {
    this.#epochs = epochs
    this.#cache = cache
  }

  get isKept(): boolean {
    return this.#cache !== undefined
  }

  /** The tag among those of `If-None-Match` that is of this request, in an epoch that still holds. */
  matching(ifNoneMatch: string, runtime: string, hash: string): string | undefined {
    const [tag, epoch = ''] = new RegExp(`"(${EPOCH})-${hash}"`).exec(ifNoneMatch) ?? []
    return tag !== undefined && this.#epochs.has(runtime, epoch) ? tag : undefined
  }

  /** The epochs of a runtime that showed so far. */
  epochsOf(runtime: string): readonly string[] {
    return [...this.#epochs.of(runtime)]
  }

  async get(runtime: string, hash: string): Promise<Kept | undefined> {
    if (this.#cache === undefined) return undefined
    for (const epoch of this.#epochs.of(runtime)) {
      const answer = await this.#cache.get(`${epoch}-${hash}`)
      if (answer !== undefined) return { answer, etag: etagOf(epoch, hash) }
    }
    return undefined
  }

  /** Keeps the answer, and tells its tag; `undefined` for a Result that another try might not have. */
  note(result: Result, hash: string, json: string): string | undefined {
    if (!isPure(result)) return undefined
    this.#cache?.set(`${result.fuelEpoch}-${hash}`, Buffer.from(json))
    return etagOf(result.fuelEpoch, hash)
  }
}

function etagOf(epoch: string, hash: string): string {
  return `"${epoch}-${hash}"`
}

/** A deadline is of the machine's clock, not of the request. */
function isPure({ status, stages = [] }: Result): boolean {
  return status !== 'timeout' && stages.every((stage) => stage.status !== 'timeout')
}
