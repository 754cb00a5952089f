/** Whether what came out of a program is what was expected. */
import { isUtf8 } from 'node:buffer'
import { createHash } from 'node:crypto'
import { gradeVerdicts as say } from '../messages/verdicts.js'
import type { Expectation, Seal } from '../task/task.js'
import type { CheckerCase, Trusted } from '../trusted.js'
import type { Verdict } from '../verdict.js'
import { kattisMatches } from './judges.js'
import { differsInPresentation, firstDifference, normalised, sameFloats } from './text.js'

export interface OutputJudgement {
  readonly verdict: Extract<Verdict, 'accepted' | 'wrong-answer' | 'presentation'>
  readonly score: number
  readonly message: string
  /** The message where nothing of what was expected is told. */
  readonly veiled: string
  /** What should have come, where that is one text. */
  readonly expected: string | null
}

/** Bytes that are no text are shown up to here: more than a report keeps. */
const MAX_ESCAPED = 16_384

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
  const veiled = text.trim() === '' ? say.nothingPrinted(what) : say.notExpected(what)
  const wrong = (message: string, expected: string | null = null): OutputJudgement => ({
    verdict: 'wrong-answer',
    score: 0,
    message,
    veiled,
    expected,
  })
  // What is decoded is not what was printed: no text is equal to it.
  const isText = isUtf8(actual)
  switch (expectation.kind) {
    case 'bytes': {
      const { value } = expectation
      if (Buffer.compare(actual, value) === 0) return accepted
      const shown = shownBytes(value)
      if (!isText || !isUtf8(value)) return wrong(say.differsAtByte(what, firstDifferentByte(actual, value)), shown)
      return { ...textDiffers(what, text, shown), veiled }
    }
    case 'text': {
      const { match, value } = expectation
      if (isText && normalised(text, match) === normalised(value, match)) return accepted
      return isText ? { ...textDiffers(what, text, value), veiled } : wrong(difference(what, text, value), value)
    }
    case 'floats':
      if (isText && sameFloats(text, expectation)) return accepted
      return wrong(difference(what, text, expectation.value), expectation.value)
    case 'kattis':
      if (isText && kattisMatches(text, expectation.value, expectation)) return accepted
      return wrong(difference(what, text, expectation.value), expectation.value)
    case 'includes': {
      const found = withLineFeeds(actual)
      const missing = expectation.texts.find((part) => !found.includes(withLineFeeds(Buffer.from(part))))
      return missing === undefined ? accepted : wrong(say.notIncluded(what), missing)
    }
    case 'regex': {
      if (text.length > MAX_SEARCHED) {
        const message = say.tooLongToSearch(what, MAX_SEARCHED)
        return { ...wrong(message), veiled: message }
      }
      const { pattern, dialect, match } = expectation
      const searched = match === null ? text : normalised(text, match)
      return (await trusted.matches(pattern, searched, dialect)) ? accepted : wrong(say.noMatch(what))
    }
    case 'checker': {
      const given: CheckerCase = { input, expected: expectation.value, actual }
      const answer = await trusted.checked(expectation.program, given)
      if (answer.accepted) return accepted
      // What it prints is what the student is told.
      const message = say.checkerSays(what, answer.message)
      return { ...wrong(message), veiled: message, score: answer.score }
    }
    case 'sealed':
      if (expectation.match === 'exact')
        return opens(expectation.seal, actual) ? accepted : wrong(say.notExpected(what))
      return isText && opens(expectation.seal, normalised(text, expectation.match))
        ? accepted
        : wrong(say.notExpected(what))
  }
}

const accepted: OutputJudgement = {
  verdict: 'accepted',
  score: 1,
  message: say.accepted,
  veiled: say.accepted,
  expected: null,
}

/** CR LF is LF: a text of several lines is the same one on every system. */
function withLineFeeds(bytes: Uint8Array): Buffer {
  return Buffer.from(Buffer.from(bytes).toString('latin1').replaceAll('\r\n', '\n'), 'latin1')
}

function textDiffers(what: string, actual: string, expected: string): Omit<OutputJudgement, 'veiled'> {
  if (differsInPresentation(actual, expected)) {
    return { verdict: 'presentation', score: 0, message: say.presentation(what), expected }
  }
  return { verdict: 'wrong-answer', score: 0, message: difference(what, actual, expected), expected }
}

/** Counted from 1; behind the end of the shorter one where it begins the other. */
function firstDifferentByte(left: Uint8Array, right: Uint8Array): number {
  const at = left.findIndex((byte, index) => byte !== right[index])
  return 1 + (at === -1 ? left.byteLength : at)
}

/** Bytes as text; where they are none, with escapes for what is not ASCII. */
export function shownBytes(bytes: Uint8Array): string {
  if (isUtf8(bytes)) return new TextDecoder('utf-8', { ignoreBOM: true }).decode(bytes)
  if (bytes.byteLength > MAX_ESCAPED) return `${shownBytes(bytes.subarray(0, MAX_ESCAPED))}…`
  const escaped = (sign: string) => `\\x${sign.charCodeAt(0).toString(16).padStart(2, '0')}`
  return Buffer.from(bytes)
    .toString('latin1')
    .replace(/[^\t\n\x20-\x7e]/g, escaped)
}

function difference(what: string, actual: string, expected: string): string {
  const found = firstDifference(actual, expected)
  if (found === null) return say.notExpected(what)
  if (actual.trim() === '') return say.nothingPrinted(what)
  return say.differs(what, found.line, found.actual === null, found.expected === null)
}

/** The hash that stands for a text. */
export function sealOf(salt: string, text: string | Uint8Array): Seal {
  return { salt, sha256: createHash('sha256').update(`${salt}\0`).update(text).digest('hex') }
}

export function opens(seal: Seal, text: string | Uint8Array): boolean {
  return sealOf(seal.salt, text).sha256 === seal.sha256
}
