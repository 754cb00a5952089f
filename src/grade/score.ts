/** Points. A group's are worked out from whole weights, so that the shares of its tests never lose a fraction of a point. */
import type { Group, Scoring } from './task/task.js'

const DECIMALS = 1e6

/** A test's part in its group. */
export interface Share {
  readonly weight: number
  /** 0 to 1. */
  readonly score: number
  /** Neither its points nor its weight count. Default false. */
  readonly isLeftOut?: boolean
}

export interface GroupScore {
  readonly points: number
  /** What could be had: less than the group's points where tests are left out. */
  readonly maxPoints: number
  /** For each test, in order. */
  readonly shares: readonly { readonly points: number; readonly maxPoints: number }[]
}

/** What a group's tests come to. */
export function scoreGroup(
  { points, scoring }: Pick<Group, 'points' | 'scoring'>,
  tests: readonly Share[],
): GroupScore {
  const weights = tests.reduce((sum, { weight }) => sum + weight, 0)
  const counted = tests.filter(({ isLeftOut = false }) => !isLeftOut)
  const countedWeights = counted.reduce((sum, { weight }) => sum + weight, 0)
  const part = countedWeights === 0 ? 0 : partOf(scoring, counted, countedWeights)
  const exact = tests.map(({ weight, isLeftOut = false }) =>
    weights === 0 || isLeftOut ? 0 : (points * weight) / weights,
  )
  const most = addingUp(exact)
  const given =
    scoring === 'sum'
      ? most.map((maxPoints, index) => rounded(maxPoints * (tests[index]?.score ?? 0)))
      : addingUp(exact.map((maxPoints) => maxPoints * part))
  const shares = most.map((maxPoints, index) => ({ points: given[index] ?? 0, maxPoints }))
  const whole = weights === 0 || counted.length === tests.length ? points : (points * countedWeights) / weights
  return { points: rounded(sumOf(given)), maxPoints: rounded(whole), shares }
}

/** The parts with six decimals, so that they come to what all together are: 3.333333, 3.333334 and 3.333333 are 10. */
function addingUp(parts: readonly number[]): readonly number[] {
  let exact = 0
  let given = 0
  return parts.map((part) => {
    exact += part
    const next = Math.round(exact * DECIMALS) - given
    given += next
    return next / DECIMALS
  })
}

function sumOf(parts: readonly number[]): number {
  return parts.reduce((sum, part) => sum + part, 0)
}

function partOf(scoring: Scoring, tests: readonly Share[], weights: number): number {
  switch (scoring) {
    case 'sum':
      return tests.reduce((sum, { weight, score }) => sum + weight * score, 0) / weights
    case 'min':
      return Math.min(...tests.map(({ score }) => score))
    case 'all':
      return tests.every(({ score }) => score === 1) ? 1 : 0
  }
}

/** Six decimals: no mark is given finer. */
export function rounded(points: number): number {
  return Math.round(points * DECIMALS) / DECIMALS
}
