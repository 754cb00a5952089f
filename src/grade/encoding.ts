/** Texts in files that people saved. What editors and shells of Windows put around a text is no part of it. */

const UTF8_MARK = [0xef, 0xbb, 0xbf]
const UTF16_LITTLE = [0xff, 0xfe]
const UTF16_BIG = [0xfe, 0xff]
/** So much of a file without a mark is looked at. */
const SAMPLE_BYTES = 64

/** How a file was saved, where that is not UTF-8 without a byte order mark or no text at all. */
export type Strange = 'UTF-8 with a mark' | 'UTF-16' | 'UTF-16 without a mark' | 'UTF-32'

/** Looks at the first bytes alone. `null` for everything that needs no care. */
export function strangeEncoding(bytes: Uint8Array): Strange | null {
  const starts = (mark: readonly number[]) => mark.every((byte, index) => bytes[index] === byte)
  if (starts(UTF8_MARK)) return 'UTF-8 with a mark'
  if (starts([...UTF16_LITTLE, 0, 0]) || starts([0, 0, ...UTF16_BIG])) return 'UTF-32'
  if (starts(UTF16_LITTLE) || starts(UTF16_BIG)) return 'UTF-16'
  return alternates(bytes) ? 'UTF-16 without a mark' : null
}

/** ASCII as UTF-16: every second byte is NUL, and no other is. */
function alternates(bytes: Uint8Array): boolean {
  if (bytes.length < 4 || bytes.length % 2 !== 0) return false
  const sample = bytes.subarray(0, SAMPLE_BYTES)
  return [0, 1].some((odd) => sample.every((byte, index) => (byte === 0) === (index % 2 === odd)))
}

/** The text of a file in UTF-8 or in UTF-16 with a byte order mark, without the mark; `null` for what is neither. */
export function savedText(bytes: Uint8Array): string | null {
  const strange = strangeEncoding(bytes)
  if (strange === 'UTF-32' || strange === 'UTF-16 without a mark') return null
  const encoding = strange !== 'UTF-16' ? 'utf-8' : bytes[0] === UTF16_LITTLE[0] ? 'utf-16le' : 'utf-16be'
  try {
    return new TextDecoder(encoding, { fatal: true }).decode(bytes)
  } catch {
    return null
  }
}

/** The bytes that a program reads of a saved input: UTF-8 without a mark. What is no text stays as it is. */
export function savedInput(bytes: Uint8Array): Uint8Array {
  const strange = strangeEncoding(bytes)
  if (strange === 'UTF-8 with a mark') return bytes.subarray(UTF8_MARK.length)
  if (strange !== 'UTF-16') return bytes
  const text = savedText(bytes)
  return text === null ? bytes : Buffer.from(text)
}

/** The bytes without a byte order mark of UTF-8. */
export function withoutMark(bytes: Uint8Array): Uint8Array {
  return strangeEncoding(bytes) === 'UTF-8 with a mark' ? bytes.subarray(UTF8_MARK.length) : bytes
}
