/** Test cases that are found by patterns among the names of an archive. */
import { createContext, runInContext } from 'node:vm'
import { dmojImports as say } from '../../messages/import-dmoj.js'
import { type Fields, isMapping, refuse } from '../notes.js'

/** What the judge looks for where nothing is said. */
const INPUT = String.raw`^(?=.*?\.in|in).*?(?:(?:^|\W)(?P<batch>\d+)[^\d\s]+)?(?P<case>\d+)[^\d\s]*$`
const OUTPUT = String.raw`^(?=.*?\.out|out).*?(?:(?:^|\W)(?P<batch>\d+)[^\d\s]+)?(?P<case>\d+)[^\d\s]*$`
/** For all names together: a pattern of a stranger's may be made to take ages. */
const MATCHING_MS = 500
/** Of Python and not of JavaScript. */
const foreign = /\(\?P[=>]|\(\?[aiLmsux#(]|\\[AZ]/

type Key = string | number

interface Found {
  input?: string
  output?: string
}

/** Entries of `test_cases`, as they would be written. @param pointsFor The points of so manieth entry. */
export function matchedCases(
  given: Fields,
  names: readonly string[],
  pointsFor: (index: number) => number,
): readonly unknown[] {
  const groups = new Map<Key, Map<Key, Found>>()
  const batches = new Set<Key>()
  for (const [kind, key, pattern] of [
    ['input', 'input_format', INPUT],
    ['output', 'output_format', OUTPUT],
  ] as const) {
    const own = given.take(key)
    for (const [name, batch, number] of matches(typeof own === 'string' ? own : pattern, names, given.name(key))) {
      if (batch !== undefined) batches.add(keyOf(batch))
      const group = batch === undefined ? keyOf(number) : keyOf(batch)
      const cases = groups.get(group) ?? new Map<Key, Found>()
      groups.set(group, cases)
      cases.set(keyOf(number), { ...cases.get(keyOf(number)), [kind]: name })
    }
  }
  if (groups.size === 0) refuse(given.place, say.noMatch)
  return [...groups].sort(byKey).map(([group, cases], index) => {
    const all = [...cases].sort(byKey).map(([, found]) => caseOf(found, given.place))
    const points = pointsFor(index)
    return batches.has(group) ? { batched: all, points } : { ...all[0], points }
  })
}

function caseOf({ input, output }: Found, field: string): { readonly in: string; readonly out: string } {
  if (input === undefined || output === undefined) return refuse(field, say.unpaired(input ?? output ?? ''))
  return { in: input, out: output }
}

/** Texts before numbers, as the judge sorts them. */
function byKey([one]: readonly [Key, unknown], [other]: readonly [Key, unknown]): number {
  if (typeof one !== typeof other) return typeof one === 'string' ? -1 : 1
  return one < other ? -1 : one > other ? 1 : 0
}

function keyOf(text: string): Key {
  return /^\d{1,15}$/.test(text) ? Number(text) : text
}

type Match = readonly [name: string, batch: string | undefined, number: string]

function matches(pattern: string, names: readonly string[], field: string): readonly Match[] {
  if (foreign.test(pattern)) refuse(field, say.badPattern('a form of Python’s alone'))
  // Python's match begins at the start.
  const source = `^(?:${pattern.replaceAll('(?P<', '(?<')})`
  const context = createContext({ source, names: names.join('\n') })
  try {
    const found: string = runInContext(
      `JSON.stringify(names.split('\\n').map((name) => {
        const groups = new RegExp(source, 'i').exec(name)?.groups
        return groups === undefined ? null : [name, groups.batch, groups.case]
      }))`,
      context,
      { timeout: MATCHING_MS },
    )
    const parsed: ReadonlyArray<readonly [string, string | null, string | null] | null> = JSON.parse(found)
    return parsed.flatMap((one) => (one?.[2] == null ? [] : [[one[0], one[1] ?? undefined, one[2]] as const]))
  } catch (error) {
    return refuse(field, say.badPattern(whyNot(error)), error)
  }
}

/** Errors of a pattern come out of a world of their own, and are no `Error` of this one. */
function whyNot(error: unknown): string {
  if (isMapping(error) && error.code === 'ERR_SCRIPT_EXECUTION_TIMEOUT') return 'looking for it takes too long'
  return String(error).replace(/^SyntaxError: /, '')
}
