// Dates in the forms that people write, read as V8 reads them: words and numbers in many orders.
;(primordials) => {
  'use strict'
  const { stringCharCodeAt, stringSlice, stringToLowerCase, stringIndexOf, dateUTC, min, trunc } = primordials
  const MONTHS = ' jan feb mar apr may jun jul aug sep oct nov dec'
  const ZONES = {
    __proto__: null,
    ut: 0,
    utc: 0,
    z: 0,
    gmt: 0,
    est: -5,
    edt: -4,
    cst: -6,
    cdt: -5,
    mst: -7,
    mdt: -6,
    pst: -8,
    pdt: -7,
  }
  const MAX_NUMBER = 999_999_999

  const isDigit = (char) => char >= '0' && char <= '9'
  const isLetter = (char) => (char >= 'a' && char <= 'z') || (char >= 'A' && char <= 'Z')
  const isSpace = (char) =>
    char === ' ' ||
    (stringCharCodeAt(char, 0) >= 9 && stringCharCodeAt(char, 0) <= 13) ||
    char === '\u00a0' ||
    char === '\u202f'
  const isSign = (token) => token === '+' || token === '-'

  /** The index behind the run of characters from `at` on. */
  function runEnd(text, at, belongs) {
    let end = at
    while (end < text.length && belongs(text[end])) end++
    return end
  }

  /** What a bracket opens is a remark. */
  function remarkEnd(text, at) {
    let depth = 0
    for (let index = at; index < text.length; index++) {
      if (text[index] === '(') depth++
      else if (text[index] === ')' && --depth === 0) return index + 1
    }
    return text.length
  }

  function reader(text) {
    let at = 0
    return {
      /** A token: `number` and its `digits`, a `word`, a `symbol`, or `isEnd`. */
      next() {
        if (at >= text.length) return { isEnd: true }
        const from = at
        const char = text[at]
        if (isDigit(char)) {
          at = runEnd(text, at, isDigit)
          return { number: min(+stringSlice(text, from, at), MAX_NUMBER), digits: stringSlice(text, from, at) }
        }
        if (isLetter(char)) {
          at = runEnd(text, at, isLetter)
          return { word: stringToLowerCase(stringSlice(text, from, at)) }
        }
        if (char === '(') {
          at = remarkEnd(text, at)
          return { symbol: ' ' }
        }
        at = isSpace(char) ? runEnd(text, at, isSpace) : at + 1
        return { symbol: isSpace(char) ? ' ' : char }
      },
      peek() {
        const from = at
        const token = this.next()
        at = from
        return token
      },
      skip(symbol) {
        if (this.peek().symbol !== symbol) return false
        this.next()
        return true
      },
    }
  }

  /** Three digits of a fraction of a second, of as many as there are. */
  const milliseconds = (digits) => +stringSlice(`${digits}00`, 0, 3)

  function takeNumber(scan, date, { number }) {
    const { time, days, zone } = date
    const expectsTime = (most) => time.length > 0 && time.length < 3 && number <= most
    if (scan.skip(':')) {
      if (scan.skip(':')) {
        if (time.length > 0) return false
        time[time.length] = number
        time[time.length] = 0
        return true
      }
      if (time.length > 3) return false
      time[time.length] = number
      scan.skip('.')
      return true
    }
    if (expectsTime(59) && scan.peek().symbol === '.') {
      scan.next()
      const fraction = scan.next()
      time[time.length] = number
      if (fraction.digits === undefined) return false
      while (time.length < 3) time[time.length] = 0
      time[time.length] = milliseconds(fraction.digits)
      return true
    }
    scan.skip('.')
    if (zone.hour !== undefined && zone.minute === null && number <= 59) {
      zone.minute = number
      return true
    }
    if (expectsTime(59)) {
      time[time.length] = number
      while (time.length < 4) time[time.length] = 0
      const { symbol, word, number: digit } = scan.peek()
      return (
        digit === undefined &&
        (word === undefined || word === 'z') &&
        (symbol === undefined || symbol === ' ' || isSign(symbol))
      )
    }
    if (days.length === 3) return false
    days[days.length] = number
    scan.skip('-')
    return true
  }

  function takeWord(scan, date, word) {
    const start = stringSlice(word, 0, 3)
    const month = start.length === 3 ? stringIndexOf(MONTHS, ` ${start}`) : -1
    if ((word === 'am' || word === 'pm') && date.time.length > 0) date.half = word === 'am' ? 0 : 12
    else if (month >= 0) {
      date.month = month / 4 + 1
      scan.skip('-')
    } else if (ZONES[word] !== undefined && date.hasNumber) {
      const hours = ZONES[word]
      date.zone = { sign: hours < 0 ? -1 : 1, hour: hours < 0 ? -hours : hours, minute: 0 }
    } else return !date.hasNumber && scan.peek().number === undefined
    return true
  }

  function takeOffset(scan, date, sign) {
    const zone = { sign: sign === '-' ? -1 : 1, hour: 0, minute: 0 }
    let length = 0
    if (scan.peek().number !== undefined) {
      const { number, digits } = scan.next()
      length = digits.length
      zone.hour = number
    }
    date.hasNumber = true
    date.zone = zone
    if (scan.skip(':')) zone.minute = null
    else if (length === 3 || length === 4) {
      zone.minute = zone.hour % 100
      zone.hour = trunc(zone.hour / 100)
    } else if (length !== 1 && length !== 2) return false
    return true
  }

  const isUtc = ({ hour, minute }) => hour === 0 && minute === 0

  function take(scan, date, token) {
    if (token.number !== undefined) {
      date.hasNumber = true
      return takeNumber(scan, date, token)
    }
    if (token.word !== undefined) return takeWord(scan, date, token.word)
    if (isSign(token.symbol) && (isUtc(date.zone) || date.time.length > 0)) return takeOffset(scan, date, token.symbol)
    return !((isSign(token.symbol) || token.symbol === ')') && date.hasNumber)
  }

  /** Year, month and day out of up to three numbers, in an order that depends on their size and on whether the month has a name. */
  function dayOf({ days, month }) {
    const first = days[0]
    const second = days[1]
    const third = days[2]
    const isDay = first >= 1 && first <= 31
    if (month === undefined)
      return isDay ? { month: first, day: second, year: third } : { year: first, month: second, day: third }
    return isDay ? { month, day: first, year: second } : { month, year: first, day: second }
  }

  function hourOf(hour, half) {
    if (half === undefined) return hour
    return hour >= 0 && hour <= 12 ? (hour % 12) + half : Number.NaN
  }

  function timeOf(date) {
    if (date.days.length === 0) return Number.NaN
    while (date.days.length < 3) date.days[date.days.length] = 1
    while (date.time.length < 4) date.time[date.time.length] = 0
    const { year: given, month, day } = dayOf(date)
    const year = given > 99 ? given : given < 50 ? given + 2000 : given + 1900
    if (!(month >= 1 && month <= 12 && day >= 1 && day <= 31)) return Number.NaN
    const minute = date.time[1]
    const second = date.time[2]
    const hour = hourOf(date.time[0], date.half)
    const isMidnight = hour === 24 && minute === 0 && second === 0 && date.time[3] === 0
    if (!((hour <= 23 || isMidnight) && minute <= 59 && second <= 59)) return Number.NaN
    const { sign, hour: hours = 0, minute: minutes } = date.zone
    const offset = sign === undefined ? 0 : sign * (hours * 60 + (minutes ?? 0))
    return dateUTC(year, month - 1, day, hour, minute, second, date.time[3]) - offset * 60_000
  }

  return (text) => {
    const scan = reader(text)
    const date = { days: [], time: [], zone: {}, month: undefined, half: undefined, hasNumber: false }
    for (let token = scan.next(); !token.isEnd; token = scan.next()) if (!take(scan, date, token)) return Number.NaN
    return timeOf(date)
  }
}
