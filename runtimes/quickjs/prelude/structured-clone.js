// `structuredClone`: a copy of what objects hold, however they refer to each other.
;(primordials) => {
  'use strict'
  const { kindOf, isArray, isView, enumerableNames, ownNames, getOwnPropertyDescriptor, defineProperty, hide } =
    primordials
  const { mapGet, mapSet, mapForEach, setAdd, setForEach, dateGetTime, uncurry, getPrototypeOf, construct } =
    primordials
  const { Map, Set, Date, RegExp, Error, TypeError, Uint8Array, Object, arrayBufferSlice, stringIndexOf } = primordials
  const ERRORS = ' EvalError RangeError ReferenceError SyntaxError TypeError URIError '
  const typed = getPrototypeOf(Uint8Array.prototype)
  const getter = (prototype, name) => uncurry(getOwnPropertyDescriptor(prototype, name).get)
  const bufferOf = getter(typed, 'buffer')
  const byteOffsetOf = getter(typed, 'byteOffset')
  const lengthOf = getter(typed, 'length')
  const { numberValueOf, stringValueOf, booleanValueOf, bigIntValueOf } = primordials
  const BOXED = {
    __proto__: null,
    Number: numberValueOf,
    String: stringValueOf,
    Boolean: booleanValueOf,
    BigInt: bigIntValueOf,
  }

  function refuse(value) {
    const shown =
      typeof value === 'symbol'
        ? primordials.symbolToString(value)
        : `${typeof value === 'function' ? primordials.functionToString(value) : `#<${kindOf(value)}>`}`
    const error = new Error(`${shown} could not be cloned.`)
    hide(error, 'name', 'DataCloneError')
    hide(error, 'code', 25)
    throw error
  }

  const put = (object, name, value) =>
    defineProperty(object, name, { __proto__: null, value, writable: true, enumerable: true, configurable: true })

  function copyProperties(from, to, copy) {
    const names = enumerableNames(from)
    for (let index = 0; index < names.length; index++) put(to, names[index], copy(from[names[index]]))
    return to
  }

  function copyError(error, keep, copy) {
    const name = `${error.name}`
    const Kind = stringIndexOf(ERRORS, ` ${name} `) >= 0 ? primordials[name] : Error
    const made = keep(error, new Kind())
    const own = ownNames(error)
    for (let index = 0; index < own.length; index++) {
      if (own[index] === 'message') hide(made, 'message', `${error.message}`)
      if (own[index] === 'stack') hide(made, 'stack', error.stack)
      if (own[index] === 'cause') hide(made, 'cause', copy(error.cause))
    }
    return made
  }

  function copyView(view, keep, copy) {
    const buffer = copy(bufferOf(view))
    return keep(view, construct(primordials[kindOf(view)], [buffer, byteOffsetOf(view), lengthOf(view)]))
  }

  function copyObject(value, keep, copy) {
    const kind = kindOf(value)
    if (isArray(value)) {
      const made = keep(value, [])
      made.length = value.length
      return copyProperties(value, made, copy)
    }
    if (BOXED[kind] !== undefined) return keep(value, new Object(BOXED[kind](value)))
    switch (kind) {
      case 'Object':
      case 'Arguments':
        return copyProperties(value, keep(value, {}), copy)
      case 'Date':
        return keep(value, new Date(dateGetTime(value)))
      case 'RegExp':
        return keep(value, new RegExp(value.source, value.flags))
      case 'Map': {
        const made = keep(value, new Map())
        mapForEach(value, (item, key) => mapSet(made, copy(key), copy(item)))
        return made
      }
      case 'Set': {
        const made = keep(value, new Set())
        setForEach(value, (item) => setAdd(made, copy(item)))
        return made
      }
      case 'Error':
        return copyError(value, keep, copy)
      case 'ArrayBuffer':
        return keep(value, arrayBufferSlice(value, 0))
      default:
        return isView(value) && kind !== 'DataView' ? copyView(value, keep, copy) : refuse(value)
    }
  }

  return {
    structuredClone(...values) {
      if (values.length === 0) throw new TypeError('The "value" argument must be specified')
      const made = new Map()
      const keep = (from, to) => {
        mapSet(made, from, to)
        return to
      }
      const copy = (value) => {
        if (typeof value === 'symbol' || typeof value === 'function') return refuse(value)
        if (typeof value !== 'object' || value === null) return value
        return mapGet(made, value) ?? copyObject(value, keep, copy)
      }
      return copy(values[0])
    },
  }
}
