// Promises that are rejected and that nobody handles: they end the program, as in Node.js.
;(primordials, load) => {
  'use strict'
  const { Promise: EnginePromise, Set: EngineSet, Error: EngineError, setTimeout: nativeSetTimeout } = primordials
  const { defineProperty, promiseThen, setAdd, setDelete, setForEach } = primordials
  /** In the order of their rejection. */
  const unhandled = new EngineSet()

  let isArmed = false

  function look() {
    isArmed = endUnhandled()
    if (isArmed) nativeSetTimeout(look, 0)
  }

  /** Notes a promise that is rejected unhandled; at the second time that somebody has handled it. */
  function note(promise) {
    if (setDelete(unhandled, promise)) return
    setAdd(unhandled, promise)
    if (!isArmed) nativeSetTimeout(look, 0)
    isArmed = true
  }

  /** What `then` asks a promise for is the program's to change; if it can be set right, it is. */
  function settled(promise, fulfilled, rejected) {
    defineProperty(promise, 'constructor', { __proto__: null, value: undefined, configurable: true })
    defineProperty(EnginePromise.prototype, 'constructor', {
      __proto__: null,
      value: EnginePromise,
      configurable: true,
    })
    try {
      promiseThen(promise, fulfilled, rejected)
    } catch {
      load('failure').fail(new EngineError('a promise was rejected, and why cannot be read'))
    }
  }

  /** Ends the program by the first of such promises, unless it listens to them. To be called when no job is left; whether there is one. */
  function endUnhandled() {
    let first
    setForEach(unhandled, (promise) => {
      first ??= promise
    })
    if (first === undefined) return false
    // By this somebody handles it, of which the engine tells.
    settled(first, undefined, (error) => load('failure').fail(error, 'unhandledRejection'))
    return true
  }

  return { note, settled, endUnhandled }
}
