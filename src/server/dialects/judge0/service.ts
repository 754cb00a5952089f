/** Submissions from their creation to their end: a queue, a bounded store, and who waits for them. */
import { randomUUID } from 'node:crypto'
import type { DialectContext } from '../../dialect.js'
import { faultOf } from '../faults.js'
import { BoundedStore } from '../stores/bounded-store.js'
import { type SendCallback, tell } from './callbacks.js'
import type { Judge0Config } from './config.js'
import { defaultFields, present, type Told } from './fields.js'
import type { Given } from './given.js'
import { judge0 as say } from './messages.js'
import { judge } from './run.js'
import { type StatusId, statusIds } from './statuses.js'
import { unjudged, type Verdict } from './verdict.js'

export interface Kept extends Told {
  /** Resolves when it has been judged. */
  readonly done: Promise<void>
}

/** Who creates a submission and what goes with it. */
export interface Creation {
  readonly files: ReadonlyMap<string, Uint8Array>
  readonly key?: string | undefined
  /** Ends it, where nobody else will ask for it. */
  readonly signal?: AbortSignal
}

/** How long a submission waits until it asks a full server again, and for how long at most. */
const BUSY_MS = 250
const MAX_BUSY_MS = 300_000

interface Entry {
  verdict: Verdict
  finishedAtMs: number | null
  readonly told: Omit<Kept, 'verdict' | 'finishedAtMs'>
}

export class Submissions {
  readonly #context: Pick<DialectContext, 'run' | 'config'>
  readonly #config: Judge0Config
  readonly #send: SendCallback
  readonly #store: BoundedStore<Entry>
  #pending = 0
  #processing = 0
  #failed = 0
  readonly #turns: Array<() => void> = []

  constructor(context: Pick<DialectContext, 'run' | 'config'>, send: SendCallback) {
    this.#context = context
    this.#config = context.config.judge0
    this.#send = send
    this.#store = new BoundedStore(this.#config.store, context.config.now)
  }

  /** Whether so many more may be created now. */
  hasRoom(count: number): boolean {
    return this.#pending + count <= this.#config.maxQueueSize
  }

  get state() {
    const idle = Math.max(0, this.#config.concurrency - this.#processing)
    return {
      size: this.#pending - this.#processing,
      available: this.#config.concurrency,
      idle,
      working: this.#processing,
      failed: this.#failed,
    }
  }

  create(given: Given, creation: Creation): Kept {
    const token = randomUUID()
    const createdAtMs = this.#context.config.date()
    let resolve = () => {}
    const done = new Promise<void>((ended) => {
      resolve = ended
    })
    const entry: Entry = {
      verdict: { ...unjudged, statusId: statusIds.queued },
      finishedAtMs: null,
      told: { token, given, createdAtMs, done },
    }
    this.#store.put(token, entry, bytesOf(entry))
    this.#pending += 1
    this.#process(entry, creation).finally(() => {
      this.#pending -= 1
      resolve()
    })
    return told(entry)
  }

  get(token: string): Kept | undefined {
    const entry = this.#store.get(token)
    return entry === undefined ? undefined : told(entry)
  }

  delete(token: string): boolean {
    return this.#store.delete(token)
  }

  /** The newest first. */
  all(): readonly Kept[] {
    return [...this.#store.values()].reverse().map(told)
  }

  async #process(entry: Entry, creation: Creation): Promise<void> {
    await this.#turn()
    this.#processing += 1
    entry.verdict = { ...unjudged, statusId: statusIds.processing }
    try {
      entry.verdict = await this.#judge(entry.told.given, creation)
    } catch (error) {
      this.#failed += 1
      entry.verdict = { ...unjudged, statusId: statusIds.internalError, message: faultText(error) }
    } finally {
      this.#processing -= 1
      this.#turns.shift()?.()
    }
    entry.finishedAtMs = this.#context.config.date()
    const { token, given } = entry.told
    // What it printed counts from now on; who is not there any more stays away.
    if (this.#store.has(token)) this.#store.put(token, entry, bytesOf(entry))
    if (given.callbackUrl !== null) this.#tell(given.callbackUrl, told(entry))
  }

  #judge(given: Given, { files, key, signal }: Creation): Promise<Verdict> {
    const runGiven = { key, ...(signal !== undefined && { signal }) }
    const { now, sleep } = this.#context.config
    const untilMs = now() + MAX_BUSY_MS
    return judge(given, files, async (request) => {
      for (;;) {
        try {
          return await this.#context.run(request, runGiven)
        } catch (error) {
          // That others keep the server busy is no fault of the submission's.
          if (faultOf(error).kind !== 'busy' || now() >= untilMs) throw error
        }
        await sleep(BUSY_MS, signal)
      }
    })
  }

  /** Submissions are let in one by one, in the order of their creation. */
  async #turn(): Promise<void> {
    if (this.#processing < this.#config.concurrency && this.#turns.length === 0) return
    await new Promise<void>((resolve) => this.#turns.push(resolve))
  }

  #tell(url: string, kept: Kept): void {
    const body = JSON.stringify(present(kept, defaultFields, true, this.#config.time))
    void tell(this.#send, url, body, this.#context.config.sleep)
  }
}

function told({ told: fixed, verdict, finishedAtMs }: Entry): Kept {
  return { ...fixed, verdict, finishedAtMs }
}

export function isEnded(statusId: StatusId): boolean {
  return statusId !== statusIds.queued && statusId !== statusIds.processing
}

/** What the caller's own request caused is told; what the sandbox did is not. */
function faultText(error: unknown): string {
  const { message } = faultOf(error)
  return message === '' ? say.internal : message
}

/** What a kept submission takes beside its texts. */
const ENTRY_BYTES = 2048

function bytesOf({ told: { given }, verdict }: Entry): number {
  const all = [
    given.sourceCode,
    given.stdin,
    given.expectedOutput,
    given.additionalFiles,
    verdict.stdout,
    verdict.stderr,
    verdict.compileOutput,
  ]
  return all.reduce((sum, bytes) => sum + (bytes?.byteLength ?? 0), ENTRY_BYTES)
}
