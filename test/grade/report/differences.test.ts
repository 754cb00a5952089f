import { expect, it } from 'vitest'
import { blankDifference } from '../../../src/grade/report/human.js'

it.each([
  ['a\r\nb', 'a\nb', 'Only line ends differ: one has CR LF where the other has LF.'],
  ['a\nb\n', 'a\nb', 'Only spaces and line ends at the end of the text differ.'],
  ['a\nb', 'a\nb   \n\n', 'Only spaces and line ends at the end of the text differ.'],
  [`${'x'.repeat(3000)}a`, `${'x'.repeat(3000)}b`, 'They differ behind what is shown here.'],
])('what looks the same is told apart in words: %#', (expected, actual, words) => {
  expect(blankDifference(expected, actual)).toBe(words)
})
