/** How options are checked at the edge where they enter. Everything here throws a `FuelcellError` of the caller's fault. */
import { closest, distance } from 'fastest-levenshtein'
import { FuelcellError } from './errors.js'
import { options as say } from './messages.js'

/** The value as an object with string keys. What is iterated in place of being read by key (an array, a map) is refused: it would look empty. */
export function asObject(value: unknown, call: string, what: string): Readonly<Record<string, unknown>> {
  if (typeof value !== 'object' || value === null || Symbol.iterator in value) {
    throw new FuelcellError('invalid-option', say.notObject(call, what, value))
  }
  return value as Readonly<Record<string, unknown>>
}

/**
 * Refuses a key that the call does not know, naming the nearest one.
 * @param elsewhere Names that belong to another place, with that place, such as `fuel` with `limits.fuel`. Default: none.
 */
export function checkKeys(
  value: object,
  known: readonly string[],
  call: string,
  elsewhere: ReadonlyMap<string, string> = new Map(),
): void {
  for (const name of Object.keys(value)) {
    if (known.includes(name)) continue
    const nearest = elsewhere.get(name) ?? nearestName(name, known)
    throw new FuelcellError('unknown-option', say.unknown(call, name, nearest, known))
  }
}

/** Two letters are soon mistyped even in a short name. */
const TYPO_LETTERS = 2
/** The part of a longer name that may differ: `timeout` is to lead to `timeoutMs`, `nope` to nothing. */
const TYPO_SHARE = 0.6

/** The known name that the given one was probably meant to be, if any is like it; letters of the other case are the same. */
export function nearestName(name: string, known: readonly string[]): string | undefined {
  // Beyond 40 characters nothing is a misspelling, and the distance is quadratic.
  if (name.length > 40 || known.length === 0) return undefined
  const lowered = known.map((one) => one.toLowerCase())
  const swapped = lowered.findIndex((one) => differsBySwap(name.toLowerCase(), one))
  if (swapped !== -1) return known[swapped]
  const nearest = closest(name.toLowerCase(), lowered)
  const letters = Math.max(name.length, nearest.length)
  const changes = distance(name.toLowerCase(), nearest)
  // Names that have no letter in common are never alike.
  const isAlike = changes < letters && changes <= Math.max(TYPO_LETTERS, TYPO_SHARE * letters)
  return isAlike ? known[lowered.indexOf(nearest)] : undefined
}

/** Whether two neighbouring letters changed places: one mistake, which counts as two replacements otherwise. */
function differsBySwap(name: string, other: string): boolean {
  if (name.length !== other.length || name === other) return false
  const first = [...name].findIndex((letter, index) => letter !== other[index])
  const isSwap = name[first] === other[first + 1] && name[first + 1] === other[first]
  return isSwap && name.slice(first + 2) === other.slice(first + 2)
}

/** A whole number within a range, ends included. */
export function integerIn(value: unknown, range: { min: number; max: number }, call: string, name: string): number {
  if (typeof value !== 'number' || !Number.isSafeInteger(value) || value < range.min || value > range.max) {
    throw new FuelcellError('invalid-option', say.notInteger(call, name, value, range.min, range.max))
  }
  return value
}

export function wrongType(call: string, name: string, wanted: string, value: unknown): FuelcellError {
  return new FuelcellError('invalid-option', say.wrongType(call, name, wanted, value))
}

/** Text that can be an argument, a variable or a path: well-formed and without NUL. */
export function systemText(value: unknown, call: string, name: string): string {
  if (typeof value !== 'string') throw wrongType(call, name, 'a string', value)
  if (value.includes('\0')) throw new FuelcellError('invalid-option', say.nul(call, name))
  return wellFormed(value, call, name)
}

/** Text that UTF-8 can carry. Without this check an encoder would put U+FFFD in silently. */
export function wellFormed(text: string, call: string, name: string): string {
  if (loneSurrogate(text) !== -1) throw new FuelcellError('invalid-option', say.surrogate(call, name))
  return text
}

/** Index of the first half of a surrogate pair that stands alone, or -1. */
export function loneSurrogate(text: string): number {
  return text.search(/\p{Surrogate}/u)
}
