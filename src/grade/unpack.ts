/** What is in a zip, unpacked: checked before anything is inflated, stopped at the size that was told, and off the main thread. */
import { promisify } from 'node:util'
import { crc32, inflateRaw } from 'node:zlib'
import type { ZipEntry } from '../core/zip-directory.js'

const inflate = promisify<Uint8Array, { maxOutputLength: number }, Buffer>(inflateRaw)

/** APPNOTE 6.3.10, section 4.3.7. */
const LOCAL = 0x04034b50
const LOCAL_BYTES = 30
const STORED = 0
const DEFLATED = 8

export interface Packed {
  readonly entry: ZipEntry
  readonly data: Uint8Array
}

/**
 * Where the data of entries lies. No two may share any: a small zip could be inflated for hours.
 * @throws RangeError where it lies outside of the zip, or that of two entries overlaps.
 */
export function packedData(zip: Uint8Array, entries: readonly ZipEntry[]): readonly Packed[] {
  const view = new DataView(zip.buffer, zip.byteOffset, zip.byteLength)
  const ranges = entries.map((entry) => {
    const { at, packedBytes } = entry
    if (view.getUint32(at, true) !== LOCAL) throw new RangeError('an entry is not where its directory says')
    const start = at + LOCAL_BYTES + view.getUint16(at + 26, true) + view.getUint16(at + 28, true)
    const end = start + packedBytes
    if (end > zip.byteLength) throw new RangeError('an entry ends outside of it')
    return { entry, at, start, end }
  })
  const inOrder = [...ranges].sort((left, right) => left.at - right.at)
  if (inOrder.some(({ at }, index) => at < (inOrder[index - 1]?.end ?? 0))) throw new RangeError('its entries overlap')
  return ranges.map(({ entry, start, end }) => ({ entry, data: zip.subarray(start, end) }))
}

/** The file; `null` where it is not as long as its entry says, or another one by its checksum. @throws RangeError where it is packed in a way that is not known. */
export async function unpacked({ entry, data }: Packed): Promise<Uint8Array | null> {
  const content = await inflated(entry, data)
  return content?.byteLength === entry.bytes && crc32(content) === entry.crc32 ? content : null
}

async function inflated({ method, bytes }: ZipEntry, data: Uint8Array): Promise<Uint8Array | null> {
  if (method === STORED) return data
  if (method !== DEFLATED) throw new RangeError(`it is packed by method ${method}; make a zip by the usual one`)
  // One byte more than it says ends it.
  return inflate(data, { maxOutputLength: Math.max(1, bytes) }).catch(() => null)
}
