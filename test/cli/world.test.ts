import { describe, expect, it } from 'vitest'
import { parseClock, parseSeed, parseStart } from '../../src/cli/world.js'

describe('parseStart', () => {
  it('knows cold and warm', () => {
    expect([parseStart('cold', '--start'), parseStart('warm', '--start')]).toEqual(['cold', 'warm'])
  })

  it.each(['', 'Cold', 'hot'])('refuses %j', (text) => {
    expect(() => parseStart(text, '--start')).toThrow(`--start must be cold or warm, but "${text}" was given`)
  })
})

describe('parseSeed', () => {
  it.each([
    ['0', 0],
    ['42', 42],
    ['9007199254740991', Number.MAX_SAFE_INTEGER],
    ['random', 'random'],
  ])('reads %s', (text, seed) => {
    expect(parseSeed(text, '--seed')).toBe(seed)
  })

  it.each(['', '-1', '1.5', '1e3', 'Random', '9007199254740992', '99999999999999999999'])('refuses %j', (text) => {
    expect(() => parseSeed(text, '--seed')).toThrow(
      `--seed must be a whole number from 0 to 9,007,199,254,740,991, or random, but "${text}" was given`,
    )
  })
})

describe('parseClock', () => {
  it.each([
    ['1970-01-01', 0],
    ['2000-01-01', 946_684_800_000],
    ['2000-01-01T00:00Z', 946_684_800_000],
    ['2000-01-01T00:00:00Z', 946_684_800_000],
    ['2000-01-01T00:00:00.5Z', 946_684_800_500],
    ['2000-01-01T02:00:00+02:00', 946_684_800_000],
    ['2000-02-29', 951_782_400_000],
    ['2553-12-31T23:59:59.999Z', 18_429_292_799_999],
  ])('reads %s as %d', (text, clockMs) => {
    expect(parseClock(text, '--clock')).toBe(clockMs)
  })

  it.each([
    '',
    'now',
    '0',
    '2000',
    '2000-01-01T00:00:00',
    '2000-01-01 00:00:00Z',
    '2000-13-01',
    '2001-02-29',
    '2000-02-30T00:00:00Z',
    '2000-01-01T25:00Z',
    '1969-12-31',
    '2553-12-31T23:59:59-01:00',
    '+010000-01-01',
  ])('refuses %j', (text) => {
    expect(() => parseClock(text, '--clock')).toThrow(
      `--clock must be an ISO 8601 date from 1970 to 2553, or a time with its zone, such as 2000-01-01 or 2000-01-01T12:00:00Z, but "${text}" was given`,
    )
  })
})
