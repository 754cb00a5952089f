/** Connections to Redis, and its errors in our words. */
import { Redis } from 'ioredis'
import { FuelcellError, thrownText } from '../core/errors.js'
import { fleet as say } from './messages.js'

/** The longest wait between two tries to connect, in milliseconds. */
const LONGEST_PAUSE_MS = 2_000

/**
 * A connection that comes back by itself; what is asked meanwhile waits. It is not there yet.
 * BullMQ's workers need requests that are tried for ever.
 */
export function connect(url: string): Redis {
  const options = {
    maxRetriesPerRequest: null,
    enableReadyCheck: true,
    retryStrategy: (tries: number) => Math.min(tries * 50, LONGEST_PAUSE_MS),
  }
  const redis = url.startsWith('unix://')
    ? new Redis({ ...options, path: url.slice('unix://'.length) })
    : new Redis(url, options)
  // Errors of the connection are told by whoever waits on it.
  redis.on('error', () => {})
  return redis
}

/** The address without its password, for messages. */
export function shownUrl(url: string): string {
  return url.replace(/^(\w+:\/\/)[^@/]*@/, '$1')
}

/** @throws FuelcellError `fleet-unreachable` where Redis does not answer in time. */
export async function greet(redis: Redis, url: string, ms: number): Promise<void> {
  let last = `no answer within ${ms} ms`
  const note = (error: Error) => {
    last = error.message
  }
  redis.on('error', note)
  try {
    await within(redis.ping(), ms)
  } catch {
    throw new FuelcellError('fleet-unreachable', say.unreachable(shownUrl(url), last))
  } finally {
    redis.off('error', note)
  }
}

/**
 * What Redis gives, or an error in time.
 * @throws FuelcellError `fleet-unreachable` for silence, `queue-full` where its memory is full.
 */
export async function within<T>(work: Promise<T>, ms: number): Promise<T> {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new FuelcellError('fleet-unreachable', say.silent(ms))), ms)
  })
  try {
    return await Promise.race([work, late])
  } catch (error) {
    if (/^OOM /.test(thrownText(error))) {
      throw new FuelcellError('queue-full', say.full(thrownText(error)), { cause: error })
    }
    throw error
  } finally {
    clearTimeout(timer)
  }
}
