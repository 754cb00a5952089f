// Newer methods of arrays.
;(primordials) => {
  'use strict'
  const { apply, trunc, max, min, arrayPush, hide, TypeError, RangeError } = primordials
  const sort = primordials.arraySort
  const MAX_LENGTH = 2 ** 53 - 1
  const MAX_ARRAY = 2 ** 32 - 1

  const integer = (value) => trunc(value) || 0
  const lengthOf = (list) => max(0, min(integer(list.length), MAX_LENGTH))

  function listOf(value) {
    if (value === null || value === undefined) throw new TypeError('Array.prototype method called on null or undefined')
    return typeof value === 'object' || typeof value === 'function' ? value : new primordials.Object(value)
  }

  function checkCallable(value) {
    if (typeof value !== 'function') throw new TypeError(`${primordials.String(value)} is not a function`)
  }

  function checkSize(length) {
    if (length > MAX_ARRAY) throw new RangeError('Invalid array length')
  }

  function copyOf(list, from, to, copy = []) {
    for (let index = from; index < to; index++) arrayPush(copy, list[index])
    return copy
  }

  function indexOfLast(list, holds, self) {
    checkCallable(holds)
    for (let index = lengthOf(list) - 1; index >= 0; index--)
      if (apply(holds, self, [list[index], index, list])) return index
    return -1
  }

  const methods = {
    findLastIndex(holds, self) {
      return indexOfLast(listOf(this), holds, self)
    },
    findLast(holds, self) {
      const list = listOf(this)
      checkCallable(holds)
      for (let index = lengthOf(list) - 1; index >= 0; index--) {
        const value = list[index]
        if (apply(holds, self, [value, index, list])) return value
      }
      return undefined
    },
    toReversed() {
      const list = listOf(this)
      const length = lengthOf(list)
      checkSize(length)
      const copy = []
      for (let index = length - 1; index >= 0; index--) arrayPush(copy, list[index])
      return copy
    },
    toSorted(compare) {
      if (compare !== undefined && typeof compare !== 'function')
        throw new TypeError('The comparison function must be either a function or undefined')
      const list = listOf(this)
      const length = lengthOf(list)
      checkSize(length)
      return sort(copyOf(list, 0, length), compare)
    },
    toSpliced(start, skip, ...items) {
      const list = listOf(this)
      const length = lengthOf(list)
      const whole = integer(start)
      const first = whole < 0 ? max(length + whole, 0) : min(whole, length)
      const given = arguments.length
      const skipped = given === 0 ? 0 : given === 1 ? length - first : max(0, min(integer(skip), length - first))
      if (length + items.length - skipped > MAX_LENGTH) throw new TypeError('Invalid array length')
      checkSize(length + items.length - skipped)
      const copy = copyOf(list, 0, first)
      copyOf(items, 0, items.length, copy)
      return copyOf(list, first + skipped, length, copy)
    },
    with(index, value) {
      const list = listOf(this)
      const length = lengthOf(list)
      const whole = integer(index)
      const at = whole < 0 ? length + whole : whole
      if (at >= length || at < 0) throw new RangeError('Invalid index')
      checkSize(length)
      const copy = copyOf(list, 0, length)
      copy[at] = value
      return copy
    },
  }
  hide(methods.findLast, 'length', 1)
  hide(methods.findLastIndex, 'length', 1)
  hide(methods.toSpliced, 'length', 2)
  return methods
}
