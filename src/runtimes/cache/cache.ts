import { randomUUID } from 'node:crypto'
import { lstat, mkdir, readdir, readFile, rename, rm, stat, utimes, writeFile } from 'node:fs/promises'
import { homedir, userInfo } from 'node:os'
import { isAbsolute, join, resolve } from 'node:path'
import { FuelcellError } from '../../core/errors.js'
import { makeFolder } from '../../core/make-folder.js'
import { runtimes as say } from '../messages.js'
import { type Entry, parseEntry } from './entry.js'

/**
 * Each entry is a folder named by its key, which holds a compiled module, or the archive of a mount, and `entry.json`. It appears whole, by one rename.
 * Compiled code is trusted once it is loaded, so the cache is usable only if nobody but its owner can write there.
 */
const MODULE_FILE = 'module.cwasm'
const ARCHIVE_FILE = 'mount.archive'
const TUNED_FILE = 'tuned.wasm'
const IMAGE_FILE = 'memory.image'
const ENTRY_FILE = 'entry.json'
/** Damaged entries that are kept for a look at them. */
const KEPT_CORRUPT = 2
/** Modules of callers' own that are kept. Runtimes are not counted: strangers' modules must not drive them out. */
const KEPT_OWN_MODULES = 64
/** An entry that nobody used for this long goes when the next is made. */
const UNUSED_MS = 30 * 24 * 3600 * 1000
/** An entry's last use is noted at most this often, so that a run does not write to the disk. */
const NOTE_USE_MS = 24 * 3600 * 1000

/**
 * Where compiled modules are kept: the option, else `FUELCELL_CACHE_DIR`, else `fuelcell` under `XDG_CACHE_HOME`, else `~/.cache/fuelcell`.
 * Empty values count as absent, and so does a relative `XDG_CACHE_HOME`, as its specification says.
 */
export function cacheDirectory(option?: string, env: NodeJS.ProcessEnv = process.env): string {
  const asked = option || env.FUELCELL_CACHE_DIR
  if (asked) return resolve(asked)
  const shared = env.XDG_CACHE_HOME
  return join(shared && isAbsolute(shared) ? shared : join(homeFolder(), '.cache'), 'fuelcell')
}

/** With an empty or relative `HOME`, code would be loaded from whatever folder a process stands in: then the account's own. */
function homeFolder(): string {
  const home = homedir()
  return isAbsolute(home) ? home : userInfo().homedir
}

/**
 * Makes the cache directory, readable for its owner only, or checks the one that is there.
 * @throws FuelcellError `cache-unwritable` when it belongs to somebody else, others may write there, or it is no directory; errors of the file system as they are.
 */
export async function prepareCache(cacheDir: string): Promise<void> {
  await makeFolder(cacheDir, 0o700)
  const found = await stat(cacheDir)
  const user = process.getuid?.()
  // What belongs to root, such as a cache baked into an image, is as trustworthy as the machine.
  if (user !== undefined && found.uid !== user && found.uid !== 0) {
    throw new FuelcellError('cache-unwritable', say.cacheOfAnother(cacheDir, found.uid, user))
  }
  if (user !== undefined && (found.mode & 0o022) !== 0) {
    throw new FuelcellError('cache-unwritable', say.cacheOpenToOthers(cacheDir))
  }
}

export function entryFolder(cacheDir: string, key: string): string {
  return join(cacheDir, key)
}

export function modulePath(folder: string): string {
  return join(folder, MODULE_FILE)
}

export function archivePath(folder: string): string {
  return join(folder, ARCHIVE_FILE)
}

export function tunedPath(folder: string): string {
  return join(folder, TUNED_FILE)
}

export function imagePath(folder: string): string {
  return join(folder, IMAGE_FILE)
}

/** The file that an entry of a kind keeps. */
export function keptPath(kind: Entry['kind'], folder: string): string {
  const paths = { module: modulePath, mount: archivePath, tuned: tunedPath, wheel: archivePath, image: imagePath }
  return paths[kind](folder)
}

export function lockPath(cacheDir: string, key: string): string {
  return join(cacheDir, `${key}.lock`)
}

/**
 * The entry in a folder; `undefined` when there is none, `foreign` when it is of another version of this package, `corrupt` when
 * what is there cannot be one.
 */
export async function readEntry(folder: string): Promise<Entry | 'foreign' | 'corrupt' | undefined> {
  const text = await readFile(join(folder, ENTRY_FILE), 'utf8').catch(absent)
  if (text === undefined) return (await lstat(folder).catch(absent)) === undefined ? undefined : 'corrupt'
  const entry = parseEntry(text)
  if (entry === undefined) return 'corrupt'
  if (entry === 'foreign') return entry
  const found = await lstat(keptPath(entry.kind, folder)).catch(absent)
  return found?.isFile() && found.size === entry.bytes ? entry : 'corrupt'
}

/** Writes a folder's `entry.json`, whole or not at all. */
export async function writeEntry(folder: string, entry: Entry): Promise<void> {
  const temporary = join(folder, `${ENTRY_FILE}.${randomUUID()}`)
  await writeFile(temporary, `${JSON.stringify(entry, null, 2)}\n`, { mode: 0o600, flush: true })
  await rename(temporary, join(folder, ENTRY_FILE))
}

/** Notes that an entry is in use. Failing at that is no fault: it only makes the entry look older. */
export async function noteUse(folder: string): Promise<void> {
  const path = join(folder, ENTRY_FILE)
  const now = new Date()
  const last = await stat(path).catch(absent)
  if (last !== undefined && now.getTime() - last.mtimeMs > NOTE_USE_MS) await utimes(path, now, now).catch(absent)
}

/** An empty folder for building an entry in. What builders that died left for this key goes first: call it under the key's lock. */
export async function makeStaging(cacheDir: string, key: string): Promise<string> {
  for (const name of await readdir(cacheDir)) {
    if (name.startsWith(`${key}.staging-`)) await rm(join(cacheDir, name), { recursive: true, force: true })
  }
  const folder = join(cacheDir, `${key}.staging-${randomUUID()}`)
  await mkdir(folder, { mode: 0o700 })
  return folder
}

/** Puts a finished staging folder in its place. */
export async function publish(staging: string, folder: string): Promise<void> {
  await rm(folder, { recursive: true, force: true })
  await rename(staging, folder)
}

/** Moves an entry out of the way, to be looked at, and drops the oldest such leftovers. */
export async function setAside(cacheDir: string, key: string): Promise<void> {
  await rename(
    entryFolder(cacheDir, key),
    join(cacheDir, `${key}.corrupt-${Date.now()}-${randomUUID().slice(0, 8)}`),
  ).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'ENOENT') throw error
  })
  const leftovers = (await readdir(cacheDir)).filter((name) => name.includes('.corrupt-'))
  const age = (name: string) => name.slice(name.indexOf('.corrupt-'))
  leftovers.sort((a, b) => (age(a) < age(b) ? 1 : -1))
  for (const name of leftovers.slice(KEPT_CORRUPT)) await rm(join(cacheDir, name), { recursive: true, force: true })
}

/** An entry with its key and the time of its last use, known to the day. */
export interface ListedEntry extends Entry {
  readonly key: string
  readonly lastUseMs: number
}

/** The names of all entries, sound or not. */
export async function listKeys(cacheDir: string): Promise<readonly string[]> {
  return (await readdir(cacheDir).catch(() => [])).filter((name) => /^[0-9a-f]{64}$/.test(name)).sort()
}

/** All sound entries, by name, then version, then start. A cache directory that does not exist has none. */
export async function listEntries(cacheDir: string): Promise<readonly ListedEntry[]> {
  const listed: ListedEntry[] = []
  for (const key of await listKeys(cacheDir)) {
    const folder = entryFolder(cacheDir, key)
    const entry = await readEntry(folder)
    if (typeof entry !== 'object') continue
    const noted = await stat(join(folder, ENTRY_FILE)).catch(absent)
    listed.push({ ...entry, key, lastUseMs: noted?.mtimeMs ?? 0 })
  }
  const order = (entry: ListedEntry) => [entry.name, entry.version, entry.start, entry.key].join('\0')
  return listed.sort((a, b) => (order(a) < order(b) ? -1 : 1))
}

/** Drops entries that were not used for 30 days, and of callers' own modules the longest unused above 64. `keep` stays. */
export async function dropUnused(cacheDir: string, keep: string, nowMs: number = Date.now()): Promise<void> {
  const others = (await listEntries(cacheDir)).filter((entry) => entry.key !== keep)
  const own = others.filter((entry) => entry.manifestSha256 === '').sort((a, b) => b.lastUseMs - a.lastUseMs)
  const surplus = new Set(own.slice(KEPT_OWN_MODULES - 1))
  const doomed = others.filter((entry) => surplus.has(entry) || nowMs - entry.lastUseMs > UNUSED_MS)
  for (const entry of doomed) await rm(entryFolder(cacheDir, entry.key), { recursive: true, force: true })
}

function absent(): undefined {
  return undefined
}
