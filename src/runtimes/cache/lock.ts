import { randomUUID } from 'node:crypto'
import { readFile, rename, rm, stat, utimes, writeFile } from 'node:fs/promises'
import { setTimeout as wait } from 'node:timers/promises'
import { machineName } from '../../core/machine-name.js'

/** How often an owner shows that it lives. */
const HEARTBEAT_MS = 2_000
/** An owner that was silent for this long is taken for dead: seven heartbeats. */
const STALE_MS = 15_000
const POLL_MS = 50

interface Owner {
  readonly pid: number
  readonly host: string
  readonly token: string
  /** What the work makes, for those that look; empty where nothing is made. */
  readonly makes: string
}

export interface LockOptions {
  /** Told once, when the lock is not free soon. */
  readonly onWait?: (() => void) | undefined
  /** What the work makes, for {@link madeUnder}. Default nothing. */
  readonly makes?: string
}

/**
 * Does `work` while no other process or call holds the lock at `path`, a file that names its owner. The lock of an owner that is dead, or silent, is taken over.
 * It saves work and nothing more: two owners at once, possible where clocks or processes stand still, do the same work twice and do no harm.
 */
export async function withLock<T>(
  path: string,
  work: () => Promise<T>,
  { onWait, makes = '' }: LockOptions = {},
): Promise<T> {
  const owner: Owner = { pid: process.pid, host: machineName(), token: randomUUID(), makes }
  for (let polls = 0; !(await take(path, owner)); polls += 1) {
    if (polls === 1) onWait?.()
    if (!(await breakStale(path))) await wait(POLL_MS)
  }
  const heartbeat = setInterval(() => {
    const now = new Date()
    utimes(path, now, now).catch(() => undefined)
  }, HEARTBEAT_MS)
  heartbeat.unref()
  try {
    return await work()
  } finally {
    clearInterval(heartbeat)
    if ((await ownerOf(path))?.token === owner.token) await rm(path, { force: true })
  }
}

/** What is made under a lock by an owner that shows signs of life; nothing where the lock is free. */
export async function madeUnder(path: string): Promise<string | undefined> {
  const { owner, isStale } = await lookAt(path)
  return isStale ? undefined : (owner?.makes ?? '')
}

async function take(path: string, owner: Owner): Promise<boolean> {
  try {
    await writeFile(path, JSON.stringify(owner), { flag: 'wx', mode: 0o600 })
    return true
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false
    throw error
  }
}

/** Whether a stale lock was at `path` and is gone. */
async function breakStale(path: string): Promise<boolean> {
  const { owner, isStale, isThere } = await lookAt(path)
  if (!isThere) return true
  if (!isStale) return false
  // Moved, looked at and only then removed, lest a lock that somebody took a moment ago be broken instead.
  const aside = `${path}.${randomUUID()}`
  try {
    await rename(path, aside)
  } catch {
    return true
  }
  const moved = await ownerOf(aside)
  if (moved?.token !== owner?.token && moved !== undefined) await take(path, moved).catch(() => false)
  await rm(aside, { force: true })
  return true
}

/** A lock that is not there counts as stale. */
async function lookAt(path: string): Promise<{ owner: Owner | undefined; isThere: boolean; isStale: boolean }> {
  const [owner, file] = await Promise.all([ownerOf(path), stat(path).catch(() => undefined)])
  if (file === undefined) return { owner, isThere: false, isStale: true }
  // A clock that was set back makes the last sign of life lie ahead, which must not count as life until then.
  const silentMs = Math.abs(Date.now() - file.mtimeMs)
  const isDead = owner !== undefined && owner.host === machineName() && !isAlive(owner.pid)
  return { owner, isThere: true, isStale: isDead || silentMs >= STALE_MS }
}

async function ownerOf(path: string): Promise<Owner | undefined> {
  try {
    const value = JSON.parse(await readFile(path, 'utf8')) as Partial<Owner> | null
    const { pid, host, token, makes } = value ?? {}
    if (typeof pid !== 'number' || typeof host !== 'string' || typeof token !== 'string') return undefined
    const isSound = Number.isSafeInteger(pid) && pid > 0
    return isSound ? { pid, host, token, makes: typeof makes === 'string' ? makes : '' } : undefined
  } catch {
    return undefined
  }
}

/** Whether a process of this machine lives. */
export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM'
  }
}
