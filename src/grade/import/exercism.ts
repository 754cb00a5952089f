/** Exercism's `canonical-data.json`: properties with inputs and expected values (github.com/exercism/problem-specifications, its README and schema). */
import { classroomImports as say } from '../messages/import-classrooms.js'
import type { TestFile } from '../task/schema.js'
import { type Draft, draftOf, type ImportOptions, type Source } from './draft.js'
import { exactValue, hasFloat } from './exact-value.js'
import { type Case, readCases } from './exercism-cases.js'
import { assumedFuel } from './limits.js'
import { Notes, refuse } from './notes.js'
import { Names } from './typed-fields.js'

/** What a case is about, where a call and its answer do not show it. */
const beyondCalls = ['random', 'immutable', 'concurrent', 'library-test', 'local-scope'] as const

/** What may stand in place of a function, in words: `fn(x) -> x + 1`, `(x, y) => x`. */
const inWords = /^\s*(?:fn\s*)?\([^()]*\)\s*[-=]>/

export function importExercism(path: string, source: Source, options: ImportOptions): Draft {
  const notes = new Notes()
  const { exercise, cases } = readCases(path, source, notes)
  const replaced = new Set(cases.map(({ reimplements }) => reimplements).filter((uuid) => uuid !== undefined))
  const names = new Names()
  const tests = cases
    .filter(({ uuid }) => uuid === undefined || !replaced.has(uuid))
    .flatMap((one) => {
      const test = testOf(one, path, notes)
      return test === null ? [] : [{ name: names.of(one.name), ...test }]
    })
  if (tests.length === 0) {
    const leftOut = notes.warnings.find(({ message }) => message === say.functionInWords || message === say.steps)
    refuse(path, leftOut === undefined ? say.noneLeft : say.noneLeftBecause(leftOut.message))
  }
  const entry = options.entry ?? `${snakeCase(exercise)}.py`
  const limits = { fuel: assumedFuel(`${path}: cases`, entry, notes) }
  return draftOf({ title: exercise, entry, limits, groups: [{ name: 'Tests', tests }] }, notes)
}

function testOf({ name, property, input, expected, scenarios }: Case, path: string, notes: Notes): TestFile | null {
  const at = `${path}: ${name}`
  const values = [...input.values()]
  if (values.some((value) => typeof value === 'string' && inWords.test(value))) {
    notes.warn(at, say.functionInWords)
    return null
  }
  if (isEmptyMap(expected) && values.some(isListOfMaps)) {
    notes.warn(at, say.steps)
    return null
  }
  for (const scenario of beyondCalls.filter((one) => scenarios.includes(one))) {
    notes.warn(`${path}: scenarios`, say.scenario(scenario))
  }
  const call = { call: snakeCase(property), args: values.map(exactValue) }
  const error = expected instanceof Map && expected.size === 1 ? expected.get('error') : undefined
  if (typeof error === 'string') {
    notes.warn(`${path}: cases.expected.error`, say.anyError)
    return { ...call, raises: 'Exception', hint: say.errorHint(error) }
  }
  if (hasFloat(expected)) notes.warn(at, say.floats)
  return { ...call, returns: exactValue(expected) }
}

function isEmptyMap(value: unknown): boolean {
  return value instanceof Map && value.size === 0
}

/** Steps that are taken one after the other, as by an object's methods. */
function isListOfMaps(value: unknown): boolean {
  return Array.isArray(value) && value.length > 0 && value.every((item) => item instanceof Map)
}

function snakeCase(name: string): string {
  return name
    .replace(/([a-z\d])([A-Z])/g, '$1_$2')
    .replace(/[^A-Za-z\d]+/g, '_')
    .toLowerCase()
}
