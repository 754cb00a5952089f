/** What a fleet looks like from outside. */
import { Queue } from 'bullmq'
import type { Redis } from 'ioredis'
import type { Keys } from './keys.js'
import { type Announced, liveWorkers } from './registry.js'

export interface QueueStatus {
  readonly runtime: string
  readonly epoch: string
  readonly waiting: number
  readonly active: number
  /** Jobs that were given up, such as those that lost their worker each time. */
  readonly parked: number
  /** How long the oldest job that waits has waited, in milliseconds; `null` where none waits. */
  readonly oldestMs: number | null
}

export interface FleetStatus {
  readonly workers: readonly Announced[]
  readonly queues: readonly QueueStatus[]
  /** Runs of which two executions differ. */
  readonly disagreements: number
}

export async function statusOf(redis: Redis, keys: Keys): Promise<FleetStatus> {
  const workers = await liveWorkers(redis, keys)
  const runtimes = new Map(
    workers.flatMap((worker) => worker.runtimes.map((one) => [keys.queue(one.name, one.epoch), one])),
  )
  const queues = await Promise.all(
    [...runtimes].map(async ([name, { name: runtime, epoch }]) => {
      const queue = new Queue(name, { connection: redis, prefix: keys.queues })
      queue.on('error', () => {})
      try {
        const counts = await queue.getJobCounts('wait', 'prioritized', 'active', 'failed')
        const [oldest] = await queue.getJobs(['prioritized', 'wait'], 0, 0, true)
        return {
          runtime,
          epoch,
          waiting: (counts.wait ?? 0) + (counts.prioritized ?? 0),
          active: counts.active ?? 0,
          parked: counts.failed ?? 0,
          oldestMs: oldest === undefined ? null : Math.max(0, Date.now() - oldest.timestamp),
        }
      } finally {
        await queue.close()
      }
    }),
  )
  return { workers, queues, disagreements: await redis.llen(keys.disagreements) }
}
