/** Whether a text is what was expected. */
import type { PlainMatch } from '../task/task.js'
import { isNear, type Tolerance } from './floats.js'
import { kattisForm, standardFloatsMatch, standardForm } from './judges.js'

/** A text without what a kind of comparison does not look at: two texts match when these are equal. */
export function normalised(text: string, match: PlainMatch): string {
  switch (match) {
    case 'exact':
      return text
    case 'trim':
      return trimmedLines(text).join('\n')
    case 'tokens':
      return tokensOf(text).join(' ')
    case 'lines':
      return trimmedLines(text).sort().join('\n')
    case 'standard':
      return standardForm(text)
    case 'kattis':
      return kattisForm(text)
    case 'ends':
      return withoutSpacesAround(text.replaceAll('\r\n', '\n'))
  }
}

/**
 * White space as Unicode has it (PropList.txt, White_Space). It is not JavaScript's, which counts the byte order mark as well: a
 * character that an answer has and should not have.
 */
const SPACES = /\p{White_Space}+/u
const SPACE = /\p{White_Space}/u

/** From the end: a pattern would look at every run of spaces again from each of its places. */
function withoutSpacesAtEnd(line: string): string {
  let end = line.length
  while (end > 0 && SPACE.test(line[end - 1] ?? '')) end -= 1
  return line.slice(0, end)
}

function withoutSpacesAround(text: string): string {
  let start = 0
  while (start < text.length && SPACE.test(text[start] ?? '')) start += 1
  return withoutSpacesAtEnd(text.slice(start))
}

/** Lines without spaces at their ends, and without empty ones at the end of the text. */
export function trimmedLines(text: string): string[] {
  const lines = text.split('\n').map(withoutSpacesAtEnd)
  while (lines.at(-1) === '') lines.pop()
  return lines
}

export function tokensOf(text: string): string[] {
  return text.split(SPACES).filter((token) => token !== '')
}

/** Right but for spaces, line ends and case. */
export function differsInPresentation(actual: string, expected: string): boolean {
  const core = (text: string) => text.replace(/\s+/g, '').toLowerCase()
  return core(actual) === core(expected)
}

const number = /^[+-]?(\d+(\.\d*)?|\.\d+)(e[+-]?\d+)?$|^[+-]?(inf|infinity|nan)$/i

const integer = /^[+-]?\d+$/
/** More than any double has; longer ones are near themselves alone, and never made into a number. */
const MAX_DIGITS = 400

/** A double would take 2^53 and 2^53 + 1 for the same. */
function integersNear(given: string, wanted: string, { abs, rel }: Tolerance): boolean {
  if (Math.max(given.length, wanted.length) > MAX_DIGITS) return plainInteger(given) === plainInteger(wanted)
  const [actual, expected] = [BigInt(plainInteger(given)), BigInt(plainInteger(wanted))]
  const distance = Math.abs(Number(actual - expected))
  return distance <= abs || distance <= rel * Math.abs(Number(expected))
}

/** Without a plus and leading zeros. */
function plainInteger(digits: string): string {
  const [, sign = '', rest = ''] = /^([+-]?)0*(\d+)$/.exec(digits) ?? []
  return sign === '-' && rest !== '0' ? `-${rest}` : rest
}

/** Word by word; numbers may be off by the tolerance. */
export function floatsMatch(actual: string, expected: string, tolerance: Tolerance): boolean {
  const [words, wanted] = [tokensOf(actual), tokensOf(expected)]
  return (
    words.length === wanted.length &&
    wanted.every((word, index) => {
      const given = words[index] ?? ''
      if (!number.test(word) || !number.test(given)) return word === given
      if (integer.test(word) && integer.test(given)) return integersNear(given, word, tolerance)
      return isNear(numberOf(given), numberOf(word), tolerance)
    })
  )
}

/** Compared as the expectation has it. */
export function sameFloats(
  actual: string,
  {
    value,
    tolerance,
    by,
  }: { readonly value: string; readonly tolerance: Tolerance; readonly by: 'standard' | 'tokens' },
): boolean {
  return by === 'standard' ? standardFloatsMatch(actual, value, tolerance) : floatsMatch(actual, value, tolerance)
}

function numberOf(word: string): number {
  const [, sign = '', name] = /^([+-]?)(inf|infinity|nan)$/i.exec(word) ?? []
  if (name === undefined) return Number(word)
  return name.toLowerCase() === 'nan' ? Number.NaN : sign === '-' ? -Infinity : Infinity
}

/** Where two texts part, counted from 1; `null` where they do not. */
export function firstDifference(
  actual: string,
  expected: string,
): { readonly line: number; readonly actual: string | null; readonly expected: string | null } | null {
  const [given, wanted] = [trimmedLines(actual), trimmedLines(expected)]
  for (let index = 0; index < Math.max(given.length, wanted.length); index += 1) {
    if (given[index] !== wanted[index]) {
      return { line: index + 1, actual: given[index] ?? null, expected: wanted[index] ?? null }
    }
  }
  return null
}
