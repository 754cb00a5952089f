// Newer methods of strings.
;(primordials) => {
  'use strict'
  const { arrayJoin, arrayPush, stringCharCodeAt, stringSlice, String, TypeError, trunc } = primordials

  function textOf(value) {
    if (value === null || value === undefined)
      throw new TypeError('String.prototype method called on null or undefined')
    return String(value)
  }

  /** Where the first half of a pair without its other half is; -1 where there is none. */
  function loneSurrogate(text, from) {
    for (let index = from; index < text.length; index++) {
      const code = stringCharCodeAt(text, index)
      if (code < 0xd800 || code > 0xdfff) continue
      const next = stringCharCodeAt(text, index + 1)
      if (code < 0xdc00 && next >= 0xdc00 && next <= 0xdfff) index++
      else return index
    }
    return -1
  }

  return {
    at(index) {
      const text = textOf(this)
      const whole = trunc(index) || 0
      return text[whole < 0 ? text.length + whole : whole]
    },
    isWellFormed() {
      return loneSurrogate(textOf(this), 0) < 0
    },
    toWellFormed() {
      const text = textOf(this)
      const formed = []
      let from = 0
      for (let at = loneSurrogate(text, 0); at >= 0; at = loneSurrogate(text, from)) {
        arrayPush(formed, stringSlice(text, from, at))
        from = at + 1
      }
      arrayPush(formed, stringSlice(text, from))
      return arrayJoin(formed, '\ufffd')
    },
  }
}
