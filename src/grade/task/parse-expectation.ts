/** What must come out of a test, and the teacher's programs that a test names. */

import { savedInput, savedText } from '../encoding.js'
import { comparedBy } from '../judge/expected.js'
import type { Tolerance } from '../judge/floats.js'
import type { KattisRules } from '../judge/judges.js'
import { gradeTasks as say } from '../messages/tasks.js'
import type { Place } from './place.js'
import type { OutputFile, TestFile } from './schema.js'
import type { Expectation, PlainMatch, Program } from './task.js'

export function programAt(file: string, path: readonly PropertyKey[], place: Place): Program {
  return { path: file, code: textAt(file, path, place) }
}

export function expectationOf(given: OutputFile, match: PlainMatch, place: Place): Expectation {
  if (typeof given === 'string') return comparedBy(match, Buffer.from(given), given)
  const kinds = (['floats', 'includes', 'regex', 'checker', 'sealed'] as const).filter(
    (key) => given[key] !== undefined,
  )
  const [kind = 'text', another] = kinds
  if (another !== undefined) place.complain(place.path, say.eitherOr(kind, another))
  if (given.value !== undefined && given.file !== undefined) place.complain(place.path, say.eitherOr('value', 'file'))
  const bytes = given.file === undefined ? undefined : place.read([...place.path, 'file'], given.file)
  const used = given.match ?? match
  const value = bytes === undefined ? given.value : savedText(bytes)
  const takesBytes = kind === 'checker' || (kind === 'text' && used === 'exact')
  if (value === null && !takesBytes) place.complain([...place.path, 'file'], say.expectedNotUtf8(given.file ?? ''))
  if (value === undefined && (kind === 'text' || kind === 'floats')) place.complain(place.path, say.noExpectedText)
  const isSearched = kind === 'regex' && given.match === 'ends'
  const judge = kind === 'floats' && (given.match === 'standard' || given.match === 'kattis')
  if (given.match !== undefined && kind !== 'text' && kind !== 'sealed' && !judge && !isSearched) {
    place.complain(place.path, say.eitherOr('match', kind))
  }
  const kattis = kattisRules(given, place)
  if (kattis !== null && (kind === 'text' || kind === 'floats'))
    return { kind: 'kattis', ...kattis, value: value ?? '' }
  if (given.dialect !== undefined && kind !== 'regex') place.complain(place.path, say.needs('dialect', 'regex'))
  switch (kind) {
    case 'floats':
      return {
        kind,
        tolerance: toleranceOf(given.floats) ?? { abs: 0, rel: 0 },
        value: value ?? '',
        by: given.match === 'standard' ? 'standard' : 'tokens',
      }
    case 'includes': {
      const { includes = [] } = given
      return { kind, texts: typeof includes === 'string' ? [includes] : includes }
    }
    case 'regex':
      return {
        kind,
        pattern: given.regex ?? '',
        dialect: given.dialect ?? 'python',
        match: given.match === 'ends' ? 'ends' : null,
      }
    case 'checker': {
      const program = programAt(given.checker ?? '', [...place.path, 'checker'], place)
      return { kind, program, value: bytes === undefined ? (value ?? '') : savedInput(bytes) }
    }
    case 'sealed':
      return { kind, match: used, seal: given.sealed ?? { salt: '', sha256: '' } }
    case 'text':
      return comparedBy(used, bytes ?? Buffer.from(value ?? ''), value ?? '')
  }
}

function textAt(file: string, path: readonly PropertyKey[], place: Place): string {
  const text = savedText(place.read(path, file))
  if (text === null) place.complain(path, say.notUtf8(file))
  return text ?? ''
}

/** What stands beside `match: kattis`; `null` where nothing does, or the match is another. */
function kattisRules(given: Exclude<OutputFile, string>, place: Place): KattisRules | null {
  const { match, case_sensitive: caseSensitive, space_change_sensitive: spaceChangeSensitive } = given
  if (match !== 'kattis') {
    for (const key of ['case_sensitive', 'space_change_sensitive'] as const) {
      if (given[key] !== undefined) place.complain([...place.path, key], say.needs(key, 'match: kattis'))
    }
    return null
  }
  const tolerance = toleranceOf(given.floats)
  if (tolerance === null && caseSensitive !== true && spaceChangeSensitive !== true) return null
  return { caseSensitive: caseSensitive ?? false, spaceChangeSensitive: spaceChangeSensitive ?? false, tolerance }
}

export function toleranceOf(given: TestFile['floats']): Tolerance | null {
  return given === undefined ? null : { abs: given.abs ?? 0, rel: given.rel ?? 0 }
}
