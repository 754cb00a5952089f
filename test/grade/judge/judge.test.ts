import { describe, expect, it } from 'vitest'
import { isNear } from '../../../src/grade/judge/floats.js'
import { promptHint } from '../../../src/grade/judge/hints.js'
import { opens, sealOf } from '../../../src/grade/judge/output.js'
import { differsInPresentation, firstDifference, floatsMatch, normalised } from '../../../src/grade/judge/text.js'
import { whereOf } from '../../../src/grade/judge/traceback.js'
import { canonical, sameValue, shownValue } from '../../../src/grade/judge/value.js'
import type { Tagged } from '../../../src/tagged.js'

describe('texts match', () => {
  it.each([
    ['exact', 'a\n', 'a', false],
    ['exact', 'a\n', 'a\n', true],
    ['trim', 'a  \r\nb\n\n\n', 'a\nb', true],
    ['trim', ' a', 'a', false],
    ['trim', 'a\n\nb', 'a\nb', false],
    ['tokens', ' a\t b\nc', 'a b c', true],
    ['tokens', 'ab', 'a b', false],
    ['lines', 'b\na\n', 'a\nb', true],
    ['lines', 'b\na\na', 'a\nb', false],
    ['trim', 'zebr\u0430', 'zebra', false],
    ['trim', 'a\u00a0\u2003', 'a', true],
    ['trim', 'a\ufeff', 'a', false],
    ['tokens', '\ufeffa', 'a', false],
    ['tokens', 'a\ufeffb', 'a b', false],
  ] as const)('%s: %j with %j is %j', (match, actual, expected, same) => {
    expect(normalised(actual, match) === normalised(expected, match)).toBe(same)
  })

  it('but for spaces and case', () => {
    expect(differsInPresentation('Hello  World\n', 'hello world')).toBe(true)
    expect(differsInPresentation('hello', 'hell o!')).toBe(false)
  })

  it('within a tolerance', () => {
    const near = { abs: 1e-6, rel: 0 }
    expect(floatsMatch('x 1.41421356 2', 'x 1.4142135 2.0', near)).toBe(true)
    expect(floatsMatch('x 1.4143', 'x 1.4142', near)).toBe(false)
    expect(floatsMatch('y 1', 'x 1', near)).toBe(false)
    expect(floatsMatch('1 2', '1', near)).toBe(false)
    expect(floatsMatch('1e400', '1', near)).toBe(false)
    expect(floatsMatch('nan -inf', 'NaN -Infinity', near)).toBe(true)
  })

  it('tell where they part', () => {
    expect(firstDifference('a\nb\n', 'a\nc\n')).toEqual({ line: 2, actual: 'b', expected: 'c' })
    expect(firstDifference('a\n', 'a\nc\n')).toEqual({ line: 2, actual: null, expected: 'c' })
    expect(firstDifference('a \n', 'a')).toBeNull()
  })
})

describe('values are the same', () => {
  const int = (value: string): Tagged => ({ type: 'int', value })
  const float = (value: string): Tagged => ({ type: 'float', value })
  const list = (...value: Tagged[]): Tagged => ({ type: 'list', value })
  const dict = (...value: (readonly [Tagged, Tagged])[]): Tagged => ({ type: 'dict', value })

  it.each([
    [int('1'), int('1'), true],
    [int('1'), { type: 'bool', value: true }, false],
    [int('1'), float('1.0'), false],
    [float('0.0'), float('-0.0'), true],
    [float('nan'), float('nan'), true],
    [list(int('1')), { type: 'tuple', value: [int('1')] }, false],
    [list(int('1'), int('2')), list(int('2'), int('1')), false],
    [dict([int('1'), int('2')], [int('3'), int('4')]), dict([int('3'), int('4')], [int('1'), int('2')]), true],
    [dict([int('1'), int('2')]), dict([int('1'), int('3')]), false],
    [{ type: 'set', value: [int('10'), int('2')] }, { type: 'set', value: [int('2'), int('10')] }, true],
    [{ type: 'unsupported', value: 'x' }, { type: 'unsupported', value: 'x' }, false],
    [{ type: 'None' }, { type: 'None' }, true],
    [list(), { type: 'None' }, false],
  ] as [Tagged, Tagged, boolean][])('%j and %j: %j', (actual, expected, same) => {
    expect(sameValue(actual, expected)).toBe(same)
    if (actual.type !== 'unsupported') expect(canonical(actual) === canonical(expected)).toBe(same)
  })

  it('within a tolerance, however deep', () => {
    expect(sameValue(list(list(float('1.0000001'))), list(list(float('1.0'))), { abs: 1e-6, rel: 0 })).toBe(true)
    expect(sameValue(list(int('1')), list(float('1.0')), { abs: 1, rel: 1 })).toBe(false)
    expect(isNear(100.1, 100, { abs: 0, rel: 0.01 })).toBe(true)
    expect(isNear(Infinity, 1e308, { abs: 1e308, rel: 1 })).toBe(false)
  })

  it('and shown as Python would', () => {
    expect(
      shownValue(
        dict([
          { type: 'str', value: 'a' },
          { type: 'tuple', value: [int('1')] },
        ]),
      ),
    ).toBe('{"a": (1,)}')
  })
})

it('a seal opens for its text alone', () => {
  const seal = sealOf('aabb', 'text')
  expect(opens(seal, 'text')).toBe(true)
  expect(opens(seal, 'texts')).toBe(false)
  expect(sealOf('aabc', 'text').sha256).not.toBe(seal.sha256)
})

it('prompts are told of where they alone are wrong', () => {
  const entry = Buffer.from('name = input("Who? ")\nprint(name)\n')
  const expected = { kind: 'text', match: 'trim', value: 'Bob' } as const
  expect(promptHint(entry, 'Who? Bob\n', expected)).toContain('input()')
  expect(promptHint(entry, 'Who? Ben\n', expected)).toBeNull()
  expect(promptHint(Buffer.from('print("Who? Bob")'), 'Who? Bob\n', expected)).toBeNull()
})

describe('a traceback', () => {
  const text = [
    'Traceback (most recent call last):',
    '  File "//main.py", line 5, in <module>',
    '  File "/answer.py", line 3, in <module>',
    '    1 / 0',
    '  File "/usr/local/lib/python3.11/json/decoder.py", line 9, in decode',
    'ZeroDivisionError: division by zero',
  ].join('\n')
  const error = { type: 'ZeroDivisionError', message: 'division by zero', line: 5, traceback: text }

  it('is cut to what follows the driver, and names the last line of the submission', () => {
    const where = whereOf(error, ['answer.py'], { isDriven: true })
    expect(where).toMatchObject({ file: 'answer.py', line: 3, isCompiling: false })
    expect(where.traceback.split('\n').slice(0, 2)).toEqual([
      'Traceback (most recent call last):',
      '  File "answer.py", line 3, in <module>',
    ])
  })

  it('of a syntax error is one of compiling', () => {
    const syntax = {
      type: 'SyntaxError',
      message: 'x',
      line: 2,
      traceback: '  File "/main.py", line 2\n    if\nSyntaxError: x',
    }
    expect(whereOf(syntax, ['answer.py'], { program: 'answer.py' })).toMatchObject({
      file: 'answer.py',
      line: 2,
      isCompiling: true,
    })
    expect(
      whereOf({ ...syntax, traceback: '  File "<string>", line 1\nSyntaxError: x' }, ['answer.py'], {
        program: 'answer.py',
      }),
    ).toMatchObject({
      isCompiling: false,
    })
  })
})
