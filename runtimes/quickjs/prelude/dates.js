// `Date`, which here takes every text that Node.js takes.
;(primordials, load) => {
  'use strict'
  const { construct, defineProperty, hide, Date: EngineDate, RegExp: EngineRegExp, String: toText } = primordials
  const { now, dateUTC, dateParse, dateToString, dateToTimeString, regExpExec, stringSlice } = primordials

  /** The standard's own form, which the engine reads rightly. */
  const DAY = '(?:\\d{4}|[+-]\\d{6})(?:-(?:0[1-9]|1[0-2])(?:-(?:0[1-9]|[12]\\d|3[01]))?)?'
  const TIME = '(?:(?:[01]\\d|2[0-3]):[0-5]\\d(?::[0-5]\\d(?:\\.\\d+)?)?|24:00(?::00)?)(?:[Zz]|[+-]\\d\\d:?\\d\\d)?'
  let standard

  function parse(given) {
    const text = toText(given)
    standard ??= new EngineRegExp(`^${DAY}(?:T${TIME})?$`)
    if (regExpExec(standard, text) === null) return load('date-parse')(text)
    const time = dateParse(text)
    if (time === time) return time
    const rest = stringSlice(text, 0, -2)
    return dateParse(
      text[text.length - 1] === 'z' ? `${stringSlice(text, 0, -1)}Z` : `${rest}:${stringSlice(text, -2)}`,
    )
  }

  /** With the name of the one zone. */
  const zoned = (text) => (text === 'Invalid Date' ? text : `${text} (Coordinated Universal Time)`)

  function OurDate(...values) {
    if (new.target === undefined) return zoned(dateToString(new EngineDate()))
    if (values.length === 1 && typeof values[0] === 'string') values[0] = parse(values[0])
    return construct(EngineDate, values, new.target)
  }

  hide(OurDate, 'now', now)
  hide(OurDate, 'parse', parse)
  hide(OurDate, 'UTC', dateUTC)
  const fixed = (name, value) => defineProperty(OurDate, name, { __proto__: null, value, writable: false })
  fixed('name', 'Date')
  fixed('length', 7)
  fixed('prototype', EngineDate.prototype)
  hide(EngineDate.prototype, 'constructor', OurDate)
  hide(EngineDate.prototype, 'toString', function toString() {
    return zoned(dateToString(this))
  })
  hide(EngineDate.prototype, 'toTimeString', function toTimeString() {
    return zoned(dateToTimeString(this))
  })
  return { Date: OurDate }
}
