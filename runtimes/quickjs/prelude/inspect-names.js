// What an object is called: by its constructor, its prototype and its tag.
;(primordials, load) => {
  'use strict'
  const { getPrototypeOf, getOwnPropertyDescriptor, objectHasOwnProperty, objectPropertyIsEnumerable } = primordials
  const { kindOf, Object: PlainObject, Array: PlainArray } = primordials
  const { weakMapGet } = primordials
  const { toStringTag } = primordials.Symbol

  const isInstance = (object, constructor) => {
    try {
      return object instanceof constructor
    } catch {
      return false
    }
  }

  /** The name of what made `object`, as far as its prototypes tell; `null` where it has none. */
  function constructorName(context, object, depth) {
    // The two that most objects have, without a look at their descriptors.
    if (object.constructor === PlainObject && getPrototypeOf(object) === PlainObject.prototype) return 'Object'
    if (object.constructor === PlainArray && getPrototypeOf(object) === PlainArray.prototype) return 'Array'
    let first
    for (let holder = object; holder !== null; ) {
      const constructor = getOwnPropertyDescriptor(holder, 'constructor')?.value
      if (typeof constructor === 'function' && constructor.name !== '' && isInstance(object, constructor))
        return `${constructor.name}`
      holder = getPrototypeOf(holder)
      if (first === undefined) first = holder
    }
    if (first === null) return null
    const kind = kindOf(object)
    if (depth > context.maxDepth) return `${kind} <Complex prototype>`
    const inner = constructorName(context, first, depth + 1)
    return `${kind} <${inner ?? load('inspect')(first, { customInspect: false, depth: -1 })}>`
  }

  /** The tag, where it is not shown as a property anyhow. */
  function tagOf(context, object) {
    const tag = object[toStringTag]
    if (typeof tag !== 'string' || tag === '') return ''
    const isShown = context.showHidden ? objectHasOwnProperty : objectPropertyIsEnumerable
    return isShown(object, toStringTag) ? '' : tag
  }

  /** What stands before the brace. */
  function prefix(constructor, tag, fallback, size = '') {
    const end = tag !== '' && (constructor ?? fallback) !== tag ? `[${tag}] ` : ''
    return constructor === null ? `[${fallback}${size}: null prototype] ${end}` : `${constructor}${size} ${end}`
  }

  /** What a proxy stands for, `null` where it was revoked; any other object itself. */
  function targetOf(value) {
    let target = value
    while (primordials.targets !== undefined) {
      const inner = weakMapGet(primordials.targets, target)
      if (inner === undefined) break
      target = inner
      if (target === null) break
    }
    return target
  }

  return { targetOf, constructorName, tagOf, prefix }
}
