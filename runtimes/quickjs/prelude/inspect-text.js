// Primitive values as `inspect` shows them.
;(primordials) => {
  'use strict'
  const { arrayJoin, arrayPush, stringCharCodeAt, stringIndexOf, stringSlice, stringPadStart, stringToUpperCase } =
    primordials
  const { numberToString, symbolToString } = primordials
  const { fromCharCode, regExpExec } = primordials
  /** A longer string is broken at its line ends where it does not fit. */
  const MIN_BROKEN_CHARS = 16
  const SHORT = { 8: '\\b', 9: '\\t', 10: '\\n', 12: '\\f', 13: '\\r', 92: '\\\\' }

  const isLead = (code) => code >= 0xd800 && code <= 0xdbff
  const isTrail = (code) => code >= 0xdc00 && code <= 0xdfff

  /** What stands for the character at `index`, `undefined` where it stands for itself. */
  function escapeAt(text, index, mark) {
    const code = stringCharCodeAt(text, index)
    if (code >= 0xa0 && (code < 0xd800 || code > 0xdfff)) return undefined
    if (code >= 0xd800) {
      const isHalf = isLead(code)
        ? !isTrail(stringCharCodeAt(text, index + 1))
        : !isLead(stringCharCodeAt(text, index - 1))
      return isHalf ? `\\u${numberToString(code, 16)}` : undefined
    }
    if (code === mark) return `\\${text[index]}`
    if (code >= 0x20 && code < 0x7f && code !== 0x5c) return undefined
    return SHORT[code] ?? `\\x${stringPadStart(stringToUpperCase(numberToString(code, 16)), 2, '0')}`
  }

  function markOf(text) {
    if (stringIndexOf(text, "'") < 0) return "'"
    if (stringIndexOf(text, '"') < 0) return '"'
    return stringIndexOf(text, '`') < 0 && stringIndexOf(text, '${') < 0 ? '`' : "'"
  }

  /** Nothing but characters that stand for themselves; the engine looks much faster this way than one by one. */
  const PLAIN = /^[ -[\]-~\xa0-\ud7ff\ue000-\uffff]*$/
  const isPlain = (text, mark) =>
    regExpExec(PLAIN, text) !== null && (mark === undefined || stringIndexOf(text, fromCharCode(mark)) < 0)

  /** `text` with what cannot be seen escaped, and without marks. */
  function escape(text, mark) {
    if (isPlain(text, mark)) return text
    const parts = []
    let from = 0
    for (let index = 0; index < text.length; index++) {
      const other = escapeAt(text, index, mark)
      if (other === undefined) continue
      arrayPush(parts, stringSlice(text, from, index), other)
      from = index + 1
    }
    if (from === 0) return text
    arrayPush(parts, stringSlice(text, from))
    return arrayJoin(parts, '')
  }

  function quote(text) {
    const mark = markOf(text)
    return mark + escape(text, stringCharCodeAt(mark, 0)) + mark
  }

  function inspectString(context, value) {
    const more = value.length - context.maxStringLength
    const text = more > 0 ? stringSlice(value, 0, context.maxStringLength) : value
    const trailer = more > 0 ? `... ${more} more character${more > 1 ? 's' : ''}` : ''
    const room = context.breakLength - context.indentation - 4
    if (context.compact === true || text.length <= MIN_BROKEN_CHARS || text.length <= room) return quote(text) + trailer
    const lines = []
    for (let from = 0; from < text.length; ) {
      const at = stringIndexOf(text, '\n', from)
      const end = at < 0 ? text.length : at + 1
      arrayPush(lines, quote(stringSlice(text, from, end)))
      from = end
    }
    return arrayJoin(lines, ` +\n${context.pad(2)}`) + trailer
  }

  const inspectNumber = (value) => (value === 0 && 1 / value < 0 ? '-0' : `${value}`)

  function primitive(context, value) {
    switch (typeof value) {
      case 'string':
        return inspectString(context, value)
      case 'number':
        return inspectNumber(value)
      case 'bigint':
        return `${value}n`
      case 'symbol':
        return symbolToString(value)
      default:
        return `${value}`
    }
  }

  return { primitive, inspectNumber, quote, escape }
}
