import { expect, test } from 'vitest'
import { count, printable, quote, quotePath, show } from '../../src/core/quoting.js'

test.each([
  ['plain.txt', '"plain.txt"'],
  ['with space', '"with space"'],
  ['new\nline', '"new\\nline"'],
  ['say "hi"', '"say \\"hi\\""'],
  ['\u001b[31mred', '"\\u001b[31mred"'],
  ['\u009b31m', '"\\u{9b}31m"'],
  ['evil\u202egpj.exe', '"evil\\u{202e}gpj.exe"'],
  ['line\u2028separator', '"line\\u{2028}separator"'],
  ['nul\0', '"nul\\u0000"'],
  ['half \ud800', '"half \\ud800"'],
  ['ünïcödé 😀', '"ünïcödé 😀"'],
])('quotes %j as %s', (text, quoted) => {
  expect(quote(text)).toBe(quoted)
})

test('cuts a quoted text at 80 characters and says so', () => {
  expect(quote('x'.repeat(80))).toBe(`"${'x'.repeat(80)}"`)
  expect(quote('x'.repeat(5000))).toBe(`"${'x'.repeat(80)}"…`)
  expect(quotePath(`/${'x'.repeat(5000)}`)).toBe(`"/${'x'.repeat(999)}"…`)
  expect(quote('😀'.repeat(5000))).toBe(`"${'😀'.repeat(80)}"…`)
})

test('makes diagnostics printable and keeps their lines', () => {
  expect(printable('a\u001b[2J\nb\r')).toBe('a\\u{1b}[2J\nb\\u{d}')
})

test.each([
  ['text', 'the string "text"'],
  [5, '5'],
  [5n, 'the bigint "5"'],
  [undefined, 'undefined'],
  [null, 'null'],
  [[], 'an array'],
  [{}, 'an object'],
  [new Map(), 'a Map'],
  [Promise.resolve(), 'a Promise'],
  [new Uint8Array(2), 'a Uint8Array'],
  [new ArrayBuffer(2), 'an ArrayBuffer'],
  [new (class Mine {})(), 'an object'],
  [{ [Symbol.toStringTag]: 'X\u001b[2J' }, 'an object'],
  [Symbol('x'), 'a symbol'],
  [() => {}, 'a function'],
])('shows a value shortly (%#)', (value, shown) => {
  expect(show(value)).toBe(shown)
})

test.each([
  [0, '0'],
  [999, '999'],
  [1000, '1,000'],
  [-1_234_567, '-1,234,567'],
  [1234.5678, '1,234.5678'],
  [Number.MAX_SAFE_INTEGER, '9,007,199,254,740,991'],
])('separates thousands in %d', (value, text) => {
  expect(count(value)).toBe(text)
})
