// Functions and classes as `inspect` shows them: by kind and name.
;(primordials) => {
  'use strict'
  const { getPrototypeOf, getOwnPropertyDescriptor, kindOf } = primordials
  const { functionToString, stringStartsWith, stringEndsWith, stringIndexOf, stringSlice } = primordials

  function isClass(text) {
    if (!stringStartsWith(text, 'class') || !stringEndsWith(text, '}')) return false
    const head = stringSlice(text, 5, stringIndexOf(text, '{'))
    // A function may be called `class…`; only a comment or a superclass that is called has a bracket in a class's head.
    return stringIndexOf(head, '(') < 0 || stringStartsWith(head, ' ')
  }

  function classBase(value, constructor, tag) {
    const own = getOwnPropertyDescriptor(value, 'name')
    const name = (own !== undefined && value.name) || '(anonymous)'
    let base = `class ${name}`
    if (constructor !== 'Function' && constructor !== null) base += ` [${constructor}]`
    if (tag !== '' && constructor !== tag) base += ` [${tag}]`
    if (constructor === null) return `[${base} extends [null prototype]]`
    const parent = getPrototypeOf(value).name
    return parent ? `[${base} extends ${parent}]` : `[${base}]`
  }

  function functionBase(value, constructor, tag) {
    if (isClass(functionToString(value))) return classBase(value, constructor, tag)
    const kind = kindOf(value)
    let base = `[${kind}`
    if (constructor === null) base += ' (null prototype)'
    base += value.name === '' || typeof value.name !== 'string' ? ' (anonymous)' : `: ${value.name}`
    base += ']'
    if (constructor !== kind && constructor !== null) base += ` ${constructor}`
    if (tag !== '' && constructor !== tag) base += ` [${tag}]`
    return base
  }

  return functionBase
}
