// Dates and times in American English, the one locale that there is, and in UTC, the one time zone.
;(primordials) => {
  'use strict'
  const { dateGetTime, stringPadStart, stringSlice, floor, Date: EngineDate, RangeError } = primordials
  const { dateGetUTCFullYear, dateGetUTCMonth, dateGetUTCDate, dateGetUTCDay } = primordials
  const MONTHS = [
    'January',
    'February',
    'March',
    'April',
    'May',
    'June',
    'July',
    'August',
    'September',
    'October',
    'November',
    'December',
  ]
  const WEEKDAYS = ['Sunday', 'Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday']
  const DAY_MS = 86_400_000

  const DATE_STYLES = {
    __proto__: null,
    full: { weekday: 'long', month: 'long', day: 'numeric', year: 'numeric' },
    long: { month: 'long', day: 'numeric', year: 'numeric' },
    medium: { month: 'short', day: 'numeric', year: 'numeric' },
    short: { month: 'numeric', day: 'numeric', year: '2-digit' },
  }
  const TIME_STYLES = {
    __proto__: null,
    full: { hour: 'numeric', minute: '2-digit', second: '2-digit', timeZoneName: 'long' },
    long: { hour: 'numeric', minute: '2-digit', second: '2-digit', timeZoneName: 'short' },
    medium: { hour: 'numeric', minute: '2-digit', second: '2-digit' },
    short: { hour: 'numeric', minute: '2-digit' },
  }
  const DATE = { year: 'numeric', month: 'numeric', day: 'numeric' }
  const TIME = { hour: 'numeric', minute: '2-digit', second: '2-digit' }

  const two = (value) => stringPadStart(`${value}`, 2, '0')
  const sized = (value, style) => (style === '2-digit' ? two(value % 100) : `${value}`)
  const named = (name, style) => (style === 'long' ? name : stringSlice(name, 0, style === 'short' ? 3 : 1))
  const isName = (style) => style === 'long' || style === 'short' || style === 'narrow'
  const joined = (left, mark, right) => (left === '' ? right : right === '' ? left : `${left}${mark}${right}`)

  function dateText(date, { weekday, year, month, day }) {
    const weekdayText = weekday === undefined ? '' : named(WEEKDAYS[dateGetUTCDay(date)], weekday)
    const yearText = year === undefined ? '' : sized(dateGetUTCFullYear(date), year)
    const dayText = day === undefined ? '' : sized(dateGetUTCDate(date), day)
    if (isName(month)) {
      const monthDay = joined(named(MONTHS[dateGetUTCMonth(date)], month), ' ', dayText)
      if (dayText === '') return joined(joined(monthDay, ' ', yearText), ' ', weekdayText)
      return joined(weekdayText, ', ', joined(monthDay, ', ', yearText))
    }
    const monthText = month === undefined ? '' : sized(dateGetUTCMonth(date) + 1, month)
    if (monthText === '') {
      // These are no dates that anybody writes, and told as such.
      if (dayText === '') return joined(yearText, ' ', weekdayText)
      if (weekdayText !== '') return joined(joined(dayText, ' ', weekdayText), ' ', yearText)
      return yearText === '' ? dayText : `${yearText} (day: ${dayText})`
    }
    const numbers = joined(joined(monthText, '/', dayText), '/', yearText)
    return dayText === '' ? joined(numbers, ' ', weekdayText) : joined(weekdayText, ', ', numbers)
  }

  function hourText(hour, options) {
    const { hour12, hourCycle, hour: style } = options
    if (hour12 === false) return { text: hour === 0 ? '24' : two(hour), half: '' }
    if (hour12 === undefined && (hourCycle === 'h23' || hourCycle === 'h24'))
      return { text: two(hourCycle === 'h24' && hour === 0 ? 24 : hour), half: '' }
    const short = hour % 12 === 0 ? 12 : hour % 12
    return { text: sized(short, style), half: hour < 12 ? ' AM' : ' PM' }
  }

  function timeText(time, options) {
    const { hour, minute, second, fractionalSecondDigits: digits, timeZoneName } = options
    const inDay = time - floor(time / DAY_MS) * DAY_MS
    const shownHour = hour === undefined ? { text: '', half: '' } : hourText(floor(inDay / 3_600_000), options)
    const minutes = floor(inDay / 60_000) % 60
    const seconds = floor(inDay / 1_000) % 60
    const isAlone = hour === undefined
    const minuteText = minute === undefined ? '' : isAlone && second === undefined ? `${minutes}` : two(minutes)
    let secondText = second === undefined ? '' : isAlone && minute === undefined ? sized(seconds, second) : two(seconds)
    if (digits !== undefined)
      secondText = joined(secondText, '.', stringSlice(stringPadStart(`${inDay % 1_000}`, 3, '0'), 0, +digits))
    const text = joined(joined(shownHour.text, ':', minuteText), ':', secondText) + shownHour.half
    return timeZoneName === undefined
      ? text
      : `${text} ${timeZoneName === 'long' ? 'Coordinated Universal Time' : 'UTC'}`
  }

  const hasAny = (options, names) => {
    for (let index = 0; index < names.length; index++) if (options[names[index]] !== undefined) return true
    return false
  }
  const DATE_NAMES = ['weekday', 'year', 'month', 'day']
  const TIME_NAMES = ['hour', 'minute', 'second', 'fractionalSecondDigits']
  const ALL_NAMES = ['weekday', 'year', 'month', 'day', 'hour', 'minute', 'second', 'fractionalSecondDigits']

  /** What is shown where the options name nothing of it. */
  function completed(given, needed, defaults) {
    const options = { ...given }
    const { dateStyle, timeStyle } = options
    if (dateStyle !== undefined || timeStyle !== undefined) {
      const style = { ...DATE_STYLES[dateStyle], ...TIME_STYLES[timeStyle] }
      if ((dateStyle && !DATE_STYLES[dateStyle]) || (timeStyle && !TIME_STYLES[timeStyle]))
        throw new RangeError(`Value ${dateStyle ?? timeStyle} out of range for Intl.DateTimeFormat options property`)
      return { ...options, ...style }
    }
    const names = needed === 'date' ? DATE_NAMES : needed === 'time' ? TIME_NAMES : ALL_NAMES
    return hasAny(options, names) ? options : { ...options, ...defaults }
  }

  function localized(date, given, needed, defaults) {
    const time = dateGetTime(date)
    if (time !== time) return 'Invalid Date'
    const options = completed(given, needed, defaults)
    const day = hasAny(options, DATE_NAMES) ? dateText(new EngineDate(time), options) : ''
    const clock = hasAny(options, TIME_NAMES) ? timeText(time, options) : ''
    const isLong = options.dateStyle === 'long' || options.dateStyle === 'full' || options.month === 'long'
    return joined(day, isLong ? ' at ' : ', ', clock)
  }

  return {
    toLocaleString(_locales, options) {
      return localized(this, options, 'any', { ...DATE, ...TIME })
    },
    toLocaleDateString(_locales, options) {
      return localized(this, options, 'date', DATE)
    },
    toLocaleTimeString(_locales, options) {
      return localized(this, options, 'time', TIME)
    },
  }
}
