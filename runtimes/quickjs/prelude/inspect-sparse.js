// The rest of an array with holes.
;(primordials, load) => {
  'use strict'
  const { arrayPush, enumerableNames } = primordials
  const { addMore, isIndex } = load('inspect-members')

  const holes = (count) => `<${count} empty item${count > 1 ? 's' : ''}>`

  /** From the first hole on, a list may be far longer than what it has. */
  function sparse({ show, list, parts, most }) {
    const names = enumerableNames(list)
    let next = parts.length
    for (let at = next; at < names.length && parts.length < most && isIndex(names[at]); at++) {
      const index = names[at] >>> 0
      if (index !== next) arrayPush(parts, holes(index - next))
      next = index
      if (parts.length === most) break
      arrayPush(parts, show(list, names[at]))
      next++
    }
    const rest = list.length - next
    if (parts.length === most) return addMore(parts, rest)
    if (rest > 0) arrayPush(parts, holes(rest))
    return parts
  }

  return sparse
}
