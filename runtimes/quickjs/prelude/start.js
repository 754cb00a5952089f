// Runs before the program: puts in place what the engine lacks, loads the program, and tells how it failed.
import './console.js'
import './globals.js'
import { load, primordials } from './primordials.js'

const { defineProperty } = Reflect
const { then } = Promise.prototype
const { kindOf, entry } = primordials
const refusedAt = `    at ${entry}:`

// The engine, which is patched for it, sets this to a promise that is rejected unhandled, and once more when it is handled after all.
defineProperty(globalThis, 'throw', {
  set(promise) {
    if (kindOf(promise) === 'Promise') load('rejections').note(promise)
  },
})

/** Whether nothing of the program ran, because of what async functions may have and modules of this engine may not. */
function isRefused(error) {
  if (kindOf(error) !== 'Error') return false
  const { message, stack } = error
  if (typeof message !== 'string' || typeof stack !== 'string') return false
  if (primordials.stringStartsWith(stack, refusedAt)) return true
  return stack === '' && primordials.stringStartsWith(message, "could not load module filename 'node:")
}

/** So that `then` asks for no constructor, which is the program's to change. */
const settle = (promise, fulfilled, rejected) => {
  defineProperty(promise, 'constructor', { value: undefined })
  then.call(promise, fulfilled, rejected)
}

// Reading a part takes its time on the clock, by which no timer shall be late.
if (/\bset(?:Timeout|Interval)\b/.test(primordials.std.loadFile(entry) ?? '')) load('timers')

const program = import(entry)
// Runs as soon as the program has run to its end, before any job that it left.
settle(Promise.resolve(), () => {
  primordials.isInTurn = false
  primordials.loaded.ticks?.run()
})
settle(program, undefined, (error) => {
  const { fail } = load('failure')
  if (!isRefused(error)) fail(error)
  load('async')(error)
})
