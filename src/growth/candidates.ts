import { nonNegativeLeastSquares } from './least-squares.js'
import { exponential, type GrowthClass, lowerTerms, type Model, polynomials } from './models.js'

/** A size and what it cost, in net fuel. */
export interface Point {
  readonly n: number
  readonly fuel: number
}

/** One model laid through the points. */
export interface Candidate {
  readonly growth: GrowthClass
  /** Coefficient of the leading term, above 0. */
  readonly coefficient: number
  /** Factor per step of an exponential. */
  readonly base?: number
  /** Classes whose terms stand beside the leading one and the constant. */
  readonly lower: Model['lower']
  /** Part of the largest value that the leading term's growth from the smallest size explains. */
  readonly share: number
  /** Typical distance from the points, relative; every parameter is paid for. */
  readonly distance: number
  /** What the model says of a size. */
  readonly predict: (n: number) => number
}

/** The part of the largest value that growth must explain: below, longer integers and fuller caches do as much. */
export const LEAST_SHARE = 0.1
/** The same of a leading term with terms below it: less may as well be a bend of theirs. */
const LEAST_LEADING_SHARE = 0.25

/** Every model that can be laid through the points: each class with a constant alone, and with its lower terms where the points are enough to tell. */
export function candidates(points: readonly Point[]): readonly Candidate[] {
  const base = bestBase(points)
  const models = base === null ? polynomials : [...polynomials, exponential(base)]
  return models.flatMap((model) => [lay(points, model, []), extend(points, model)]).filter((found) => found !== null)
}

function extend(points: readonly Point[], model: Model): Candidate | null {
  const spare = points.length - parameters(model, model.lower)
  if (model.lower.length === 0 || spare < 2) return null
  const candidate = lay(points, model, model.lower)
  return candidate === null || candidate.share < LEAST_LEADING_SHARE ? null : candidate
}

function parameters(model: Model, lower: Model['lower']): number {
  return 2 + lower.length + (model.base === undefined ? 0 : 1)
}

/**
 * A point's distance counts by the root of its value. Plain least squares would look at the largest sizes alone, relative
 * ones as much at the smallest, where what an interpreter does once hides the growth. The constant may be negative: a cost
 * that sets in late, such as that of integers above the cached ones, bends a line downwards.
 */
export function lay(points: readonly Point[], model: Model, lower: Model['lower']): Candidate | null {
  const terms = [() => -1, () => 1, ...lower.map((growth) => lowerTerms[growth]), model.term]
  const fuels = points.map(({ fuel }) => fuel)
  const weights = fuels.map((fuel) => 1 / Math.sqrt(Math.max(fuel, 1)))
  const columns = terms.map((term) => points.map(({ n }, row) => term(n) * (weights[row] ?? 0)))
  if (columns.flat().some((value) => !Number.isFinite(value))) return null
  const target = fuels.map((fuel, row) => fuel * (weights[row] ?? 0))
  const coefficients = nonNegativeLeastSquares(columns, target)
  if (coefficients === null) return null
  const predict = (n: number) => terms.reduce((sum, term, index) => sum + (coefficients[index] ?? 0) * term(n), 0)
  const misses = points.map(({ n }, row) => (predict(n) - (fuels[row] ?? 0)) * (weights[row] ?? 0))
  const freedom = Math.max(1, points.length - parameters(model, lower))
  const sizes = points.map(({ n }) => n)
  const coefficient = coefficients.at(-1) ?? 0
  const growth = coefficient * (model.term(Math.max(...sizes)) - model.term(Math.min(...sizes)))
  return {
    growth: model.growth,
    coefficient,
    ...(model.base === undefined ? {} : { base: model.base }),
    lower,
    share: growth / Math.max(...fuels),
    distance: Math.sqrt(sumOfSquares(misses) / freedom / (sumOfSquares(target) / points.length)),
    predict,
  }
}

function sumOfSquares(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value * value, 0)
}

/** Factors between which an exponential is looked for: below, a polynomial explains as much on any range that can be measured. */
const LEAST_BASE = 1.2
const GREATEST_BASE = 32
const BASE_STEPS = 48
const REFINEMENTS = 60
/** A search ends next to a number, not on it. */
const NEAR_TWO = 1e-4

/** The factor with which an exponential comes nearest: the best of a grid, then a golden-section search beside it. */
function bestBase(points: readonly Point[]): number | null {
  const distance = (logarithm: number) => lay(points, exponential(Math.exp(logarithm)), [])?.distance ?? Infinity
  const low = Math.log(LEAST_BASE)
  const step = (Math.log(GREATEST_BASE) - low) / BASE_STEPS
  const distances = Array.from({ length: BASE_STEPS + 1 }, (_, index) => distance(low + index * step))
  const best = distances.indexOf(Math.min(...distances))
  if (!Number.isFinite(distances[best])) return null
  let left = low + Math.max(best - 1, 0) * step
  let right = low + Math.min(best + 1, BASE_STEPS) * step
  const golden = (Math.sqrt(5) - 1) / 2
  for (let round = 0; round < REFINEMENTS; round += 1) {
    const inner = right - golden * (right - left)
    const outer = left + golden * (right - left)
    if (distance(inner) <= distance(outer)) right = outer
    else left = inner
  }
  const base = Math.exp((left + right) / 2)
  return Math.abs(base - 2) < NEAR_TWO ? 2 : base
}
