import { expect, it } from 'vitest'
import { calibratedFuel } from '../../src/grade/calibrate.js'
import { scoreGroup } from '../../src/grade/score.js'

const tests = (...scores: number[]) => scores.map((score) => ({ weight: 1, score }))

it.each([
  ['sum', [1, 1, 0], 6.666667],
  ['sum', [1, 1, 1], 10],
  ['all', [1, 1, 0], 0],
  ['all', [1, 1, 1], 10],
  ['min', [1, 0.5, 1], 5],
] as const)('%s of %j is %d of 10', (scoring, scores, points) => {
  expect(scoreGroup({ points: 10, scoring }, tests(...scores)).points).toBe(points)
})

it('shares points by weight', () => {
  const { shares } = scoreGroup({ points: 4, scoring: 'sum' }, [
    { weight: 3, score: 1 },
    { weight: 1, score: 0 },
  ])
  expect(shares).toEqual([
    { points: 3, maxPoints: 3 },
    { points: 0, maxPoints: 1 },
  ])
})

it('gives nothing for no tests', () => {
  expect(scoreGroup({ points: 10, scoring: 'all' }, [])).toEqual({ points: 0, maxPoints: 10, shares: [] })
})

it.each([
  ['sum', [1, 0], 3, 6],
  ['all', [1, 1], 6, 6],
  ['min', [0.5, 1], 3, 6],
] as const)('%s of %j and a test that is left out is %d of %d', (scoring, scores, points, maxPoints) => {
  const score = scoreGroup({ points: 9, scoring }, [...tests(...scores), { weight: 1, score: 0, isLeftOut: true }])
  expect(score).toMatchObject({ points, maxPoints })
  expect(score.shares[2]).toEqual({ points: 0, maxPoints: 0 })
})

it('is worth nothing where every test is left out', () => {
  const score = scoreGroup({ points: 9, scoring: 'all' }, [{ weight: 1, score: 0, isLeftOut: true }])
  expect(score).toEqual({ points: 0, maxPoints: 0, shares: [{ points: 0, maxPoints: 0 }] })
})

it.each([
  [100, null, 280],
  [100, 1000, 370],
  [100, 300, 200],
  [100, 299, null],
])('a limit for solutions of %d and %j is %j', (largest, smallest, limit) => {
  expect(calibratedFuel(largest, smallest)).toBe(limit)
})
