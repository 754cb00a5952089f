/** What is wrong with a YAML file, whatever it is for. */
import { count, quote } from './quoting.js'

export type WantedType = 'text' | 'number' | 'whole' | 'boolean' | 'list' | 'mapping' | 'nothing' | 'other'

const wantedWords: Readonly<Record<WantedType, string>> = {
  text: 'a text',
  number: 'a number',
  whole: 'a whole number',
  boolean: 'true or false',
  list: 'a list',
  mapping: 'a mapping of keys to values',
  nothing: 'nothing',
  other: 'something else',
}

export const documents = {
  finding: (line: number, what: string) => `line ${line}: ${what}`,
  unknownKey: (key: string, nearest: string | undefined) =>
    `${quote(key)} is not known${nearest === undefined ? '' : `; did you mean ${quote(nearest)}?`}`,
  lostKey: (key: string) => `the key ${quote(key)} cannot be used; choose another name`,
  wrongType: (wanted: readonly WantedType[], given: unknown) => {
    const words = wanted.length === 0 ? wantedWords.other : listed(wanted.map((one) => wantedWords[one]))
    return `${words} is wanted, and ${givenWords(given)}${nextStep(wanted, given)}`
  },
  wrongValue: (values: readonly string[], given: unknown) =>
    values.length === 1
      ? `${values[0]} is wanted, and ${givenWords(given)}`
      : `one of ${values.join(', ')} is wanted, and ${givenWords(given)}`,
  tooSmall: (minimum: number, isReached: boolean, isWhole: boolean, given: unknown) =>
    `a ${isWhole ? 'whole ' : ''}number ${isReached ? 'of at least' : 'above'} ${count(minimum)} is wanted, and ${givenWords(given)}`,
  tooLarge: (maximum: number, isReached: boolean, given: unknown) =>
    `a number ${isReached ? 'of at most' : 'below'} ${count(maximum)} is wanted, and ${givenWords(given)}`,
  tooShort: (minimum: number, unit: 'characters' | 'items') =>
    minimum === 1
      ? unit === 'items'
        ? 'this is empty; put one in at least'
        : 'this is empty; write something'
      : `${count(minimum)} ${unit} are wanted at least`,
  tooLong: (maximum: number, unit: 'characters' | 'items') =>
    `${count(maximum)} ${unit} are allowed at most; shorten it`,
  wrongForm: (form: string, given: unknown) => `a text of the form ${form} is wanted, and ${givenWords(given)}`,
} as const

function listed(words: readonly string[]): string {
  return words.length < 2 ? (words[0] ?? '') : `${words.slice(0, -1).join(', ')} or ${words.at(-1)}`
}

/** As much of a value as says which one is meant. */
function givenWords(given: unknown): string {
  switch (typeof given) {
    case 'undefined':
      return 'nothing was given'
    case 'string':
      return `the text ${quote(given)} was given`
    case 'number':
    case 'bigint':
    case 'boolean':
      return `${given} was given`
    default:
      return given === null ? 'nothing was given' : Array.isArray(given) ? 'a list was given' : 'a mapping was given'
  }
}

function nextStep(wanted: readonly WantedType[], given: unknown): string {
  if (!wanted.includes('text')) {
    const isNumber = (wanted.includes('number') || wanted.includes('whole')) && typeof given === 'string'
    return isNumber && given.trim() !== '' && Number.isFinite(Number(given)) ? '; take the quotes away' : ''
  }
  if (typeof given === 'number' || typeof given === 'bigint') return '; put the number in quotes'
  return typeof given === 'boolean' ? '; put it in quotes' : ''
}
