/** Taking things out of the cache: what runtimes have there, and what nobody will use again. */
import { lstat, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import { FuelcellError } from '../../core/errors.js'
import { systemReason } from '../../core/system-reason.js'
import { makerOf } from '../../core/temporary-folder.js'
import { runtimes as say } from '../messages.js'
import { entryFolder, type ListedEntry, listEntries, listKeys, lockPath, readEntry } from './cache.js'
import { isAlive, madeUnder, withLock } from './lock.js'

/** What builders and removers leave that are killed, and what was set aside; the key of its entry comes first. */
const LEFTOVER = /^([0-9a-f]{64})\.(?:corrupt|staging|lock)[-.0-9a-f]*$/

export interface Removed {
  readonly count: number
  readonly bytes: number
}

/** Waits until nobody makes anything under one of these names; `onWait` is told once, if there is a need to. */
export async function awaitBuilders(cacheDir: string, names: ReadonlySet<string>, onWait: () => void): Promise<void> {
  for (let isTold = false; ; isTold = true) {
    const locks = await locksFor(cacheDir, names)
    if (locks.length === 0) return
    if (!isTold) onWait()
    for (const lock of locks) await withLock(lock, async () => {})
  }
}

async function locksFor(cacheDir: string, names: ReadonlySet<string>): Promise<readonly string[]> {
  const files = (await readdir(cacheDir).catch(() => [])).filter((name) => /^[0-9a-f]{64}\.lock$/.test(name))
  const held: string[] = []
  for (const path of files.map((name) => join(cacheDir, name))) {
    const made = await madeUnder(path)
    if (made !== undefined && names.has(made)) held.push(path)
  }
  return held
}

/**
 * Drops the sound entries that are `wanted`, each when nobody builds it, and tells which those were.
 * @throws FuelcellError `cache-unwritable`.
 */
export async function removeEntries(
  cacheDir: string,
  wanted: (entry: ListedEntry) => boolean,
): Promise<readonly ListedEntry[]> {
  const doomed = (await listEntries(cacheDir)).filter(wanted)
  for (const { key } of doomed) {
    const folder = entryFolder(cacheDir, key)
    await removable(
      folder,
      withLock(lockPath(cacheDir, key), () => rm(folder, { recursive: true, force: true })),
    )
  }
  return doomed
}

/**
 * Drops what no run will use: entries that are damaged or of another version of this package, what was set aside, and what processes
 * left that were killed, in the cache and among the temporary folders. What somebody works on stays.
 * @throws FuelcellError `cache-unwritable`.
 */
export async function removeLeftovers(cacheDir: string): Promise<Removed> {
  let [count, bytes] = [0, 0]
  const drop = async (path: string) => {
    count += 1
    bytes += await bytesBelow(path)
    await removable(path, rm(path, { recursive: true, force: true }))
  }
  const isUnsound = async (key: string) => typeof (await readEntry(entryFolder(cacheDir, key))) === 'string'
  const leftovers = await leftoversIn(cacheDir)
  const keys = new Set(leftovers.keys())
  for (const key of await listKeys(cacheDir)) if (await isUnsound(key)) keys.add(key)
  for (const key of keys) {
    const lock = lockPath(cacheDir, key)
    if ((await madeUnder(lock)) !== undefined) continue
    // The lock of somebody who is dead goes when this one is taken.
    if (leftovers.get(key)?.includes(basename(lock))) count += 1
    const work = async () => {
      // Somebody may have been there since it was listed.
      for (const name of (await leftoversIn(cacheDir)).get(key) ?? []) {
        if (name !== basename(lock)) await drop(join(cacheDir, name))
      }
      if (await isUnsound(key)) await drop(entryFolder(cacheDir, key))
    }
    await removable(lock, withLock(lock, work))
  }
  for (const path of await abandonedFolders()) await drop(path)
  return { count, bytes }
}

/** Names of leftovers, by the key of their entry. */
async function leftoversIn(cacheDir: string): Promise<ReadonlyMap<string, readonly string[]>> {
  const leftovers = new Map<string, string[]>()
  for (const name of await readdir(cacheDir).catch(() => [])) {
    const [, key] = LEFTOVER.exec(name) ?? []
    if (key !== undefined) leftovers.set(key, [...(leftovers.get(key) ?? []), name])
  }
  return leftovers
}

async function removable(path: string, work: Promise<void>): Promise<void> {
  try {
    await work
  } catch (cause) {
    if (cause instanceof FuelcellError) throw cause
    throw new FuelcellError('cache-unwritable', say.cannotRemove(path, systemReason(cause)), { cause })
  }
}

/** Temporary folders of this user's processes that have ended. */
async function abandonedFolders(): Promise<readonly string[]> {
  const user = process.getuid?.()
  const found: string[] = []
  for (const name of await readdir(tmpdir()).catch(() => [])) {
    const pid = makerOf(name)
    if (pid === undefined || isAlive(pid)) continue
    const path = join(tmpdir(), name)
    const status = await lstat(path).catch(() => undefined)
    if (status?.isDirectory() && (user === undefined || status.uid === user)) found.push(path)
  }
  return found
}

/** Size of all files below a path; what goes meanwhile counts as nothing. */
export async function bytesBelow(path: string): Promise<number> {
  const found = await lstat(path).catch(() => undefined)
  if (found === undefined || !found.isDirectory()) return found?.size ?? 0
  const entries = await readdir(path, { recursive: true, withFileTypes: true }).catch(() => [])
  const files = entries.filter((entry) => entry.isFile())
  const sizes = files.map(({ parentPath, name }) => lstat(join(parentPath, name)).catch(() => undefined))
  return (await Promise.all(sizes)).reduce((sum, file) => sum + (file?.size ?? 0), 0)
}
