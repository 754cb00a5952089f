// Where lines break: the parts of an object in one line, or each in its own.
;(primordials, load) => {
  'use strict'
  const { arrayJoin, stringIndexOf } = primordials
  /** More items than this are set in columns. */
  const MAX_PLAIN_ITEMS = 6

  function fitsOnLine(context, parts, base, open) {
    let total = parts.length * 2 + context.indentation + open.length + base.length + 10
    if (total > context.breakLength) return false
    for (let index = 0; index < parts.length; index++) {
      total += parts[index].length
      if (total > context.breakLength) return false
    }
    return base === '' || stringIndexOf(base, '\n') < 0
  }

  /** `parts` between `braces`, behind `base`; `depth` is that of the object whose parts they are. */
  function layOut(context, parts, base, braces, isList, depth, list) {
    const begin = base === '' ? braces[0] : `${base} ${braces[0]}`
    const isGrouped = context.compact >= 1 && isList && parts.length > MAX_PLAIN_ITEMS
    const lines = isGrouped ? load('inspect-columns').inColumns(context, parts, list) : parts
    const isFlat = context.deepest - depth < context.compact && lines.length === parts.length
    if (isFlat && fitsOnLine(context, lines, base, braces[0])) {
      const joined = arrayJoin(lines, ', ')
      if (stringIndexOf(joined, '\n') < 0) return `${begin} ${joined} ${braces[1]}`
    }
    const indentation = `\n${context.pad(0)}`
    return `${begin}${indentation}  ${arrayJoin(lines, `,${indentation}  `)}${indentation}${braces[1]}`
  }

  return layOut
}
