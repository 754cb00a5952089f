/** Waiting for answers: announced on the producer's channel, and looked for where an announcement was lost. */
import type { Redis } from 'ioredis'
import { type Answer, answerSchema } from './job.js'
import type { Keys } from './keys.js'

/** Answers that are looked for in one request. */
const BATCH = 500

interface Waiting {
  readonly sinceMs: number
  readonly resolve: (answer: Answer) => void
  readonly reject: (error: unknown) => void
}

export class Answers {
  readonly #redis: Redis
  readonly #keys: Keys
  readonly #waiting = new Map<string, Waiting>()
  readonly #timer: NodeJS.Timeout

  /** @param subscriber A connection for the channel alone. */
  constructor(redis: Redis, subscriber: Redis, keys: Keys, producer: string, pollMs: number) {
    this.#redis = redis
    this.#keys = keys
    subscriber.subscribe(keys.answerChannel(producer)).catch(() => {})
    subscriber.on('message', (_, text) => this.#take(text))
    // What was announced while the connection was away was heard by nobody.
    subscriber.on('ready', () => void this.#look(0))
    this.#timer = setInterval(() => void this.#look(pollMs), pollMs)
    this.#timer.unref()
  }

  get size(): number {
    return this.#waiting.size
  }

  /** The answer to a job, whenever it comes. */
  of(job: string): Promise<Answer> {
    return new Promise((resolve, reject) => {
      this.#waiting.set(job, { sinceMs: performance.now(), resolve, reject })
    })
  }

  forget(job: string): void {
    this.#waiting.delete(job)
  }

  close(error: unknown): void {
    clearInterval(this.#timer)
    for (const { reject } of this.#waiting.values()) reject(error)
    this.#waiting.clear()
  }

  #take(text: string): void {
    const read = answerSchema.safeParse(parsed(text))
    if (!read.success) return
    this.#waiting.get(read.data.job)?.resolve(read.data)
    this.#waiting.delete(read.data.job)
  }

  async #look(olderThanMs: number): Promise<void> {
    const before = performance.now() - olderThanMs
    const jobs = [...this.#waiting].filter(([, { sinceMs }]) => sinceMs <= before).map(([job]) => job)
    for (let at = 0; at < jobs.length; at += BATCH) {
      const some = jobs.slice(at, at + BATCH)
      const found = await this.#redis.mget(some.map((job) => this.#keys.answer(job))).catch(() => [])
      for (const text of found) if (text !== null) this.#take(text)
    }
  }
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
