import { expect, test } from 'vitest'
import { passes, READING, WRITING } from '../../../src/runtimes/tune/passes.js'
import { StepProgress } from '../../../src/runtimes/tune/progress.js'

test('nothing is guessed of the first step', () => {
  const progress = new StepProgress(1000)
  expect(progress.share(1500)).toBe(0)
  progress.begin({ done: 0, weight: 0.2 }, 1000)
  expect(progress.share(9000)).toBe(0)
})

test('a step goes on at the pace of those before', () => {
  const progress = new StepProgress(1000)
  progress.begin({ done: 0.2, weight: 0.8 }, 3000)
  // A tenth took a second.
  expect([3000, 4000, 7000, 10_200].map((nowMs) => progress.share(nowMs))).toEqual([
    0.2,
    expect.closeTo(0.3),
    expect.closeTo(0.6),
    expect.closeTo(0.92),
  ])
})

test('a step that takes longer than it should nears its end and does not reach it', () => {
  const progress = new StepProgress(0)
  progress.begin({ done: 0.5, weight: 0.4 }, 5000)
  const shares = [8600, 9000, 13_000, 60_000, 10_000_000].map((nowMs) => progress.share(nowMs))
  expect(shares.every((share, index) => share > (shares[index - 1] ?? 0.5) && share < 0.9)).toBe(true)
  expect(shares.slice(0, 3)).toEqual([expect.closeTo(0.86), expect.closeTo(0.864), expect.closeTo(0.882)])
})

test('a step that ends early is told as done when the next begins', () => {
  const progress = new StepProgress(0)
  progress.begin({ done: 0.1, weight: 0.7 }, 1000)
  expect(progress.share(2000)).toBeCloseTo(0.2)
  progress.begin({ done: 0.8, weight: 0.2 }, 2000)
  expect(progress.share(2000)).toBe(0.8)
})

test('most of the time is that of one pass', () => {
  const whole = passes.reduce((sum, [, weight]) => sum + weight, READING + WRITING)
  const [inlining] = passes.filter(([pass]) => pass === 'inlining-optimizing')
  expect((inlining?.[1] ?? 0) / whole).toBeCloseTo(0.6, 1)
})
