/** `n=1..4096:x2`, `n=0..100:+10`, `n=10,20,50`: the sizes of a scan as text. */
import { FuelcellError } from '../core/errors.js'
import type { Scan } from './case.js'
import { bench as say } from './messages.js'

/** Sizes that a scan may have unless more are allowed. */
export const DEFAULT_MAX_SIZES = 1000

const scanText = /^\s*([A-Za-z_]\w{0,63})\s*=\s*(\S.*?)\s*$/
const rangeText = /^(\d[\d_]*)\.\.(\d[\d_]*)(?::([x+])(\d[\d_]*))?$/

/**
 * Reads a scan. A range without a step doubles.
 * @param what What the text is called where it stands, such as `--scan`.
 * @throws FuelcellError `invalid-option` for anything else, a scan without end, more than `maxSizes` sizes, or a size that no number holds exactly.
 */
export function parseScan(text: string, what: string, maxSizes = DEFAULT_MAX_SIZES): Scan {
  const [, parameter, sizesText] = scanText.exec(text) ?? []
  if (parameter === undefined || sizesText === undefined) throw refused(say.badScan(what, text))
  const [, from, to, kind = 'x', step = '2'] = rangeText.exec(sizesText) ?? []
  const sizes =
    from === undefined || to === undefined
      ? sizesText.split(',').map((size) => whole(size.trim(), what, text))
      : range(
          { from: whole(from, what, text), to: whole(to, what, text), kind, step: whole(step, what, text) },
          what,
          text,
          maxSizes,
        )
  if (sizes.length > maxSizes) throw refused(say.scanTooLong(what, text, maxSizes))
  return { parameter, sizes: [...new Set(sizes)].sort((left, right) => left - right) }
}

interface Range {
  readonly from: number
  readonly to: number
  readonly kind: string
  readonly step: number
}

function range({ from, to, kind, step }: Range, what: string, text: string, maxSizes: number): readonly number[] {
  if (from > to) throw refused(say.scanBackwards(what, text))
  if (kind === 'x' ? step < 2 || from === 0 : step === 0) throw refused(say.scanEndless(what, text))
  const sizes: number[] = []
  for (let size = from; size <= to; size = kind === 'x' ? size * step : size + step) {
    if (sizes.length === maxSizes) throw refused(say.scanTooLong(what, text, maxSizes))
    sizes.push(size)
  }
  return sizes
}

function whole(digits: string, what: string, text: string): number {
  if (!/^\d[\d_]*$/.test(digits)) throw refused(say.badScan(what, text))
  const value = Number(digits.replaceAll('_', ''))
  if (!Number.isSafeInteger(value)) throw refused(say.sizeOverflows(what, digits))
  return value
}

function refused(message: string): FuelcellError {
  return new FuelcellError('invalid-option', message)
}
