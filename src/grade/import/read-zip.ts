/** Archives of packages, which are looked through before anything is inflated. */
import { crc32 } from 'node:zlib'
import { unzipSync } from 'fflate'
import { FuelcellError } from '../../core/errors.js'
import { count } from '../../core/quoting.js'
import { MIB } from '../../core/units.js'
import { type ZipEntry, zipEntries } from '../../core/zip-directory.js'
import { gradeImports as say } from '../messages/imports.js'
import { isPlainPath } from '../task/place.js'
import type { Source } from './draft.js'
import { refuse } from './notes.js'

/** Of all that is taken out of one archive. */
const MAX_ARCHIVE_BYTES = 256 * MIB
const MAX_ARCHIVE_FILES = 20_000

/** The files in a zip by their names; folders are left out. @throws FuelcellError `invalid-option` for what is no zip, damaged, locked or too large. */
export function readZip(bytes: Uint8Array, path: string): Readonly<Record<string, Uint8Array>> {
  try {
    return unpacked(bytes, path)
  } catch (error) {
    // What was refused says itself why.
    if (error instanceof FuelcellError) throw error
    return refuse(path, say.noZip(error instanceof Error ? error.message : String(error)), error)
  }
}

function unpacked(bytes: Uint8Array, path: string): Readonly<Record<string, Uint8Array>> {
  const entries = zipEntries(bytes)
  if (entries.length > MAX_ARCHIVE_FILES) refuse(path, say.largeZip(count(entries.length)))
  const taken: Array<readonly [name: string, entry: ZipEntry]> = []
  let [index, size] = [-1, 0]
  const found = unzipSync(bytes, {
    // Sizes are as the zip has them; the library writes no more than that. It asks in the order of the directory.
    filter: ({ name, originalSize }) => {
      index += 1
      const entry = entries[index]
      if (entry === undefined || name.endsWith('/')) return false
      size += originalSize
      if (size > MAX_ARCHIVE_BYTES) refuse(path, say.largeZip(count(entries.length)))
      if (entry.isLocked) refuse(path, say.lockedZip)
      taken.push([name, entry])
      return true
    },
  })
  const files = new Map<string, Uint8Array>()
  for (const [name, entry] of taken) {
    const content = Object.hasOwn(found, name) ? found[name] : undefined
    if (content === undefined || crc32(content) !== entry.crc32) return refuse(path, say.damagedZip(entry.name))
    if (files.has(entry.name)) refuse(path, say.twiceInZip(entry.name))
    files.set(entry.name, content)
  }
  return Object.fromEntries(files)
}

/** A package that is a zip. A folder around all of it is left off, and what macOS adds for itself. */
export function zipSource(bytes: Uint8Array, path: string, name: string): Source {
  const all = Object.entries(readZip(bytes, path))
    .map(([inner, content]) => [inner.replaceAll('\\', '/').replace(/^(\.?\/)+/, ''), content] as const)
    .filter(([inner]) => isPlainPath(inner) && !inner.startsWith('__MACOSX/'))
  const [top = ''] = all[0]?.[0].split('/') ?? []
  const isAround = all.every(([inner]) => inner.startsWith(`${top}/`))
  const files = new Map(all.map(([inner, content]) => [isAround ? inner.slice(top.length + 1) : inner, content]))
  const read = (inner: string) => files.get(inner) ?? refuse(inner, say.notInZip(path))
  return { name, bytes: read, text: (inner) => Buffer.from(read(inner)).toString(), paths: [...files.keys()].sort() }
}
