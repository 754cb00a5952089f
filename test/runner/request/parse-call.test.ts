import { describe, expect, test } from 'vitest'
import { FuelcellError } from '../../../src/core/errors.js'
import { Exact } from '../../../src/core/tagged.js'
import { parseCall } from '../../../src/runner/request/parse-call.js'

/** What the guest reads. */
function parse(call: unknown): string {
  return Buffer.from(parseCall(call, 'run')?.bytes ?? []).toString()
}
const argument = (value: unknown) => parse({ function: 'f', args: [value] })

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
    expect(parse({ function: 'lösung' })).toBe('["lösung",[],[]]')
  })

  test('has arguments by name', () => {
    expect(parse({ function: 'f', kwargs: { a: 1, '"': [] } })).toBe('["f",[],[["a",1],["\\"",[]]]]')
  })

  test('tells the module that its function is in', () => {
    expect(parse({ function: 'f', module: 'a.b' })).toBe('["f",[],[],"a.b"]')
    expect(parseCall({ function: 'f', module: 'a' }, 'run')?.hasModule).toBe(true)
    expect(refusal({ function: 'f', module: 'a..b' })[0]).toBe('invalid-option')
  })

  test('tells the file that the code is in', () => {
    const call = { function: 'f', file: 'src/two-fer.py' }
    expect(parse(call)).toBe('["f",[],[]]')
    expect(parseCall(call, 'run')?.file).toBe('src/two-fer.py')
    expect(parseCall({ function: 'f' }, 'run')?.file).toBeUndefined()
  })

  test.each(['', '/a.py', '../a.py', 'a//b.py', 'a\0.py', 'x'.repeat(300)])('refuses the file %o', (file) => {
    expect(['invalid-file-name', 'invalid-option']).toContain(refusal({ function: 'f', file })[0])
  })

  test.each<[unknown, string]>([
    [null, 'null'],
    [true, 'true'],
    [3, '3'],
    [-0, '-0.0'],
    [0.5, '0.5'],
    [1e-7, '1e-7'],
    [Number.NaN, '{"float":"nan"}'],
    [Number.NEGATIVE_INFINITY, '{"float":"-inf"}'],
    [-(10n ** 18n), '{"int":"-de0b6b3a7640000"}'],
    [10n ** 18n - 1n, '999999999999999999'],
    ['ü"\n', '"ü\\"\\n"'],
    ['\ud800', '"\\ud800"'],
    [Uint8Array.of(0, 255), '{"bytes":"00ff"}'],
    [[1, [2]], '[1,[2]]'],
    [new Set(['a']), '{"set":["a"]}'],
    [{ a: 1 }, '{"dict":[["a",1]]}'],
    [new Map([[1, 2]]), '{"dict":[[1,2]]}'],
    [new Exact({ type: 'float', value: '2' }), '{"float":"2"}'],
    [new Exact({ type: 'float', value: '1e+22' }), '1e+22'],
    [new Exact({ type: 'int', value: '007' }), '{"int":"7"}'],
    [[new Exact({ type: 'tuple', value: [] })], '[{"tuple":[]}]'],
    [new Exact({ type: 'frozenset', value: [] }), '{"frozenset":[]}'],
  ])('passes %o', (value, json) => {
    expect(argument(value)).toBe(`["f",[${json}],[]]`)
  })

  test.each([
    [undefined, 'undefined'],
    [() => 1, 'function'],
    [Symbol('x'), 'symbol'],
    [new Date(0), 'an object of a class'],
    [2 ** 53, 'a whole number beyond 2^53'],
    [new Exact({ type: 'int', value: '1.5' }), 'the text of a value of type "int" is not of its form'],
    [new Exact({ type: 'float', value: 'Infinity' }), 'the text of a value of type "float" is not of its form'],
    [new Exact({ type: 'unsupported', value: 'X' }), 'it is not tagged data'],
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
      'run: call takes 17,000,061 bytes, over the limit of 16,777,216; pass large data as files or stdin',
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
