import { FuelcellError } from '../core/errors.js'
import { bench as say } from './messages.js'

/** What fuel costs in money. */
export interface Price {
  readonly fuel: number
  readonly money: number
  /** As it was written behind the amount, such as `EUR`; perhaps nothing. */
  readonly currency: string
}

const priceText = /^(\d+(?:\.\d+)?)([kMG]?)=(\d+(?:\.\d+)?) ?([A-Z]{3}|[€$£])?$/
const factors: Readonly<Record<string, number>> = { '': 1, k: 1e3, M: 1e6, G: 1e9 }

/** `1G=0.01`, `1M=0.5EUR`. @throws FuelcellError `invalid-option`. */
export function parsePrice(text: string, option: string): Price {
  const [, amount, factor = '', money, currency = ''] = priceText.exec(text) ?? []
  const fuel = Number(amount) * (factors[factor] ?? 1)
  if (!(fuel > 0) || money === undefined) throw new FuelcellError('invalid-option', say.badPrice(option, text))
  return { fuel, money: Number(money), currency }
}

export function priceOf(netFuel: number, price: Price): number {
  return (netFuel / price.fuel) * price.money
}

/** Three figures that say something, never in powers of ten: `0.0000123 EUR`. */
export function formatPrice(netFuel: number, price: Price): string {
  const money = priceOf(netFuel, price)
  const decimals = money === 0 ? 0 : Math.min(20, Math.max(2, 2 - Math.floor(Math.log10(money))))
  return `${money.toFixed(decimals)}${price.currency === '' ? '' : ` ${price.currency}`}`
}
