import { describe, expect, it } from 'vitest'
import { parseScan } from '../../src/bench/scan.js'

const sizes = (text: string, max?: number) => parseScan(text, '--scan', max).sizes

it('reads ranges that multiply, ranges that add, and lists', () => {
  expect(parseScan('n=1..16:x2', '--scan')).toEqual({ parameter: 'n', sizes: [1, 2, 4, 8, 16] })
  expect(sizes('n=1..30:x3')).toEqual([1, 3, 9, 27])
  expect(sizes('n=0..30:+10')).toEqual([0, 10, 20, 30])
  expect(sizes(' k_1 = 50, 10,20 ')).toEqual([10, 20, 50])
  expect(sizes('n=1_000..4_000')).toEqual([1000, 2000, 4000])
  expect(sizes('n=7..7:x2')).toEqual([7])
})

it('has each size once', () => {
  expect(sizes('n=5,5,1')).toEqual([1, 5])
})

describe('refuses', () => {
  it.each([
    ['', 'must be NAME=FROM..TO'],
    ['n', 'must be NAME=FROM..TO'],
    ['n=', 'must be NAME=FROM..TO'],
    ['1n=1..4', 'must be NAME=FROM..TO'],
    ['n=1..4:*2', 'must be NAME=FROM..TO'],
    ['n=-1,2', 'must be NAME=FROM..TO'],
    ['n=1.5,2', 'must be NAME=FROM..TO'],
    ['n=1,,2', 'must be NAME=FROM..TO'],
    ['n=9..1', 'ends before it begins'],
    ['n=1..9:x1', 'never ends'],
    ['n=0..9:x2', 'never ends'],
    ['n=1..9:+0', 'never ends'],
    ['n=9007199254740992', 'is above 9,007,199,254,740,991'],
    ['n=1..99999999999999999999:x2', 'is above 9,007,199,254,740,991'],
  ])('%j', (text, why) => {
    expect(() => parseScan(text, '--scan')).toThrow(why)
  })

  it('more sizes than are allowed, and says how to raise the bound', () => {
    expect(() => sizes('n=1..1001:+1')).toThrow(
      'has more than 1,000 sizes; take larger steps, or raise the bound with --max-sizes',
    )
    expect(() => sizes('n=1,2,3', 2)).toThrow('has more than 2 sizes')
    expect(sizes('n=1..1001:+1', 1001)).toHaveLength(1001)
  })

  it('a range that would overflow on its way', () => {
    expect(sizes('n=1..9007199254740991:x2')).toHaveLength(53)
  })
})
