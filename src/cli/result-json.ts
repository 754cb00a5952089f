/** A Result as one line of JSON. */
import type { Result } from '../result.js'

/** DEL, C1 controls, bidi marks and Unicode line ends: legal in JSON, but not fit for a terminal. JSON escapes the C0 controls itself. */
const unfit = /[\u007f-\u009f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff]/g

/** The Result with every `Uint8Array` (`stdoutBytes`, `stderrBytes`, the values of `files`) as a base64 string. */
export function resultJson(result: Result): string {
  const json = JSON.stringify(result, function (this: Record<string, unknown>, key, value: unknown) {
    // The value itself, since a Buffer's own toJSON has already replaced `value`.
    const original = this[key]
    return original instanceof Uint8Array ? Buffer.from(original).toString('base64') : value
  })
  return json.replace(unfit, (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`)
}
