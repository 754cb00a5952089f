// Timers in the order of their time, then of their making. They move the virtual clock and wait for nothing.
import { guard } from './failure.js'
import { endUnhandled } from './rejections.js'

const native = { setTimeout, clearTimeout, now: Date.now }
const resolved = Promise.resolve()
const afterThis = Promise.prototype.then.bind(resolved)
/** What a 32-bit delay can hold; a longer or senseless one becomes 1, as in browsers and Node.js. */
const MAX_DELAY_MS = 2 ** 31 - 1

/** What waits, soonest last. */
const queue = []
let lastId = 0
/** The engine's timer for the soonest. */
let armed
let whenIdle

function add(callback, delay, values, repeats) {
  if (typeof callback !== 'function') throw new TypeError('the callback of a timer must be a function')
  const delayMs = delay >= 1 && delay <= MAX_DELAY_MS ? Math.trunc(delay) : 1
  const timer = { id: ++lastId, due: native.now() + delayMs, delayMs, callback, values, repeats }
  insert(timer)
  return timer.id
}

function insert(timer) {
  let at = queue.length
  while (at > 0 && queue[at - 1].due <= timer.due) at--
  queue.splice(at, 0, timer)
  if (at === queue.length - 1) arm()
}

/** Removes the timer with this id, if it still waits. */
function remove(id) {
  const at = queue.findIndex((timer) => timer.id === id)
  if (at < 0) return
  const wasSoonest = at === queue.length - 1
  queue.splice(at, 1)
  if (wasSoonest) arm()
}

function arm() {
  if (armed !== undefined) native.clearTimeout(armed)
  armed = undefined
  if (queue.length > 0) armed = native.setTimeout(fire, Math.max(0, queue[queue.length - 1].due - native.now()))
  else if (whenIdle !== undefined) armed = native.setTimeout(() => endUnhandled() || whenIdle(), 0)
}

function fire() {
  armed = undefined
  if (endUnhandled()) return
  const timer = queue.pop()
  if (timer.repeats) insert({ ...timer, due: native.now() + timer.delayMs })
  guard(timer.callback, timer.values)
  arm()
}

/** Has `callback` called when nothing is left to do. */
export function onIdle(callback) {
  whenIdle = callback
  if (queue.length === 0) arm()
}

globalThis.setTimeout = (callback, delay, ...values) => add(callback, delay, values, false)
globalThis.setInterval = (callback, delay, ...values) => add(callback, delay, values, true)
globalThis.setImmediate = (callback, ...values) => add(callback, 0, values, false)
globalThis.clearTimeout = globalThis.clearInterval = globalThis.clearImmediate = remove
globalThis.queueMicrotask = (callback, ...values) => {
  afterThis(() => guard(callback, values))
}
globalThis.nextTick = globalThis.queueMicrotask
