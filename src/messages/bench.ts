/** Every sentence of `fuelcell bench` and of the library behind it. */
import { count, quote } from '../messages.js'

export const bench = {
  noCases: 'bench: there is nothing to measure; give at least one case',
  emptyName: 'bench: a case has an empty name; leave the name out, or write one',
  nameTwice: (name: string) => `bench: two snippets are called ${quote(name)}; give one of them another name`,
  badParameterName: (name: string) =>
    `bench: the parameter ${quote(name)} must be letters, digits and underscores, no digit first, 64 at most`,
  scannedTwice: (name: string) => `bench: the parameter ${quote(name)} is scanned and has a fixed value; remove one`,
  noParameters: (runtime: string, names: readonly string[]) =>
    `bench: it is not known how to define ${names.map(quote).join(', ')} in the runtime ${quote(runtime)}; write the value into the code`,
  badScan: (what: string, text: string) =>
    `${what} must be NAME=FROM..TO, NAME=FROM..TO:xFACTOR, NAME=FROM..TO:+STEP or NAME=SIZE,SIZE,…, but ${quote(text)} was given`,
  scanBackwards: (what: string, text: string) => `${what}: ${quote(text)} ends before it begins; swap the two ends`,
  scanEndless: (what: string, text: string) =>
    `${what}: ${quote(text)} never ends; the factor must be 2 or more with a start above 0, the step 1 or more`,
  scanTooLong: (what: string, text: string, max: number) =>
    `${what}: ${quote(text)} has more than ${count(max)} sizes; take larger steps, or raise the bound with --max-sizes`,
  sizeOverflows: (what: string, digits: string) =>
    `${what}: the size ${quote(digits)} is above ${count(Number.MAX_SAFE_INTEGER)}, the largest that is held exactly`,
} as const

