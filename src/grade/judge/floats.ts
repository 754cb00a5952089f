/** How far a number may be off; either bound is enough. */
export interface Tolerance {
  readonly abs: number
  readonly rel: number
}

/** Whether the actual number is near enough. NaN is near NaN alone, an infinity near itself. */
export function isNear(actual: number, expected: number, { abs, rel }: Tolerance): boolean {
  if (Number.isNaN(expected)) return Number.isNaN(actual)
  if (actual === expected) return true
  if (!Number.isFinite(actual) || !Number.isFinite(expected)) return false
  const distance = Math.abs(actual - expected)
  return distance <= abs || distance <= rel * Math.abs(expected)
}
