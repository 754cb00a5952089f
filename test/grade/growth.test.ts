import { expect, it } from 'vitest'
import { isAtMost } from '../../src/grade/tests/growth.js'
import type { Fit } from '../../src/growth/fit.js'

const fitOf = (more: Partial<Fit>): Fit => ({
  growth: 'undecided',
  coefficient: null,
  base: null,
  exponent: null,
  why: null,
  alike: [],
  from: null,
  predict: null,
  ...more,
})

it.each([
  [{ growth: 'n' }, 'n log n', true],
  [{ growth: 'n log n' }, 'n log n', true],
  [{ growth: 'n^2' }, 'n log n', false],
  [{ growth: '2^n' }, 'n^3', false],
  [{ alike: ['n^2', 'n log n'] }, 'n log n', true],
  [{ alike: ['n^2', 'n^3'] }, 'n log n', false],
  [{ exponent: 1.4 }, 'n log n', true],
  [{ exponent: 1.6 }, 'n log n', false],
  [{ exponent: null }, '2^n', false],
  [{ why: 'falls' }, '1', true],
] as [Partial<Fit>, Parameters<typeof isAtMost>[1], boolean][])('%j is at most %s: %j', (found, atMost, accepted) => {
  expect(isAtMost(fitOf(found), atMost)).toBe(accepted)
})
