// Globals and methods that are read when they are first used, as most programs use few of them.
import { hide, load, uncurry } from './primordials.js'

const { apply, defineProperty, getOwnPropertyDescriptor } = Reflect
const { trunc } = Math
const numberToString = uncurry(Number.prototype.toString)
const objectHasOwnProperty = uncurry(Object.prototype.hasOwnProperty)
const datePrototype = Date.prototype

/** Globals that come out of `part` when they are first asked for. */
function globals(part, names) {
  for (const name of names.split(' ')) {
    const get = () => {
      const value = load(part)[name]
      hide(globalThis, name, value)
      return value
    }
    defineProperty(globalThis, name, { get, set: (value) => hide(globalThis, name, value), configurable: true })
  }
}

globals(
  'timers',
  'setTimeout setInterval setImmediate clearTimeout clearInterval clearImmediate queueMicrotask nextTick',
)
globals(
  'errors',
  'Error EvalError RangeError ReferenceError SyntaxError TypeError URIError InternalError AggregateError',
)
globals('process', 'process performance')
globals('require', 'require module exports')
globals('text', 'TextEncoder TextDecoder')
globals('references', 'WeakRef FinalizationRegistry')
globals('structured-clone', 'structuredClone')
globals('base64', 'atob btoa')
globals('dates', 'Date')
globals('proxies', 'Proxy')
globalThis.global = globalThis
globalThis.scriptArgs = globalThis.args = args.slice(1)
/** Where the engine looks for modules, which is no business of the program. */
delete env.QJS_LIB

/** Methods of `part`, each with its count of parameters. What is found there takes the place of what looked for it. */
function methods(object, part, listed) {
  for (const text of listed.split(' ')) {
    const name = text.slice(0, -1)
    const method = {
      [name](...values) {
        const real = load(part)[name]
        if (getOwnPropertyDescriptor(object, name)?.value === method) hide(object, name, real)
        return apply(real, this, values)
      },
    }[name]
    hide(method, 'length', +text.slice(-1))
    hide(object, name, method)
  }
}

methods(Array.prototype, 'arrays', 'findLast1 findLastIndex1 toReversed0 toSorted1 toSpliced2 with2')
const typed = Object.getPrototypeOf(Uint8Array.prototype)
methods(typed, 'typed-arrays', 'at1 findLast1 findLastIndex1 toReversed0 toSorted1 with2')
methods(String.prototype, 'strings', 'at1 isWellFormed0 toWellFormed0')
methods(String.prototype, 'collation', 'localeCompare1')
methods(Number.prototype, 'number-fixed', 'toFixed1')
methods(Number.prototype, 'number-digits', 'toExponential1 toPrecision1')
methods(Number.prototype, 'number-locale', 'toLocaleString0')
methods(BigInt.prototype, 'number-locale', 'toLocaleString0')
methods(datePrototype, 'date-locale', 'toLocaleString0 toLocaleDateString0 toLocaleTimeString0')

hide(Array.prototype, 'at', function at(index) {
  const whole = trunc(index) || 0
  return this[whole < 0 ? this.length + whole : whole]
})
hide(Object, 'hasOwn', function hasOwn(object, name) {
  return objectHasOwnProperty(object, name)
})
hide(Number.prototype, 'toString', function toString(radix) {
  if (radix === undefined || (this | 0) === this) return numberToString(this, radix)
  return apply(load('number-radix'), this, [radix])
})
