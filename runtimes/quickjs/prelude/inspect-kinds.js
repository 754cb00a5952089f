// Objects of the language's other kinds: functions, errors, dates, collections, buffers and so on.
;(primordials, load) => {
  'use strict'
  const { getOwnPropertyDescriptor, hide, uncurry, arrayPush, isArray } = primordials
  const { dateGetTime, dateToISOString, regExpToString, symbolToString, settlement, stringSlice } = primordials
  const { prefix } = load('inspect-names')
  const { primitive } = load('inspect-text')
  const members = load('inspect-collections')

  const sizeGetter = (prototype) => uncurry(getOwnPropertyDescriptor(prototype, 'size').get)
  const BOXED = {
    __proto__: null,
    Number: primordials.numberValueOf,
    String: primordials.stringValueOf,
    Boolean: primordials.booleanValueOf,
    BigInt: primordials.bigIntValueOf,
    Symbol: primordials.symbolValueOf,
  }
  const sizeOfMap = sizeGetter(primordials.Map.prototype)
  const sizeOfSet = sizeGetter(primordials.Set.prototype)
  const nextOf = {
    __proto__: null,
    'Map Iterator': primordials.mapIteratorNext,
    'Set Iterator': primordials.setIteratorNext,
  }

  /** States of a promise. */
  const PENDING = 0
  const REJECTED = 2

  const braced = (name, keys, items, whole) => ({ name, braces: [`${name}{`, '}'], keys, items, whole })

  function collection(of, fallback, size, itemsOf) {
    const { context, object, constructor, tag, keysOf, inner } = of
    const start = prefix(constructor, tag, fallback, `(${size})`)
    const items = () => itemsOf(context, object, size, inner)
    const described = braced(start, keysOf(false), items, size === 0 ? `${start}{}` : undefined)
    return { ...described, name: prefix(constructor, tag, fallback) }
  }

  function typedArray({ context, object, kind, constructor, tag, keysOf }) {
    const start = prefix(constructor, tag, kind, `(${object.length})`)
    const items = () => members.typedItems(context, object, object.length)
    const whole = object.length === 0 ? `${start}[]` : undefined
    const name = prefix(constructor, '', kind)
    return { name, braces: [`${start}[`, ']'], keys: keysOf(true), isList: true, items, whole }
  }

  /** What an iterator will still give. Asking takes it away; so it is put back, as an iteration of the object's own. */
  function restOf(kind, iterator) {
    const own = getOwnPropertyDescriptor(iterator, 'next')?.value
    const rest = []
    for (;;) {
      const { done, value } = own === undefined ? nextOf[kind](iterator) : own()
      if (done) break
      arrayPush(rest, value)
    }
    let given = 0
    const next = () => ({ value: rest[given], done: given++ >= rest.length })
    if (rest.length > 0) hide(iterator, 'next', next)
    return rest
  }

  const isPair = (value) => isArray(value) && value.length === 2

  function iterator({ context, object, kind, keysOf, inner }) {
    const rest = restOf(kind, object)
    let areEntries = rest.length > 0
    for (let index = 0; index < rest.length; index++) areEntries = areEntries && isPair(rest[index])
    const name = `[${areEntries ? `${stringSlice(kind, 0, 3)} Entries` : kind}] `
    const each = (use) => {
      for (let index = 0; index < rest.length; index++) use(rest[index])
    }
    return braced(name, keysOf(false), () => members.collected(context, rest.length, each, inner))
  }

  function boxed({ context, object, kind, constructor, tag, keysOf }) {
    const value = BOXED[kind](object)
    let base = `[${kind}`
    if (kind !== constructor) base += constructor === null ? ' (null prototype)' : ` (${constructor})`
    base += `: ${typeof value === 'symbol' ? symbolToString(value) : primitive({ ...context, compact: true }, value)}]`
    if (tag !== '' && tag !== constructor) base += ` [${tag}]`
    return {
      name: prefix(constructor, tag, kind),
      braces: ['{', '}'],
      base,
      keys: keysOf(kind === 'String'),
      whole: base,
    }
  }

  function withBase(of, base, keys = of.keysOf(false)) {
    return { name: prefix(of.constructor, of.tag, of.kind), braces: ['{', '}'], base, keys, whole: base }
  }

  /** `base` behind the name, where that is another than the kind's own. */
  function named({ constructor, tag, kind }, base) {
    const start = prefix(constructor, tag, kind)
    return start === `${kind} ` ? base : start + base
  }

  function error(of) {
    const { base, keys } = load('inspect-error')(of.context, of.object, of.constructor, of.tag, of.keysOf(false))
    return withBase(of, base, keys)
  }

  function date(of) {
    const time = dateGetTime(of.object)
    return withBase(of, named(of, time !== time ? 'Invalid Date' : dateToISOString(of.object)))
  }

  function regexp(of) {
    const base = named(of, regExpToString(of.object))
    return { ...withBase(of, base), deep: base }
  }

  function promise({ object, constructor, tag, context, keysOf, inner }) {
    const items = () => {
      const state = settlement(object)
      if (state === PENDING) return ['<pending>']
      context.indentation += 2
      const text = inner(settlement(object, true))
      context.indentation -= 2
      return [state === REJECTED ? `<rejected> ${text}` : text]
    }
    return braced(prefix(constructor, tag, 'Promise'), keysOf(false), items)
  }

  /** With properties that belong to it shown first, as if they were its own. */
  function withFirst({ context, kind, constructor, tag, keysOf, inner, object }, names, items) {
    const shown = () => {
      const parts = items === undefined ? [] : items()
      for (let index = 0; index < names.length; index++) {
        context.indentation += 2
        arrayPush(parts, `${names[index]}: ${inner(object[names[index]])}`)
        context.indentation -= 2
      }
      return parts
    }
    return braced(prefix(constructor, tag, kind), keysOf(false), shown)
  }

  const unknown = (of) => braced(prefix(of.constructor, of.tag, of.kind), of.keysOf(false), () => ['<items unknown>'])

  const isTyped = primordials.isView

  const describe = (of) => {
    const { context, object, kind, constructor, tag } = of
    if (BOXED[kind] !== undefined) return boxed(of)
    if (typeof object === 'function')
      return { ...withBase(of, load('inspect-functions')(object, constructor, tag)), name: `${constructor} ` }
    switch (kind) {
      case 'Error':
        return error(of)
      case 'Date':
        return date(of)
      case 'RegExp':
        return regexp(of)
      case 'Map':
        return collection(of, kind, sizeOfMap(object), members.mapItems)
      case 'Set':
        return collection(of, kind, sizeOfSet(object), members.setItems)
      case 'Map Iterator':
      case 'Set Iterator':
        return iterator(of)
      case 'Promise':
        return promise(of)
      case 'WeakMap':
      case 'WeakSet':
        return unknown(of)
      case 'ArrayBuffer':
      case 'SharedArrayBuffer':
        return withFirst(of, ['byteLength'], () => members.bufferItems(context, object))
      case 'DataView':
        return withFirst(of, ['byteLength', 'byteOffset', 'buffer'])
      case 'Arguments':
        return braced('[Arguments] ', of.keysOf(false), undefined, '[Arguments] {}')
      default:
    }
    if (isTyped(object)) return typedArray(of)
    const name = prefix(constructor, tag, 'Object')
    return braced(name, of.keysOf(false), undefined, `${name}{}`)
  }
  describe.restOf = restOf
  return describe
}
