// `btoa` and `atob`.
;(primordials) => {
  'use strict'
  const {
    arrayJoin,
    arrayPush,
    stringCharCodeAt,
    stringIndexOf,
    fromCharCode,
    String: toText,
    Error,
    hide,
  } = primordials
  const DIGITS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/'

  function refuse(message) {
    const error = new Error(message)
    hide(error, 'name', 'InvalidCharacterError')
    throw error
  }

  return {
    btoa(given) {
      const text = toText(given)
      const coded = []
      for (let index = 0; index < text.length; index += 3) {
        let bits = 0
        for (let at = index; at < index + 3; at++) {
          const code = at < text.length ? stringCharCodeAt(text, at) : 0
          if (code > 255) refuse('Invalid character')
          bits = bits * 256 + code
        }
        const last = text.length - index
        const first = DIGITS[bits >> 18] + DIGITS[(bits >> 12) & 63]
        arrayPush(coded, first + (last > 1 ? DIGITS[(bits >> 6) & 63] : '=') + (last > 2 ? DIGITS[bits & 63] : '='))
      }
      return arrayJoin(coded, '')
    },
    atob(given) {
      const text = toText(given)
      const decoded = []
      let bits = 0
      let count = 0
      let padding = 0
      for (let index = 0; index < text.length; index++) {
        const char = text[index]
        if (char === ' ' || char === '\t' || char === '\n' || char === '\f' || char === '\r') continue
        const digit = stringIndexOf(DIGITS, char)
        if (char === '=' && ++padding <= 2) continue
        if (digit < 0 || padding > 0) refuse('The string to be decoded is not correctly encoded.')
        bits = ((bits << 6) | digit) & 0xffffff
        count++
        if (count % 4 !== 1) arrayPush(decoded, fromCharCode((bits >> (6 - 2 * ((count - 1) % 4))) & 255))
      }
      if (count % 4 === 1 || (padding > 0 && (count + padding) % 4 !== 0))
        refuse('The string to be decoded is not correctly encoded.')
      return arrayJoin(decoded, '')
    },
  }
}
