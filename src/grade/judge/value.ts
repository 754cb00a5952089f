/** Whether a returned value is what was expected: by exact type, `True` is not 1 and 1 is not 1.0. */
import type { Tagged } from '../../core/tagged.js'
import { isNear, type Tolerance } from './floats.js'

const EXACT: Tolerance = { abs: 0, rel: 0 }

/** Equal in type and value; floats within the tolerance. The order of a dict or a set does not count. */
export function sameValue(actual: Tagged, expected: Tagged, tolerance: Tolerance = EXACT): boolean {
  if (actual.type !== expected.type || actual.type === 'unsupported') return false
  if (actual.type === 'None') return true
  if (expected.type === 'None') return false
  if (actual.type === 'float') return isNear(floatOf(`${actual.value}`), floatOf(`${expected.value}`), tolerance)
  if (actual.type === 'dict' || expected.type === 'dict') {
    return sameItems(pairs(actual), pairs(expected), tolerance)
  }
  if (!Array.isArray(actual.value) || !Array.isArray(expected.value)) return actual.value === expected.value
  const [items, wanted]: [readonly Tagged[], readonly Tagged[]] = [actual.value, expected.value]
  if (actual.type === 'set' || actual.type === 'frozenset') return sameItems(items, wanted, tolerance)
  return items.length === wanted.length && wanted.every((item, index) => same(items[index], item, tolerance))
}

function same(actual: Tagged | undefined, expected: Tagged, tolerance: Tolerance): boolean {
  return actual !== undefined && sameValue(actual, expected, tolerance)
}

/** In the order of their canonical texts. Near floats may stand in another order there: sets of floats are compared exactly. */
function sameItems(actual: readonly Tagged[], expected: readonly Tagged[], tolerance: Tolerance): boolean {
  if (actual.length !== expected.length) return false
  const [items, wanted] = [sorted(actual), sorted(expected)]
  return wanted.every((item, index) => same(items[index], item, tolerance))
}

function pairs(value: Tagged): readonly Tagged[] {
  return value.type === 'dict' ? value.value.map((pair) => ({ type: 'tuple', value: pair })) : []
}

function sorted(items: readonly Tagged[]): readonly Tagged[] {
  const keyed = items.map((item) => [canonical(item), item] as const)
  return keyed.sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0)).map(([, item]) => item)
}

/** The same text for equal values. */
export function canonical(value: Tagged): string {
  switch (value.type) {
    case 'None':
      return 'None'
    case 'float':
      return `float ${floatOf(value.value)}`
    case 'dict':
      return `dict [${pairs(value).map(canonical).sort().join(', ')}]`
    case 'set':
    case 'frozenset':
      return `${value.type} [${value.value.map(canonical).sort().join(', ')}]`
    case 'list':
    case 'tuple':
      return `${value.type} [${value.value.map(canonical).join(', ')}]`
    default:
      return `${value.type} ${JSON.stringify(value.value)}`
  }
}

function floatOf(text: string): number {
  return text === 'nan' ? Number.NaN : text === 'inf' ? Infinity : text === '-inf' ? -Infinity : Number(text)
}

/** As Python would show it, near enough for people. */
export function shownValue(value: Tagged): string {
  const all = (items: readonly Tagged[]) => items.map(shownValue).join(', ')
  switch (value.type) {
    case 'None':
      return 'None'
    case 'bool':
      return value.value ? 'True' : 'False'
    case 'int':
    case 'float':
      return value.value
    case 'str':
      return JSON.stringify(value.value)
    case 'bytes':
      return `bytes.fromhex("${value.value}")`
    case 'list':
      return `[${all(value.value)}]`
    case 'tuple':
      return value.value.length === 1 ? `(${all(value.value)},)` : `(${all(value.value)})`
    case 'set':
      return value.value.length === 0 ? 'set()' : `{${all(value.value)}}`
    case 'frozenset':
      return `frozenset({${all(value.value)}})`
    case 'dict':
      return `{${value.value.map(([key, item]) => `${shownValue(key)}: ${shownValue(item)}`).join(', ')}}`
    case 'unsupported':
      return `<${value.value}>`
  }
}
