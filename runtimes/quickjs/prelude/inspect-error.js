// Errors as `inspect` shows them: name, message and frames in place of a brace's beginning.
;(primordials, load) => {
  'use strict'
  const { kindOf, arrayPush, stringIndexOf, stringSlice, stringStartsWith, stringEndsWith, isArray } = primordials
  const { prefix } = load('inspect-names')

  const has = (keys, wanted) => {
    for (let index = 0; index < keys.length; index++) if (keys[index] === wanted) return true
    return false
  }

  const without = (keys, dropped) => {
    const kept = []
    for (let index = 0; index < keys.length; index++) if (!dropped(keys[index])) arrayPush(kept, keys[index])
    return kept
  }

  /** The first line and the frames, as `error.stack` has them in Node.js. The engine keeps the frames alone. */
  function stackText(error) {
    const stack = error.stack
    const { message } = error
    const name = `${error.name ?? 'Error'}`
    const head =
      message === undefined || `${message}` === '' ? name : name === '' ? `${message}` : `${name}: ${message}`
    if (typeof stack !== 'string') return { text: head, isBare: true }
    if (stack !== '' && !stringStartsWith(stack, '    at '))
      return { text: stack, isBare: stringIndexOf(stack, '\n    at') < 0 }
    const frames = kindOf(error) === 'Error' ? load('failure').stackOf(error) : stack
    // Where the engine kept no frames, Node.js would have some.
    return { text: frames === '' ? head : `${head}\n${stringSlice(frames, 0, -1)}`, isBare: false }
  }

  /** With the class's name, where the error's own does not tell it. */
  function improved(stack, constructor, name, tag) {
    const end = stack[name.length]
    const isNamed = stringEndsWith(name, 'Error') && stringStartsWith(stack, name)
    if (constructor !== null && !(isNamed && (end === undefined || end === ':' || end === '\n'))) return stack
    const start = stringSlice(prefix(constructor, tag, 'Error'), 0, -1)
    if (name === start) return stack
    const rest = stringSlice(stack, name.length)
    return stringIndexOf(start, name) >= 0 ? start + rest : `${start} [${name}]${rest}`
  }

  /** The base of an error and the keys that are shown behind it. */
  function errorBase(context, error, constructor, tag, keys) {
    const name = `${error.name ?? 'Error'}`
    const { text, isBare } = stackText(error)
    let shown = keys
    if (!context.showHidden && keys.length > 0) {
      shown = without(keys, (key) => {
        if (key !== 'name' && key !== 'message' && key !== 'stack') return false
        return stringIndexOf(text, `${error[key]}`) >= 0
      })
    }
    if ('cause' in error && !has(shown, 'cause')) arrayPush(shown, 'cause')
    if (isArray(error.errors) && !has(shown, 'errors')) arrayPush(shown, 'errors')
    const improvedText = improved(text, constructor, name, tag)
    const stack = isBare ? `[${improvedText}]` : improvedText
    return {
      base: context.indentation > 0 ? stringSlice(load('indent')(stack, context.pad(0)), context.indentation) : stack,
      keys: shown,
    }
  }

  return errorBase
}
