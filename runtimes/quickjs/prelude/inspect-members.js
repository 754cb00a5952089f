// The items of an array, and the names of properties.
;(primordials, load) => {
  'use strict'
  const { arrayPush, arrayShift, objectHasOwnProperty, objectPropertyIsEnumerable, min } = primordials
  const { enumerableNames, ownNames, ownSymbols } = primordials
  const MAX_INDEX = 2 ** 32 - 2
  /** Of a longer list other names than indices are not shown: the engine would make a text of every index first. */
  const MAX_LISTED = 10_000

  const addMore = (parts, more, what = 'item') => {
    if (more > 0) arrayPush(parts, `... ${more} more ${what}${more > 1 ? 's' : ''}`)
    return parts
  }

  const isIndex = (key) => typeof key === 'string' && `${key >>> 0}` === key && key >>> 0 <= MAX_INDEX

  function arrayItems(context, list, show) {
    const most = min(context.maxArrayLength, list.length)
    const parts = []
    for (let index = 0; index < most; index++) {
      if (!objectHasOwnProperty(list, index)) return load('inspect-sparse')({ show, list, parts, most })
      arrayPush(parts, show(list, index))
    }
    return addMore(parts, list.length - most)
  }

  /** Where the names behind the indices begin, which come first. */
  function endOfIndices(names) {
    let from = 0
    let to = names.length
    while (from < to) {
      const middle = (from + to) >>> 1
      if (isIndex(names[middle])) from = middle + 1
      else to = middle
    }
    return from
  }

  /** Names that are shown, without the indices of a list. */
  function keysOf(context, object, isList) {
    const keys = []
    const isLong = isList && object.length > MAX_LISTED
    const all = isLong ? [] : context.showHidden ? ownNames(object) : enumerableNames(object)
    for (let at = isList ? endOfIndices(all) : 0; at < all.length; at++) arrayPush(keys, all[at])
    // The engine gives a match its properties in another order.
    if (isList && keys.length === 3 && keys[0] === 'groups' && keys[1] === 'index') arrayPush(keys, arrayShift(keys))
    const others = ownSymbols(object)
    for (let at = 0; at < others.length; at++)
      if (context.showHidden || objectPropertyIsEnumerable(object, others[at])) arrayPush(keys, others[at])
    return keys
  }

  return { addMore, isIndex, arrayItems, keysOf }
}
