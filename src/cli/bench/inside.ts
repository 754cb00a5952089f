/** Where the files lie that a bench.yaml or a baseline names: those may come from anyone, and reach no further than they should. */
import { realpath } from 'node:fs/promises'
import { isAbsolute, join, relative, sep } from 'node:path'
import { bench as say } from '../../bench/messages.js'
import { FuelcellError } from '../../core/errors.js'

/** Whether a file, links followed, lies in one of the folders or below. What does not exist is told when it is read. */
export async function isInside(path: string, folders: readonly string[]): Promise<boolean> {
  const real = await realpath(path).catch(() => null)
  if (real === null) return true
  for (const folder of folders) {
    const way = relative(await realpath(folder), real)
    if (way !== '..' && !way.startsWith(`..${sep}`) && !isAbsolute(way)) return true
  }
  return false
}

/** @throws FuelcellError `invalid-option` when a file that another one names lies outside of all the folders. */
export async function fileInside(namedBy: string, path: string, folders: readonly string[]): Promise<void> {
  if (await isInside(path, folders)) return
  throw new FuelcellError('invalid-option', say.outsideFolders(namedBy, path, folders))
}

/** A path that another file names, from that one's folder. @throws FuelcellError `invalid-option` when it leads outside. */
export async function located(
  namedBy: string,
  folder: string,
  path: string,
  folders: readonly string[],
): Promise<string> {
  if (isAbsolute(path) || path.includes('\0')) {
    throw new FuelcellError('invalid-option', say.outsideFolders(namedBy, path, folders))
  }
  const found = join(folder, path)
  await fileInside(namedBy, found, folders)
  return found
}
