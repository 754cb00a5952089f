/** Sessions by their names, for those who speak with a runner from elsewhere. */
import { randomUUID } from 'node:crypto'
import { LRUCache } from 'lru-cache'
import { FuelcellError } from '../../core/errors.js'
import { sessions as say } from './messages.js'
import type { Session, SessionOptions } from './session.js'

export interface StoreOptions {
  readonly open: (options: SessionOptions) => Promise<Session>
  /** Sessions that are kept at a time; the one that was not used for the longest time goes first. Default 10,000. */
  readonly most?: number
  /** How long one is kept that nobody uses, in milliseconds. Default a day. */
  readonly idleMs?: number
}

interface Kept {
  readonly session: Session
  /** Whoever opened it: nobody else sees it. */
  readonly owner: string
}

const DAY_MS = 24 * 3_600_000

export class SessionStore {
  readonly #open: StoreOptions['open']
  readonly #kept: LRUCache<string, Kept>

  constructor({ open, most = 10_000, idleMs = DAY_MS }: StoreOptions) {
    this.#open = open
    this.#kept = new LRUCache({ max: most, ttl: idleMs, updateAgeOnGet: true })
  }

  async open(owner: string, options: SessionOptions): Promise<string> {
    return this.#keep(owner, await this.#open(options))
  }

  /** @throws FuelcellError `not-found` also for a session of somebody else. */
  get(owner: string, id: string): Session {
    const kept = this.#kept.get(id)
    if (kept === undefined || kept.owner !== owner) throw new FuelcellError('not-found', say.unknown(id))
    return kept.session
  }

  async fork(owner: string, id: string): Promise<string> {
    return this.#keep(owner, await this.get(owner, id).fork())
  }

  async close(owner: string, id: string): Promise<void> {
    const session = this.get(owner, id)
    this.#kept.delete(id)
    await session.close()
  }

  #keep(owner: string, session: Session): string {
    const id = randomUUID()
    this.#kept.set(id, { session, owner })
    return id
  }
}
