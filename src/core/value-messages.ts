/** What is wrong with a value on its way between caller and guest. */
import { count, quote } from './quoting.js'

export const values = {
  tooMuch: (depth: number, items: number) =>
    `it is nested deeper than ${count(depth)} levels, or has more than ${count(items)} items`,
  tooDeep: 'it is nested too deep, or contains itself',
  tooMuchText: (characters: number) => `it has more than ${count(characters)} characters of text and bytes`,
  integersTooLarge: (bytes: number) => `its integers take more than ${count(bytes)} bytes together`,
  notTagged: 'it is not tagged data',
  notItems: 'its items are not an array',
  notPair: 'an entry of a dict is not a pair',
  notOfForm: (type: string) => `the text of a value of type ${quote(type)} is not of its form`,
  noCounterpart: (type: string) => `it contains a value of type ${type}, which has no counterpart`,
  noClass: 'it contains an object of a class, which has no counterpart',
  notSafe: 'it contains a whole number beyond 2^53: pass a bigint, or Exact with the type float',
} as const
