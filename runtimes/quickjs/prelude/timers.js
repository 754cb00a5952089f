// Timers in the order of their time, then of their making. They move the virtual clock and wait for nothing.
;(primordials, load) => {
  'use strict'
  const { setTimeout: nativeSetTimeout, clearTimeout: nativeClearTimeout } = primordials
  const { TypeError: EngineTypeError, Map: EngineMap, apply, resolve, loaded } = primordials
  const { arrayPush, arrayShift, mapGet, mapSet, mapDelete, promiseThen, defineProperty, trunc, max, now } = primordials
  const { toPrimitive } = primordials.Symbol
  const resolved = resolve()
  // So that `then` asks for no constructor, which is the program's to change.
  defineProperty(resolved, 'constructor', { __proto__: null, value: undefined })
  /** Calls `callback`, as the engine should: it drops what is thrown out of a timer. */
  function guard(callback, values) {
    try {
      apply(callback, undefined, values)
    } catch (error) {
      load('failure').fail(error)
    }
  }

  /** Whether the program ends by a promise that nobody handled. */
  const endUnhandled = () => loaded.rejections?.endUnhandled()

  /** What a 32-bit delay can hold; a longer or senseless one becomes 1, as in browsers and Node.js. */
  const MAX_DELAY_MS = 2 ** 31 - 1

  /** From the program's top, immediates come behind timers without a delay; from anywhere else before them. */
  const AFTER_FIRST_MS = 1.5
  let hasFired = false

  /** The first and the last of what waits, each of which knows its neighbours. */
  let soonest
  let latest
  const waiting = new EngineMap()
  /** How many of them keep the program alive. */
  let referred = 0
  let lastId = 0
  /** The engine's timer for the soonest. */
  let armed
  /** What is called one after the other when nothing else is left to do, and what is called at the very end. */
  const idle = []
  let atEnd

  /** What `setTimeout` answers. */
  class Timeout {
    #timer
    constructor(timer) {
      this.#timer = timer
    }
    ref() {
      refer(this.#timer, true)
      return this
    }
    unref() {
      refer(this.#timer, false)
      return this
    }
    hasRef() {
      return this.#timer.isReferred
    }
    refresh() {
      const timer = this.#timer
      remove(timer.id)
      start(timer)
      return this
    }
    close() {
      remove(this.#timer.id)
      return this
    }
    [toPrimitive]() {
      return this.#timer.id
    }
  }
  const toId = Timeout.prototype[toPrimitive]

  function add(callback, delay, values, repeats, exactMs) {
    if (typeof callback !== 'function') throw new EngineTypeError('the callback of a timer must be a function')
    const delayMs = exactMs ?? (delay >= 1 && delay <= MAX_DELAY_MS ? trunc(delay) : 1)
    const timer = { id: ++lastId, delayMs, callback, values, repeats, isReferred: true, isWaiting: false }
    start(timer)
    return new Timeout(timer)
  }

  function start(timer) {
    timer.due = now() + timer.delayMs
    let before = latest
    while (before !== undefined && before.due > timer.due) before = before.before
    timer.before = before
    timer.after = before === undefined ? soonest : before.after
    if (timer.after === undefined) latest = timer
    else timer.after.before = timer
    if (before === undefined) soonest = timer
    else before.after = timer
    timer.isWaiting = true
    mapSet(waiting, timer.id, timer)
    if (timer.isReferred) referred++
    if (timer === soonest || referred === 1) arm()
  }

  function take(timer) {
    if (timer.before === undefined) soonest = timer.after
    else timer.before.after = timer.after
    if (timer.after === undefined) latest = timer.before
    else timer.after.before = timer.before
    timer.isWaiting = false
    mapDelete(waiting, timer.id)
    if (timer.isReferred) referred--
  }

  function refer(timer, isReferred) {
    if (timer.isReferred === isReferred) return
    timer.isReferred = isReferred
    if (!timer.isWaiting) return
    referred += isReferred ? 1 : -1
    arm()
  }

  /** Removes the timer of this handle or id, if it still waits. */
  function remove(handle) {
    const timer = mapGet(waiting, idOf(handle))
    if (timer === undefined) return
    const wasSoonest = timer === soonest
    take(timer)
    if (wasSoonest || referred === 0) arm()
  }

  function idOf(handle) {
    if (typeof handle !== 'object' || handle === null) return +handle
    try {
      return apply(toId, handle, [])
    } catch {
      return undefined
    }
  }

  function arm() {
    if (armed !== undefined) nativeClearTimeout(armed)
    armed = undefined
    if (referred > 0) armed = nativeSetTimeout(fire, max(0, soonest.due - now()))
    else if (idle.length > 0 || atEnd !== undefined) armed = nativeSetTimeout(rest, 0)
  }

  function fire() {
    armed = undefined
    hasFired = true
    if (endUnhandled()) return arm()
    loaded.ticks?.run()
    const timer = soonest
    if (timer === undefined) return
    take(timer)
    if (timer.repeats) start(timer)
    primordials.isInTurn = true
    guard(timer.callback, timer.values)
    primordials.isInTurn = false
    loaded.ticks?.run()
    arm()
  }

  function rest() {
    armed = undefined
    if (endUnhandled()) return arm()
    if (idle.length === 0) return guard(atEnd, [])
    guard(arrayShift(idle), [])
    arm()
  }

  /** Has `callback` called when nothing is left to do. */
  function onIdle(callback) {
    arrayPush(idle, callback)
    if (referred === 0) arm()
  }

  /** Has `callback` end the program, when nothing is left to do and all that waits for that was called. */
  function onEnd(callback) {
    atEnd = callback
    if (referred === 0) arm()
  }

  const queueMicrotask = (callback, ...values) => {
    promiseThen(resolved, () => guard(callback, values))
  }

  return {
    guard,
    onIdle,
    onEnd,
    setTimeout: (callback, delay, ...values) => add(callback, delay, values, false),
    setInterval: (callback, delay, ...values) => add(callback, delay, values, true),
    setImmediate: (callback, ...values) =>
      add(callback, 0, values, false, primordials.isInTurn && !hasFired ? AFTER_FIRST_MS : 0),
    clearTimeout: remove,
    clearInterval: remove,
    clearImmediate: remove,
    queueMicrotask,
  }
}
