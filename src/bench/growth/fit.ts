/** How a cost grows with a size: one model chosen among those that can be laid through exact data, or an honest `undecided`. */
import { type Candidate, candidates, LEAST_SHARE, type Point } from './candidates.js'
import type { Growth } from './models.js'

export interface Fit {
  readonly growth: Growth
  /** Fuel per unit of the growth's term (per element for `n`, per doubling for `log n`); `null` for `1` and `undecided`. */
  readonly coefficient: number | null
  /** Factor per step where the growth is `2^n`. */
  readonly base: number | null
  /** Power of n between the last two sizes that are a doubling or more apart; `null` when there are none, or nothing grows there. */
  readonly exponent: number | null
  /** The classes that explain the points alike when `undecided`; nothing when none explains them. */
  readonly alike: readonly Growth[]
  /** What the chosen model says of a size; `null` for `1` and `undecided`. */
  readonly predict: ((n: number) => number) | null
}

/** Models within this factor of the best one's distance explain the points alike. */
const ALIKE = 1.5
/** So do all that are nearer than this part of what has grown: structure below is an interpreter's, not an algorithm's. */
const NEAR = 0.003
/**
 * A larger model contains the smaller one and is always nearer, and steps of growing containers bring it nearer still. It
 * must be this much nearer to be believed. Measured on CPython: lists, dicts and sets up to 3.4, sorting and heaps from 20.
 */
const CONTAINED = 5
/** No model that is further off than this explains anything. */
const FAR = 0.25
/** A model with lower terms bends to much: it explains only what it comes this near to. */
const FAR_WITH_LOWER = 0.05

/** The sizes must differ; two are enough for a constant only, three for anything else. */
export function fitGrowth(points: readonly Point[]): Fit {
  const exponent = lastExponent(points)
  const undecided = (alike: readonly Growth[]): Fit => ({ ...nothing, growth: 'undecided', exponent, alike })
  const fuels = points.map(({ fuel }) => fuel)
  const largest = Math.max(...fuels)
  if (points.length < 2) return undecided([])
  const grown = (largest - Math.min(...fuels)) / largest
  if (!(grown > LEAST_SHARE)) return { ...nothing, growth: '1', exponent }
  if (points.length < 3) return undecided([])
  const found = candidates(points)
  if (found.every(({ share }) => share <= LEAST_SHARE)) return { ...nothing, growth: '1', exponent }
  const near = NEAR * grown
  const chosen = choose(found, near)
  if (chosen === null || chosen.distance > (chosen.lower.length > 0 ? FAR_WITH_LOWER : FAR)) return undecided([])
  const alike = found.filter((other) => isAlike(other, chosen, near)).map(({ growth }) => growth)
  if (alike.length > 0) return undecided([...new Set([chosen.growth, ...alike])])
  const { growth, coefficient, base = null, predict } = chosen
  return { growth, coefficient, base, exponent, alike: [], predict }
}

const nothing = { coefficient: null, base: null, alike: [], predict: null } as const

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

function isAlike(other: Candidate, chosen: Candidate, near: number): boolean {
  if (other.growth === chosen.growth || isContained(chosen, other)) return false
  return other.distance <= Math.max(ALIKE * chosen.distance, near)
}

/** From the largest size and the largest one at most half of it. */
function lastExponent(points: readonly Point[]): number | null {
  const descending = [...points].sort((left, right) => right.n - left.n)
  const [last] = descending
  const before = descending.find(({ n }) => last !== undefined && n > 0 && 2 * n <= last.n)
  if (last === undefined || before === undefined || before.fuel <= 0 || last.fuel <= 0) return null
  return Math.log(last.fuel / before.fuel) / Math.log(last.n / before.n)
}
