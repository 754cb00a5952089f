/** Points in forms whose readers add them up. */

const DECIMALS = 1e6

/**
 * The same points, so that adding them in doubles from the left comes to the decimal number that they are together, at every step:
 * 3.333333 + 3.333333 + 3.333334 is 10 for people, and 10.000000000000002 or less for a reader.
 */
export function addedUp(points: readonly number[]): readonly number[] {
  let added = 0
  let micros = 0
  return points.map((one) => {
    micros += Math.round(one * DECIMALS)
    const next = micros / DECIMALS - added
    added += next
    return next
  })
}

/** Whole points for each test, which come to the whole points of all. A test that passed has all of its own, and no other has. */
export function wholeShares(
  tests: readonly { readonly points: number; readonly maxPoints: number; readonly passed: boolean }[],
): readonly { readonly points: number; readonly maxPoints: number }[] {
  let exact = 0
  let given = 0
  return tests.map(({ points, maxPoints, passed }) => {
    exact += maxPoints
    const most = Math.round(Math.round(exact * DECIMALS) / DECIMALS) - given
    given += most
    const part = Math.max(0, Math.min(Math.floor(points), most - 1))
    return { points: passed ? most : part, maxPoints: most }
  })
}

export function sumOf(points: readonly number[]): number {
  return points.reduce((sum, one) => sum + one, 0)
}
