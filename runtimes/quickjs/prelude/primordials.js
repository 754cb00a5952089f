// What the prelude needs of the language, kept before the program can change it. A program may overwrite every global and every
// method; so once it runs nothing of the prelude calls a method by its name, or iterates.

import * as os from 'qjs:os'
import { text_decode, text_encode } from '_encoding'
import * as std from 'std'

const { bind, call } = Function.prototype
const { defineProperty } = Reflect

/** A method as a function whose first argument is `this`. */
export const uncurry = bind.bind(call)

/** Defines a property that is not shown. The descriptor inherits nothing, since the program may have added to what objects inherit. */
export const hide = (object, name, value) =>
  defineProperty(object, name, { __proto__: null, value, writable: true, configurable: true })

/** Of whom, as what, and which methods. Binding them takes longer than keeping them, and waits for the first part that is read. */
const kinds = [
  Array.prototype,
  'array',
  'Join Pop Push Shift Sort',
  String.prototype,
  'string',
  'CharCodeAt CodePointAt EndsWith IndexOf LastIndexOf Normalize PadEnd PadStart Repeat Slice',
  String.prototype,
  'string',
  'StartsWith ToLowerCase ToUpperCase ValueOf',
  Number.prototype,
  'number',
  'ToExponential ToFixed ToPrecision ToString ValueOf',
  Boolean.prototype,
  'boolean',
  'ValueOf',
  BigInt.prototype,
  'bigInt',
  'ValueOf',
  Symbol.prototype,
  'symbol',
  'ToString ValueOf',
  Map.prototype,
  'map',
  'Delete ForEach Get Has Set',
  Set.prototype,
  'set',
  'Add Clear Delete ForEach',
  WeakMap.prototype,
  'weakMap',
  'Get Set',
  Promise.prototype,
  'promise',
  'Then',
  Date.prototype,
  'date',
  'GetTime GetUTCDate GetUTCDay GetUTCFullYear GetUTCMonth ToISOString ToString ToTimeString',
  RegExp.prototype,
  'regExp',
  'Exec ToString',
  Function.prototype,
  'function',
  'ToString',
  Object.prototype,
  'object',
  'HasOwnProperty PropertyIsEnumerable',
  ArrayBuffer.prototype,
  'arrayBuffer',
  'Slice',
  Object.getPrototypeOf(Uint8Array.prototype),
  'typed',
  'Reverse Slice Sort',
  new Map().keys(),
  'mapIterator',
  'Next',
  new Set().keys(),
  'setIterator',
  'Next',
  std.out,
  'file',
  'Close Flush Puts Write',
]
const kept = []
for (let at = 0; at < kinds.length; at += 3)
  for (const name of kinds[at + 2].split(' '))
    kept.push(kinds[at + 1] + name, kinds[at][name[0].toLowerCase() + name.slice(1)])

/** Globals and functions, which go by their own names. */
const statics = [
  globalThis,
  'AggregateError Array BigInt Date Error EvalError InternalError Map Number Object Promise Proxy RangeError ReferenceError',
  globalThis,
  'RegExp Set String Symbol SyntaxError TypeError URIError WeakMap clearTimeout exit parseFloat parseInt setTimeout',
  globalThis,
  'BigInt64Array BigUint64Array Float32Array Float64Array Int16Array Int32Array Int8Array Uint16Array Uint32Array',
  globalThis,
  'Uint8Array Uint8ClampedArray',
  Math,
  'abs floor max min round sqrt trunc',
  Reflect,
  'apply construct defineProperty getOwnPropertyDescriptor getPrototypeOf ownKeys setPrototypeOf',
  Object,
  'is',
]
const named = []
for (let at = 0; at < statics.length; at += 2)
  for (const name of statics[at + 1].split(' ')) named.push(name, statics[at][name])

/** A promise's state, or with a second argument its value: what the engine is patched to give by this name. */
const { clearStatus } = BigFloatEnv.prototype

/** All of it by name, `arrayPush` and `mapGet` among it, once a part was read. */
export const primordials = {
  __proto__: null,
  std,
  os,
  encodeText: text_encode,
  decodeText: text_decode,
  uncurry,
  hide,
  /** The parts that were read. */
  loaded: { __proto__: null },
  /** The engine's own name for the kind of an object: `Map`, `Error`, `Function`, whatever its prototype and tag say. */
  kindOf: Object.__getClass,
  ownNames: Object.getOwnPropertyNames,
  ownSymbols: Object.getOwnPropertySymbols,
  enumerableNames: Object.keys,
  now: Date.now,
  dateUTC: Date.UTC,
  dateParse: Date.parse,
  stringify: JSON.stringify,
  fromCharCode: String.fromCharCode,
  isArray: Array.isArray,
  isView: ArrayBuffer.isView,
  resolve: Promise.resolve.bind(Promise),
  revocable: Proxy.revocable.bind(Proxy),
  clock: __date_clock,
  entry: args[1],
  /** Proxies and what they stand for; `undefined` while there is none. */
  targets: undefined,
  /** Whether what runs is the program from its top, or the callback of a timer, and no job. */
  isInTurn: true,
  /** What the program listens with to errors that nobody caught. */
  isTaken: undefined,
  /** Where the program is a script: the file that its frames are told to be in. */
  scriptFile: undefined,
}
const { loadScript } = std
const { loaded } = primordials
let isComplete = false

function complete() {
  isComplete = true
  for (let at = 0; at < named.length; at += 2) primordials[named[at]] = named[at + 1]
  for (let at = 0; at < kept.length; at += 2) primordials[kept[at]] = uncurry(kept[at + 1])
  primordials.settlement = uncurry(clearStatus)
}

/**
 * The part `name` of the prelude, which is read when it is first used: a script that gives a function of what it needs. It has a path
 * of its own, so that its frames are told from the program's.
 */
export function load(name) {
  if (!isComplete) complete()
  loaded[name] ??= loadScript('/fuelcell/' + name + '.js')(primordials, load)
  return loaded[name]
}
