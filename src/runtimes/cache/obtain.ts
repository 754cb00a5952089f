import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { FuelcellError } from '../../core/errors.js'
import { systemReason } from '../../core/system-reason.js'
import { temporaryPrefix } from '../../core/temporary-folder.js'
import { runtimes as say } from '../messages.js'
import {
  dropUnused,
  entryFolder,
  lockPath,
  makeStaging,
  noteUse,
  prepareCache,
  publish,
  readEntry,
  setAside,
  writeEntry,
} from './cache.js'
import type { Entry } from './entry.js'
import { withLock } from './lock.js'

/** What is wanted from the cache, and how it is made where it is not there. */
export interface Wanted {
  readonly cacheDir: string
  /** What it is called in messages. */
  readonly name: string
  readonly key: string
  /** Whether all that an entry says still holds; if not, it is refreshed. */
  readonly isCurrent: (entry: Entry) => boolean
  /** Whether the file in an entry's folder is what it should be; if not, it is set aside and built anew. Default: the host tells, when it opens it. */
  readonly isIntact?: (folder: string) => Promise<boolean>
  /** Puts the compiled module into the folder. */
  readonly build: (folder: string) => Promise<Entry>
  /** The entry, brought up to date around a compiled module that still holds. */
  readonly refresh: (entry: Entry, folder: string) => Promise<Entry>
  /** What is done again and again where there is no cache, as a part of a sentence. Default: it is compiled. */
  readonly costWithoutCache?: string
  readonly onWarning: (message: string) => void
  /** Told when another process is at it. */
  readonly onWait?: () => void
  /** Fail where the cache cannot be used, in place of building for this process only. Default false. */
  readonly needsCache?: boolean | undefined
}

export interface Obtained {
  readonly key: string
  readonly entry: Entry
  /** The folder that holds the compiled module. */
  readonly folder: string
  /** Whether the folder is outside the cache and belongs to the caller, who removes it in the end. */
  readonly isPrivate: boolean
}

/** What is wanted could be made neither in the cache nor elsewhere: of no use to those who want something else made of it. */
class NowhereToMake extends FuelcellError {}

/**
 * The entry for a key: found in the cache, or built there by one process while others wait,
 * or, with a warning, built in a temporary directory of one's own where the cache cannot be used.
 * @throws FuelcellError `cache-unwritable` or `disk-full` when that is impossible too, or not wanted; whatever `build` throws that is no fault of the cache.
 */
export async function obtain(wanted: Wanted): Promise<Obtained> {
  try {
    return await obtainFromCache(wanted)
  } catch (fault) {
    if (!isCacheFault(fault)) throw fault
    if (wanted.needsCache) throw notKept(wanted, fault)
    const { name, cacheDir, costWithoutCache = say.compiledEachTime } = wanted
    wanted.onWarning(say.withoutCache(name, cacheDir, reasonOf(fault), costWithoutCache))
    return obtainPrivately(wanted, fault)
  }
}

async function obtainFromCache(wanted: Wanted): Promise<Obtained> {
  const { cacheDir, key } = wanted
  const folder = entryFolder(cacheDir, key)
  await prepareCache(cacheDir)
  const found = await readIntact(wanted, folder)
  if (typeof found === 'object' && wanted.isCurrent(found)) {
    await noteUse(folder)
    return { key, entry: found, folder, isPrivate: false }
  }
  const entry = await withLock(lockPath(cacheDir, key), () => underLock(wanted, folder), {
    onWait: wanted.onWait,
    makes: wanted.name,
  })
  return { key, entry, folder, isPrivate: false }
}

/** Somebody else may have done the work while this process waited for the lock, so it looks again first. */
async function underLock(wanted: Wanted, folder: string): Promise<Entry> {
  const { cacheDir, key } = wanted
  const found = await readIntact(wanted, folder)
  if (found === 'corrupt') {
    wanted.onWarning(say.entryCorrupt(wanted.name, cacheDir))
    await setAside(cacheDir, key)
  } else if (typeof found === 'object') {
    if (wanted.isCurrent(found)) return found
    const fresh = await wanted.refresh(found, folder)
    await writeEntry(folder, fresh)
    return fresh
  }
  const staging = await makeStaging(cacheDir, key)
  try {
    const entry = await wanted.build(staging)
    await writeEntry(staging, entry)
    await publish(staging, folder)
    await dropUnused(cacheDir, key)
    return entry
  } catch (error) {
    // A disk that is full must not stay full of what nobody will use.
    await rm(staging, { recursive: true, force: true }).catch(() => undefined)
    throw error
  }
}

async function readIntact({ isIntact }: Wanted, folder: string): ReturnType<typeof readEntry> {
  const found = await readEntry(folder)
  if (typeof found !== 'object' || isIntact === undefined) return found
  return (await isIntact(folder)) ? found : 'corrupt'
}

async function obtainPrivately(wanted: Wanted, cacheFault: unknown): Promise<Obtained> {
  let folder: string | undefined
  try {
    folder = await mkdtemp(join(tmpdir(), `${temporaryPrefix()}-${process.pid}-`))
    return { key: wanted.key, entry: await wanted.build(folder), folder, isPrivate: true }
  } catch (fault) {
    if (folder !== undefined) await rm(folder, { recursive: true, force: true }).catch(() => undefined)
    if (!isCacheFault(fault)) throw fault
    const { name, cacheDir } = wanted
    const message = say.nowhereToMake(name, cacheDir, reasonOf(cacheFault), tmpdir(), reasonOf(fault))
    throw new NowhereToMake(codeFor(fault), message, { cause: fault })
  }
}

function notKept({ name, cacheDir }: Wanted, fault: unknown): FuelcellError {
  const message = say.notKept(name, cacheDir, reasonOf(fault))
  return new NowhereToMake(codeFor(fault), message, { cause: fault })
}

function codeFor(fault: unknown): 'disk-full' | 'cache-unwritable' {
  return isDiskFull(fault) ? 'disk-full' : 'cache-unwritable'
}

const diskFull: readonly unknown[] = ['ENOSPC', 'EDQUOT', 'disk-full']
const unusable: readonly unknown[] = [
  'EACCES',
  'EPERM',
  'EROFS',
  'ENOTDIR',
  'EEXIST',
  'ELOOP',
  'ENAMETOOLONG',
  'ENOENT',
  'EIO',
  'cache-unwritable',
]

/** Whether the disk, or a user's share of it, is full, as the file system or the host told. */
export function isDiskFull(error: unknown): boolean {
  return diskFull.includes(codeOf(error))
}

function isCacheFault(error: unknown): boolean {
  if (error instanceof NowhereToMake) return false
  return isDiskFull(error) || unusable.includes(codeOf(error))
}

function codeOf(error: unknown): unknown {
  return error instanceof Error && 'code' in error ? error.code : undefined
}

/** Of an error of our own what the host said, without the advice. */
function reasonOf(error: unknown): string {
  return systemReason(error instanceof FuelcellError && error.cause instanceof Error ? error.cause : error)
}
