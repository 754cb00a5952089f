/** Values of JavaScript as those of the guest that they stand for. Nothing of Node. */

import { Exact, type Tagged } from '../../core/tagged.js'
import { values } from '../../core/value-messages.js'
import { NotTagged } from './call-values.js'

/** Cycles and depth are found when the values are copied for the guest; this keeps the way there from overflowing. */
const MAX_DEPTH = 100

/** The tagged form of a value, as `Call.args` describes. @throws NotTagged for one that has none. */
export function tagValue(value: unknown): Tagged {
  return tag(value, 0)
}

function tag(value: unknown, depth: number): Tagged {
  if (depth > MAX_DEPTH) throw new NotTagged(values.tooDeep)
  if (value === null) return { type: 'None' }
  if (value instanceof Exact) return value.tagged
  switch (typeof value) {
    case 'boolean':
      return { type: 'bool', value }
    case 'bigint':
      return { type: 'int', value: `${value}` }
    case 'string':
      return { type: 'str', value }
    case 'number':
      return tagNumber(value)
    case 'object':
      return tagObject(value, depth)
    default:
      throw new NotTagged(values.noCounterpart(typeof value))
  }
}

function tagNumber(value: number): Tagged {
  if (Number.isSafeInteger(value) && !Object.is(value, -0)) return { type: 'int', value: `${value}` }
  if (Number.isInteger(value) && value !== 0) {
    throw new NotTagged(values.notSafe)
  }
  if (Object.is(value, -0)) return { type: 'float', value: '-0.0' }
  return { type: 'float', value: `${value}`.replace('NaN', 'nan').replace('Infinity', 'inf') }
}

function tagObject(value: object, depth: number): Tagged {
  const all = (items: Iterable<unknown>) => Array.from(items, (item) => tag(item, depth + 1))
  const pairs = (entries: Iterable<readonly [unknown, unknown]>) =>
    Array.from(entries, ([key, item]) => [tag(key, depth + 1), tag(item, depth + 1)] as const)
  if (value instanceof Uint8Array)
    return { type: 'bytes', value: Array.from(value, (byte) => byte.toString(16).padStart(2, '0')).join('') }
  if (Array.isArray(value)) return { type: 'list', value: all(value) }
  if (value instanceof Set) return { type: 'set', value: all(value) }
  if (value instanceof Map) return { type: 'dict', value: pairs(value) }
  const prototype = Object.getPrototypeOf(value)
  if (prototype !== null && prototype !== Object.prototype) {
    throw new NotTagged(values.noClass)
  }
  return { type: 'dict', value: pairs(Object.entries(value)) }
}
