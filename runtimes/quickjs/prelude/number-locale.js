// `toLocaleString` of numbers in American English, the one locale that there is.
;(primordials) => {
  'use strict'
  const { numberValueOf, numberToExponential, stringIndexOf, stringSlice, stringRepeat, stringPadStart } = primordials
  const { abs, trunc, max, min, is, RangeError, TypeError, stringToUpperCase } = primordials
  const SIGNS = { __proto__: null, USD: '$', EUR: '€', GBP: '£', JPY: '¥', INR: '₹', CNY: 'CN¥', KRW: '₩', BRL: 'R$' }
  const MORE_SIGNS = { __proto__: null, CAD: 'CA$', AUD: 'A$', MXN: 'MX$', NZD: 'NZ$', ILS: '₪', VND: '₫', TWD: 'NT$' }

  /** The shortest digits of a number, `point` of them before the point. */
  function decimalOf(size) {
    if (typeof size === 'bigint') return { digits: `${size}`, point: `${size}`.length }
    const text = numberToExponential(size)
    const at = stringIndexOf(text, 'e')
    return { digits: text[0] + stringSlice(text, 2, at), point: size === 0 ? 1 : +stringSlice(text, at + 1) + 1 }
  }

  /** Cut to `count` digits, of which the last is rounded away from zero where the rest is a half or more. */
  function rounded({ digits, point }, count) {
    if (count >= digits.length) return { digits, point }
    if (count < 0) return { digits: '0', point: 1 }
    let kept = ''
    let carry = digits[count] >= '5' ? 1 : 0
    for (let index = count - 1; index >= 0; index--) {
      const digit = +digits[index] + carry
      carry = digit === 10 ? 1 : 0
      kept = `${digit % 10}${kept}`
    }
    if (carry === 1) return { digits: `1${kept}`, point: point + 1 }
    return kept === '' ? { digits: '0', point: 1 } : { digits: kept, point }
  }

  function grouped(whole) {
    let text = stringSlice(whole, max(0, whole.length - 3))
    for (let end = whole.length - 3; end > 0; end -= 3) text = `${stringSlice(whole, max(0, end - 3), end)},${text}`
    return text
  }

  function limit(value, fallback, from, to, name) {
    if (value === undefined) return fallback
    const count = trunc(+value)
    if (!(count >= from && count <= to)) throw new RangeError(`${name} value is out of range.`)
    return count
  }

  function parts(decimal, options, defaults) {
    const { maximumSignificantDigits: significant, minimumSignificantDigits: leastSignificant } = options
    if (significant !== undefined || leastSignificant !== undefined) {
      const shown = rounded(decimal, limit(significant, 21, 1, 21, 'maximumSignificantDigits'))
      const least = limit(leastSignificant, 1, 1, 21, 'minimumSignificantDigits')
      return { ...shown, least: max(0, least - shown.point) }
    }
    const { minimumFractionDigits, maximumFractionDigits } = options
    let least = limit(minimumFractionDigits, undefined, 0, 20, 'minimumFractionDigits')
    let most = limit(maximumFractionDigits, undefined, 0, 20, 'maximumFractionDigits')
    if (least !== undefined && most !== undefined && least > most)
      throw new RangeError('maximumFractionDigits value is out of range.')
    least ??= most === undefined ? defaults.least : min(defaults.least, most)
    most ??= max(defaults.most, least)
    return { ...rounded(decimal, decimal.point + most), least }
  }

  function textOf(size, options, defaults) {
    const decimal = decimalOf(size)
    const scaled = options.style === 'percent' ? { ...decimal, point: decimal.point + 2 } : decimal
    const { digits, point, least } = parts(size === 0 ? decimal : scaled, options, defaults)
    const all = point > 0 ? digits : stringRepeat('0', 1 - point) + digits
    const place = max(point, 1)
    const filled = all.length < place ? all + stringRepeat('0', place - all.length) : all
    const whole = stringPadStart(stringSlice(filled, 0, place), options.minimumIntegerDigits ?? 1, '0')
    let fraction = stringSlice(filled, place)
    while (fraction.length > least && fraction[fraction.length - 1] === '0') fraction = stringSlice(fraction, 0, -1)
    if (fraction.length < least) fraction += stringRepeat('0', least - fraction.length)
    const isGrouped = options.useGrouping !== false && options.useGrouping !== 'false'
    return `${isGrouped ? grouped(whole) : whole}${fraction === '' ? '' : `.${fraction}`}`
  }

  function currencyOf(options) {
    if (options.currency === undefined) throw new TypeError('Currency code is required with currency style.')
    const code = stringToUpperCase(`${options.currency}`)
    if (options.currencyDisplay === 'code') return { sign: `${code}\u00a0`, code }
    return { sign: SIGNS[code] ?? MORE_SIGNS[code] ?? `${code}\u00a0`, code }
  }

  const WITHOUT_CENTS = ' JPY KRW VND CLP ISK '

  function localized(value, given) {
    const options = given ?? {}
    const isNegative = value < 0 || is(value, -0)
    const sign = isNegative ? '-' : options.signDisplay === 'always' ? '+' : ''
    const size = typeof value === 'bigint' ? (isNegative ? -value : value) : abs(value)
    const currency = options.style === 'currency' ? currencyOf(options) : undefined
    const cents = currency !== undefined && stringIndexOf(WITHOUT_CENTS, ` ${currency.code} `) >= 0 ? 0 : 2
    const isPlain = currency === undefined && options.style !== 'percent'
    const defaults = {
      least: currency === undefined ? 0 : cents,
      most: isPlain ? 3 : currency === undefined ? 0 : cents,
    }
    if (size !== size) return 'NaN'
    const text = size === Number.POSITIVE_INFINITY ? '∞' : textOf(size, options, defaults)
    return `${sign}${currency?.sign ?? ''}${text}${options.style === 'percent' ? '%' : ''}`
  }

  return {
    toLocaleString(_locales, options) {
      return localized(typeof this === 'bigint' ? this : numberValueOf(this), options)
    },
  }
}
