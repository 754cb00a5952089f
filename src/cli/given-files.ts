/** The files and folders of `--file`, read into memory under the names that the guest finds them by. */
import type { Stats } from 'node:fs'
import { readdir, readFile, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { FuelcellError } from '../core/errors.js'
import type { Limits } from '../core/limits.js'
import { systemReason } from '../core/system-reason.js'
import type { FileMapping } from './mappings.js'
import { commandLine as say } from './messages.js'

/** Says of a file that was found whether it may be read; throws when not. */
export type FileCheck = (path: string) => Promise<void>

/**
 * What was found is counted against the limits before it is read, so that a large folder costs an error and not the memory.
 * Links to files are followed; links to folders, devices and pipes are refused.
 */
export async function readGivenFiles(
  mappings: readonly FileMapping[],
  limits: Pick<Limits, 'diskBytes' | 'diskEntries'>,
  check: FileCheck = async () => {},
): Promise<Record<string, Uint8Array>> {
  const paths = new Map<string, string>()
  let bytes = 0
  for (const mapping of mappings) {
    for await (const { path, guest, size } of filesOf(mapping)) {
      if (paths.has(guest)) throw new FuelcellError('invalid-file-name', say.fileTwice(guest))
      paths.set(guest, path)
      bytes += size
      if (bytes > limits.diskBytes) throw new FuelcellError('invalid-option', say.filesTooLong(limits.diskBytes))
      if (paths.size > limits.diskEntries)
        throw new FuelcellError('invalid-option', say.filesTooMany(limits.diskEntries))
    }
  }
  const entries: Array<[string, Uint8Array]> = []
  for (const [guest, path] of paths) {
    await check(path)
    entries.push([guest, await readable(path, readFile(path))])
  }
  return Object.fromEntries(entries)
}

async function* filesOf({ path, guest }: FileMapping): AsyncGenerator<FileMapping & { size: number }> {
  const found = await readable(path, stat(path))
  if (!found.isDirectory()) {
    if (guest === '') throw new FuelcellError('invalid-file-name', say.fileNameless(path))
    yield { path, guest, size: sizeOfFile(path, found) }
    return
  }
  for (const entry of await readable(path, readdir(path, { withFileTypes: true }))) {
    const inner = { path: join(path, entry.name), guest: guest === '' ? entry.name : `${guest}/${entry.name}` }
    if (entry.isDirectory()) yield* filesOf(inner)
    else yield { ...inner, size: sizeOfFile(inner.path, await readable(inner.path, stat(inner.path))) }
  }
}

function sizeOfFile(path: string, found: Stats): number {
  if (!found.isFile()) throw new FuelcellError('invalid-option', say.fileNotRegular(path))
  return found.size
}

async function readable<T>(path: string, work: Promise<T>): Promise<T> {
  try {
    return await work
  } catch (cause) {
    throw new FuelcellError('invalid-option', say.cannotRead(path, systemReason(cause)), { cause })
  }
}
