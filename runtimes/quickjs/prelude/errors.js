// Errors with a `cause`, and what V8's have besides.
;(primordials) => {
  'use strict'
  const { construct, defineProperty, hide, stringIndexOf, stringSlice, setPrototypeOf } = primordials
  const MAKER = '(/fuelcell/errors.js'

  /** The engine's frames without those of what made the error, which come first. */
  function withoutMaker(stack) {
    let from = 0
    for (let at = stringIndexOf(stack, MAKER); at >= 0; at = stringIndexOf(stack, MAKER, at + 1))
      from = stringIndexOf(stack, '\n', at) + 1
    return stringSlice(stack, from)
  }

  /** An error's constructor with that of the engine behind it. `place` is that of its options. */
  function errorClass(name, parent, place = 1) {
    const Engine = primordials[name]
    function made(...values) {
      const error = construct(Engine, values, new.target ?? made)
      hide(error, 'stack', withoutMaker(error.stack))
      const options = values[place]
      if (typeof options === 'object' && options !== null && 'cause' in options) hide(error, 'cause', options.cause)
      return error
    }
    const fixed = (key, value) => defineProperty(made, key, { __proto__: null, value, writable: false })
    fixed('name', name)
    fixed('length', place)
    fixed('prototype', Engine.prototype)
    if (parent !== undefined) setPrototypeOf(made, parent)
    hide(Engine.prototype, 'constructor', made)
    return made
  }

  const base = errorClass('Error')
  base.stackTraceLimit = 10
  hide(base, 'captureStackTrace', function captureStackTrace(object) {
    hide(object, 'stack', withoutMaker(new base().stack))
  })
  return {
    Error: base,
    EvalError: errorClass('EvalError', base),
    RangeError: errorClass('RangeError', base),
    ReferenceError: errorClass('ReferenceError', base),
    SyntaxError: errorClass('SyntaxError', base),
    TypeError: errorClass('TypeError', base),
    URIError: errorClass('URIError', base),
    InternalError: errorClass('InternalError', base),
    AggregateError: errorClass('AggregateError', base, 2),
  }
}
