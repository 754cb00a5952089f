import { describe, expect, test } from 'vitest'
import { FuelcellError } from '../../src/errors.js'
import { parseCall } from '../../src/runner/parse-call.js'
import { Exact } from '../../src/tagged.js'

const parse = (call: unknown) => JSON.parse(Buffer.from(parseCall(call, 'run') ?? []).toString())
const argument = (value: unknown) => parse({ function: 'f', args: [value] }).args[0]

function refusal(call: unknown): readonly [string, string] {
  try {
    parseCall(call, 'run')
  } catch (error) {
    if (error instanceof FuelcellError) return [error.code, error.message]
  }
  throw new Error('it was accepted')
}

describe('a call', () => {
  test('that is absent is null', () => {
    expect(parseCall(undefined, 'run')).toBeNull()
  })

  test('has no arguments unless there are some', () => {
    expect(parse({ function: 'lösung' })).toEqual({ function: 'lösung', args: [], kwargs: {} })
  })

  test('has arguments by name', () => {
    expect(parse({ function: 'f', kwargs: { a: 1 } }).kwargs).toEqual({ a: { type: 'int', value: '1' } })
  })

  test.each<[unknown, unknown]>([
    [null, { type: 'None' }],
    [true, { type: 'bool', value: true }],
    [3, { type: 'int', value: '3' }],
    [-0, { type: 'float', value: '-0.0' }],
    [0.5, { type: 'float', value: '0.5' }],
    [1e-7, { type: 'float', value: '1e-7' }],
    [Number.NaN, { type: 'float', value: 'nan' }],
    [Number.NEGATIVE_INFINITY, { type: 'float', value: '-inf' }],
    [-(2n ** 64n), { type: 'int', value: '-10000000000000000' }],
    ['ü', { type: 'str', value: 'ü' }],
    [Uint8Array.of(0, 255), { type: 'bytes', value: '00ff' }],
    [[1], { type: 'list', value: [{ type: 'int', value: '1' }] }],
    [new Set(['a']), { type: 'set', value: [{ type: 'str', value: 'a' }] }],
    [
      { a: 1 },
      {
        type: 'dict',
        value: [
          [
            { type: 'str', value: 'a' },
            { type: 'int', value: '1' },
          ],
        ],
      },
    ],
    [
      new Map([[1, 2]]),
      {
        type: 'dict',
        value: [
          [
            { type: 'int', value: '1' },
            { type: 'int', value: '2' },
          ],
        ],
      },
    ],
    [new Exact({ type: 'float', value: '2.0' }), { type: 'float', value: '2.0' }],
    [[new Exact({ type: 'tuple', value: [] })], { type: 'list', value: [{ type: 'tuple', value: [] }] }],
  ])('passes %o', (value, tagged) => {
    expect(argument(value)).toEqual(tagged)
  })

  test.each([
    [undefined, 'undefined'],
    [() => 1, 'function'],
    [Symbol('x'), 'symbol'],
    [new Date(0), 'an object of a class'],
    [2 ** 53, 'a whole number beyond 2^53'],
    [new Exact({ type: 'int', value: '1.5' }), 'the text of a value of type "int" is not of its form'],
  ])('refuses %o', (value, why) => {
    const [code, message] = refusal({ function: 'f', args: [value] })
    expect(code).toBe('invalid-option')
    expect(message).toContain('run: "call.args[0]" cannot be passed: ')
    expect(message).toContain(why)
  })

  test('refuses more arguments than a frame holds, each of which may pass', () => {
    const args = Array.from({ length: 17 }, () => 'x'.repeat(1_000_000))
    expect(refusal({ function: 'f', args })).toEqual([
      'invalid-option',
      'run: call takes 17,000,479 bytes, over the limit of 16,777,216; pass large data as files or stdin',
    ])
  })

  test('refuses what contains itself', () => {
    const self: unknown[] = []
    self.push(self)
    expect(refusal({ function: 'f', args: [self] })[1]).toContain('contains itself')
  })

  test.each(['', '1f', 'a.b', 'f()', 'f\n', 5, undefined])('refuses the name %o', (name) => {
    expect(refusal({ function: name })[0]).toBe('invalid-option')
  })

  test('refuses an unknown key with the nearest name', () => {
    expect(refusal({ function: 'f', arg: [] })).toEqual([
      'unknown-option',
      'run (call) does not know the option "arg"; did you mean "args"?',
    ])
  })
})
