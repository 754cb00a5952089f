import { expect, it } from 'vitest'
import { nonNegativeLeastSquares } from '../../src/growth/least-squares.js'

const ones = [1, 1, 1, 1]
const sizes = [1, 2, 3, 4]

it('finds the line through points that lie on one', () => {
  const found = nonNegativeLeastSquares([ones, sizes], [5, 7, 9, 11])
  expect(found?.[0]).toBeCloseTo(3, 9)
  expect(found?.[1]).toBeCloseTo(2, 9)
})

it('takes the nearest solution without negative coefficients', () => {
  // The free solution is -1 + 2n.
  const found = nonNegativeLeastSquares([ones, sizes], [1, 3, 5, 7])
  expect(found?.[0]).toBe(0)
  expect(found?.[1]).toBeCloseTo(50 / 30, 9)
})

it('does without a column rather than without the last', () => {
  const found = nonNegativeLeastSquares([ones, sizes], [9, 7, 5, 3])
  expect(found?.[0]).toBe(0)
  expect(found?.[1]).toBeCloseTo(50 / 30, 9)
  expect(nonNegativeLeastSquares([ones, sizes], [-1, -2, -3, -4])).toBeNull()
})

it('has no solution for columns that say the same', () => {
  expect(nonNegativeLeastSquares([sizes, sizes], [1, 2, 3, 4])?.[0]).toBe(0)
  expect(nonNegativeLeastSquares([[0, 0, 0, 0]], [1, 2, 3, 4])).toBeNull()
})
