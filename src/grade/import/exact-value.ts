/** Values out of JSON on their way into a task's YAML, with integers and floats as they were. */
import { Scalar } from 'yaml'

/** @param value As the exact reader gives it: bigint for integers, numbers for floats, `Map` for mappings. */
export function exactValue(value: unknown): unknown {
  if (typeof value === 'number' && Number.isInteger(value)) return wholeFloat(value)
  if (Array.isArray(value)) return value.map(exactValue)
  if (value instanceof Map) return new Map(Array.from(value, ([key, item]) => [key, exactValue(item)]))
  return value
}

/** `2.0` stays a float: `2` would be an integer when it is read again. */
function wholeFloat(value: number): Scalar<number> {
  const scalar = new Scalar(value)
  scalar.minFractionDigits = 1
  return scalar
}

export function hasFloat(value: unknown): boolean {
  if (typeof value === 'number') return true
  if (Array.isArray(value)) return value.some(hasFloat)
  return value instanceof Map && [...value.values()].some(hasFloat)
}
