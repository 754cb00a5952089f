/** A task whose expected values are hashes: for bundles that anybody may read. */
import { randomBytes } from 'node:crypto'
import { isMap, isScalar, parseDocument } from 'yaml'
import { FEW_GUESSES, guessesOfText, guessesOfValue, guessesText } from './guesses.js'
import { sealOf } from './judge/output.js'
import { normalised } from './judge/text.js'
import { canonical } from './judge/value.js'
import { gradeImports as say } from './messages/imports.js'
import type { Data } from './task/data.js'
import type { PlainMatch } from './task/task.js'
import type { Trusted } from './trusted.js'

const SALT_BYTES = 16

export interface Sealed {
  readonly text: string
  readonly warnings: readonly string[]
}

/** @param text A task that was parsed without complaint. */
export async function sealTask(
  text: string,
  trusted: Trusted,
  salt: () => string = () => randomBytes(SALT_BYTES).toString('hex'),
): Promise<Sealed> {
  const document = parseDocument(text, { intAsBigInt: true })
  const groups = asList(document.toJS({ mapAsMap: true }), 'groups')
  const warnings: string[] = []
  for (const [index, group] of groups.entries()) {
    for (const key of ['unittest', 'reference']) {
      if (group instanceof Map && group.has(key)) warnings.push(say.notSealed(String(group.get('name')), key))
    }
    for (const [at, test] of asList(group, 'tests').entries()) {
      if (!(test instanceof Map)) continue
      const place = ['groups', index, 'tests', at]
      const name = String(test.get('name') ?? at + 1)
      for (const key of ['stderr', 'prints', 'written', 'raises', 'stdout_file', 'reference']) {
        if (test.has(key)) warnings.push(say.notSealed(name, key))
      }
      // A hash knows nothing of what is nearly right.
      if (test.has('returns') && test.has('floats')) warnings.push(say.notSealed(name, 'returns'))
      else if (test.has('returns')) {
        const value = await trusted.value(test.get('returns') as Data)
        reckon(name, guessesOfValue(value, hintOf(test)))
        document.deleteIn([...place, 'returns'])
        document.setIn([...place, 'sealed'], sealOf(salt(), canonical(value)))
      }
      if (test.has('stdout')) sealOutput([...place, 'stdout'], name, defaultMatch(index), hintOf(test))
    }
  }
  return { text: document.toString({ lineWidth: 0 }), warnings }

  function reckon(name: string, guesses: number): void {
    if (guesses < FEW_GUESSES) warnings.push(say.smallAnswer(name, guessesText(guesses)))
  }

  function sealOutput(place: readonly (string | number)[], name: string, match: PlainMatch, hint: string | null): void {
    const node = document.getIn(place, true)
    const value = isScalar(node) ? node.value : isMap(node) ? node.get('value') : undefined
    const own = isMap(node) ? node.get('match') : undefined
    const isPlain =
      isScalar(node) ||
      (isMap(node) && node.items.every(({ key }) => isScalar(key) && ['value', 'match'].includes(String(key.value))))
    if (!isPlain || typeof value !== 'string') {
      warnings.push(say.notSealed(name, 'stdout'))
      return
    }
    const used = (typeof own === 'string' ? own : match) as PlainMatch
    const plain = normalised(value, used)
    reckon(name, guessesOfText(plain, hint))
    document.setIn(place, { match: used, sealed: sealOf(salt(), plain) })
  }

  function defaultMatch(group: number): PlainMatch {
    const given = document.getIn(['groups', group, 'match']) ?? document.getIn(['defaults', 'match'])
    return typeof given === 'string' ? (given as PlainMatch) : 'trim'
  }
}

/** What whoever guesses is told besides. */
function hintOf(test: Map<unknown, unknown>): string | null {
  const hint = test.get('hint')
  return typeof hint === 'string' ? hint : null
}

function asList(value: unknown, key: string): readonly unknown[] {
  const list = value instanceof Map ? value.get(key) : undefined
  return Array.isArray(list) ? list : []
}
