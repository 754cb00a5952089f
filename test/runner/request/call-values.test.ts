import { describe, expect, test, vi } from 'vitest'
import type { Tagged } from '../../../src/core/tagged.js'
import { readTagged } from '../../../src/runner/request/call-values.js'

const read = (value: unknown) => readTagged(JSON.stringify(value))
const nested = (depth: number): unknown =>
  depth === 0 ? { type: 'None' } : { type: 'list', value: [nested(depth - 1)] }

describe('a value from the guest', () => {
  test.each<[unknown, Tagged]>([
    [{ type: 'None' }, { type: 'None' }],
    [
      { type: 'bool', value: true },
      { type: 'bool', value: true },
    ],
    [
      { type: 'int', value: '0' },
      { type: 'int', value: '0' },
    ],
    [
      { type: 'int', value: '-10000000000000000' },
      { type: 'int', value: '-18446744073709551616' },
    ],
    [
      { type: 'float', value: '1e-07' },
      { type: 'float', value: '1e-07' },
    ],
    [
      { type: 'float', value: '-inf' },
      { type: 'float', value: '-inf' },
    ],
    [
      { type: 'str', value: 'ü\ud800\0' },
      { type: 'str', value: 'ü\ud800\0' },
    ],
    [
      { type: 'bytes', value: '00ff' },
      { type: 'bytes', value: '00ff' },
    ],
    [
      { type: 'tuple', value: [{ type: 'None' }] },
      { type: 'tuple', value: [{ type: 'None' }] },
    ],
    [
      { type: 'unsupported', value: 'Point' },
      { type: 'unsupported', value: 'Point' },
    ],
    [
      { type: 'dict', value: [[{ type: 'int', value: 'a' }, { type: 'None' }]] },
      { type: 'dict', value: [[{ type: 'int', value: '10' }, { type: 'None' }]] },
    ],
  ])('%j is read', (wire, value) => {
    expect(read(wire)).toEqual(value)
  })

  test.each<[unknown, unknown]>([
    [
      { type: 'list', of: 'int', value: '1,-ff' },
      {
        type: 'list',
        value: [
          { type: 'int', value: '1' },
          { type: 'int', value: '-255' },
        ],
      },
    ],
    [
      { type: 'tuple', of: 'float', value: '1.5,nan' },
      {
        type: 'tuple',
        value: [
          { type: 'float', value: '1.5' },
          { type: 'float', value: 'nan' },
        ],
      },
    ],
    [
      { type: 'list', of: 'str', value: ['a,b', ''] },
      {
        type: 'list',
        value: [
          { type: 'str', value: 'a,b' },
          { type: 'str', value: '' },
        ],
      },
    ],
    [
      { type: 'set', of: 'int', value: '2,1' },
      {
        type: 'set',
        value: [
          { type: 'int', value: '1' },
          { type: 'int', value: '2' },
        ],
      },
    ],
    [
      { type: 'dict', keys: { of: 'str', value: ['a'] }, values: { value: [{ type: 'None' }] } },
      { type: 'dict', value: [[{ type: 'str', value: 'a' }, { type: 'None' }]] },
    ],
  ])('%j with items of one type together is read', (wire, value) => {
    expect(read(wire)).toEqual(value)
  })

  test.each([
    { type: 'list', of: 'int', value: '' },
    { type: 'list', of: 'int', value: '1,,2' },
    { type: 'list', of: 'int', value: [1] },
    { type: 'list', of: 'bool', value: [true] },
    { type: 'list', of: 'str', value: [1] },
    { type: 'list', of: 'list', value: [[]] },
    { type: 'dict', keys: { of: 'int', value: '1,2' }, values: { of: 'int', value: '1' } },
    { type: 'dict', keys: { of: 'int', value: '1' }, values: { of: 'int', value: '1,2' } },
    { type: 'dict', keys: null, values: null },
    { type: 'list', of: 'int', value: Array.from({ length: 100_000 }, () => '1').join() },
    { type: 'list', of: 'int', value: `${'f'.repeat(262_145)}` },
    { type: 'list', of: 'float', value: ','.repeat(2_000_000) },
  ])('what comes together and is none of that, or too much, is refused (%#)', (wire) => {
    expect(read(wire)).toBeUndefined()
  })

  test('that is a set of sets is in the order of the items’ text as well', () => {
    const int = (value: string) => ({ type: 'int', value })
    const set = (...value: unknown[]) => ({ type: 'frozenset', value })
    const pair = { type: 'dict', value: [[int('1'), set(int('9'), int('10'))]] }
    const wire = set(int('b'), set(int('3'), int('2')), pair, { type: 'None' }, { type: 'tuple', value: [set()] })
    const all = [int('11'), set(int('2'), int('3')), { type: 'dict', value: [[int('1'), set(int('16'), int('9'))]] }]
    const found = read(wire)
    const items = [...all, { type: 'None' }, { type: 'tuple', value: [set()] }]
    const text = (item: unknown) => JSON.stringify(item)
    expect(found).toEqual(set(...items.sort((a, b) => (text(a) < text(b) ? -1 : 1))))
  })

  test('that is a set is in the order of its items’ text', () => {
    const items = ['b', 'a', 'c'].map((value) => ({ type: 'str', value }))
    expect(read({ type: 'set', value: items })).toEqual({ type: 'set', value: [items[1], items[0], items[2]] })
  })

  test('loses what is beside type and value', () => {
    expect(read({ type: 'None', value: 5, extra: 1 })).toEqual({ type: 'None' })
  })

  test.each([
    null,
    5,
    [],
    {},
    { type: 'complex', value: '1' },
    { type: 'toString' },
    { type: 'bool', value: 1 },
    { type: 'int', value: '' },
    { type: 'int', value: '0x1' },
    { type: 'int', value: 5 },
    { type: 'float', value: '-nan' },
    { type: 'float', value: '1.' },
    { type: 'bytes', value: 'abc' },
    { type: 'bytes', value: 'AB' },
    { type: 'str' },
    { type: 'list', value: 'ab' },
    { type: 'list', value: [null] },
    { type: 'dict', value: [[{ type: 'None' }]] },
    { type: 'dict', value: { a: 1 } },
  ])('%j is refused', (wire) => {
    expect(read(wire)).toBeUndefined()
  })

  test('that is no JSON is refused', () => {
    expect(readTagged('{"type":')).toBeUndefined()
  })

  test('may be 64 levels deep', () => {
    expect(read(nested(64))).toEqual(nested(64))
    expect(read(nested(65))).toBeUndefined()
    expect(readTagged('['.repeat(5_000_000))).toBeUndefined()
  })

  test('is not even parsed when it is deeper, or has more parts, than tagged data has', () => {
    const parse = vi.spyOn(JSON, 'parse')
    expect(readTagged(`${'['.repeat(8_000_000)}${']'.repeat(8_000_000)}`)).toBeUndefined()
    expect(readTagged(`[${'1,'.repeat(5_000_000)}1]`)).toBeUndefined()
    expect(parse).not.toHaveBeenCalled()
    expect(read({ type: 'str', value: '[{,"'.repeat(200_000) })).toBeDefined()
  })

  test('may have 100,000 items, 1 MiB of text and integers of 131,072 bytes', () => {
    const list = (count: number) => ({ type: 'list', value: Array.from({ length: count }, () => ({ type: 'None' })) })
    expect(read(list(99_999))).toBeDefined()
    expect(read(list(100_000))).toBeUndefined()
    expect(read({ type: 'str', value: 'x'.repeat(1_048_576) })).toBeDefined()
    expect(read({ type: 'str', value: 'x'.repeat(1_048_577) })).toBeUndefined()
    expect(read({ type: 'bytes', value: '0'.repeat(1_048_576) })).toBeDefined()
    expect(read({ type: 'bytes', value: '0'.repeat(20_000_000) })).toBeUndefined()
    const int = { type: 'int', value: 'f'.repeat(131_072) }
    expect(read({ type: 'list', value: [int, int] })).toBeDefined()
    expect(read({ type: 'list', value: [int, int, { type: 'int', value: 'ff' }] })).toBeUndefined()
  })
})
