/** Doctor's look at the cache: whether it can be used, how large it is, and whether its entries are complete. */
import { constants } from 'node:fs'
import { access, lstat, mkdtemp, rmdir } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { FuelcellError } from '../core/errors.js'
import { systemReason } from '../core/system-reason.js'
import { cacheDirectory, entryFolder, listKeys, prepareCache, readEntry } from '../runtimes/cache/cache.js'
import type { Entry } from '../runtimes/cache/entry.js'
import { bytesBelow } from '../runtimes/cache/remove.js'
import { type Finding, type Installation, problem } from './finding.js'
import { formatBytes } from './format.js'
import { installation as say } from './installation-messages.js'

type Place = Pick<Installation, 'cacheDir' | 'env'>

/** Leaves nothing behind: of a directory that is not there yet, only its place is tried. */
export async function checkCache({ cacheDir, env }: Place): Promise<readonly Finding[]> {
  const path = cacheDirectory(cacheDir, env)
  try {
    if (!(await isUsable(path))) return [{ subject: 'cache', state: 'ok', message: say.cacheAbsent(path) }]
    return [{ subject: 'cache', state: 'ok', message: say.cacheFits(path, formatBytes(await bytesBelow(path))) }]
  } catch (error) {
    return [problem('cache', say.cacheUnwritable(path, systemReason(error)), say.chooseCache)]
  }
}

/** @throws FuelcellError `cache-unwritable` when there is a cache that cannot be used, or none can be made. */
export async function demandCache({ cacheDir, env }: Place): Promise<void> {
  const path = cacheDirectory(cacheDir, env)
  try {
    await isUsable(path)
  } catch (cause) {
    throw new FuelcellError('cache-unwritable', say.nowhereToInstall(path, systemReason(cause)), { cause })
  }
}

/** Whether the cache is there; throws what stands in the way of using or making it. */
async function isUsable(path: string): Promise<boolean> {
  if ((await lstat(path).catch(() => null)) === null) {
    const parent = await nearestExisting(path)
    await access(parent, constants.W_OK | constants.X_OK)
    // Rights alone do not say it: `/proc` lets root write, and makes no folder.
    await rmdir(await mkdtemp(join(parent, '.fuelcell-')))
    return false
  }
  await prepareCache(path)
  await access(path, constants.R_OK | constants.W_OK | constants.X_OK)
  return true
}

/** An entry that is damaged, or of another version, is worth a note only: the next run that needs it makes it again. */
export async function checkEntries({ cacheDir, env }: Place): Promise<readonly Finding[]> {
  const path = cacheDirectory(cacheDir, env)
  const findings: Finding[] = []
  for (const key of await listKeys(path)) {
    const entry = await readEntry(entryFolder(path, key)).catch(() => 'corrupt' as const)
    if (entry === 'corrupt' || entry === 'foreign') {
      const message = entry === 'corrupt' ? say.entryCorrupt(key) : say.entryForeign(key)
      findings.push({ subject: 'entry', state: 'note', message, advice: say.removeEntry })
    } else if (entry !== undefined) {
      findings.push({ subject: 'entry', state: 'ok', message: completeEntry(entry) })
    }
  }
  return findings
}

/** Its file is there, of the right length. Digests take longer: they are for `runtimes verify`. */
function completeEntry({ kind, name, start, fuelEpoch }: Entry): string {
  if (kind === 'module') return say.entryFits(name, start, fuelEpoch)
  return kind === 'mount' ? say.mountFits(name) : say.tunedFits(name)
}

async function nearestExisting(path: string): Promise<string> {
  const parent = dirname(path)
  return parent === path || (await lstat(parent).catch(() => null)) !== null ? parent : nearestExisting(parent)
}
