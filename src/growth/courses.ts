/** Fits for what follows one course at small sizes and another at large ones. */
import { type Candidate, candidates, lay, type Point } from './candidates.js'

/** A fit that holds from one of the sizes on. */
export interface PartialFit extends Candidate {
  readonly from: number
}

/** What has grown, as a part of the largest value. */
export function grownPart(points: readonly Point[]): number {
  const fuels = points.map(({ fuel }) => fuel)
  const largest = Math.max(...fuels)
  return largest > 0 ? (largest - Math.min(...fuels)) / largest : 0
}

/** What is nearer than this part of what has grown is as near as can be: structure below is an interpreter's, not an algorithm's. */
export const NEAR = 0.003

/** Sizes that a tail needs, and how near a model must come there, alone: nothing that bends. */
const LEAST_TAIL = 5
const NEAR_IN_TAIL = 0.01
const ALIKE_IN_TAIL = 3

/**
 * What grows is told by the large sizes. Where all of them together do not decide, because costs set in on the way (a loop
 * of CPython costs three times as much from 257 on, where integers are made anew), the larger half or less of them may.
 */
export function fitOfTail(ascending: readonly Point[]): PartialFit | null {
  for (let start = Math.ceil(ascending.length / 2); ascending.length - start >= LEAST_TAIL; start += 1) {
    const tail = ascending.slice(start)
    const [nearest, second] = candidates(tail)
      .filter(({ lower }) => lower.length === 0)
      .sort((left, right) => left.distance - right.distance)
    const bound = Math.max(ALIKE_IN_TAIL * (nearest?.distance ?? 0), NEAR * grownPart(tail))
    if (nearest !== undefined && nearest.distance <= NEAR_IN_TAIL && (second?.distance ?? Infinity) > bound) {
      return { ...nearest, from: tail[0]?.n ?? 0 }
    }
  }
  return null
}

/** CPython keeps the integers up to this one; larger ones are made anew each time, so that a round of a loop costs up to three times as much. */
const KEPT_INTEGERS = 256
/** Sizes up to there that a bent line needs: as many as make clear that they lie on a line. */
const LEAST_BEFORE_BEND = 4
/** A bent line that is further off is none. */
const NEAR_BENT = 0.02

/**
 * A line that bends upwards where integers are no longer kept: on a short range it looks like n log n. Measured on CPython:
 * sorting and bisecting are twice as far from it as from n log n or more, loops and comprehensions nearer to it.
 */
export function bentLine(ascending: readonly Point[]): PartialFit | null {
  const before = ascending.filter(({ n }) => n <= KEPT_INTEGERS).length
  const from = ascending.find(({ n }) => n >= KEPT_INTEGERS)?.n
  const largest = ascending.at(-1)?.n ?? 0
  if (from === undefined || largest <= KEPT_INTEGERS || before < LEAST_BEFORE_BEND) return null
  const bend = { growth: 'n', term: (n: number) => Math.max(0, n - KEPT_INTEGERS), lower: ['n'] } as const
  const laid = lay(ascending, bend, bend.lower)
  if (laid === null || laid.distance > NEAR_BENT) return null
  return { ...laid, lower: [], coefficient: laid.predict(largest + 1) - laid.predict(largest), from }
}
