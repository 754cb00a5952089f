import { describe, expect, it } from 'vitest'
import { parseBytes, parseCount, parseDuration, parseFuel, parsePages } from '../../src/core/sizes.js'

const refusal = (parse: () => unknown) => {
  try {
    parse()
  } catch (error) {
    return error
  }
  throw new Error('was accepted')
}

describe('parseFuel', () => {
  it.each([
    ['1', 1],
    ['400M', 400_000_000],
    ['400_000_000', 400_000_000],
    ['3k', 3000],
    ['3K', 3000],
    ['10G', 10_000_000_000],
    ['10 G', 10_000_000_000],
    ['1.5G', 1_500_000_000],
    ['0.001k', 1],
    ['1_000.5k', 1_000_500],
    ['007', 7],
    ['9007199254740991', Number.MAX_SAFE_INTEGER],
  ])('reads %s as %d', (text, fuel) => {
    expect(parseFuel(text, '--fuel')).toBe(fuel)
  })

  it.each([
    '',
    ' ',
    'abc',
    '1x',
    '1m',
    '1g',
    '1MB',
    '-1',
    '+1',
    '1e9',
    '0x10',
    '1,000',
    '1__0',
    '_1',
    '1_',
    '1.',
    '.5',
    '1.5',
    '0.0001k',
    'NaN',
    'Infinity',
    '1 M ',
    '٣',
    '1\n',
  ])('refuses %j as unreadable', (text) => {
    expect(refusal(() => parseFuel(text, '--fuel'))).toMatchObject({
      code: 'invalid-option',
      message: `--fuel must be units of fuel, plain or with k, M or G, such as 400M or 400_000_000, but ${JSON.stringify(text)} was given`,
    })
  })

  it.each(['0', '0G', '9007199254740992', '9007199.254740992G', '99999999999999999999999G'])(
    'refuses %s as out of range',
    (text) => {
      expect(refusal(() => parseFuel(text, '--fuel'))).toMatchObject({
        code: 'invalid-option',
        message: `--fuel must be from 1 to 9,007,199,254,740,991 units of fuel, but "${text}" was given`,
      })
    },
  )

  it('escapes and cuts a hostile value', () => {
    expect(refusal(() => parseFuel(`\u001b[31m${'9'.repeat(200)}`, '--fuel'))).toMatchObject({
      message: expect.stringMatching(/but "\\u001b\[31m9{75}"… was given$/),
    })
  })
})

describe('parseDuration', () => {
  it.each([
    ['1ms', 1],
    ['2s', 2000],
    ['0.5s', 500],
    ['1.5m', 90_000],
    ['24h', 86_400_000],
  ])('reads %s as %d ms', (text, durationMs) => {
    expect(parseDuration(text, '--timeout')).toBe(durationMs)
  })

  it.each(['2', '0.5ms', '2S', '2sec', '-2s', '1s500ms'])('refuses %s as unreadable', (text) => {
    expect(refusal(() => parseDuration(text, '--timeout'))).toMatchObject({
      message: `--timeout must be a time with ms, s, m or h, such as 500ms or 2s, but "${text}" was given`,
    })
  })

  it.each(['0s', '25h', '86400001ms'])('refuses %s as out of range', (text) => {
    expect(refusal(() => parseDuration(text, '--timeout'))).toMatchObject({
      message: `--timeout must be from 1 to 86,400,000 milliseconds, but "${text}" was given`,
    })
  })
})

describe('parseBytes', () => {
  it.each([
    ['1', 1],
    ['1B', 1],
    ['1MiB', 1_048_576],
    ['1.5KiB', 1536],
    ['1kB', 1000],
    ['1KB', 1000],
    ['2MB', 2_000_000],
    ['1GiB', 1_073_741_824],
  ])('reads %s as %d', (text, bytes) => {
    expect(parseBytes(text, '--disk-limit', 1_073_741_824)).toBe(bytes)
  })

  it.each(['1M', '1k', '1G', '1mib', '1Mib', '0.5B'])('refuses %s, which could mean two things', (text) => {
    expect(refusal(() => parseBytes(text, '--disk-limit', 1000))).toMatchObject({
      message: `--disk-limit must be bytes, plain or with KiB, MiB, GiB, kB, MB or GB, such as 1MiB, but "${text}" was given`,
    })
  })

  it('refuses what is above the most that the option takes', () => {
    expect(parseBytes('1000', '--output-limit', 1000)).toBe(1000)
    expect(refusal(() => parseBytes('1001', '--output-limit', 1000))).toMatchObject({
      message: '--output-limit must be from 1 to 1,000 bytes, but "1001" was given',
    })
  })
})

describe('parsePages', () => {
  it.each([
    ['1', 1],
    ['4096', 4096],
    ['4_096', 4096],
    ['65536', 65_536],
    ['64KiB', 1],
    ['64MiB', 1024],
    ['4GiB', 65_536],
  ])('reads %s as %d pages', (text, pages) => {
    expect(parsePages(text, '--memory')).toBe(pages)
  })

  it('rounds a size down to whole pages', () => {
    expect(parsePages('131071B', '--memory')).toBe(1)
    expect(parsePages('1MB', '--memory')).toBe(15)
  })

  it.each(['0', '65537', '65535B', '63KiB', '5GiB'])('refuses %s as out of range', (text) => {
    expect(refusal(() => parsePages(text, '--memory'))).toMatchObject({
      message: `--memory must be from 1 to 65,536 pages of 64 KiB, but "${text}" was given`,
    })
  })

  it.each(['', '64M', '1.5', 'lots'])('refuses %j as unreadable', (text) => {
    expect(refusal(() => parsePages(text, '--memory'))).toMatchObject({
      message: `--memory must be a size such as 64MiB, or a plain number of pages of 64 KiB, but "${text}" was given`,
    })
  })
})

describe('parseCount', () => {
  it('reads a plain number', () => {
    expect(parseCount('1_000', '--disk-entries', 1000)).toBe(1000)
  })

  it.each(['0', '1001'])('refuses %s as out of range', (text) => {
    expect(refusal(() => parseCount(text, '--disk-entries', 1000))).toMatchObject({
      message: `--disk-entries must be from 1 to 1,000, but "${text}" was given`,
    })
  })

  it.each(['1k', '1.5', '-1'])('refuses %s as unreadable', (text) => {
    expect(refusal(() => parseCount(text, '--disk-entries', 1000))).toMatchObject({
      message: `--disk-entries must be a whole number, but "${text}" was given`,
    })
  })
})
