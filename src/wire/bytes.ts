/** Bytes as JSON: text where they are UTF-8, else base64; which of the two is said, never guessed. Nothing of Node. */
import { z } from 'zod'

export type WireBytes = { readonly text: string } | { readonly base64: string }

/** `String.fromCharCode` takes its characters as arguments, of which an engine allows some ten thousand. */
const CHARACTERS_AT_ONCE = 8192
const BASE64 = /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/
/** Bytes of UTF-8 that a UTF-16 unit takes at most. */
const BYTES_PER_UNIT = 3

/** A byte order mark stays what it is: three bytes of the text. */
const strict = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })

export function encodeBytes(bytes: Uint8Array): WireBytes {
  try {
    return { text: strict.decode(bytes) }
  } catch {
    return { base64: toBase64(bytes) }
  }
}

export function decodeBytes(wire: WireBytes): Uint8Array {
  return 'text' in wire ? new TextEncoder().encode(wire.text) : fromBase64(wire.base64)
}

/** Whether text can be UTF-8: no half of a surrogate pair stands alone. */
export function isWellFormed(text: string): boolean {
  return !/\p{Surrogate}/u.test(text)
}

/** Well-formed text of at most so many bytes of UTF-8. */
export function wireText(maxBytes: number) {
  return z
    .string()
    .refine((text) => utf8Bytes(text, maxBytes) <= maxBytes, `takes more than ${maxBytes} bytes`)
    .refine(isWellFormed, 'has half of a surrogate pair')
    .meta({ maxLength: maxBytes })
}

/** {@link WireBytes} of at most so many bytes. */
export function wireBytes(maxBytes: number) {
  const base64 = z
    .string()
    .max(4 * Math.ceil(maxBytes / 3))
    .regex(BASE64, 'is not base64')
  return z.union([z.strictObject({ text: wireText(maxBytes) }), z.strictObject({ base64 })])
}

/** Exact where it is near the bound; a text that is surely shorter or longer is not encoded to find out. */
function utf8Bytes(text: string, maxBytes: number): number {
  if (text.length * BYTES_PER_UNIT <= maxBytes || text.length > maxBytes) return text.length
  return new TextEncoder().encode(text).byteLength
}

function toBase64(bytes: Uint8Array): string {
  let binary = ''
  for (let at = 0; at < bytes.byteLength; at += CHARACTERS_AT_ONCE) {
    binary += String.fromCharCode(...bytes.subarray(at, at + CHARACTERS_AT_ONCE))
  }
  return btoa(binary)
}

function fromBase64(text: string): Uint8Array {
  return Uint8Array.from(atob(text), (character) => character.charCodeAt(0))
}
