/** The side of a fleet that does runs. */
import { randomUUID } from 'node:crypto'
import { type Job as QueueJob, Worker as QueueWorker } from 'bullmq'
import { FuelcellError, thrownText } from '../core/errors.js'
import type { Runner } from '../runner/runner.js'
import { connect, greet } from './connect.js'
import { parseJob } from './job.js'
import { keysOf } from './keys.js'
import { fleet as say } from './messages.js'
import { perform } from './perform.js'
import type { Post } from './post.js'
import { type Announced, type AnnouncedRuntime, announce, liveWorkers, RENEW_MS, withdraw } from './registry.js'
import { scripted } from './scripts.js'
import { answerError } from './tell.js'

export interface WorkerOptions {
  readonly redis: string
  readonly prefix: string
  /** What this process can run, with the epoch of each. */
  readonly runtimes: readonly AnnouncedRuntime[]
  readonly version: string
  /** How many runs at once. */
  readonly slots: number
  /** How long a job stays with a worker that gives no sign of life, in milliseconds. */
  readonly lockMs: number
  readonly unreachableMs: number
  /** Told of what goes wrong beside the runs. */
  readonly onWarning: (message: string) => void
}

/** How often a job may lose its worker before it is parked. */
export const MOST_STARTS = 3

export interface FleetWorker {
  readonly id: string
  /** Takes no new job, ends those that it has, and says goodbye. */
  close(): Promise<void>
}

/**
 * Takes runs off the queue until it is closed.
 * @throws FuelcellError `fleet-unreachable`.
 */
export async function startFleetWorker(runner: Pick<Runner, 'run'>, options: WorkerOptions): Promise<FleetWorker> {
  const { redis: url, prefix, runtimes, slots, lockMs, onWarning } = options
  const redis = connect(url)
  const subscriber = connect(url)
  const id = randomUUID()
  const keys = keysOf(prefix)
  const word: Announced = { id, version: options.version, startedMs: Date.now(), slots, runtimes: [...runtimes] }
  try {
    await greet(redis, url, options.unreachableMs)
  } catch (error) {
    redis.disconnect()
    subscriber.disconnect()
    throw error
  }
  const hasPeer = async (runtime: string, epoch: string) => {
    const workers = await liveWorkers(redis, keys)
    return workers.some(
      (one) => one.id !== id && one.runtimes.some((its) => its.name === runtime && its.epoch === epoch),
    )
  }
  const post: Post = { id, redis, keys, scripts: scripted(redis), runner, onWarning, hasPeer }
  const underWay = new Map<string, AbortController>()
  subscriber.subscribe(keys.cancelChannel).catch(() => {})
  subscriber.on('message', (_, job) => underWay.get(job)?.abort())

  const take = async (job: QueueJob, runtime: AnnouncedRuntime, token: string | undefined) => {
    const stop = new AbortController()
    const jobId = job.id ?? ''
    underWay.set(jobId, stop)
    try {
      await perform(post, job, runtime, token, stop.signal)
    } finally {
      underWay.delete(jobId)
    }
  }
  const queues = runtimes.map((runtime) => {
    const queue = new QueueWorker(keys.queue(runtime.name, runtime.epoch), (job, token) => take(job, runtime, token), {
      connection: redis,
      prefix: keys.queues,
      name: id,
      concurrency: slots,
      lockDuration: lockMs,
      stalledInterval: lockMs,
      maxStalledCount: MOST_STARTS - 1,
      removeOnComplete: { count: 0 },
    })
    queue.on('error', (error) => onWarning(error.message))
    queue.on('failed', (job, error) => {
      if (job !== undefined) void park(post, job, error)
    })
    return queue
  })
  await announce(redis, keys, word)
  const renewal = setInterval(() => void announce(redis, keys, word).catch(() => {}), RENEW_MS)
  return {
    id,
    async close() {
      clearInterval(renewal)
      await withdraw(redis, keys, id).catch(() => {})
      await Promise.all(queues.map((queue) => queue.close()))
      subscriber.disconnect()
      redis.disconnect()
    },
  }
}

/** Answers a job that was given up: it lost its worker each time, or its answer could not be kept. */
async function park(post: Post, job: QueueJob, why: Error): Promise<void> {
  const id = job.id ?? ''
  const isLost = /stalled/.test(why.message)
  const message = isLost ? say.parked(id, MOST_STARTS) : say.failed(id, why.message)
  post.onWarning(message)
  try {
    await answerError(post, id, parseJob(job.data), new FuelcellError('fleet-job-parked', message))
  } catch (failure) {
    post.onWarning(say.failed(id, thrownText(failure)))
  }
}
