/** A zip that a stranger sent: looked at before anything is inflated. */
import { FuelcellError } from '../core/errors.js'
import { MIB } from '../core/units.js'
import { isPlainPath } from '../grade/task/place.js'
import { packedData, unpacked } from '../grade/unpack.js'
import { zipEntries } from '../grade/zip-directory.js'
import { server as say } from './messages.js'

const MAX_FILES = 1000
const MAX_BYTES = 64 * MIB

/** @throws FuelcellError `invalid-option` for what is no zip, leads outside, is locked or comes to more than 64 MiB. */
export async function unzipped(zip: Uint8Array): Promise<Record<string, Uint8Array>> {
  const refuse = (reason: string): never => {
    throw new FuelcellError('invalid-option', say.broken(`the zip ${reason}`))
  }
  const entries = (() => {
    try {
      return zipEntries(zip, MAX_FILES)
    } catch {
      return refuse('cannot be read')
    }
  })()
  if (entries.length > MAX_FILES) refuse(`has more than ${MAX_FILES} files`)
  const files = entries.filter(({ name }) => !name.endsWith('/'))
  if (files.some(({ name }) => !isPlainPath(name))) refuse('has a name that leads outside')
  if (files.some(({ isLocked }) => isLocked)) refuse('is locked')
  if (files.reduce((sum, entry) => sum + entry.bytes, 0) > MAX_BYTES) refuse(`unpacks to more than ${MAX_BYTES} bytes`)
  const found: Array<readonly [string, Uint8Array]> = []
  for (const packed of packedData(zip, files)) {
    const content = await unpacked(packed)
    if (content === null) return refuse('is damaged')
    found.push([packed.entry.name, content])
  }
  return Object.fromEntries(found)
}
