// `console` and `print`. What is printed is sent on at once, so that no limit or trap can swallow it.
import * as std from 'std'

const nativePrint = print
/** Loaded when the first object is shown, which most programs never do. */
let formats

function format(values) {
  formats ??= std.evalScript(std.loadFile('/fuelcell/inspect.js'))
  return formats.format(values)
}

const isPlain = (value) => typeof value !== 'object' && typeof value !== 'function' && typeof value !== 'symbol'

const needsFormat = (values) =>
  !values.every(isPlain) || (values.length > 1 && typeof values[0] === 'string' && values[0].includes('%'))

function log(...values) {
  nativePrint(needsFormat(values) ? format(values) : values.join(' '))
  std.out.flush()
}

function error(...values) {
  std.out.flush()
  std.err.puts(`${format(values)}\n`)
}

const starts = new Map()
const counts = new Map()

function count(label = 'default') {
  counts.set(label, (counts.get(label) ?? 0) + 1)
  log(`${label}: ${counts.get(label)}`)
}

globalThis.print = (...values) => {
  nativePrint(...values)
  std.out.flush()
}
globalThis.console = {
  log,
  info: log,
  debug: log,
  dir: (value) => log(value),
  table: log,
  error,
  warn: error,
  trace: (...values) => error('Trace:', ...values),
  assert: (holds, ...values) => holds || error('Assertion failed', ...values),
  count,
  group: log,
  groupEnd: () => {},
  time: (label = 'default') => starts.set(label, Date.now()),
  timeEnd: (label = 'default') => log(`${label}: ${Date.now() - starts.get(label)}ms`),
}
