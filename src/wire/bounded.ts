/** Schemas of text and bytes with a cap. */
import { z } from 'zod'
import { isWellFormed } from './bytes.js'

const BASE64 = /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/
/** Bytes of UTF-8 that a UTF-16 unit takes at most. */
const BYTES_PER_UNIT = 3

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
