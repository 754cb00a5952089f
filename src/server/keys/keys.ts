/** The keys that a server knows. */
import { createHash, timingSafeEqual } from 'node:crypto'
import { FuelcellError } from '../../core/errors.js'
import { server as say } from '../messages.js'
import type { Key } from './key.js'

export class Keys {
  readonly #keys: ReadonlyArray<Key & { readonly digest: Buffer }>
  readonly #byName: ReadonlyMap<string, Key>

  constructor(keys: readonly Key[]) {
    this.#keys = keys.map((key) => ({ ...key, digest: Buffer.from(key.sha256, 'hex') }))
    this.#byName = new Map(keys.map((key) => [key.name, key]))
  }

  /** Whether one is asked for at all. */
  get areNeeded(): boolean {
    return this.#keys.length > 0
  }

  named(name: string): Key | undefined {
    return this.#byName.get(name)
  }

  /**
   * Whose it is. Digests are compared, each of them whole, so that no time tells how near a guess is or which key it is.
   * @throws FuelcellError `unauthorized`.
   */
  identify(credential: string | undefined, nowMs: number): Key {
    if (credential === undefined || credential === '') throw new FuelcellError('unauthorized', say.keyMissing)
    const digest = sha256(credential)
    let found: Key | undefined
    for (const key of this.#keys) if (timingSafeEqual(key.digest, digest)) found = key
    if (found === undefined || nowMs >= (found.expiresMs ?? Number.POSITIVE_INFINITY)) {
      throw new FuelcellError('unauthorized', say.keyUnknown)
    }
    return found
  }
}

function sha256(text: string): Buffer {
  return createHash('sha256').update(text).digest()
}
