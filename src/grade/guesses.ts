/** How many tries find an answer: what a seal is worth. */
import type { Tagged } from '../core/tagged.js'

/**
 * A machine tries about 10^9 hashes a second, so that fewer guesses than this are done in minutes.
 * Whoever guesses knows the kinds of answers that tasks have: numbers, words, short lists.
 */
export const FEW_GUESSES = 1e12

/** Words that people use. */
const WORDS = 10_000
/** None, true and false. */
const CONSTANTS = 3
/** Kinds of a word: as it is, with a capital, in capitals. */
const SPELLINGS = 3
/** Marks of punctuation that answers have. */
const MARKS = 8
/** The longest run of letters that is taken for a word. */
const LONGEST_WORD = 14
/** Parts of an answer that a hint gives away have at least this many characters. */
const GIVEN_AWAY = 2

/** Tries that find a value, the likely ones first. */
export function guessesOfValue(value: Tagged, hint: string | null): number {
  switch (value.type) {
    case 'None':
    case 'bool':
      return CONSTANTS
    case 'int':
    case 'float':
    case 'str':
    case 'bytes':
      return guessesOfText(value.value, hint)
    case 'dict':
      return product(value.value.flat(), hint)
    case 'unsupported':
      return CONSTANTS
    default:
      return product(value.value, hint)
  }
}

/** A collection is guessed by its length and then item by item, all of them at once. */
function product(items: readonly Tagged[], hint: string | null): number {
  return items.reduce((guesses, item) => guesses * guessesOfValue(item, hint), items.length + 1)
}

/** Tries that find a text: number by number and word by word, character by character what is neither. */
export function guessesOfText(text: string, hint: string | null): number {
  const told = (hint ?? '').toLowerCase()
  const parts = text.match(/[\d][\d.,]*|\p{L}+|\s+|[^\s\p{L}\d]+/gu) ?? []
  return parts.reduce((guesses, part) => guesses * guessesOfPart(part, told), 1)
}

function guessesOfPart(part: string, told: string): number {
  if (part.length >= GIVEN_AWAY && told.includes(part.toLowerCase())) return 1
  if (/^\s+$/.test(part)) return CONSTANTS
  if (/^\d/.test(part)) return 2 * 10 ** Math.min(part.length, 300)
  if (/^\p{L}+$/u.test(part)) {
    const each = /^[a-z]+$/.test(part) ? 26 : 52
    const tried = each ** part.length
    return part.length <= LONGEST_WORD && part.length > 1 ? Math.min(tried, WORDS * SPELLINGS) : tried
  }
  return MARKS ** part.length
}

/** A number of guesses as people say it: exact to a thousand, then by its power of ten. */
export function guessesText(guesses: number): string {
  if (guesses < 1000) return String(Math.ceil(guesses))
  return `about 10^${Math.ceil(Math.log10(guesses))}`
}
