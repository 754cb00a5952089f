/** Bytes of guests and clients as text. */

const strict = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })

/** `null` where the bytes are not UTF-8. */
export function asText(bytes: Uint8Array): string | null {
  try {
    return strict.decode(bytes)
  } catch {
    return null
  }
}

/** The first bytes of a text, whole characters only. */
export function firstBytes(bytes: Uint8Array, most: number): Uint8Array {
  if (bytes.byteLength <= most) return bytes
  let end = most
  // Bytes that continue a character begin by the bits 10.
  while (end > 0 && ((bytes[end] ?? 0) & 0xc0) === 0x80) end -= 1
  return bytes.subarray(0, end)
}

/** Text as a client may send it: a half of a surrogate pair that stands alone cannot be UTF-8 and becomes U+FFFD, as in any encoder. */
export function textBytes(text: string): Uint8Array {
  return Buffer.from(text, 'utf8')
}
