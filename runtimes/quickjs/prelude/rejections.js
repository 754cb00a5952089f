// Promises that are rejected and that nobody handles: they end the program, as in Node.js.
import { fail } from './failure.js'

const { Promise: EnginePromise, setTimeout: nativeSetTimeout } = globalThis
const then = Function.prototype.call.bind(Promise.prototype.then)
/** In the order of their rejection. */
const unhandled = new Set()
const { add, delete: remove } = Set.prototype
const [note, forget] = [add, remove].map((method) => Function.prototype.call.bind(method, unhandled))

let isArmed = false

function look() {
  isArmed = false
  endUnhandled()
}

// The engine, which is patched for it, sets this to a promise that is rejected unhandled, and once more when it is handled after all.
Object.defineProperty(globalThis, 'throw', {
  set(promise) {
    if (!(promise instanceof EnginePromise) || forget(promise)) return
    note(promise)
    if (!isArmed) nativeSetTimeout(look, 0)
    isArmed = true
  },
})

/** Ends the program if there are such promises. To be called when no job is left; whether it will end. */
export function endUnhandled() {
  for (const promise of unhandled) {
    unhandled.clear()
    then(promise, undefined, fail)
    return true
  }
  return false
}
