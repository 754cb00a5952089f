/** What must come out, out of the bytes that say it. */
import type { Expectation, PlainMatch } from '../task/task.js'

/** How output is compared with these bytes. @param text The same, decoded. */
export function comparedBy(match: PlainMatch, bytes: Uint8Array, text: string): Expectation {
  return match === 'exact' ? { kind: 'bytes', value: bytes } : { kind: 'text', match, value: text }
}
