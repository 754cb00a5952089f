// `process.nextTick`: what is called behind the program's first run or a timer's callback, before any job of a promise.
;(primordials, load) => {
  'use strict'
  const { arrayPush, arrayShift } = primordials
  const waiting = []
  let isRunning = false

  function run() {
    isRunning = true
    while (waiting.length > 0) arrayShift(waiting)()
    isRunning = false
  }

  function nextTick(callback, ...values) {
    const { guard } = load('timers')
    if (typeof callback !== 'function')
      throw new primordials.TypeError('The "callback" argument must be of type function.')
    const isFirst = waiting.length === 0
    arrayPush(waiting, () => guard(callback, values))
    // Out of a job it comes when no job is left.
    if (!primordials.isInTurn && !isRunning && isFirst) primordials.setTimeout(run, 0)
  }

  return { run, nextTick }
}
