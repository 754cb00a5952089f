/** The central directory of a zip (APPNOTE 6.3.10, sections 4.3.12 to 4.3.16): what its entries are said to be. */

export interface ZipEntry {
  readonly name: string
  /** Of what it is when it is unpacked. */
  readonly crc32: number
  readonly isLocked: boolean
  /** How it is packed (section 4.4.5). */
  readonly method: number
  /** Bytes as it is packed, and when it is unpacked. */
  readonly packedBytes: number
  readonly bytes: number
  /** Where its own header is. */
  readonly at: number
}

const END = 0x06054b50
const END_BYTES = 22
const END64 = 0x06064b50
const LOCATOR64 = 0x07064b50
const LOCATOR64_BYTES = 20
const ENTRY = 0x02014b50
const ENTRY_BYTES = 46
const MAX_COMMENT_BYTES = 65_535
/** In place of a size that takes eight bytes, which are in an extra field then (section 4.5.3). */
const ELSEWHERE = 0xffff_ffff
const EXTRA64 = 1

/** In the order of the directory, at most `most` and one. @throws RangeError where it is none. */
export function zipEntries(zip: Uint8Array, most = Number.POSITIVE_INFINITY): readonly ZipEntry[] {
  const view = new DataView(zip.buffer, zip.byteOffset, zip.byteLength)
  let { at, total } = directoryOf(view)
  const entries: ZipEntry[] = []
  for (; total > 0 && entries.length <= most; total -= 1) {
    if (view.getUint32(at, true) !== ENTRY) throw new RangeError('its directory is broken')
    const flags = view.getUint16(at + 8, true)
    const [nameBytes, ...others] = [28, 30, 32].map((field) => view.getUint16(at + field, true)) as [
      number,
      number,
      number,
    ]
    const name = zip.subarray(at + ENTRY_BYTES, at + ENTRY_BYTES + nameBytes)
    const extra = { start: at + ENTRY_BYTES + nameBytes, bytes: view.getUint16(at + 30, true) }
    entries.push({
      name: nameOf(name),
      crc32: view.getUint32(at + 16, true),
      isLocked: (flags & 1) === 1,
      method: view.getUint16(at + 10, true),
      ...sizesOf(view, at, extra),
    })
    at += others.reduce((sum, bytes) => sum + bytes, ENTRY_BYTES + nameBytes)
  }
  return entries
}

function sizesOf(view: DataView, at: number, extra: { start: number; bytes: number }) {
  const field = fieldOf(view, extra, EXTRA64)
  let place = field
  // In this order, and only those that are not in their usual place.
  const [bytes, packedBytes, local] = [24, 20, 42].map((offset) => {
    const usual = view.getUint32(at + offset, true)
    if (usual !== ELSEWHERE || place === null) return usual
    const large = Number(view.getBigUint64(place, true))
    place += 8
    return large
  }) as [number, number, number]
  return { bytes, packedBytes, at: local }
}

/** Where the data of an extra field begins; `null` where there is none. */
function fieldOf(view: DataView, { start, bytes }: { start: number; bytes: number }, wanted: number): number | null {
  for (let at = start; at + 4 <= start + bytes; at += 4 + view.getUint16(at + 2, true)) {
    if (view.getUint16(at, true) === wanted) return at + 4
  }
  return null
}

function directoryOf(view: DataView): { at: number; total: number } {
  const last = view.byteLength - END_BYTES
  let end = last
  while (end >= 0 && view.getUint32(end, true) !== END) {
    if (last - end >= MAX_COMMENT_BYTES) break
    end -= 1
  }
  if (end < 0 || view.getUint32(end, true) !== END) throw new RangeError('it has no directory')
  const locator = end - LOCATOR64_BYTES
  if (locator >= 0 && view.getUint32(locator, true) === LOCATOR64) {
    const end64 = Number(view.getBigUint64(locator + 8, true))
    if (view.getUint32(end64, true) !== END64) throw new RangeError('its directory is broken')
    return { at: Number(view.getBigUint64(end64 + 48, true)), total: Number(view.getBigUint64(end64 + 32, true)) }
  }
  return { at: view.getUint32(end + 16, true), total: view.getUint16(end + 10, true) }
}

/** Names are UTF-8, whether or not the entry says so: the archiver of macOS does not. Those that are not are DOS's own, code page 437. */
function nameOf(bytes: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes)
  } catch {
    return Array.from(bytes, (byte) => (byte < 128 ? String.fromCharCode(byte) : CODE_PAGE_437[byte - 128])).join('')
  }
}

/** From byte 128 on (unicode.org, MAPPINGS/VENDORS/MICSFT/PC/CP437.TXT). */
const CODE_PAGE_437 = Array.from(
  'ÇüéâäàåçêëèïîìÄÅÉæÆôöòûùÿÖÜ¢£¥₧ƒáíóúñÑªº¿⌐¬½¼¡«»░▒▓│┤╡╢╖╕╣║╗╝╜╛┐└┴┬├─┼╞╟╚╔╩╦╠═╬╧╨╤╥╙╘╒╓╫╪┘┌█▄▌▐▀αßΓπΣσµτΦΘΩδ∞φε∩≡±≥≤⌠⌡÷≈°∙·√ⁿ²■\u00a0',
)
