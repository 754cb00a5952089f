/** The cases of a `canonical-data.json`, out of their groups. */

import { nearestName } from '../../core/validate.js'
import { classroomImports as say } from '../messages/import-classrooms.js'
import { gradeImports } from '../messages/imports.js'
import type { Source } from './draft.js'
import { type Notes, refuse } from './notes.js'
import { readJsonFile } from './read.js'

export interface Case {
  /** With the descriptions of the groups around it. */
  readonly name: string
  readonly uuid: string | undefined
  readonly reimplements: string | undefined
  readonly property: string
  readonly input: ReadonlyMap<unknown, unknown>
  readonly expected: unknown
  readonly scenarios: readonly unknown[]
}

const FILE_KEYS = ['exercise', 'comments', 'cases']
const GROUP_KEYS = ['description', 'comments', 'scenarios', 'cases']
const CASE_KEYS = ['uuid', 'reimplements', 'description', 'comments', 'scenarios', 'property', 'input', 'expected']

type Exact = ReadonlyMap<unknown, unknown>
type Place = readonly PropertyKey[]

export function readCases(path: string, source: Source, notes: Notes): { exercise: string; cases: readonly Case[] } {
  const { value, lineOf } = readJsonFile(source, path, { exact: true })
  const broken = (place: Place, message: string): never => {
    const field = place.length === 0 ? path : `${path}: ${place.map(String).join('.')}`
    return refuse(field, gradeImports.onLine(lineOf(place), message))
  }
  const file = mapping(value, [])
  account(file, FILE_KEYS, [])
  const exercise = text(file, 'exercise', [])
  comments(file, path)
  const scenarios: readonly unknown[] = []
  const cases = list(file.get('cases'), ['cases']).flatMap((one, index) =>
    casesOf(one, '', scenarios, ['cases', index]),
  )
  return { exercise, cases }

  function casesOf(one: unknown, above: string, around: readonly unknown[], place: Place): readonly Case[] {
    const given = mapping(one, place)
    const description = text(given, 'description', place)
    const name = above === '' ? description : `${above}: ${description}`
    const own = given.get('scenarios') === undefined ? [] : list(given.get('scenarios'), [...place, 'scenarios'])
    const all = [...around, ...own]
    comments(given, `${path}: ${name}`)
    if (own.length > 0) notes.take(`${path}: cases.scenarios`)
    if (given.has('cases')) {
      account(given, GROUP_KEYS, place)
      const inner = list(given.get('cases'), [...place, 'cases'])
      return inner.flatMap((item, index) => casesOf(item, name, all, [...place, 'cases', index]))
    }
    account(given, CASE_KEYS, place)
    if (given.has('uuid')) notes.ignore(`${path}: cases.uuid`)
    for (const key of ['description', 'reimplements', 'property', 'input', 'expected']) {
      if (given.has(key)) notes.take(`${path}: cases.${key}`)
    }
    const optional = (key: string) => (given.has(key) ? text(given, key, place) : undefined)
    return [
      {
        name,
        uuid: optional('uuid'),
        reimplements: optional('reimplements'),
        property: text(given, 'property', place),
        input: mapping(given.get('input'), [...place, 'input']),
        expected: given.has('expected') ? given.get('expected') : broken([...place, 'expected'], say.noExpected),
        scenarios: all,
      },
    ]
  }

  function mapping(given: unknown, place: Place): Exact {
    return given instanceof Map ? given : broken(place, gradeImports.wantsMapping(given))
  }

  function list(given: unknown, place: Place): readonly unknown[] {
    return Array.isArray(given) ? given : broken(place, gradeImports.wantsList(given))
  }

  function text(given: Exact, key: string, place: Place): string {
    const found = given.get(key)
    if (typeof found !== 'string') return broken([...place, key], gradeImports.wantsText(found))
    if (place.length === 0) notes.take(`${path}: ${key}`)
    return found
  }

  /** They may say what no field does: in which order, how exactly. */
  function comments(given: Exact, field: string): void {
    const lines = given.get('comments')
    if (lines === undefined) return
    const words = Array.isArray(lines) ? lines.map(String).join(' ').replace(/\s+/g, ' ').trim() : String(lines)
    notes.warn(field, say.comments(words))
  }

  function account(given: Exact, known: readonly string[], place: Place): void {
    for (const key of given.keys()) {
      const name = String(key)
      if (known.includes(name)) continue
      notes.warn(
        `${path}: ${[...place, name].map(String).join('.')}`,
        gradeImports.unknownField(nearestName(name, known)),
      )
    }
  }
}
