import { describe, expect, test } from 'vitest'
import { defaultLimits, maxLimits, parseLimits } from '../../src/core/limits.js'

const parse = (input: unknown) => () => parseLimits(input, 'runner.run')

describe('limits', () => {
  test('are the documented defaults when nothing is asked for', () => {
    expect(parseLimits(undefined, 'x')).toEqual({
      fuel: 10_000_000_000,
      timeoutMs: 10_000,
      memoryPages: 4096,
      outputBytes: 1_048_576,
      diskBytes: 16_777_216,
      diskEntries: 1000,
      openFiles: 64,
    })
    expect(parseLimits({}, 'x')).toEqual(defaultLimits)
    expect(parseLimits({ fuel: undefined }, 'x')).toEqual(defaultLimits)
  })

  test('keep the other defaults when one is given', () => {
    expect(parseLimits({ fuel: 5 }, 'x')).toEqual({ ...defaultLimits, fuel: 5 })
  })

  test('accept each limit at both ends of its range', () => {
    const least = { fuel: 1, timeoutMs: 1, memoryPages: 1, outputBytes: 1, diskBytes: 1, diskEntries: 1, openFiles: 1 }
    expect(parseLimits(least, 'x')).toEqual(least)
    expect(parseLimits(maxLimits, 'x')).toEqual(maxLimits)
  })

  test.each(Object.entries(maxLimits))('refuse %s above its maximum', (name, max) => {
    expect(parse({ [name]: max + 1 })).toThrow(expect.objectContaining({ code: 'invalid-option', fault: 'caller' }))
  })

  test.each([
    [0, '0'],
    [-1, '-1'],
    [Number.NaN, 'NaN'],
    [1.5, '1.5'],
    [Number.POSITIVE_INFINITY, 'Infinity'],
    ['5', 'the string "5"'],
    [5n, 'the bigint "5"'],
    [null, 'null'],
    [{}, 'an object'],
  ])('refuse %s, naming the option, the value and the range', (value, shown) => {
    expect(parse({ fuel: value })).toThrow(
      `runner.run: limits.fuel must be a whole number from 1 to 9,007,199,254,740,991, but ${shown} was given`,
    )
  })

  test('refuse an unknown name and tell the nearest', () => {
    expect(parse({ feul: 5 })).toThrow(
      expect.objectContaining({
        code: 'unknown-option',
        message: 'runner.run (limits) does not know the option "feul"; did you mean "fuel"?',
      }),
    )
  })

  test.each([[[]], [null], [5], ['fuel']])('refuse %j in place of an object', (input) => {
    expect(parse(input)).toThrow(expect.objectContaining({ code: 'invalid-option' }))
  })
})
