// `toString` with a radix for what is no small integer: as many digits as tell a number from its neighbours.
;(primordials) => {
  'use strict'
  const { numberValueOf, numberToString, RangeError, trunc, floor, max, abs, arrayPush, arrayPop } = primordials
  const DIGITS = '0123456789abcdefghijklmnopqrstuvwxyz'
  const SMALLEST = 2 ** -1074

  /** The distance to the next larger number. */
  function spacing(size) {
    let power = 1
    while (power * 2 <= size) power *= 2
    while (power > size) power /= 2
    return max(power * 2 ** -52, SMALLEST)
  }

  /** Digits behind the point, and 1 where they round up to a whole. */
  function fractionDigits(size, radix) {
    const digits = []
    let fraction = size - floor(size)
    let error = max(0.5 * spacing(size), SMALLEST)
    if (fraction < error) return { digits, carry: 0 }
    do {
      fraction *= radix
      error *= radix
      const digit = floor(fraction)
      arrayPush(digits, digit)
      fraction -= digit
      const isPastHalf = fraction > 0.5 || (fraction === 0.5 && digit % 2 === 1)
      if (!isPastHalf || fraction + error <= 1) continue
      for (;;) {
        if (digits.length === 0) return { digits, carry: 1 }
        const last = arrayPop(digits) + 1
        if (last === radix) continue
        arrayPush(digits, last)
        return { digits, carry: 0 }
      }
    } while (fraction >= error)
    return { digits, carry: 0 }
  }

  function wholeDigits(given, radix) {
    let whole = given
    let text = ''
    // Digits below half the distance to the next number say nothing.
    for (let error = 0.5 * spacing(max(given, 1)); error >= radix; error /= radix) {
      whole /= radix
      text += '0'
    }
    do {
      const rest = whole % radix
      text = DIGITS[floor(rest)] + text
      whole = (whole - rest) / radix
    } while (whole > 0)
    return text
  }

  return function (given) {
    const value = numberValueOf(this)
    const radix = trunc(given) || 0
    if (radix < 2 || radix > 36) throw new RangeError('toString() radix must be between 2 and 36')
    if (radix === 10 || value - value !== 0) return numberToString(value)
    const size = abs(value)
    const { digits, carry } = fractionDigits(size, radix)
    let text = wholeDigits(floor(size) + carry, radix)
    for (let index = 0; index < digits.length; index++) text += `${index === 0 ? '.' : ''}${DIGITS[digits[index]]}`
    return value < 0 ? `-${text}` : text
  }
}
