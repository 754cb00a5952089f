/** What a file of the task did wrong while a submission was graded, for the teacher. */

import { count, printable, quote } from '../../core/quoting.js'
import type { Result } from '../../core/result.js'

const lookedAtAnswer =
  ' That was while it looked at what this submission answered, which may have been made to bring it about: look at the submission before you change the task.'

export const gradeFaults = {
  lookedAtAnswer,
  failed: (what: string, result: Result) => `Not graded, for the teacher: ${quote(what)} ${ending(result)}.`,
  expression: (text: string) => `the expression ${text}`,
  pattern: (text: string) => `the pattern ${text}`,
  generatorNotText: (path: string, type: string) =>
    `Not graded, for the teacher: generate in ${quote(path)} must return a text for stdin, but returned a value of type ${printable(type)}.`,
  refused: (why: string) => `Not graded, for the teacher: what the task asks for cannot be run: ${printable(why)}.`,
  unsupported: (path: string, type: string) =>
    `Not graded, for the teacher: ${quote(path)} returned something of type ${printable(type)}, which is no plain value, or too large for one.`,
  checkerFailed: (path: string, result: Result) =>
    `Not graded, for the teacher: the checker ${quote(path)} ${ending(result)}; it must end with exit code 42 to accept or 43 to reject.${lookedAtAnswer}`,
  referenceNotText: (path: string) =>
    `Not graded, for the teacher: ${quote(path)} prints bytes that are not UTF-8, and its output is compared as text; compare bytes with match: exact.`,
  badScore: (path: string) =>
    `Not graded, for the teacher: the checker ${quote(path)} wrote a score.txt that is no number from 0 to 1.`,
  scoreContradicts: (path: string, score: number) =>
    `Not graded, for the teacher: the checker ${quote(path)} accepts with a score of ${score}; reject with exit code 43 to give a part of the points.`,
  noUnitTests: (path: string) =>
    `Not graded, for the teacher: there are no tests in ${quote(path)}; define unittest classes or functions whose names begin with test_.`,
  cannotCross: (path: string, what: string) =>
    `Not graded, for the teacher: ${quote(path)} needs ${printable(what)}, which cannot cross between two sandboxes; use mode: visible for it, or test plain data.`,
  tooManyCalls: (path: string, max: number) =>
    `Not graded, for the teacher: a test of ${quote(path)} calls the submission more than ${count(max)} times; split it up.`,
} as const

function ending(result: Result): string {
  if (result.status !== 'exit') return `ended as ${result.status} after ${count(result.usage.fuel)} fuel`
  const { error } = result
  if (error === undefined) return `ended with exit code ${result.exitCode}`
  const where = error.line === null ? '' : ` in line ${count(error.line)}`
  return `raised ${printable(error.type)}${where}: ${printable(error.message).slice(0, 200)}`
}
