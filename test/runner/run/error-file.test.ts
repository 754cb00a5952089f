import { expect, test } from 'vitest'
import { parseReport } from '../../../src/runner/run/error-file.js'

const parse = (value: unknown) => parseReport(Buffer.from(JSON.stringify(value)))
const sound = { type: 'NameError', message: 'no x' }

test('a report is an error', () => {
  expect(parse(sound)).toEqual({ ...sound, line: null, traceback: '' })
  expect(parse({ ...sound, line: 7, traceback: 'main.rb:7' })).toEqual({ ...sound, line: 7, traceback: 'main.rb:7' })
  expect(parse({ ...sound, line: null, verdict: 'passed' })).toEqual({ ...sound, line: null, traceback: '' })
})

test.each([
  ['no type', { message: '' }],
  ['an empty type', { ...sound, type: '' }],
  ['a long type', { ...sound, type: 'x'.repeat(1001) }],
  ['a message that is no text', { ...sound, message: 1 }],
  ['a line that is none', { ...sound, line: 0 }],
  ['a line that is no whole number', { ...sound, line: 1.5 }],
  ['a traceback that is no text', { ...sound, traceback: [] }],
  ['a list', [sound]],
  ['nothing', null],
])('%s is none', (_what, value) => {
  expect(parse(value)).toBeNull()
})

test.each(['', '{', 'NameError'])('the text %j is none', (text) => {
  expect(parseReport(Buffer.from(text))).toBeNull()
})

test('bytes that are not UTF-8 are none', () => {
  expect(parseReport(Buffer.from('{"type":"a","message":"\xff"}', 'latin1'))).toBeNull()
})
