// Methods of `console` that few programs call. `this` has `log` and `error`.
;(primordials, load) => {
  'use strict'
  const { apply, mapGet, mapSet, mapHas, mapDelete, arrayPush, stringPadStart, numberToFixed, floor } = primordials
  const { Map: EngineMap, Error: EngineError, clock } = primordials
  const counts = new EngineMap()
  const starts = new EngineMap()

  const listOf = (first, values) => {
    const list = [first]
    for (let index = 0; index < values.length; index++) arrayPush(list, values[index])
    return list
  }

  /** A time as Node.js tells it: `1.5ms`, `2.250s`, `1:05.000 (m:ss.mmm)`. */
  function duration(ms) {
    if (ms < 1_000) return `${+numberToFixed(ms, 3)}ms`
    if (ms < 60_000) return `${numberToFixed(ms / 1_000, 3)}s`
    const hours = floor(ms / 3_600_000)
    const minutes = floor((ms % 3_600_000) / 60_000)
    const seconds = stringPadStart(numberToFixed((ms % 60_000) / 1_000, 3), 6, '0')
    if (hours === 0) return `${minutes}:${seconds} (m:ss.mmm)`
    return `${hours}:${stringPadStart(`${minutes}`, 2, '0')}:${seconds} (h:mm:ss.mmm)`
  }

  function since(console, method, label, values) {
    if (!mapHas(starts, label)) {
      console.error(`Warning: No such label '${label}' for console.${method}()`)
      return false
    }
    apply(console.log, console, listOf(`${label}: ${duration((clock() - mapGet(starts, label)) / 1_000)}`, values))
    return true
  }

  return {
    dir(value, options) {
      this.log(load('inspect')(value, { customInspect: false, ...options }))
    },
    table(data, columns) {
      const text = load('table')(data, columns)
      if (text === undefined) this.log(data)
      else this.log(text)
    },
    trace(...values) {
      const message = values.length === 0 ? '' : `: ${load('format')(values)}`
      this.error(`Trace${message}\n${load('failure').stackOf(new EngineError())}`)
    },
    assertFails(...values) {
      if (typeof values[0] === 'string') values[0] = `Assertion failed: ${values[0]}`
      else if (values.length > 0) return apply(this.error, this, listOf('Assertion failed:', values))
      else values[0] = 'Assertion failed'
      apply(this.error, this, values)
    },
    count(label = 'default') {
      const count = (mapGet(counts, `${label}`) ?? 0) + 1
      mapSet(counts, `${label}`, count)
      this.log(`${label}: ${count}`)
    },
    countReset(label = 'default') {
      if (!mapDelete(counts, `${label}`)) this.error(`Warning: Count for '${label}' does not exist`)
    },
    time(label = 'default') {
      if (mapHas(starts, `${label}`)) this.error(`Warning: Label '${label}' already exists for console.time()`)
      else mapSet(starts, `${label}`, clock())
    },
    timeLog(label = 'default', ...values) {
      since(this, 'timeLog', `${label}`, values)
    },
    timeEnd(label = 'default') {
      if (since(this, 'timeEnd', `${label}`, [])) mapDelete(starts, `${label}`)
    },
  }
}
