/** Values as JSON for the guest (`docs/warm-start.md`): what JSON has no word for is an object of one name, of which the guest makes the value. */

import type { Tagged } from '../../core/tagged.js'
import { values as say } from '../../core/value-messages.js'
import { answerBounds, type Bounds, type CheckedInteger, checked, NotTagged } from '../request/call-values.js'

/** Decimals of this length are read in no time. */
const shortInteger = /^(0|-?[1-9]\d{0,17})$/
/** What Python's JSON reads as a float. */
const plainFloat = /^-?(0|[1-9]\d*)(\.\d+(e[+-]?\d+)?|e[+-]?\d+)$/

/**
 * Of one argument. Whatever comes out of a guest may go into the next: below a tuple or two, and with other answers. `MAX_CALL_BYTES`
 * of `parse-call.ts` bounds them together.
 */
const argumentBounds: Bounds = {
  depth: answerBounds.depth + 16,
  items: 20 * answerBounds.items,
  text: 16 * answerBounds.text,
  integerBytes: 8 * answerBounds.integerBytes,
}

/** A value as the guest reads it. @throws NotTagged that says what is wrong. */
export function forGuest(value: Tagged): string {
  return write(checked(value, asDecimal, argumentBounds))
}

function write(value: Tagged): string {
  switch (value.type) {
    case 'None':
      return 'null'
    case 'bool':
      return `${value.value}`
    case 'int':
      return shortInteger.test(value.value) ? value.value : named('int', BigInt(value.value).toString(16))
    case 'float':
      return plainFloat.test(value.value) ? value.value : named('float', value.value)
    case 'str':
      return JSON.stringify(value.value)
    case 'bytes':
      return named('bytes', value.value)
    case 'list':
      return writeAll(value.value)
    case 'tuple':
    case 'set':
    case 'frozenset':
      return `{"${value.type}":${writeAll(value.value)}}`
    case 'dict':
      return `{"dict":[${value.value.map(writeAll).join()}]}`
    case 'unsupported':
      throw new NotTagged(say.notTagged)
  }
}

function writeAll(items: readonly Tagged[]): string {
  return `[${items.map(write).join()}]`
}

function named(type: string, text: string): string {
  return `{"${type}":"${text}"}`
}

/** Short ones are read in no time, and count for nothing. */
function asDecimal(text: string, most: number): CheckedInteger {
  if (!/^-?\d+$/.test(text)) throw new NotTagged(say.notOfForm('int'))
  if (shortInteger.test(text)) return { decimal: text, hexDigits: 0 }
  // Of 10, log 16 is 0.8305. One digit more or less is the caller's.
  const hexDigits = Math.floor((text.length - (text.startsWith('-') ? 1 : 0)) * 0.8304)
  return { decimal: hexDigits > most ? '' : text, hexDigits }
}
