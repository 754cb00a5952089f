// Small methods that came to the language after this engine, and that programs of today take for granted.
const define = (object, methods) => {
  for (const [name, value] of Object.entries(methods))
    if (!(name in object)) Object.defineProperty(object, name, { value, writable: true, configurable: true })
}

function at(index) {
  const whole = Math.trunc(index) || 0
  return this[whole < 0 ? this.length + whole : whole]
}

function findLastIndex(holds, self) {
  for (let index = this.length - 1; index >= 0; index--) if (holds.call(self, this[index], index, this)) return index
  return -1
}

define(Object, { hasOwn: (object, name) => Object.hasOwn(object, name) })
define(String.prototype, { at })
define(Object.getPrototypeOf(Uint8Array.prototype), { at })
define(Array.prototype, {
  at,
  findLastIndex,
  findLast(holds, self) {
    return this[findLastIndex.call(this, holds, self)]
  },
  toReversed() {
    return [...this].reverse()
  },
  toSorted(compare) {
    return [...this].sort(compare)
  },
  with(index, value) {
    const copy = [...this]
    copy[index < 0 ? copy.length + index : index] = value
    return copy
  },
})
