// The order of texts as people have it: letters first by themselves, then by accents, then by case, as Unicode's root collation does
// for Latin letters. Other scripts go by their code points.
;(primordials) => {
  'use strict'
  const { stringCharCodeAt, stringNormalize, stringToLowerCase, stringIndexOf, stringSlice, stringCodePointAt } =
    primordials
  const { arrayPush, String: toText, TypeError } = primordials

  /** What comes before digits, in its order. */
  const MARKS =
    '\t\n\v\f\r\u0085\u2028\u2029 _-‐–—―,;:!¡?¿.…·\'‘’‚‹›"“”„«»()[]{}§¶@*/\\&#%‰†‡•′″`´^¯¨¸°©®←→+±÷×<=>¬|¦~−∞≈≤≥¤¢$£¥€'
  /** Quotation marks that differ less than others do. */
  const ALIKE = { __proto__: null, '‘': "'", '’': "'", '‚': "'", '“': '"', '”': '"', '„': '"' }
  /** Accents in their order; the bar stands for a stroke through a letter. */
  const ACCENTS = '\u0301\u0300\u0306\u0302\u030c\u030a\u0308\u030b\u0303\u0307\u0327\u0338\u0328\u0304'
  const LETTERS = 'abcdefghiıjklmnŋopqĸrstŧuvwxyzþ'
  const EXPANDED = {
    __proto__: null,
    æ: 'ae',
    œ: 'oe',
    ß: 'ss',
    ĳ: 'ij',
    ø: 'o\u0338',
    đ: 'd\u0338',
    ð: 'd\u0338\u0338',
    ł: 'l\u0338',
    ħ: 'h\u0338',
    ſ: 's',
    ª: 'a',
    º: 'o',
    '½': '1\u2044',
    '¼': '1\u2044',
    '¾': '3\u2044',
    '¹': '1',
    '²': '2',
    '³': '3',
  }
  const SYMBOL = 1_000
  const DIGIT = 10_000_000
  const LETTER = 20_000_000
  const OTHER = 30_000_000

  const isSymbol = (code) => (code >= 0x2000 && code < 0x2c00) || (code >= 0x1f000 && code < 0x1fb00)

  function weightOf(char, code) {
    const mark = stringIndexOf(MARKS, char)
    if (mark >= 0) return mark + 1
    if (code >= 0x30 && code <= 0x39) return DIGIT + code
    const letter = stringIndexOf(LETTERS, char)
    if (letter >= 0) return LETTER + letter
    return code < 0x20 ? 0 : (isSymbol(code) ? SYMBOL : OTHER) + code
  }

  /** Weights of ASCII by code; capitals have those of their small letters. */
  const ascii = []
  for (let code = 0; code < 0x80; code++) {
    const char = stringToLowerCase(primordials.fromCharCode(code))
    arrayPush(ascii, weightOf(char, stringCharCodeAt(char, 0)))
  }

  /** `undefined` where the fast way does not do: outside of ASCII, and for characters that count for nothing. */
  function compareAscii(left, right) {
    let rest = 0
    const length = left.length < right.length ? left.length : right.length
    for (let index = 0; index < length; index++) {
      const a = stringCharCodeAt(left, index)
      const b = stringCharCodeAt(right, index)
      if (a === b) {
        if (a >= 0x80 || a < 9) return undefined
        continue
      }
      const weightA = ascii[a]
      const weightB = ascii[b]
      if (!weightA || !weightB) return undefined
      if (weightA !== weightB) return weightA < weightB ? -1 : 1
      if (rest === 0) rest = a > b ? -1 : 1
    }
    if (left.length === right.length) return rest
    const next = stringCharCodeAt(left.length > length ? left : right, length)
    if (next >= 0x80 || next < 9) return undefined
    return left.length < right.length ? -1 : 1
  }

  /** Adds what a character weighs: an accent to the letter before it, any other by itself. */
  function addLetter(keys, char, isCapital, isVariant) {
    const code = stringCodePointAt(char, 0)
    const accent = stringIndexOf(ACCENTS, char)
    const isAccent = accent >= 0 || (code >= 0x300 && code < 0x370)
    if (isAccent) {
      arrayPush(keys.accents, (accent >= 0 ? accent : code) + 2)
      return
    }
    const base = ALIKE[char] ?? char
    const weight = weightOf(base, base === char ? code : stringCharCodeAt(base, 0))
    if (weight === 0) return
    arrayPush(keys.letters, weight)
    arrayPush(keys.accents, 1)
    arrayPush(keys.cases, (isCapital ? 2 : 0) + (base !== char || isVariant ? 1 : 0))
  }

  function addChar(keys, char) {
    const small = stringToLowerCase(char)
    const expanded = EXPANDED[small]
    if (expanded === undefined) return addLetter(keys, small, small !== char, false)
    for (let index = 0; index < expanded.length; index++)
      addLetter(keys, expanded[index], small !== char, expanded[1] !== '\u0338')
  }

  /** A run of digits weighs first by its length, and then by what it is. */
  function addNumber(keys, digits) {
    let from = 0
    while (from < digits.length - 1 && digits[from] === '0') from++
    arrayPush(keys.letters, DIGIT + digits.length - from)
    for (; from < digits.length; from++) addLetter(keys, digits[from], false, false)
  }

  const isDigit = (char) => char >= '0' && char <= '9'

  function keysOf(text, isNumeric) {
    const keys = { letters: [], accents: [], cases: [] }
    const plain = stringNormalize(text, 'NFD')
    for (let index = 0; index < plain.length; ) {
      let end = index + 1
      if (isNumeric && isDigit(plain[index])) {
        while (end < plain.length && isDigit(plain[end])) end++
        addNumber(keys, stringSlice(plain, index, end))
      } else {
        if (stringCodePointAt(plain, index) > 0xffff) end++
        addChar(keys, stringSlice(plain, index, end))
      }
      index = end
    }
    return keys
  }

  function compareLists(left, right) {
    for (let index = 0; index < left.length && index < right.length; index++)
      if (left[index] !== right[index]) return left[index] < right[index] ? -1 : 1
    return left.length === right.length ? 0 : left.length < right.length ? -1 : 1
  }

  function compare(left, right, options) {
    const sensitivity = options?.sensitivity ?? 'variant'
    const isNumeric = options?.numeric === true
    if (sensitivity === 'variant' && !isNumeric) {
      const order = compareAscii(left, right)
      if (order !== undefined) return order
    }
    const a = keysOf(left, isNumeric)
    const b = keysOf(right, isNumeric)
    const letters = compareLists(a.letters, b.letters)
    if (letters !== 0 || sensitivity === 'base') return letters
    const accents = sensitivity === 'case' ? 0 : compareLists(a.accents, b.accents)
    return accents !== 0 || sensitivity === 'accent' ? accents : compareLists(a.cases, b.cases)
  }

  return {
    localeCompare(other, _locales, options) {
      if (this === null || this === undefined)
        throw new TypeError('String.prototype.localeCompare called on null or undefined')
      return compare(toText(this), toText(other), options)
    },
  }
}
