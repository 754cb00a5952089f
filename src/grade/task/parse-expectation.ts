/** What must come out of a test, and the teacher's programs that a test names. */
import { gradeTasks as say } from '../../messages/grade-tasks.js'
import { savedInput, savedText } from '../encoding.js'
import { comparedBy } from '../judge/expected.js'
import type { Tolerance } from '../judge/floats.js'
import type { Place } from './parse.js'
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
  if (given.match !== undefined && kind !== 'text' && kind !== 'sealed') {
    place.complain(place.path, say.eitherOr('match', kind))
  }
  switch (kind) {
    case 'floats':
      return { kind, tolerance: toleranceOf(given.floats) ?? { abs: 0, rel: 0 }, value: value ?? '' }
    case 'includes': {
      const { includes = [] } = given
      return { kind, texts: typeof includes === 'string' ? [includes] : includes }
    }
    case 'regex':
      return { kind, pattern: given.regex ?? '' }
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

export function toleranceOf(given: TestFile['floats']): Tolerance | null {
  return given === undefined ? null : { abs: given.abs ?? 0, rel: given.rel ?? 0 }
}
