// `toFixed`, which the engine rounds to even where a number lies exactly between two.
;(primordials) => {
  'use strict'
  const { numberToFixed, numberValueOf, BigInt, RangeError, abs, trunc, stringPadStart, stringSlice } = primordials
  return {
    toFixed(digits) {
      const value = numberValueOf(this)
      const count = trunc(digits) || 0
      if (count < 0 || count > 100) throw new RangeError('toFixed() digits argument must be between 0 and 100')
      const size = abs(value)
      if (!(size < 1e21)) return `${value}`
      // By a power of two, which is exact: an odd number of halves of the last digit's tenth parts lies between two.
      const halves = size * 2 ** (count + 1)
      if (halves % 2 !== 1) return numberToFixed(value, count)
      const text = stringPadStart(`${(BigInt(halves) * 5n ** BigInt(count) + 1n) / 2n}`, count + 1, '0')
      const whole = stringSlice(text, 0, text.length - count)
      return `${value < 0 ? '-' : ''}${whole}${count > 0 ? `.${stringSlice(text, -count)}` : ''}`
    },
  }
}
