// `toExponential` and `toPrecision`, which the engine rounds to even where a number lies exactly between two.
;(primordials) => {
  'use strict'
  const { numberToExponential, numberToPrecision, numberValueOf, BigInt, RangeError, abs, trunc } = primordials
  const { stringIndexOf, stringSlice, stringRepeat } = primordials
  const MAX_DIGITS = 100

  const isWhole = (value) => value === trunc(value)

  /** Whether `digits` times a power of ten is `size` to the last bit. */
  function isExactly(size, digits, power) {
    let whole = size
    let halvings = 0
    for (; !isWhole(whole); halvings++) whole *= 2
    const left = BigInt(digits) * 2n ** BigInt(halvings)
    const right = BigInt(whole)
    return power < 0 ? left === right * 10n ** BigInt(-power) : left * 10n ** BigInt(power) === right
  }

  /** The `count` leading digits and the exponent of the first, if `size` lies between two; `undefined` where the engine is right. */
  function roundedUp(size, count) {
    if (count > MAX_DIGITS || size === 0) return undefined
    const text = numberToExponential(size, count)
    const at = stringIndexOf(text, 'e')
    if (text[at - 1] !== '5') return undefined
    const digits = text[0] + stringSlice(text, 2, at)
    const exponent = +stringSlice(text, at + 1)
    if (!isExactly(size, digits, exponent - count)) return undefined
    const rounded = `${BigInt(stringSlice(digits, 0, -1)) + 1n}`
    return rounded.length > count
      ? { digits: stringSlice(rounded, 0, -1), exponent: exponent + 1 }
      : { digits: rounded, exponent }
  }

  function scientific(digits, exponent) {
    const fraction = digits.length > 1 ? `.${stringSlice(digits, 1)}` : ''
    return `${digits[0]}${fraction}e${exponent < 0 ? '-' : '+'}${abs(exponent)}`
  }

  function plain(digits, exponent) {
    if (exponent < 0) return `0.${stringRepeat('0', -exponent - 1)}${digits}`
    const fraction = stringSlice(digits, exponent + 1)
    return `${stringSlice(digits, 0, exponent + 1)}${fraction === '' ? '' : `.${fraction}`}`
  }

  const signed = (value, text) => (value < 0 ? `-${text}` : text)
  const isFinite = (value) => value - value === 0

  return {
    toExponential(given) {
      const value = numberValueOf(this)
      const count = trunc(given) || 0
      if (!isFinite(value)) return `${value}`
      if (count < 0 || count > MAX_DIGITS) throw new RangeError('toExponential() argument must be between 0 and 100')
      if (given === undefined) return numberToExponential(value)
      const up = roundedUp(abs(value), count + 1)
      return up === undefined ? numberToExponential(value, count) : signed(value, scientific(up.digits, up.exponent))
    },
    toPrecision(given) {
      const value = numberValueOf(this)
      if (given === undefined) return `${value}`
      const count = trunc(given) || 0
      if (!isFinite(value)) return `${value}`
      if (count < 1 || count > MAX_DIGITS) throw new RangeError('toPrecision() argument must be between 1 and 100')
      const up = roundedUp(abs(value), count)
      if (up === undefined) return numberToPrecision(value, count)
      const isScientific = up.exponent < -6 || up.exponent >= count
      return signed(value, (isScientific ? scientific : plain)(up.digits, up.exponent))
    },
  }
}
