/** How a cost grows with a size: one model chosen among those that can be laid through exact data, or an honest `undecided`. */
import { type Candidate, candidates, LEAST_SHARE, type Point } from './candidates.js'
import { choose, isAlike } from './choose.js'
import { bentLine, fitOfTail, grownPart, NEAR } from './courses.js'
import type { Growth } from './models.js'

export interface Fit {
  readonly growth: Growth
  /** Fuel per unit of the growth's term (per element for `n`, per doubling for `log n`); `null` for `1` and `undecided`. */
  readonly coefficient: number | null
  /** Factor per step where the growth is `2^n`. */
  readonly base: number | null
  /** Power of n between the last two sizes that are a doubling or more apart; `null` when there are none, or nothing grows there. */
  readonly exponent: number | null
  /** Why it is `undecided`: too few points, classes that explain them alike, a cost that falls, or no class that explains it. */
  readonly why: 'few' | 'alike' | 'falls' | 'unexplained' | null
  /** Those classes. */
  readonly alike: readonly Growth[]
  /** The smallest size that was looked at, where smaller ones were left out: something else governs them. */
  readonly from: number | null
  /** What the chosen model says of a size; `null` for `1` and `undecided`. */
  readonly predict: ((n: number) => number) | null
}

/** A bent line within this factor of another model's distance explains the points as well. */
const BENT_ALIKE = 2
/** No model that is further off than this explains anything. */
const FAR = 0.25
/** A model with lower terms bends too much: it explains only what it comes this near to. */
const FAR_WITH_LOWER = 0.05

/** The sizes must differ; two are enough for a constant only, three for anything else. */
export function fitGrowth(points: readonly Point[]): Fit {
  const ascending = [...points].sort((left, right) => left.n - right.n)
  const exponent = lastExponent(ascending)
  const undecided = (why: Fit['why'], alike: readonly Growth[] = []): Fit => {
    return { ...nothing, exponent, why, alike }
  }
  const grown = grownPart(ascending)
  if (points.length < 2) return undecided('few')
  if (!(grown > LEAST_SHARE)) return { ...nothing, growth: '1', exponent }
  if (falls(ascending)) return undecided('falls')
  if (points.length < 3) return undecided('few')
  const found = candidates(ascending)
  if (found.every(({ share }) => share <= LEAST_SHARE)) return { ...nothing, growth: '1', exponent }
  const { chosen, alike } = decide(found, NEAR * grown)
  const bent = bentLine(ascending)
  if (chosen !== null && alike.length === 0 && (bent === null || chosen.growth === 'n')) return decided(chosen)
  if (bent !== null && found.every(({ distance }) => distance > bent.distance)) return decided(bent, bent.from)
  const isBentAlike = bent !== null && chosen !== null && bent.distance <= BENT_ALIKE * chosen.distance
  if (chosen !== null && alike.length === 0 && !isBentAlike) return decided(chosen)
  const tail = fitOfTail(ascending)
  if (tail !== null) return decided(tail, tail.from)
  if (chosen === null) return undecided('unexplained')
  const others = [...alike, ...(isBentAlike ? [bent] : [])]
  return undecided('alike', [...new Set([chosen, ...others].map(({ growth }) => growth))])

  function decided({ growth, coefficient, base, predict }: Candidate, from: number | null = null): Fit {
    return { ...nothing, growth, coefficient, base: base ?? null, exponent, from, predict }
  }
}

/** The model that explains the points, if any does, and those that explain them alike. */
function decide(found: readonly Candidate[], near: number) {
  const chosen = choose(found, near)
  if (chosen === null || chosen.distance > (chosen.lower.length > 0 ? FAR_WITH_LOWER : FAR)) {
    return { chosen: null, alike: [] }
  }
  return { chosen, alike: found.filter((other) => isAlike(other, chosen, found, near)) }
}

/** Whether the largest size costs less than the smallest by more than what is called constant: no model of growth does that. */
function falls(ascending: readonly Point[]): boolean {
  const first = ascending.at(0)?.fuel ?? 0
  return (first - (ascending.at(-1)?.fuel ?? 0)) / first > LEAST_SHARE
}

const nothing: Fit = {
  growth: 'undecided',
  coefficient: null,
  base: null,
  exponent: null,
  why: null,
  alike: [],
  from: null,
  predict: null,
}

/** From the largest size and the largest one at most half of it. */
function lastExponent(ascending: readonly Point[]): number | null {
  const descending = [...ascending].reverse()
  const [last] = descending
  const before = descending.find(({ n }) => last !== undefined && n > 0 && 2 * n <= last.n)
  if (last === undefined || before === undefined || before.fuel <= 0 || last.fuel <= 0) return null
  return Math.log(last.fuel / before.fuel) / Math.log(last.n / before.n)
}
