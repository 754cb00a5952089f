/** What is said of requests and results on the wire. */
import type { z } from 'zod'
import { count, oneLine, show } from '../core/quoting.js'

/** The most faults that one answer lists. */
const MAX_FAULTS = 10
/** What is told of a place or a fault, in characters: both may be the caller's. */
const MAX_CHARACTERS = 200

export const wire = {
  modulePath: 'a module crosses as bytes, not as a path of this machine; read the file first',
  stdinSource: 'stdin crosses as text or bytes, not as a source; read it first',
  notObject: (value: unknown) => `a request is a JSON object, but ${show(value)} was given`,
  tooDeep: 'call nests deeper than a value can; flatten it',
  noValue: (name: string, why: string) => `${name} cannot be passed: ${why}`,
  wrongFields: (issues: ReadonlyArray<z.core.$ZodIssue>) => {
    const faults = flatten(issues).slice(0, MAX_FAULTS).map(fault)
    return `${faults.join('; ')}${issues.length > MAX_FAULTS ? `; and ${count(issues.length - MAX_FAULTS)} more` : ''}`
  },
  notResult: 'this is no Result of fuelcell',
  notError: 'this is no error of fuelcell',
  notEvent: 'this is no event of a run',
} as const

/** A union's fault is that of the form which came nearest: the one that complains of the deepest place. */
function flatten(issues: ReadonlyArray<z.core.$ZodIssue>): z.core.$ZodIssue[] {
  return issues.flatMap((issue) => {
    if (issue.code !== 'invalid_union' || issue.errors.length === 0) return [issue]
    // Of a wrong type altogether says nothing of which form was meant.
    const nearness = ({ path, code }: z.core.$ZodIssue) => 2 * path.length + (code === 'invalid_type' ? 0 : 1)
    const depth = (branch: readonly z.core.$ZodIssue[]) => Math.max(...branch.map(nearness), -1)
    const nearest = issue.errors.reduce((best, branch) => (depth(branch) > depth(best) ? branch : best))
    return flatten(nearest.map((inner) => ({ ...inner, path: [...issue.path, ...inner.path] })))
  })
}

function fault(issue: z.core.$ZodIssue): string {
  const place = issue.path.map(String).join('.') || 'the request'
  return short(`${place}: ${what(issue)}`)
}

function what(issue: z.core.$ZodIssue): string {
  switch (issue.code) {
    case 'invalid_type':
      return `a value of the type ${issue.expected} is wanted`
    case 'invalid_value':
      return `one of ${issue.values.map((value) => JSON.stringify(value)).join(', ')} is wanted`
    case 'too_big':
      return `at most ${count(Number(issue.maximum))} are possible`
    case 'too_small':
      return `at least ${count(Number(issue.minimum))} are wanted`
    case 'unrecognized_keys':
      return `${issue.keys.map((key) => JSON.stringify(key)).join(', ')} is not known`
    case 'invalid_format':
      return 'it is not of the form that is wanted'
    default:
      return issue.message
  }
}

function short(text: string): string {
  const line = oneLine(text)
  return line.length <= MAX_CHARACTERS ? line : `${line.slice(0, MAX_CHARACTERS)}…`
}
