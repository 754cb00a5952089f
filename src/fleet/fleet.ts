/** The side of a fleet that has runs done. */
import { randomInt, randomUUID } from 'node:crypto'
import { Queue } from 'bullmq'
import type { Redis } from 'ioredis'
import { FuelcellError } from '../core/errors.js'
import type { Result } from '../core/result.js'
import type { OutputChunk, RunRequest } from '../runner/request/request.js'
import { decodeError, decodeResult, encodeRequest } from '../wire/index.js'
import { Answers } from './answers.js'
import { keepBlobs, releaseBlobs, withoutBlobs } from './blobs.js'
import { connect, greet, within } from './connect.js'
import { runDigest } from './digest.js'
import type { Answer, Job } from './job.js'
import { JOB_FORMAT, type Keys, keysOf } from './keys.js'
import { fleet as say } from './messages.js'
import { type FleetOptions, type ParsedFleetOptions, parseFleetOptions } from './options.js'
import { OutputReader } from './output.js'
import { type Announced, type AnnouncedRuntime, chooseRuntime, liveWorkers } from './registry.js'
import { type Scripted, scripted } from './scripts.js'
import { type FleetStatus, statusOf } from './status.js'
import { gatheredStdin } from './stdin.js'

/** Runs on many machines, over a queue in Redis. Open one with {@link openFleet} and close it in the end. */
export interface Fleet {
  /**
   * `runner.run`, on whichever worker is free.
   * @throws FuelcellError as `runner.run`; `fleet-no-worker` where no worker has the runtime, `fleet-unreachable` where Redis is
   *   silent, `queue-full` where its memory is full, `fleet-disagreement` and `fleet-job-parked` as the codes say.
   */
  run(request: RunRequest): Promise<Result>
  /** Who is there, and what waits. */
  status(): Promise<FleetStatus>
  /** Rejects what is under way with `runner-closed` and ends the connections. What was accepted is still done. */
  close(): Promise<void>
  [Symbol.asyncDispose](): Promise<void>
}

/** What of a request stays with whoever asks. */
interface Asker {
  readonly signal: AbortSignal | undefined
  readonly onOutput: ((chunk: OutputChunk) => void) | undefined
}

/** How long the list of workers is believed, in milliseconds. */
const WORKERS_HOLD_MS = 1_000
/** Priorities of BullMQ end at 2^21. */
const LOWEST_PRIORITY = 2 ** 21 - 1
const MAX_SEED = 2 ** 47

/**
 * Opens a fleet.
 * @throws FuelcellError `invalid-option`, `fleet-unreachable`.
 */
export async function openFleet(options: FleetOptions): Promise<Fleet> {
  const parsed = parseFleetOptions(options)
  const redis = connect(parsed.redis)
  try {
    await greet(redis, parsed.redis, parsed.unreachableMs)
  } catch (error) {
    redis.disconnect()
    throw error
  }
  return new RedisFleet(redis, parsed)
}

class RedisFleet implements Fleet {
  readonly #id = randomUUID()
  readonly #redis: Redis
  readonly #subscriber: Redis
  readonly #options: ParsedFleetOptions
  readonly #keys: Keys
  readonly #scripts: Scripted
  readonly #answers: Answers
  readonly #queues = new Map<string, Queue>()
  #output: { readonly reader: OutputReader; readonly blocking: Redis } | undefined
  #workers: { readonly list: readonly Announced[]; readonly atMs: number } | undefined
  #isClosed = false

  constructor(redis: Redis, options: ParsedFleetOptions) {
    this.#redis = redis
    this.#options = options
    this.#keys = keysOf(options.prefix)
    this.#scripts = scripted(redis)
    this.#subscriber = connect(options.redis)
    this.#answers = new Answers(redis, this.#subscriber, this.#keys, this.#id, options.pollMs)
  }

  async run(request: RunRequest): Promise<Result> {
    if (this.#isClosed) throw closed()
    try {
      return await this.#run(request)
    } catch (error) {
      // What is under way when the fleet closes fails in ways that only say so.
      throw this.#isClosed ? closed() : error
    }
  }

  async #run(request: RunRequest): Promise<Result> {
    const { signal, onOutput } = request
    if (signal?.aborted === true) throw aborted(signal)
    if (request.preopens !== undefined && request.preopens.length > 0) {
      throw new FuelcellError('invalid-option', say.preopens)
    }
    const stdin = await gatheredStdin(request.stdin)
    const asked = encodeRequest({ ...request, ...(stdin === undefined ? {} : { stdin }) })
    const runtime = await this.#choose(asked.runtime)
    // Drawn here, so that from here on the run is a pure function.
    const { clockStartMs = Date.now(), seed } = asked
    const pure = {
      ...asked,
      runtime: runtime.name,
      clockStartMs,
      seed: seed === 'random' ? randomInt(MAX_SEED) : (seed ?? 0),
    }
    const { request: light, blobs } = withoutBlobs(pure)
    const answered = await this.#do(runtime, light, blobs, { signal, onOutput })
    if (this.#options.verify > Math.random()) {
      await this.#do(runtime, light, blobs, { signal, onOutput: undefined }, answered.worker)
    }
    return answered.result
  }

  async #do(
    runtime: AnnouncedRuntime,
    request: Readonly<Record<string, unknown>>,
    blobs: ReadonlyMap<string, string>,
    { signal, onOutput }: Asker,
    notBy?: string,
  ): Promise<{ readonly result: Result; readonly worker: string }> {
    const digest = runDigest(runtime.epoch, request)
    const { keepMs, tenant, unreachableMs } = this.#options
    const mayBeKept = notBy === undefined && onOutput === undefined
    const keys = { result: this.#keys.result(digest), tenant: this.#keys.tenant(tenant) }
    const [kept, underWay] = await within(this.#scripts.accept(keys, keepMs, mayBeKept), unreachableMs)
    if (underWay < 0) throw new FuelcellError('fleet-disagreement', say.disagreement(digest))
    if (kept !== '') return { result: decodeResult(JSON.parse(kept)), worker: '' }
    const id = `r-${randomUUID()}`
    const job: Job = {
      format: JOB_FORMAT,
      epoch: runtime.epoch,
      request: request as Job['request'],
      blobs: [...blobs.keys()],
      tenant,
      producer: this.#id,
      output: onOutput !== undefined,
      keepMs,
      ...(notBy === undefined ? {} : { verify: { notBy } }),
    }
    const waiting = this.#answers.of(id)
    // A rejection by `close` may come before anybody waits.
    waiting.catch(() => {})
    if (onOutput !== undefined) this.#reader().begin(this.#keys.output(id), onOutput)
    const cancel = () => void this.#cancel(runtime, id, [...blobs.keys()])
    try {
      await within(keepBlobs(this.#redis, this.#keys, blobs, id), unreachableMs)
      await within(this.#add(runtime, id, job, underWay), unreachableMs)
      signal?.addEventListener('abort', cancel, { once: true })
      if (signal?.aborted === true) cancel()
      const answer = await Promise.race([waiting, rejectedBy(signal)])
      // Heard, so nobody looks for it any more.
      this.#redis.unlink(this.#keys.answer(id)).catch(() => {})
      if (onOutput !== undefined) await this.#output?.reader.end(this.#keys.output(id))
      return { result: await this.#resultOf(answer, digest), worker: answer.worker }
    } finally {
      signal?.removeEventListener('abort', cancel)
      this.#answers.forget(id)
      this.#output?.reader.forget(this.#keys.output(id))
    }
  }

  /** Fair between tenants: a tenant's runs come after as many of another's as it has under way itself. */
  async #add(runtime: AnnouncedRuntime, id: string, job: Job, underWay: number): Promise<void> {
    await this.#queue(runtime).add('run', job, {
      jobId: id,
      priority: Math.min(Math.max(underWay, 1), LOWEST_PRIORITY),
      removeOnComplete: true,
      removeOnFail: { age: 7 * 24 * 3600, count: 1000 },
    })
  }

  async #resultOf(answer: Answer, digest: string): Promise<Result> {
    if (answer.error !== undefined) throw decodeError(answer.error)
    if (answer.result !== undefined) return decodeResult(answer.result)
    const kept = await within(
      this.#redis.hget(this.#keys.result(answer.digest ?? digest), 'result'),
      this.#options.unreachableMs,
    )
    if (kept === null) throw new FuelcellError('fleet-unreachable', say.silent(this.#options.keepMs))
    return decodeResult(JSON.parse(kept))
  }

  async #cancel(runtime: AnnouncedRuntime, id: string, blobs: readonly string[]): Promise<void> {
    const batch = this.#redis.pipeline()
    batch.set(this.#keys.cancelled(id), '1', 'PX', this.#options.keepMs)
    batch.publish(this.#keys.cancelChannel, id)
    await batch.exec().catch(() => {})
    const wasWaiting = await this.#queue(runtime)
      .remove(id)
      .catch(() => 0)
    if (wasWaiting !== 1) return
    // Nobody takes it any more, so nobody else puts away what it holds.
    await this.#redis.decr(this.#keys.tenant(this.#options.tenant)).catch(() => {})
    await releaseBlobs(this.#redis, this.#keys, blobs, id).catch(() => {})
  }

  async #choose(name: string): Promise<AnnouncedRuntime> {
    const { epochs, unreachableMs } = this.#options
    const isFresh = this.#workers !== undefined && performance.now() - this.#workers.atMs < WORKERS_HOLD_MS
    const known = isFresh ? chooseRuntime(this.#workers?.list ?? [], name, epochs) : undefined
    if (known !== undefined) return known
    const list = await within(liveWorkers(this.#redis, this.#keys), unreachableMs)
    this.#workers = { list, atMs: performance.now() }
    const found = chooseRuntime(list, name, epochs)
    if (found !== undefined) return found
    const there = new Set(list.flatMap(({ runtimes }) => runtimes.map((one) => `${one.name} ${one.epoch}`)))
    throw new FuelcellError('fleet-no-worker', say.noWorker(name, epochs[name], [...there].sort()))
  }

  #queue({ name, epoch }: AnnouncedRuntime): Queue {
    const queueName = this.#keys.queue(name, epoch)
    let queue = this.#queues.get(queueName)
    if (queue === undefined) {
      queue = new Queue(queueName, { connection: this.#redis, prefix: this.#keys.queues })
      queue.on('error', () => {})
      this.#queues.set(queueName, queue)
    }
    return queue
  }

  #reader(): OutputReader {
    if (this.#output === undefined) {
      const blocking = connect(this.#options.redis)
      this.#output = { reader: new OutputReader(this.#redis, blocking), blocking }
    }
    return this.#output.reader
  }

  status(): Promise<FleetStatus> {
    return within(statusOf(this.#redis, this.#keys), this.#options.unreachableMs)
  }

  async close(): Promise<void> {
    if (this.#isClosed) return
    this.#isClosed = true
    this.#answers.close(closed())
    await Promise.all([...this.#queues.values()].map((queue) => queue.close()))
    this.#output?.blocking.disconnect()
    this.#subscriber.disconnect()
    this.#redis.disconnect()
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close()
  }
}

function closed(): FuelcellError {
  return new FuelcellError('runner-closed', say.closed)
}

function rejectedBy(signal: AbortSignal | undefined): Promise<never> {
  return new Promise((_, reject) => {
    if (signal === undefined) return
    const stop = () => reject(aborted(signal))
    if (signal.aborted) stop()
    else signal.addEventListener('abort', stop, { once: true })
  })
}

function aborted(signal: AbortSignal): FuelcellError {
  return new FuelcellError('aborted', say.aborted, { cause: signal.reason })
}
