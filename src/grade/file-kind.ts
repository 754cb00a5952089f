/** What is handed in where a program belongs: told by the first bytes, as `file` does (magic numbers of the formats' own specifications). */
import type { FileKind } from './messages/file-kinds.js'

/** With the byte that each begins at, where it is not the first. */
const signatures: ReadonlyArray<readonly [FileKind, string, number?]> = [
  ['zip', 'PK\x03\x04'],
  ['zip', 'PK\x05\x06'],
  ['gzip', '\x1f\x8b'],
  ['bzip2', '1AY&SY', 4],
  ['xz', '\xfd7zXZ\0'],
  ['zstd', '\x28\xb5\x2f\xfd'],
  ['7z', '7z\xbc\xaf\x27\x1c'],
  ['rar', 'Rar!\x1a\x07'],
  ['tar', 'ustar\0', 257],
  ['tar', 'ustar  \0', 257],
  ['pdf', '%PDF-'],
  ['image', '\x89PNG\r\n\x1a\n'],
  ['image', '\xff\xd8\xff'],
  ['office', '\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1'],
  ['office', '{\\rtf'],
  ['compiled', '\x7fELF'],
  ['compiled', '\xca\xfe\xba\xbe'],
  ['compiled', '\0asm'],
  ['compiled', 'MZ\x90\0'],
]

export function fileKindOf(bytes: Uint8Array): FileKind | null {
  const found = signatures.find(([, text, offset = 0]) =>
    Array.from(text).every((character, index) => bytes[offset + index] === character.charCodeAt(0)),
  )
  return found?.[0] ?? null
}
