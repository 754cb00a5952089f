/** Which workers are there, and what each has. A worker's word lives as long as it is renewed, by Redis's clock alone. */
import type { Redis } from 'ioredis'
import { z } from 'zod'
import type { Keys } from './keys.js'

/** How long a worker's word holds, and how often it is renewed, in milliseconds. */
const HOLDS_MS = 15_000
export const RENEW_MS = 5_000

const announcedSchema = z.object({
  id: z.string(),
  /** fuelcell's version. */
  version: z.string(),
  /** When it began, in milliseconds since 1970, by its own clock: only to be shown. */
  startedMs: z.number(),
  /** How many runs it does at once. */
  slots: z.number(),
  runtimes: z.array(
    z.object({ name: z.string(), aliases: z.array(z.string()), version: z.string(), epoch: z.string() }),
  ),
})

export type Announced = z.output<typeof announcedSchema>
export type AnnouncedRuntime = Announced['runtimes'][number]

export async function announce(redis: Redis, keys: Keys, worker: Announced): Promise<void> {
  await redis
    .pipeline()
    .set(keys.worker(worker.id), JSON.stringify(worker), 'PX', HOLDS_MS)
    .sadd(keys.workers, worker.id)
    .exec()
}

export async function withdraw(redis: Redis, keys: Keys, id: string): Promise<void> {
  await redis.pipeline().del(keys.worker(id)).srem(keys.workers, id).exec()
}

/** The workers that are there, the newest version first. Those whose word ran out are forgotten. */
export async function liveWorkers(redis: Redis, keys: Keys): Promise<readonly Announced[]> {
  const ids = await redis.smembers(keys.workers)
  if (ids.length === 0) return []
  const found = await redis.mget(ids.map((id) => keys.worker(id)))
  const gone = ids.filter((_, index) => found[index] === null)
  if (gone.length > 0) await redis.srem(keys.workers, ...gone)
  return found
    .flatMap((text) => (text === null ? [] : [announcedSchema.safeParse(parsed(text))]))
    .flatMap((read) => (read.success ? [read.data] : []))
    .sort((a, b) => byVersion(b.version, a.version) || b.startedMs - a.startedMs)
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

function byVersion(a: string, b: string): number {
  return a.localeCompare(b, 'en', { numeric: true })
}

/** The runtime of that name or alias that the newest worker has, in the epoch asked for. */
export function chooseRuntime(
  workers: readonly Announced[],
  name: string,
  epochs: Readonly<Record<string, string>>,
): AnnouncedRuntime | undefined {
  for (const { runtimes } of workers) {
    const found = runtimes.find((one) => one.name === name || one.aliases.includes(name))
    const asked = found === undefined ? undefined : epochs[found.name]
    if (found !== undefined && (asked === undefined || asked === found.epoch)) return found
  }
  return undefined
}
