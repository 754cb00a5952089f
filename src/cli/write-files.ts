/**
 * `--out`: puts files that a guest left into a directory, and nowhere else. Their names are the guest's, and what stands in the directory
 * may be too, so nothing is written before all of it was looked at, no symbolic link is followed, and each file appears whole.
 */
import { lstat, mkdir, mkdtemp, realpath, rename, rm, rmdir, stat, writeFile } from 'node:fs/promises'
import { dirname, join, sep } from 'node:path'
import { FuelcellError } from '../core/errors.js'
import { makeFolder } from '../core/make-folder.js'
import { systemReason } from '../core/system-reason.js'
import { commandLine as say } from './messages.js'

/** Where files lie until all are written: in the directory itself, so that putting one in its place is one step. */
const STAGING = '.fuelcell-'
/** NAME_MAX and PATH_MAX of Linux, without the NUL. A name that fits the run directory may not fit below another one. */
const MAX_PART_BYTES = 255
const MAX_PATH_BYTES = 4095

/**
 * Files that are there are replaced, a symbolic link too, and not what it points to; folders are made where there are none.
 * @throws FuelcellError `invalid-option` for what stands in the way or cannot be written, `host-protocol` for a name that leads out.
 */
export async function writeFiles(dir: string, files: Readonly<Record<string, Uint8Array>>): Promise<void> {
  const root = await writable(dir, makeRoot(dir))
  const names = Object.keys(files).sort()
  for (const name of names) await checkPlace(root, name)
  if (names.length === 0) return
  const staging = await writable(root, mkdtemp(join(root, STAGING)))
  try {
    for (const [index, name] of names.entries()) {
      await writable(join(root, name), writeFile(join(staging, `${index}`), files[name] ?? '', { flag: 'wx' }))
    }
    for (const [index, name] of names.entries()) {
      await makeFolders(root, name)
      await writable(join(root, name), rename(join(staging, `${index}`), join(root, name)))
    }
  } finally {
    await rm(staging, { recursive: true, force: true })
  }
}

/**
 * Makes the directory, and tries whether something can be written there.
 * @throws FuelcellError `invalid-option` when not.
 */
export async function checkWritable(dir: string): Promise<void> {
  const root = await writable(dir, makeRoot(dir))
  await rmdir(await writable(dir, mkdtemp(join(root, STAGING))))
}

async function makeRoot(dir: string): Promise<string> {
  const found = await stat(dir).catch(() => undefined)
  if (found?.isDirectory() === false) throw new FuelcellError('invalid-option', say.outNoFolder(dir))
  await makeFolder(dir)
  return realpath(dir)
}

/** Looks at every folder on the way to a file, and at the place of the file itself. */
async function checkPlace(root: string, name: string): Promise<void> {
  const parts = name.split('/')
  const odd = (part: string) => part === '' || part === '.' || part === '..' || part.includes(sep)
  if (name.includes('\0') || parts.some(odd)) throw new FuelcellError('host-protocol', say.outName(name))
  const isTooLong = Buffer.byteLength(join(root, name)) > MAX_PATH_BYTES
  if (isTooLong || parts.some((part) => Buffer.byteLength(part) > MAX_PART_BYTES)) {
    throw new FuelcellError('invalid-option', say.outFailed(join(root, name), say.outTooLong))
  }
  for (let depth = 1; depth <= parts.length; depth++) {
    const path = join(root, ...parts.slice(0, depth))
    const found = await kindOf(path)
    if (found === 'nothing') return
    const isFolder = depth < parts.length
    if (isFolder ? found === 'folder' : found === 'file' || found === 'link') continue
    throw new FuelcellError('invalid-option', say.outInTheWay(path, says[found]))
  }
}

/** One by one: between the look and now a link may have come. */
async function makeFolders(root: string, name: string): Promise<void> {
  const parts = dirname(name).split('/')
  for (let depth = 1; depth <= parts.length && parts[0] !== '.'; depth++) {
    const path = join(root, ...parts.slice(0, depth))
    if ((await kindOf(path)) === 'nothing') await writable(path, mkdir(path))
    const found = await kindOf(path)
    if (found !== 'folder') throw new FuelcellError('invalid-option', say.outInTheWay(path, says[found]))
  }
}

const says = {
  nothing: '',
  folder: say.outIsFolder,
  file: say.outIsFile,
  link: say.outIsLink,
  special: say.outIsSpecial,
} as const

async function kindOf(path: string): Promise<keyof typeof says> {
  const found = await writable(
    path,
    lstat(path).catch((error: NodeJS.ErrnoException) => {
      if (error.code === 'ENOENT') return undefined
      throw error
    }),
  )
  if (found === undefined) return 'nothing'
  if (found.isSymbolicLink()) return 'link'
  if (found.isDirectory()) return 'folder'
  return found.isFile() ? 'file' : 'special'
}

async function writable<T>(path: string, work: Promise<T>): Promise<T> {
  try {
    return await work
  } catch (cause) {
    if (cause instanceof FuelcellError) throw cause
    throw new FuelcellError('invalid-option', say.outFailed(path, systemReason(cause)), { cause })
  }
}
