/** Human sizes on the command line and in files: fuel, durations, bytes and memory pages, each an exact whole number or an error. */

import { FuelcellError } from './errors.js'
import { maxLimits } from './limits.js'
import { quantities as say } from './size-messages.js'
import { GIB, KIB, MIB, PAGE_BYTES } from './units.js'

/** What one option accepts: its units, how the message names them, and the allowed range in the base unit. */
interface Scale {
  /** Factor of each suffix; the empty suffix is a plain number, and is missing where a plain number would be ambiguous. */
  readonly factors: ReadonlyMap<string, number>
  /** What to write, for the message. */
  readonly wanted: string
  /** Name of the base unit, for the message. */
  readonly unit: string
  readonly max: number
}

const fuelScale: Scale = {
  factors: new Map([
    ['', 1],
    ['k', 1e3],
    ['K', 1e3],
    ['M', 1e6],
    ['G', 1e9],
  ]),
  wanted: say.fuelWanted,
  unit: 'units of fuel',
  max: maxLimits.fuel,
}

const durationScale: Scale = {
  factors: new Map([
    ['ms', 1],
    ['s', 1000],
    ['m', 60_000],
    ['h', 3_600_000],
  ]),
  wanted: say.durationWanted,
  unit: 'milliseconds',
  max: maxLimits.timeoutMs,
}

const byteFactors: ReadonlyMap<string, number> = new Map([
  ['', 1],
  ['B', 1],
  ['kB', 1e3],
  ['KB', 1e3],
  ['MB', 1e6],
  ['GB', 1e9],
  ['KiB', KIB],
  ['MiB', MIB],
  ['GiB', GIB],
])

/** Digits in groups joined by single underscores, perhaps a fraction, perhaps a suffix. Linear in the length of the text. */
const quantity = /^(\d+(?:_\d+)*)(?:\.(\d+))? ?([a-zA-Z]*)$/

/** The text in the scale's base unit, exact. `null` when it is no quantity or not a whole number of base units. */
function scaled(text: string, factors: ReadonlyMap<string, number>): bigint | null {
  const [, whole, fraction = '', suffix = ''] = quantity.exec(text) ?? []
  const factor = factors.get(suffix)
  if (whole === undefined || factor === undefined) return null
  const numerator = BigInt(whole.replaceAll('_', '') + fraction) * BigInt(factor)
  const denominator = 10n ** BigInt(fraction.length)
  return numerator % denominator === 0n ? numerator / denominator : null
}

function inRange(value: bigint, text: string, option: string, max: number, unit: string): number {
  if (value < 1n || value > BigInt(max)) {
    throw new FuelcellError('invalid-option', say.outOfRange(option, text, 1, max, unit))
  }
  return Number(value)
}

function parseQuantity(text: string, option: string, { factors, wanted, unit, max }: Scale): number {
  const value = scaled(text, factors)
  if (value === null) throw new FuelcellError('invalid-option', say.badValue(option, text, wanted))
  return inRange(value, text, option, max, unit)
}

/** `400M`, `1.5G`, `400_000_000`: units of fuel; the suffixes are decimal. */
export function parseFuel(text: string, option: string): number {
  return parseQuantity(text, option, fuelScale)
}

/** `500ms`, `2s`, `1.5m`, `1h`: milliseconds. A number without a unit is refused, since it could mean either. */
export function parseDuration(text: string, option: string): number {
  return parseQuantity(text, option, durationScale)
}

/** `1MiB`, `64kB`, `1048576`: bytes, up to `max`. A lone letter is refused, since `M` could be 1,000,000 or 1,048,576. */
export function parseBytes(text: string, option: string, max: number): number {
  return parseQuantity(text, option, { factors: byteFactors, wanted: say.bytesWanted, unit: 'bytes', max })
}

/** A plain number is pages of 64 KiB; a size such as `64MiB` is rounded down to whole pages, so the cap is never above what was asked. */
export function parsePages(text: string, option: string): number {
  const max = maxLimits.memoryPages
  const plain = /^[\d_]*$/.test(text)
  const value = scaled(text, byteFactors)
  if (value === null) {
    throw new FuelcellError('invalid-option', say.badValue(option, text, say.memoryWanted))
  }
  return inRange(plain ? value : value / BigInt(PAGE_BYTES), text, option, max, 'pages of 64 KiB')
}

/** `1000`, `1_000`: a plain count, up to `max`. */
export function parseCount(text: string, option: string, max: number): number {
  return parseQuantity(text, option, { factors: new Map([['', 1]]), wanted: say.countWanted, unit: '', max })
}
