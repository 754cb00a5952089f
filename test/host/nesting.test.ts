import { encode } from '@msgpack/msgpack'
import { expect, test } from 'vitest'
import { checkNesting } from '../../src/host/nesting.js'

const check = (bytes: Uint8Array | readonly number[]) => () => checkNesting(Uint8Array.from(bytes))

test('accepts every kind of value that messages have', () => {
  const message = {
    type: 'x'.repeat(40),
    long: 'y'.repeat(70_000),
    middle: 'z'.repeat(300),
    numbers: [
      0,
      -1,
      127,
      128,
      255,
      256,
      65_535,
      65_536,
      2 ** 32,
      Number.MAX_SAFE_INTEGER,
      -129,
      -40_000,
      -(2 ** 31),
      1.5,
    ],
    rest: [true, false, null, new Uint8Array(3), new Uint8Array(300), new Uint8Array(70_000)],
    many: Array.from({ length: 70_000 }, (_, index) => index),
    maps: [{ a: 1, b: 'c' }, { d: null }],
  }
  expect(check(encode(message))).not.toThrow()
})

test('refuses containers that nest deeper than messages do', () => {
  expect(check(encode([[[1]]]))).not.toThrow()
  expect(check(encode([[[[1]]]]))).toThrow('a frame that nests deeper than 3 levels')
})

test.each([
  ['array', [0xdd, 0xff, 0xff, 0xff, 0xff, 0xc0]],
  ['map', [0xdf, 0x7f, 0xff, 0xff, 0xff, 0xc0]],
  ['short array', [0x9f, 0xc0]],
])('refuses an %s that promises more than there is', (_, bytes) => {
  expect(check(bytes)).toThrow(/promises [\d,]+ items in 1 bytes/)
})

test.each([
  ['an extension type', [0xd4, 0x01, 0x00]],
  ['the unused type byte', [0xc1]],
])('refuses %s', (_, bytes) => {
  expect(check(bytes)).toThrow(/not MessagePack/)
})

test('refuses a length that is cut off', () => {
  expect(check([0xdd, 0x00])).toThrow('a length is cut off')
})

test('looks at nothing behind the first value', () => {
  expect(check([0xc0, 0xc1])).not.toThrow()
})
