/** Values in a task: exact, as they were written. A float is not an integer, and keys of a mapping may be anything. */
import type { Tagged } from '../../core/tagged.js'

/** As YAML gives them: bigint for integers, numbers for floats, strings, booleans, null, arrays, maps, bytes. */
export type Data = null | boolean | bigint | number | string | Uint8Array | readonly Data[] | ReadonlyMap<Data, Data>

/** The key that says: here stands a Python expression. */
const EXPRESSION = '$python'

/** The expressions in a value: each has to be evaluated before the value is known. */
export function expressionsIn(value: Data): readonly string[] {
  if (value instanceof Map) {
    const expression = expressionOf(value)
    return expression === undefined ? [...value].flat().flatMap(expressionsIn) : [expression]
  }
  return Array.isArray(value) ? value.flatMap(expressionsIn) : []
}

function expressionOf(value: ReadonlyMap<Data, Data>): string | undefined {
  const text = value.size === 1 ? value.get(EXPRESSION) : undefined
  return typeof text === 'string' ? text : undefined
}

/** The value as tagged data. @param evaluated What each expression in it came to. */
export function taggedData(value: Data, evaluated: ReadonlyMap<string, Tagged>): Tagged {
  switch (typeof value) {
    case 'boolean':
      return { type: 'bool', value }
    case 'bigint':
      return { type: 'int', value: `${value}` }
    case 'number':
      return { type: 'float', value: floatText(value) }
    case 'string':
      return { type: 'str', value }
  }
  if (value === null) return { type: 'None' }
  if (value instanceof Uint8Array) return { type: 'bytes', value: Buffer.from(value).toString('hex') }
  if (value instanceof Map) {
    const expression = expressionOf(value)
    const known = expression === undefined ? undefined : evaluated.get(expression)
    if (known !== undefined) return known
    const pairs = [...value].map(([key, item]) => [taggedData(key, evaluated), taggedData(item, evaluated)] as const)
    return { type: 'dict', value: pairs }
  }
  return { type: 'list', value: Array.from(value as readonly Data[], (item) => taggedData(item, evaluated)) }
}

/** As Python would read it back. */
function floatText(value: number): string {
  if (Object.is(value, -0)) return '-0.0'
  return `${value}`.replace('NaN', 'nan').replace('Infinity', 'inf')
}
