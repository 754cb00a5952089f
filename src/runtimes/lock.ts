import { randomUUID } from 'node:crypto'
import { readFile, rename, rm, stat, utimes, writeFile } from 'node:fs/promises'
import { hostname } from 'node:os'
import { setTimeout as wait } from 'node:timers/promises'

/** How often an owner shows that it lives. */
const HEARTBEAT_MS = 2_000
/** An owner that was silent for this long is taken for dead: seven heartbeats. */
const STALE_MS = 15_000
const POLL_MS = 50

interface Owner {
  readonly pid: number
  readonly host: string
  readonly token: string
}

/**
 * Does `work` while no other process or call holds the lock at `path`, a file that names its owner. The lock of an owner that is dead, or silent, is taken over.
 * `onWait` is told once, when the lock is not free soon. It saves work and nothing more: two owners at once, possible where clocks or processes stand still, do the same work twice and do no harm.
 */
export async function withLock<T>(path: string, work: () => Promise<T>, onWait: () => void = () => {}): Promise<T> {
  const owner: Owner = { pid: process.pid, host: hostname(), token: randomUUID() }
  for (let polls = 0; !(await take(path, owner)); polls += 1) {
    if (polls === 1) onWait()
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
  const [owner, file] = await Promise.all([ownerOf(path), stat(path).catch(() => undefined)])
  if (file === undefined) return true
  // A clock that was set back makes the last sign of life lie ahead, which must not count as life until then.
  const silentMs = Math.abs(Date.now() - file.mtimeMs)
  const dead = owner !== undefined && owner.host === hostname() && !isAlive(owner.pid)
  if (!dead && silentMs < STALE_MS) return false
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

async function ownerOf(path: string): Promise<Owner | undefined> {
  try {
    const value = JSON.parse(await readFile(path, 'utf8')) as Partial<Owner> | null
    const { pid, host, token } = value ?? {}
    if (typeof pid !== 'number' || typeof host !== 'string' || typeof token !== 'string') return undefined
    return Number.isSafeInteger(pid) && pid > 0 ? { pid, host, token } : undefined
  } catch {
    return undefined
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM'
  }
}
