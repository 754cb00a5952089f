// `console` and `print`. What is printed is sent on at once, so that no limit or trap can swallow it.
import * as std from 'std'
import { load, uncurry } from './primordials.js'

const { apply } = Reflect
const { err, out } = std
const stringIndexOf = uncurry(String.prototype.indexOf)
const stringSlice = uncurry(String.prototype.slice)
const filePuts = uncurry(err.puts)
const fileFlush = uncurry(out.flush)
const nativePrint = print

/** What stands before every line within groups. */
let indentation = ''

/** Values that need no inspecting, as one text; `undefined` where one does. */
function plain(values) {
  let text = ''
  for (let index = 0; index < values.length; index++) {
    const value = values[index]
    switch (typeof value) {
      case 'string':
        if (index === 0 && values.length > 1 && stringIndexOf(value, '%') >= 0) return undefined
        break
      case 'number':
        if (value === 0 && 1 / value < 0) return undefined
        break
      case 'boolean':
      case 'undefined':
        break
      default:
        if (value !== null) return undefined
    }
    text += index === 0 ? value : ' ' + value
  }
  return text
}

const textOf = (values) => {
  const text = plain(values) ?? load('format')(values)
  return indentation === '' ? text : load('indent')(text, indentation)
}

function log(...values) {
  nativePrint(textOf(values))
  fileFlush(out)
}

function error(...values) {
  const text = textOf(values)
  fileFlush(out)
  filePuts(err, text + '\n')
}

function group(...values) {
  if (values.length > 0) apply(log, undefined, values)
  indentation += '  '
}

function groupEnd() {
  indentation = stringSlice(indentation, 2)
}

globalThis.print = (...values) => {
  apply(nativePrint, undefined, values)
  fileFlush(out)
}

/** A method that is read when it is first called. */
const later =
  (name) =>
  (...values) =>
    apply(load('console-more')[name], { log, error }, values)

const assertFails = later('assertFails')

globalThis.console = {
  log,
  warn: error,
  dir: later('dir'),
  time: later('time'),
  timeEnd: later('timeEnd'),
  timeLog: later('timeLog'),
  trace: later('trace'),
  assert: (holds, ...values) => holds || apply(assertFails, undefined, values),
  clear: () => {},
  count: later('count'),
  countReset: later('countReset'),
  group,
  groupCollapsed: group,
  groupEnd,
  table: later('table'),
  debug: log,
  info: log,
  dirxml: log,
  error,
}
