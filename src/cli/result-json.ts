/** A Result as one line of JSON. */
import type { Result } from '../result.js'
import { roundedMs } from '../units.js'

/** DEL, C1 controls, bidi marks and Unicode line ends: legal in JSON, but not fit for a terminal. JSON escapes the C0 controls itself. */
const unfit = /[\u007f-\u009f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff]/g

/** The Result with every `Uint8Array` (`stdoutBytes`, `stderrBytes`, the values of `files`) as a base64 string, and times to the microsecond. */
export function resultJson(result: Result): string {
  const json = JSON.stringify(result, function (this: Record<string, unknown>, key, value: unknown) {
    // The value itself, since a Buffer's own toJSON has already replaced `value`.
    const original = this[key]
    if (original instanceof Uint8Array) return Buffer.from(original).toString('base64')
    return key === 'durationMs' && typeof value === 'number' ? roundedMs(value) : value
  })
  return json.replace(unfit, (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`)
}
