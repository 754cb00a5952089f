/** Base64 as clients write it (RFC 4648, section 4), strictly and with the licence that servers of old have given. */

/** White space is skipped, padding may be missing; anything else makes it none. */
export function decodeBase64(text: string): Uint8Array | null {
  const digits = text.replace(/\s+/g, '').replace(/={0,2}$/, '')
  if (!/^[A-Za-z0-9+/]*$/.test(digits) || digits.length % 4 === 1) return null
  return Buffer.from(digits, 'base64')
}

/** {@link decodeBase64} as Ruby's unpack does it: what is no digit is skipped, and the text ends at its padding. */
export function decodeLooseBase64(text: string): Uint8Array {
  const end = text.indexOf('=')
  return Buffer.from((end === -1 ? text : text.slice(0, end)).replace(/[^A-Za-z0-9+/]+/g, ''), 'base64')
}

export function encodeBase64(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('base64')
}
