// Newer methods of typed arrays.
;(primordials) => {
  'use strict'
  const { apply, getPrototypeOf, getOwnPropertyDescriptor, uncurry, trunc, kindOf, isView } = primordials
  const { hide, TypeError, RangeError } = primordials
  const typed = getPrototypeOf(primordials.Uint8Array.prototype)
  const { typedSlice: copyOf, typedSort: sort, typedReverse: reverse } = primordials
  const lengthOf = uncurry(getOwnPropertyDescriptor(typed, 'length').get)
  const integer = (value) => trunc(value) || 0

  function check(list) {
    if (!isView(list) || kindOf(list) === 'DataView') throw new TypeError('this is not a typed array.')
    return list
  }

  function indexOfLast(list, holds, self) {
    if (typeof holds !== 'function') throw new TypeError(`${primordials.String(holds)} is not a function`)
    for (let index = lengthOf(check(list)) - 1; index >= 0; index--)
      if (apply(holds, self, [list[index], index, list])) return index
    return -1
  }

  const methods = {
    at(index) {
      const whole = integer(index)
      const length = lengthOf(check(this))
      return this[whole < 0 ? length + whole : whole]
    },
    findLastIndex(holds, self) {
      return indexOfLast(this, holds, self)
    },
    findLast(holds, self) {
      return this[indexOfLast(this, holds, self)]
    },
    toReversed() {
      return reverse(copyOf(check(this)))
    },
    toSorted(compare) {
      if (compare !== undefined && typeof compare !== 'function')
        throw new TypeError('The comparison function must be either a function or undefined')
      return sort(copyOf(check(this)), compare)
    },
    with(index, value) {
      const whole = integer(index)
      const length = lengthOf(check(this))
      const at = whole < 0 ? length + whole : whole
      const item = typeof this[0] === 'bigint' ? primordials.BigInt(value) : +value
      if (at >= length || at < 0) throw new RangeError('Invalid typed array index')
      const copy = copyOf(this)
      copy[at] = item
      return copy
    },
  }
  hide(methods.findLast, 'length', 1)
  hide(methods.findLastIndex, 'length', 1)
  return methods
}
