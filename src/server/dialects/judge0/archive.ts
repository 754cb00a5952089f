/** The archive of additional files: looked through before anything is inflated. */
import { thrownText } from '../../../core/errors.js'
import { type ZipEntry, zipEntries } from '../../../core/zip-directory.js'
import { packedData, unpacked } from '../../../grade/unpack.js'
import { MAX_ARCHIVE_FILES, MAX_EXTRACT_KB } from './limits.js'
import { judge0 as say } from './messages.js'

export type Unpacked = { readonly files: ReadonlyMap<string, Uint8Array> } | { readonly problem: string }

const MAX_BYTES = MAX_EXTRACT_KB * 1024

/** @param own Name of the program, which no file of an archive replaces. */
export async function unpackArchive(zip: Uint8Array, own: string): Promise<Unpacked> {
  try {
    const entries = zipEntries(zip, MAX_ARCHIVE_FILES).filter(({ name }) => !name.endsWith('/'))
    const problem = problemOf(entries)
    if (problem !== null) return { problem }
    // Of two with one name the first stays, as of one with the program's.
    const files = new Map<string, Uint8Array>()
    for (const packed of packedData(zip, entries)) {
      const { name } = packed.entry
      const content = await unpacked(packed)
      if (content === null) return { problem: say.damagedZip(name) }
      if (name !== own && !files.has(name)) files.set(name, content)
    }
    return { files }
  } catch (error) {
    return { problem: say.noZip(thrownText(error)) }
  }
}

function problemOf(entries: readonly ZipEntry[]): string | null {
  if (entries.length > MAX_ARCHIVE_FILES) return say.manyFiles(MAX_ARCHIVE_FILES)
  const slip = entries.find(({ name }) => !isBelow(name))
  if (slip !== undefined) return say.climbs(slip.name)
  if (entries.some(({ isLocked }) => isLocked)) return say.lockedZip
  const bytes = entries.reduce((sum, entry) => sum + entry.bytes, 0)
  return bytes > MAX_BYTES ? say.extracts(MAX_BYTES) : null
}

/** A plain relative path: nothing that a system may take for a way out. */
function isBelow(name: string): boolean {
  return !/[\\\0]/.test(name) && name.split('/').every((part) => part !== '' && part !== '.' && part !== '..')
}
