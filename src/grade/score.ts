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
  const shares = tests.map(({ weight, score, isLeftOut = false }) => {
    const maxPoints = weights === 0 || isLeftOut ? 0 : (points * weight) / weights
    return { points: rounded(scoring === 'sum' ? maxPoints * score : maxPoints * part), maxPoints: rounded(maxPoints) }
  })
  const whole = weights === 0 || counted.length === tests.length ? points : (points * countedWeights) / weights
  return { points: rounded(whole * part), maxPoints: rounded(whole), shares }
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
