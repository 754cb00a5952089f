import { describe, expect, it } from 'vitest'
import type { Tagged } from '../../src/core/tagged.js'
import { FEW_GUESSES, guessesOfText, guessesOfValue, guessesText } from '../../src/grade/guesses.js'

const int = (value: number): Tagged => ({ type: 'int', value: String(value) })
const str = (value: string): Tagged => ({ type: 'str', value })
const list = (...value: Tagged[]): Tagged => ({ type: 'list', value })

describe('few guesses find', () => {
  it.each<[string, Tagged]>([
    ['nothing', { type: 'None' }],
    ['a truth value', { type: 'bool', value: true }],
    ['eight digits', int(12_345_678)],
    ['a float', { type: 'float', value: '3.14159' }],
    ['a word', str('hello')],
    ['a word in capitals', str('HELLO')],
    ['two words', str('Hello, world')],
    ['a short list', list(int(1), int(2), int(3))],
    ['a pair', { type: 'tuple', value: [str('yes'), int(7)] }],
    ['an empty dict', { type: 'dict', value: [] }],
  ])('%s', (_, value) => {
    expect(guessesOfValue(value, null)).toBeLessThan(FEW_GUESSES)
  })
})

describe('many guesses find', () => {
  it.each<[string, Tagged]>([
    ['a key', str('kd83nf0-sk39fjwlqw')],
    ['a sentence', str('colourless green ideas sleep furiously')],
    ['twenty digits', { type: 'int', value: '31415926535897932384' }],
    ['a long list', list(...Array.from({ length: 12 }, (_, index) => int(index * 7)))],
  ])('%s', (_, value) => {
    expect(guessesOfValue(value, null)).toBeGreaterThan(FEW_GUESSES)
  })
})

it('takes off what a hint gives away', () => {
  expect(guessesOfText('kd83nf0sk39fjwlqw z', 'begins with kd83nf0sk39fjwlqw')).toBeLessThan(10_000)
  expect(guessesOfText('kd83nf0sk39fjwlqw z', null)).toBeGreaterThan(FEW_GUESSES)
})

it.each([
  [3, '3'],
  [200_000, 'about 10^6'],
])('%d guesses are %s', (guesses, text) => {
  expect(guessesText(guesses)).toBe(text)
})
