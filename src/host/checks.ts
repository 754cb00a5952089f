/** Checks of the fields that a host sends. */

export type Check = (value: unknown) => boolean

export const text: Check = (value) => typeof value === 'string'
export const flag: Check = (value) => typeof value === 'boolean'
export const bytes: Check = (value) => value instanceof Uint8Array
export const whole: Check = Number.isSafeInteger
/** Safe and not negative: every counter in the protocol. */
export const amount: Check = (value) => whole(value) && (value as number) >= 0
export const amount32: Check = (value) => amount(value) && (value as number) <= 0xffff_ffff
export const measure: Check = (value) => Number.isFinite(value) && (value as number) >= 0

export function between(least: number, most: number): Check {
  return (value) => whole(value) && (value as number) >= least && (value as number) <= most
}

export function oneOf(...known: readonly string[]): Check {
  return (value) => known.includes(value as string)
}

export function orNull(check: Check): Check {
  return (value) => value === null || check(value)
}

export function listOf(check: Check): Check {
  return (value) => Array.isArray(value) && value.every(check)
}

export function recordOf(check: Check): Check {
  return (value) => isMap(value) && Object.values(value).every(check)
}

export function shape(checks: Readonly<Record<string, Check>>): Check {
  const all = Object.entries(checks)
  return (value) => isMap(value) && all.every(([name, check]) => check(value[name]))
}

export function isMap(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value) && !(value instanceof Uint8Array)
}
