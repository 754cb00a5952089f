// A text of several lines with something before each.
;(primordials) => {
  'use strict'
  const { arrayJoin, arrayPush, stringIndexOf, stringSlice } = primordials

  return (text, before) => {
    // Joined, as the engine copies a string whenever something is added to it.
    const lines = []
    for (let from = 0; ; ) {
      const at = stringIndexOf(text, '\n', from)
      arrayPush(lines, before + stringSlice(text, from, at < 0 ? undefined : at))
      if (at < 0) return arrayJoin(lines, '\n')
      from = at + 1
    }
  }
}
