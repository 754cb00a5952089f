// Any value as Node.js's `util.inspect` shows it.
;(primordials, load) => {
  'use strict'
  const { kindOf, isArray, arrayPush, arrayPop, mapGet, mapSet, arraySort, stringRepeat, stringSlice, max } =
    primordials
  const { getOwnPropertyDescriptor, apply, symbolToString, Map: EngineMap } = primordials
  const { primitive, quote, escape } = load('inspect-text')
  const layOut = load('inspect-layout')
  const { constructorName, tagOf, prefix, targetOf } = load('inspect-names')
  const members = load('inspect-members')
  const CUSTOM = Symbol.for('nodejs.util.inspect.custom')

  /** What is asked for, or the default. */
  const or = (value, byDefault) => (value === undefined ? byDefault : value)
  const limit = (value, byDefault) => (value === null ? Number.POSITIVE_INFINITY : or(value, byDefault))
  const NONE = {}

  /** How an inspection is done, and how far it is. */
  const contextOf = (options = NONE) => ({
    options,
    depth: or(options.depth, 2),
    maxDepth: limit(options.depth, 2),
    breakLength: or(options.breakLength, 80),
    compact: or(options.compact, 3),
    maxArrayLength: max(0, limit(options.maxArrayLength, 100)),
    maxStringLength: max(0, limit(options.maxStringLength, 10_000)),
    showHidden: options.showHidden === true,
    customInspect: options.customInspect !== false,
    sorted: options.sorted === true,
    indentation: 0,
    /** The depth of the object that was shown last. */
    deepest: 0,
    seen: [],
    circular: undefined,
    lastReference: 0,
    pad,
  })

  function pad(more) {
    return stringRepeat(' ', this.indentation + more)
  }

  const isKey = (name) => {
    for (let index = 0; index < name.length; index++) {
      const char = name[index]
      const isLetter = (char >= 'a' && char <= 'z') || (char >= 'A' && char <= 'Z') || char === '_'
      if (!isLetter && !(index > 0 && char >= '0' && char <= '9')) return false
    }
    return name !== ''
  }

  function keyText(key, isHidden) {
    if (typeof key === 'symbol') return `[${escape(symbolToString(key))}]`
    if (key === '__proto__') return "['__proto__']"
    if (isHidden) return `[${escape(key, 39)}]`
    return isKey(key) ? key : quote(key)
  }

  function propertyValue(context, object, key, depth) {
    const own = getOwnPropertyDescriptor(object, key)
    const { get, set } = own ?? {}
    if (get === undefined && set === undefined) {
      context.indentation += 2
      const text = show(context, own === undefined ? object[key] : own.value, depth)
      context.indentation -= 2
      return text
    }
    return get === undefined ? '[Setter]' : set === undefined ? '[Getter]' : '[Getter/Setter]'
  }

  function property(context, object, key, depth) {
    const own = getOwnPropertyDescriptor(object, key)
    const text = propertyValue(context, object, key, depth)
    return `${keyText(key, own !== undefined && !own.enumerable)}: ${text}`
  }

  function circular(context, value) {
    context.circular ??= new EngineMap()
    let index = mapGet(context.circular, value)
    if (index === undefined) {
      index = context.lastReference + 1
      context.lastReference = index
      mapSet(context.circular, value, index)
    }
    return `[Circular *${index}]`
  }

  /**
   * What an object shows: `whole` where it has no properties to show, else what it has between `braces` behind `base`.
   * Other kinds than the plainest two are described by `inspect-kinds`.
   */
  function describe(context, object, depth) {
    const constructor = constructorName(context, object, depth)
    const tag = tagOf(context, object)
    const kind = kindOf(object)
    const keysOf = (isList) => members.keysOf(context, object, isList)
    if (isArray(object)) {
      const size = `(${object.length})`
      const start = constructor === 'Array' && tag === '' ? '' : prefix(constructor, tag, 'Array', size)
      const show = (list, key) => propertyValue(context, list, key, depth + 1)
      const items = () => members.arrayItems(context, object, show)
      const whole = object.length === 0 ? `${start}[]` : undefined
      return {
        name: prefix(constructor, tag, 'Array'),
        braces: [`${start}[`, ']'],
        keys: keysOf(true),
        isList: true,
        items,
        whole,
      }
    }
    if (kind === 'Object') {
      const name = prefix(constructor, tag, 'Object')
      const start = constructor === 'Object' && tag === '' ? '' : name
      return { name, braces: [`${start}{`, '}'], keys: keysOf(false), whole: `${start}{}` }
    }
    const inner = (value) => show(context, value, depth + 1)
    return load('inspect-kinds')({ context, object, kind, constructor, tag, keysOf, inner })
  }

  function inspectObject(context, object, depth) {
    const { name, braces, base = '', keys, isList, items, whole, deep } = describe(context, object, depth)
    if (keys.length === 0 && whole !== undefined) return whole
    if (depth > context.maxDepth) {
      const text = stringSlice(name, 0, -1)
      return deep ?? (text[0] === '[' ? text : `[${text}]`)
    }
    arrayPush(context.seen, object)
    context.deepest = depth + 1
    const parts = items === undefined ? [] : items()
    for (let index = 0; index < keys.length; index++)
      arrayPush(parts, property(context, object, keys[index], depth + 1))
    arrayPop(context.seen)
    const index = context.circular === undefined ? undefined : mapGet(context.circular, object)
    const reference = index === undefined ? '' : `<ref *${index}>${base === '' ? '' : ' '}`
    if (context.sorted && !isList) arraySort(parts)
    return layOut(context, parts, reference + base, braces, isList, depth + 1, object)
  }

  const isSeen = (context, value) => {
    for (let index = 0; index < context.seen.length; index++) if (context.seen[index] === value) return true
    return false
  }

  function custom(context, value, method, depth) {
    const left = context.depth === null ? null : context.depth - depth
    const shown = apply(method, value, [left, { ...context, ...context.options, depth: left }, inspect])
    if (shown === value) return undefined
    return typeof shown === 'object' && shown !== null ? show(context, shown, depth) : `${shown}`
  }

  function show(context, given, depth) {
    if (given === null || (typeof given !== 'object' && typeof given !== 'function')) return primitive(context, given)
    const value = targetOf(given)
    if (value === null) return '<Revoked Proxy>'
    const method = context.customInspect ? value[CUSTOM] : undefined
    if (typeof method === 'function' && method !== inspect) {
      const shown = custom(context, given, method, depth)
      if (shown !== undefined) return shown
    }
    return isSeen(context, value) ? circular(context, value) : inspectObject(context, value, depth)
  }

  /** A context without options, for the next inspection that has none either. */
  let spare

  function inspect(value, options) {
    if (options !== undefined) return show(contextOf(options), value, 0)
    const context = spare ?? contextOf()
    spare = undefined
    const text = show(context, value, 0)
    context.deepest = 0
    context.circular = undefined
    context.lastReference = 0
    spare = context
    return text
  }
  inspect.custom = CUSTOM

  return inspect
}
