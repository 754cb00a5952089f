import { describe, expect, test } from 'vitest'
import { readAnswer } from '../../../src/runner/run/answer.js'

const raised = { phase: 'call', types: ['two_fer.E', 'KeyError'], message: 'x', file: '/two_fer.py' }
const answer = (value: unknown) => readAnswer(JSON.stringify({ type: 'raised', value }))
const damaged = { returned: { type: 'unsupported', value: 'damaged' } }

describe('what a guest tells of a call', () => {
  test('is a value', () => {
    expect(readAnswer('{"type":"int","value":"a"}')).toEqual({ returned: { type: 'int', value: '10' } })
  })

  test('or an exception', () => {
    expect(answer(raised)).toEqual({ raised })
    expect(answer({ ...raised, file: null, extra: 1 })).toEqual({ raised: { ...raised, file: null } })
  })

  test.each<[unknown]>([
    [null],
    [[]],
    [{ ...raised, phase: 'toString' }],
    [{ ...raised, types: [1] }],
    [{ ...raised, types: 'KeyError' }],
    [{ ...raised, message: null }],
    [{ ...raised, file: 5 }],
  ])('%j is neither', (value) => {
    expect(answer(value)).toEqual(damaged)
  })

  test('what is no JSON is neither', () => {
    expect(readAnswer('{"type":"raised",')).toEqual(damaged)
    expect(readAnswer('raised')).toEqual(damaged)
    expect(readAnswer(`{"type":"raised","value":${'['.repeat(100_000)}`)).toEqual(damaged)
  })
})
