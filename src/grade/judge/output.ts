/** Whether what came out of a program is what was expected. */
import { createHash } from 'node:crypto'
import { gradeVerdicts as say } from '../../messages/grade-verdicts.js'
import type { Expectation, Seal } from '../task/task.js'
import type { CheckerCase, Trusted } from '../trusted.js'
import type { Verdict } from '../verdict.js'
import { differsInPresentation, firstDifference, floatsMatch, normalised } from './text.js'

export interface OutputJudgement {
  readonly verdict: Extract<Verdict, 'accepted' | 'wrong-answer' | 'presentation'>
  readonly score: number
  readonly message: string
  /** What should have come, where that is one text. */
  readonly expected: string | null
}

/** What can be passed into a sandbox as one text. */
const MAX_SEARCHED = 500_000

/** @param what How to call it in messages: `stdout`, `stderr`, or a file. */
export async function judgeOutput(
  actual: Uint8Array,
  expectation: Expectation,
  what: string,
  input: Uint8Array,
  trusted: Trusted,
): Promise<OutputJudgement> {
  const text = new TextDecoder('utf-8', { ignoreBOM: true }).decode(actual)
  const wrong = (message: string, expected: string | null = null): OutputJudgement => ({
    verdict: 'wrong-answer',
    score: 0,
    message,
    expected,
  })
  switch (expectation.kind) {
    case 'text': {
      const { match, value } = expectation
      if (normalised(text, match) === normalised(value, match)) return accepted
      if (differsInPresentation(text, value)) {
        return { verdict: 'presentation', score: 0, message: say.presentation(what), expected: value }
      }
      return wrong(difference(what, text, value), value)
    }
    case 'floats':
      if (floatsMatch(text, expectation.value, expectation.tolerance)) return accepted
      return wrong(difference(what, text, expectation.value), expectation.value)
    case 'includes': {
      const missing = expectation.texts.find((part) => !text.includes(part))
      return missing === undefined ? accepted : wrong(say.notIncluded(what), missing)
    }
    case 'regex':
      if (text.length > MAX_SEARCHED) return wrong(say.tooLongToSearch(what, MAX_SEARCHED))
      return (await trusted.matches(expectation.pattern, text)) ? accepted : wrong(say.noMatch(what))
    case 'checker': {
      const given: CheckerCase = { input, expected: expectation.value, actual }
      const answer = await trusted.checked(expectation.program, given)
      if (answer.accepted) return accepted
      return { ...wrong(say.checkerSays(what, answer.message)), score: answer.score }
    }
    case 'sealed':
      return opens(expectation.seal, normalised(text, expectation.match)) ? accepted : wrong(say.notExpected(what))
  }
}

const accepted: OutputJudgement = { verdict: 'accepted', score: 1, message: say.accepted, expected: null }

function difference(what: string, actual: string, expected: string): string {
  const found = firstDifference(actual, expected)
  if (found === null) return say.notExpected(what)
  if (actual.trim() === '') return say.nothingPrinted(what)
  return say.differs(what, found.line, found.actual === null, found.expected === null)
}

/** The hash that stands for a text. */
export function sealOf(salt: string, text: string): Seal {
  return { salt, sha256: createHash('sha256').update(`${salt}\0`).update(text).digest('hex') }
}

export function opens(seal: Seal, text: string): boolean {
  return sealOf(seal.salt, text).sha256 === seal.sha256
}
