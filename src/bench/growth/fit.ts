/** How a cost grows with a size: one model chosen among those that can be laid through exact data, or an honest `undecided`. */
import { type Candidate, candidates, LEAST_SHARE, type Point } from './candidates.js'
import { type Growth, growthClasses } from './models.js'

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

/** Models of faster growth within this factor of the best one's distance explain the points alike. */
const ALIKE = 1.5
/** So do those of slower growth within this one: what sets in late bends a slow growth upwards, and nothing bends it down. */
const ALIKE_BELOW = 2.5
/** So do all that are nearer than this part of what has grown: structure below is an interpreter's, not an algorithm's. */
const NEAR = 0.003
/**
 * A larger model contains the smaller one and is always nearer, and steps of growing containers bring it nearer still. It
 * must be this much nearer to be believed. Measured on CPython: lists, dicts and sets up to 3.4, sorting and heaps from 20.
 */
const CONTAINED = 5
/** No model that is further off than this explains anything. */
const FAR = 0.25
/** A model with lower terms bends too much: it explains only what it comes this near to. */
const FAR_WITH_LOWER = 0.05

/** The sizes must differ; two are enough for a constant only, three for anything else. */
export function fitGrowth(points: readonly Point[]): Fit {
  const ascending = [...points].sort((left, right) => left.n - right.n)
  const exponent = lastExponent(ascending)
  const undecided = (why: Fit['why'], alike: readonly Growth[] = []): Fit => {
    return { growth: 'undecided', ...nothing, exponent, why, alike }
  }
  const grown = grownPart(ascending)
  if (points.length < 2) return undecided('few')
  if (!(grown > LEAST_SHARE)) return { growth: '1', ...nothing, exponent }
  if (falls(ascending)) return undecided('falls')
  if (points.length < 3) return undecided('few')
  const found = candidates(ascending)
  if (found.every(({ share }) => share <= LEAST_SHARE)) return { growth: '1', ...nothing, exponent }
  const near = NEAR * grown
  const chosen = choose(found, near)
  const explains = chosen !== null && chosen.distance <= (chosen.lower.length > 0 ? FAR_WITH_LOWER : FAR)
  const alike = explains ? found.filter((other) => isAlike(other, chosen, found, near)) : []
  const decided: (Candidate & { readonly from?: number }) | null =
    explains && alike.length === 0 ? chosen : fitOfTail(ascending)
  if (decided === null) {
    return explains
      ? undecided('alike', [...new Set([chosen, ...alike].map(({ growth }) => growth))])
      : undecided('unexplained')
  }
  const { growth, coefficient, base = null, predict, from = null } = decided
  return { growth, ...nothing, coefficient, base, exponent, from, predict }
}

/** Whether the largest size costs less than the smallest by more than what is called constant: no model of growth does that. */
function falls(ascending: readonly Point[]): boolean {
  const first = ascending.at(0)?.fuel ?? 0
  return (first - (ascending.at(-1)?.fuel ?? 0)) / first > LEAST_SHARE
}

/** Sizes that a tail needs, and how near a model must come there, alone: nothing that bends. */
const LEAST_TAIL = 5
const NEAR_IN_TAIL = 0.01
const ALIKE_IN_TAIL = 3

/**
 * What grows is told by the large sizes. Where all of them together do not decide, because costs set in on the way (a loop
 * of CPython costs three times as much from 257 on, where integers are made anew), the larger half or less of them may.
 */
function fitOfTail(ascending: readonly Point[]): (Candidate & { readonly from?: number }) | null {
  for (let start = Math.ceil(ascending.length / 2); ascending.length - start >= LEAST_TAIL; start += 1) {
    const tail = ascending.slice(start)
    const [nearest, second] = candidates(tail)
      .filter(({ lower }) => lower.length === 0)
      .sort((left, right) => left.distance - right.distance)
    const bound = Math.max(ALIKE_IN_TAIL * (nearest?.distance ?? 0), NEAR * grownPart(tail))
    if (nearest !== undefined && nearest.distance <= NEAR_IN_TAIL && (second?.distance ?? Infinity) > bound) {
      return { ...nearest, ...(tail[0] && { from: tail[0].n }) }
    }
  }
  return null
}

function grownPart(points: readonly Point[]): number {
  const fuels = points.map(({ fuel }) => fuel)
  const largest = Math.max(...fuels)
  return largest > 0 ? (largest - Math.min(...fuels)) / largest : 0
}

const nothing = {
  coefficient: null,
  base: null,
  exponent: null,
  why: null,
  alike: [],
  from: null,
  predict: null,
} as const

/** The nearest, or the smallest that it contains and that is nearly as near. */
function choose(found: readonly Candidate[], near: number): Candidate | null {
  const nearest = found.reduce<Candidate | null>(
    (best, candidate) => (best === null || candidate.distance < best.distance ? candidate : best),
    null,
  )
  if (nearest === null || nearest.lower.length === 0) return nearest
  const alone = found.find(({ growth, lower }) => growth === nearest.growth && lower.length === 0)
  const contained = found.find(
    (candidate) =>
      isContained(candidate, nearest) &&
      candidate.distance <= Math.max(CONTAINED * nearest.distance, near) &&
      candidate.distance <= (alone?.distance ?? Infinity),
  )
  return contained ?? nearest
}

function isContained(candidate: Candidate, larger: Candidate): boolean {
  return candidate.lower.length === 0 && larger.lower.some((growth) => growth === candidate.growth)
}

function isAlike(other: Candidate, chosen: Candidate, found: readonly Candidate[], near: number): boolean {
  if (other.growth === chosen.growth || isContained(chosen, other)) return false
  const isBelow = growthClasses.indexOf(other.growth) < growthClasses.indexOf(chosen.growth)
  if (!isBelow) return other.distance <= Math.max(ALIKE * chosen.distance, near)
  if (!isContained(other, chosen)) return other.distance <= Math.max(ALIKE_BELOW * chosen.distance, near)
  const alone = found.find(({ growth, lower }) => growth === chosen.growth && lower.length === 0)
  const isFarther =
    other.distance > CONTAINED * chosen.distance || other.distance > ALIKE_BELOW * (alone?.distance ?? Infinity)
  return !isFarther || other.distance <= near
}

/** From the largest size and the largest one at most half of it. */
function lastExponent(ascending: readonly Point[]): number | null {
  const descending = [...ascending].reverse()
  const [last] = descending
  const before = descending.find(({ n }) => last !== undefined && n > 0 && 2 * n <= last.n)
  if (last === undefined || before === undefined || before.fuel <= 0 || last.fuel <= 0) return null
  return Math.log(last.fuel / before.fuel) / Math.log(last.n / before.n)
}
