/** A limit that right solutions keep with room to spare, and slow ones pass by far. */

/** Room above the dearest accepted solution, and below the cheapest one that is too slow. */
const ABOVE_ACCEPTED = 2
const BELOW_TOO_SLOW = 1.5

/** What a solution that is too slow is allowed before it counts as slow enough, as a multiple of the dearest accepted one. */
export const SLOW_ENOUGH = 20

/** The limit in net fuel; `null` where there is no room for one. In the middle of the room, by its logarithm, in two figures. */
export function calibratedFuel(largestAccepted: number, smallestTooSlow: number | null): number | null {
  const low = ABOVE_ACCEPTED * largestAccepted
  const high = smallestTooSlow === null ? low * 2 : smallestTooSlow / BELOW_TOO_SLOW
  if (low > high) return null
  const middle = Number(Math.sqrt(low * high).toPrecision(2))
  return middle >= low && middle <= high ? middle : Math.ceil(low)
}
