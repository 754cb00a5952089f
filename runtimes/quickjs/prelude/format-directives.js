// The directives of a format, such as `%d`.
;(primordials, load) => {
  'use strict'
  const { stringIndexOf, stringify, getPrototypeOf, getOwnPropertyDescriptor, objectHasOwnProperty } = primordials
  const { parseInt: toInt, parseFloat: toFloat, Number: toNumber } = primordials
  const { primitive } = load('inspect-text')
  const { targetOf } = load('inspect-names')

  const CONTEXT = { maxStringLength: 10_000, breakLength: 80, compact: true, indentation: 0 }
  const isObject = (value) => (typeof value === 'object' && value !== null) || typeof value === 'function'
  const inspect = (value, options) =>
    isObject(value) || typeof value === 'string' ? load('inspect')(value, options) : primitive(CONTEXT, value)

  /** Classes whose `toString` says less than `inspect`. */
  const NAMES =
    ' Object Array Error Date RegExp Map Set Promise WeakMap WeakSet Boolean Number String Symbol BigInt ArrayBuffer DataView ' +
    'TypedArray EvalError RangeError ReferenceError SyntaxError TypeError URIError AggregateError '

  function saysLittle(given) {
    const value = targetOf(given)
    if (value === null || typeof value.toString !== 'function') return true
    let holder = value
    while (!objectHasOwnProperty(holder, 'toString')) holder = getPrototypeOf(holder)
    if (holder === value) return false
    const constructor = getOwnPropertyDescriptor(holder, 'constructor')?.value
    return typeof constructor === 'function' && stringIndexOf(NAMES, ` ${constructor.name} `) >= 0
  }

  const numeric = (value, read) => {
    if (typeof value === 'bigint') return `${value}n`
    return primitive(CONTEXT, typeof value === 'symbol' ? Number.NaN : read(value))
  }

  function json(value) {
    try {
      return stringify(value)
    } catch (error) {
      if (stringIndexOf(`${error.message}`, 'circular') >= 0) return '[Circular]'
      throw error
    }
  }

  const DIRECTIVES = {
    __proto__: null,
    s: (value) => {
      if (typeof value === 'number' || typeof value === 'bigint') return primitive(CONTEXT, value)
      if (typeof value !== 'object' || value === null || !saysLittle(value)) return primordials.String(value)
      return inspect(value, { depth: 0 })
    },
    d: (value) => numeric(value, toNumber),
    i: (value) => numeric(value, toInt),
    f: (value) => (typeof value === 'symbol' ? 'NaN' : primitive(CONTEXT, toFloat(value))),
    j: json,
    o: (value) => inspect(value, { showHidden: true, showProxy: true, depth: 4 }),
    O: (value) => inspect(value, {}),
    c: () => '',
  }

  return DIRECTIVES
}
