/** How the judges of contests compare: the default output validator of Kattis' problemtools, and the standard checker of DMOJ's judge-server. */
import { isNear, type Tolerance } from './floats.js'

/** What both call white space, whatever the locale: no other character separates. */
const spaces = /[ \t\n\v\f\r]+/
const spacesKept = /([ \t\n\v\f\r]+)/

export interface KattisRules {
  readonly caseSensitive: boolean
  /** White space must be the same as well. */
  readonly spaceChangeSensitive: boolean
  /** `null`: numbers are words. */
  readonly tolerance: Tolerance | null
}

/** As the default output validator of Kattis decides. Numbers are doubles to it, and infinities and NaN are words. */
export function kattisMatches(actual: string, expected: string, rules: KattisRules): boolean {
  const parts = (text: string) => (rules.spaceChangeSensitive ? text.split(spacesKept) : wordsOf(text))
  const [given, wanted] = [parts(actual), parts(expected)]
  return given.length === wanted.length && wanted.every((part, index) => samePart(given[index] ?? '', part, rules))
}

function samePart(given: string, wanted: string, { caseSensitive, tolerance }: KattisRules): boolean {
  const number = tolerance === null ? undefined : doubleOf(wanted)
  if (tolerance !== null && number !== undefined) {
    const actual = doubleOf(given)
    return actual !== undefined && isNear(actual, number, tolerance)
  }
  return caseSensitive ? given === wanted : lowered(given) === lowered(wanted)
}

const decimal = /^[+-]?(\d+(\.\d*)?|\.\d+)(e[+-]?\d+)?$/i

function doubleOf(word: string): number | undefined {
  const value = decimal.test(word) ? Number(word) : Number.NaN
  return Number.isFinite(value) ? value : undefined
}

/** Texts that Kattis takes for each other when it is told nothing have the same form. */
export function kattisForm(text: string): string {
  return lowered(wordsOf(text).join(' '))
}

/** As strcasecmp has it: letters beyond ASCII have one case. */
function lowered(text: string): string {
  return text.replace(/[A-Z]+/g, (letters) => letters.toLowerCase())
}

function wordsOf(text: string): string[] {
  return text.split(spaces).filter((word) => word !== '')
}

/** Texts that DMOJ's standard checker takes for each other have the same form: the same words in the same lines, empty lines left out. */
export function standardForm(text: string): string {
  const parts = text.split(spacesKept)
  const trimmed = parts.slice(parts[0] === '' ? 2 : 0, parts.at(-1) === '' ? -2 : undefined)
  return trimmed.map((part, index) => (index % 2 === 0 ? part : /[\n\r]/.test(part) ? '\n' : ' ')).join('')
}

/** Numbers as Python's `float` reads them. */
const pythonFloat = /^[+-]?(\d+(_\d+)*(\.(\d+(_\d+)*)?)?|\.\d+(_\d+)*)(e[+-]?\d+(_\d+)*)?$/i
const notFinite = /^[+-]?(inf|infinity|nan)$/i

/** As DMOJ's checker `floats` decides: line by line, lines without any character left out. */
export function standardFloatsMatch(actual: string, expected: string, tolerance: Tolerance): boolean {
  const lines = (text: string) => text.split(/[\r\n]/).filter((line) => line !== '')
  const [given, wanted] = [lines(actual), lines(expected)]
  return (
    given.length === wanted.length &&
    wanted.every((line, index) => {
      const [words, right] = [wordsOf(given[index] ?? ''), wordsOf(line)]
      return words.length === right.length && right.every((word, at) => sameFloat(words[at] ?? '', word, tolerance))
    })
  )
}

function sameFloat(given: string, wanted: string, tolerance: Tolerance): boolean {
  // Nothing is near these there, not even they themselves.
  if (notFinite.test(wanted)) return false
  if (!pythonFloat.test(wanted)) return given === wanted
  return pythonFloat.test(given) && isNear(numberOf(given), numberOf(wanted), tolerance)
}

function numberOf(word: string): number {
  return Number(word.replaceAll('_', ''))
}
