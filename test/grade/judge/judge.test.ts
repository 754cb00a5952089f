import { describe, expect, it } from 'vitest'
import type { Tagged } from '../../../src/core/tagged.js'
import { isNear } from '../../../src/grade/judge/floats.js'
import { promptHint } from '../../../src/grade/judge/hints.js'
import { kattisMatches, standardFloatsMatch } from '../../../src/grade/judge/judges.js'
import { opens, sealOf } from '../../../src/grade/judge/output.js'
import {
  differsInPresentation,
  firstDifference,
  floatsMatch,
  normalised,
  sameFloats,
} from '../../../src/grade/judge/text.js'
import { whereOf } from '../../../src/grade/judge/traceback.js'
import { canonical, sameValue, shownValue } from '../../../src/grade/judge/value.js'

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
    ['standard', ' \n1  2\t3\r\n\r\n4\n', '1 2 3\n4', true],
    ['standard', '1\n2', '1 2', false],
    ['standard', '1 \n 2', '1\r2', true],
    ['standard', 'Yes', 'yes', false],
    ['standard', '12', '1', false],
    ['standard', '', ' \n ', true],
    ['standard', 'a\u00a0b', 'a b', false],
    ['kattis', 'YES\n', 'Yes', true],
    ['kattis', '1\n2', '1 2', true],
    ['kattis', '12', '1 2', false],
    ['kattis', '\u00c4', '\u00e4', false],
    ['kattis', 'a\u00a0b', 'a b', false],
    ['kattis', '1.0', '1', false],
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

  it('within a tolerance: integers are exact, however large', () => {
    const near = { abs: 1e-6, rel: 0 }
    expect(floatsMatch('9007199254740993', '9007199254740992', near)).toBe(false)
    expect(floatsMatch('+0009007199254740993', '9007199254740993', near)).toBe(true)
    expect(floatsMatch('9007199254740993', '9007199254740992', { abs: 1, rel: 0 })).toBe(true)
    expect(floatsMatch('9007199254740993', '9007199254740992', { abs: 0, rel: 1e-9 })).toBe(true)
    const long = '1'.repeat(500)
    expect(floatsMatch(`-0${long}`, `-${long}`, near)).toBe(true)
    expect(floatsMatch(`${long}1`, `${long}2`, { abs: 1e9, rel: 1 })).toBe(false)
    expect(floatsMatch('-0', '0', near)).toBe(true)
  })

  it.each([
    // As the default output validator of Kattis decides, by its flags.
    [{}, 'YES 1.0', 'yes 1.0', true],
    [{ caseSensitive: true }, 'YES', 'yes', false],
    [{ spaceChangeSensitive: true }, 'a  b\n', 'a b\n', false],
    [{ spaceChangeSensitive: true }, 'A b\n', 'a b\n', true],
    [{ spaceChangeSensitive: true }, 'a b', 'a b\n', false],
    [{ spaceChangeSensitive: true }, 'a b\n\n', 'a b\n', false],
    [{ spaceChangeSensitive: true, tolerance: { abs: 1e-3, rel: 0 } }, '1.0001 x\n', '1 X\n', true],
    [{ tolerance: { abs: 1e-3, rel: 0 } }, '12566360.0', '12566370.6', false],
    [{ tolerance: { abs: 0, rel: 1e-6 } }, '1e-7', '0.0', false],
    [{ tolerance: { abs: 0, rel: 1e-6 } }, '0', '0.0', true],
    [{ tolerance: { abs: 0, rel: 1e-6 } }, '1000000.5', '1000000', true],
    [{ tolerance: { abs: 1e-9, rel: 1e-9 } }, '3.14e0', '3.14', true],
    [{ tolerance: { abs: 1, rel: 1 } }, 'x', '1', false],
    [{ tolerance: { abs: 1, rel: 1 } }, '1', 'x', false],
    [{ tolerance: { abs: 1, rel: 1 } }, 'INF nan', 'inf NaN', true],
    [{ tolerance: { abs: 1, rel: 1 } }, '1e999', '1E999', true],
    [{ tolerance: { abs: 1e-6, rel: 0 } }, '9007199254740993', '9007199254740992', true],
  ] as const)('as Kattis has it, with %j: %j for %j is %j', (rules, actual, expected, same) => {
    const all = { caseSensitive: false, spaceChangeSensitive: false, tolerance: null, ...rules }
    expect(kattisMatches(actual, expected, all)).toBe(same)
  })

  it.each([
    [{ abs: 1e-4, rel: 0 }, '1.00001 2.0\n', '1 2', true],
    [{ abs: 1e-4, rel: 0 }, '1\n2', '1 2', false],
    [{ abs: 1e-4, rel: 0 }, '1\r\n\n2', '1\n2', true],
    [{ abs: 1e-4, rel: 0 }, 'Ok 1', 'ok 1', false],
    [{ abs: 1e-4, rel: 0 }, 'nan', 'nan', false],
    [{ abs: 1e-4, rel: 0 }, 'x', '1', false],
    [{ abs: 0, rel: 1e-4 }, '1e-9', '0', false],
    [{ abs: 0, rel: 1e-4 }, '10000.5', '1_0_000', true],
  ] as const)('as DMOJ’s floats has it, with %j: %j for %j is %j', (tolerance, actual, expected, same) => {
    expect(standardFloatsMatch(actual, expected, tolerance)).toBe(same)
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

it('long words that are nearly numbers are read in one pass', () => {
  const word = `${'1'.repeat(2_000_000)}x`
  for (const by of ['tokens', 'standard'] as const) {
    expect(sameFloats(word, { value: `${word}y`, tolerance: { abs: 0, rel: 0 }, by })).toBe(false)
  }
  const rules = { caseSensitive: true, spaceChangeSensitive: false, tolerance: { abs: 0, rel: 0 } }
  expect(kattisMatches(word, `${word}y`, rules)).toBe(false)
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

  it.each([
    ['a frame within frames', '  File "main.py", line 1, in ', 10_000],
    ['slashes', '  File "/////////////////////////', 10_000],
    ['digits', '", line 11111111111111111111111111', 10_000],
  ])('that a submission has written is read in one pass: %s', (_, unit, count) => {
    const line = `  File "${unit.repeat(count)}\rx`
    const traceback = `Traceback (most recent call last):\n${line}\n${line}"\nE: x`
    const where = whereOf({ type: 'E', message: 'x', line: null, traceback }, ['answer.py'], { program: 'answer.py' })
    expect(where).toMatchObject({ file: null, line: null, isCompiling: false })
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

it('both ends of a text may be left out, and line ends may be of two kinds', () => {
  const same = (actual: string, expected: string) => normalised(actual, 'ends') === normalised(expected, 'ends')
  expect(same('\n  a\r\nb \n', 'a\nb')).toBe(true)
  expect(same('a \nb', 'a\nb')).toBe(false)
  expect(same('a\rb', 'a\nb')).toBe(false)
  expect(same(' \n', '')).toBe(true)
})
