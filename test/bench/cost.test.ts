import { expect, it } from 'vitest'
import { formatPrice, parsePrice } from '../../src/bench/cost.js'

it('reads what fuel costs', () => {
  expect(parsePrice('1G=0.01', '--cost')).toEqual({ fuel: 1e9, money: 0.01, currency: '' })
  expect(parsePrice('2.5M=3EUR', '--cost')).toEqual({ fuel: 2.5e6, money: 3, currency: 'EUR' })
  expect(parsePrice('10=1 $', '--cost')).toEqual({ fuel: 10, money: 1, currency: '$' })
})

it.each(['', '1G', '=1', '0=1', '1G=', '1G=-1', '1T=1', '1G=1euro'])('refuses %j', (text) => {
  expect(() => parsePrice(text, '--cost')).toThrow('--cost must be FUEL=MONEY, such as 1G=0.01')
})

it('shows three figures without powers of ten', () => {
  const price = parsePrice('1G=0.01EUR', '--cost')
  expect(formatPrice(1234567, price)).toBe('0.0000123 EUR')
  expect(formatPrice(0, price)).toBe('0 EUR')
  expect(formatPrice(1e13, parsePrice('1G=0.01', '--cost'))).toBe('100.00')
})
