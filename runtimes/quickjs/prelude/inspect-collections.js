// What is between the braces of collections, typed arrays and buffers.
;(primordials, load) => {
  'use strict'
  const { arrayPush, mapForEach, setForEach, min, Uint8Array: Bytes, numberToString, stringPadStart } = primordials
  const { addMore } = load('inspect-members')

  function typedItems(context, list, length) {
    const { inspectNumber } = load('inspect-text')
    const most = min(context.maxArrayLength, length)
    const parts = []
    for (let index = 0; index < most; index++)
      arrayPush(parts, typeof list[index] === 'bigint' ? `${list[index]}n` : inspectNumber(list[index]))
    return addMore(parts, length - most)
  }

  function collected(context, size, each, show) {
    const most = min(context.maxArrayLength, size)
    const parts = []
    context.indentation += 2
    each((value, key) => {
      if (parts.length < most) arrayPush(parts, show(value, key))
    })
    context.indentation -= 2
    return addMore(parts, size - most)
  }

  const setItems = (context, set, size, show) => collected(context, size, (use) => setForEach(set, use), show)

  const mapItems = (context, map, size, show) => {
    const pair = (value, key) => {
      const shownKey = show(key)
      return `${shownKey} => ${show(value)}`
    }
    return collected(context, size, (use) => mapForEach(map, use), pair)
  }

  function bufferItems(context, buffer) {
    const bytes = new Bytes(buffer)
    const most = min(context.maxArrayLength, bytes.length)
    let text = ''
    for (let index = 0; index < most; index++)
      text += `${index === 0 ? '' : ' '}${stringPadStart(numberToString(bytes[index], 16), 2, '0')}`
    const more = bytes.length - most
    if (more > 0) text += ` ... ${more} more byte${more > 1 ? 's' : ''}`
    return [`[Uint8Contents]: <${text}>`]
  }

  return { collected, typedItems, setItems, mapItems, bufferItems }
}
