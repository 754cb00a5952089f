// Items of a long array as lines of columns, and how wide a text is.
;(primordials) => {
  'use strict'
  const { arrayPush, stringCharCodeAt, stringPadStart, stringPadEnd, floor, max, min, round, sqrt } = primordials
  const { regExpExec, stringIndexOf } = primordials
  const ASCII = /^[ -~\n]*$/
  const MAX_COLUMNS = 15
  const SEPARATOR_CHARS = 2
  /** A character is taken to be that much higher than wide. */
  const CHAR_HEIGHTS = 2.5

  /** First and last of the characters that take two columns, as Unicode's East Asian Width has the most of them. */
  const WIDE = [
    0x1100, 0x115f, 0x231a, 0x231b, 0x23e9, 0x23ec, 0x2e80, 0x303e, 0x3041, 0xa4cf, 0xac00, 0xd7a3, 0xf900, 0xfaff,
    0xfe30, 0xfe6f, 0xff00, 0xff60, 0xffe0, 0xffe6, 0x1f300, 0x1f64f, 0x1f680, 0x1f6ff, 0x1f900, 0x1f9ff, 0x20000,
    0x3fffd,
  ]
  /** And of those that take none. */
  const ZERO = [0x300, 0x36f, 0x200b, 0x200f, 0x20d0, 0x20ff, 0xfe00, 0xfe0f, 0xfe20, 0xfe2f, 0xe0100, 0xe01ef]

  function isWithin(ranges, code) {
    for (let index = 0; index < ranges.length; index += 2)
      if (code >= ranges[index] && code <= ranges[index + 1]) return true
    return false
  }

  function countOf(text, char) {
    let count = 0
    for (let at = stringIndexOf(text, char); at >= 0; at = stringIndexOf(text, char, at + 1)) count++
    return count
  }

  /** How many columns a text takes. */
  function widthOf(text) {
    if (regExpExec(ASCII, text) !== null) return text.length - countOf(text, '\n')
    let width = 0
    for (let index = 0; index < text.length; index++) {
      let code = stringCharCodeAt(text, index)
      if (code >= 0x7f) {
        if (code >= 0xd800 && code <= 0xdbff && index + 1 < text.length)
          code = (code - 0xd800) * 0x400 + stringCharCodeAt(text, ++index) - 0xdc00 + 0x10000
        width += code < 0xa0 || isWithin(ZERO, code) ? 0 : isWithin(WIDE, code) ? 2 : 1
      } else if (code >= 0x20) width++
    }
    return width
  }

  const columnsFor = (context, count, totalChars, columnChars) => {
    const bias = sqrt(columnChars - totalChars / count.all)
    const biased = max(columnChars - 3 - bias, 1)
    return min(
      round(sqrt(CHAR_HEIGHTS * biased * count.items) / biased),
      floor((context.breakLength - context.indentation) / columnChars),
      context.compact * 4,
      MAX_COLUMNS,
    )
  }

  /** Whether columns are set flush right. */
  function isOfNumbers(list, length) {
    for (let index = 0; index < length; index++)
      if (typeof list[index] !== 'number' && typeof list[index] !== 'bigint') return false
    return true
  }

  /** The items of an array as lines of columns, or as they are where that does not fit. */
  function inColumns(context, parts, list) {
    const hasMore = context.maxArrayLength < parts.length
    const items = hasMore ? parts.length - 1 : parts.length
    const widths = []
    let total = 0
    let widest = 0
    for (let index = 0; index < items; index++) {
      arrayPush(widths, widthOf(parts[index]))
      total += widths[index] + SEPARATOR_CHARS
      widest = max(widest, widths[index])
    }
    const column = widest + SEPARATOR_CHARS
    if (column * 3 + context.indentation >= context.breakLength) return parts
    if (total / column <= 5 && widest > 6) return parts
    const columns = columnsFor(context, { items, all: parts.length }, total, column)
    if (columns <= 1) return parts
    const columnWidths = []
    for (let first = 0; first < columns; first++) {
      let width = 0
      for (let index = first; index < items; index += columns) width = max(width, widths[index])
      arrayPush(columnWidths, width + SEPARATOR_CHARS)
    }
    const isRight = list !== undefined && isOfNumbers(list, parts.length)
    const pad = isRight ? stringPadStart : stringPadEnd
    const lines = []
    for (let first = 0; first < items; first += columns) {
      const last = min(first + columns, items) - 1
      let line = ''
      for (let index = first; index <= last; index++) {
        const hidden = parts[index].length - widths[index]
        const room = columnWidths[index - first] + hidden
        if (index < last) line += pad(`${parts[index]}, `, room, ' ')
        else line += isRight ? stringPadStart(parts[index], room - SEPARATOR_CHARS, ' ') : parts[index]
      }
      arrayPush(lines, line)
    }
    if (hasMore) arrayPush(lines, parts[items])
    return lines
  }

  return { inColumns, widthOf }
}
