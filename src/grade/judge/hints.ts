/** What may help a beginner, found by the host in what a program printed. */

import { nearestName } from '../../core/validate.js'
import { gradeVerdicts as say } from '../messages/verdicts.js'
import type { Expectation } from '../task/task.js'
import { kattisMatches } from './judges.js'
import { normalised, sameFloats } from './text.js'

const prompt = /\binput\(\s*(?:[rR]?)(["'])((?:(?!\1)[^\\\n])+)\1\s*\)/g

/** So many different prompts are looked for: a submission may have any number of them. */
const MAX_PROMPTS = 20

/** Tells of prompts in the output where the output would be right without them. */
export function promptHint(entry: Uint8Array, actual: string, expectation: Expectation): string | null {
  if (!isCompared(expectation)) return null
  const prompts = new Set(Array.from(new TextDecoder().decode(entry).matchAll(prompt), ([, , text = '']) => text))
  if (prompts.size === 0) return null
  const without = [...prompts].slice(0, MAX_PROMPTS).reduce((text, one) => text.replaceAll(one, ''), actual)
  return without !== actual && matches(without, expectation) ? say.promptsPrinted : null
}

type Compared = Extract<Expectation, { kind: 'text' | 'floats' | 'bytes' | 'kattis' }>

function isCompared(expectation: Expectation): expectation is Compared {
  return ['text', 'floats', 'bytes', 'kattis'].includes(expectation.kind)
}

function matches(text: string, expectation: Compared): boolean {
  switch (expectation.kind) {
    case 'bytes':
      return Buffer.from(text).equals(expectation.value)
    case 'floats':
      return sameFloats(text, expectation)
    case 'kattis':
      return kattisMatches(text, expectation.value, expectation)
    case 'text':
      return normalised(text, expectation.match) === normalised(expectation.value, expectation.match)
  }
}

/** Tells a program that prints what its function should return. */
export function printedInstead(stdout: string, shownExpected: string, plainText: string | null): string | null {
  const printed = stdout.trim()
  return printed !== '' && (printed === shownExpected || printed === plainText) ? say.printedNotReturned : null
}

/** Longer names are no slips, and so many are no program of a person's: each is compared letter by letter. */
const MAX_NAME = 100
const MAX_NAMES = 1000

const definition = /^(?:async +)?def +([\p{ID_Start}_]\p{ID_Continue}*)/gmu

/** The function that was probably meant to be the one that is missing. */
export function nearestFunction(entry: Uint8Array, name: string): string | undefined {
  const found = new Set<string>()
  for (const [, one = ''] of new TextDecoder().decode(entry).matchAll(definition)) {
    if (one.length <= MAX_NAME) found.add(one)
    if (found.size === MAX_NAMES) break
  }
  return nearestName(name, [...found])
}
