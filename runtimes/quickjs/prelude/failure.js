// What becomes of an error that nobody caught.
import * as std from 'std'

// The program may change all of these.
const { exit, Error: EngineError, String: toText } = globalThis
const { stringify } = JSON

/** `args` is still the prelude's own. */
const [, entry] = args
/** The host reads it after the run: the error as data. */
const REPORT = '/fuelcell/report'
/** Of the message and of the traceback: each character may take six bytes of the report's 64 KiB. */
const REPORT_CHARS = 4_000
const TYPE_CHARS = 200

/** Ends the run: the error on stderr and in the report, exit code 1. */
export function fail(error) {
  try {
    std.out.flush()
    const stack = stackOf(error)
    const text = `${textOf(error)}\n${stack}`
    std.err.puts(text)
    const type = typeOf(error)
    report({ type, message: messageOf(error), line: lineOf(stack, type), traceback: text })
  } finally {
    exit(1)
  }
}

/** Calls `callback`, as the engine should: it drops what is thrown out of a timer. */
export function guard(callback, values) {
  try {
    callback(...values)
  } catch (error) {
    fail(error)
  }
}

function report({ type, message, line, traceback }) {
  const file = std.open(REPORT, 'w')
  if (file === null) return
  const cut = (text, most = REPORT_CHARS) => text.slice(0, most)
  file.puts(stringify({ type: cut(type, TYPE_CHARS), message: cut(message), line, traceback: cut(traceback) }))
  file.close()
}

function textOf(value) {
  try {
    return toText(value)
  } catch {
    return '[object]'
  }
}

const typeOf = (error) => (error instanceof EngineError ? textOf(error.constructor?.name || error.name) : typeof error)

const messageOf = (error) => textOf(error instanceof EngineError ? error.message : error)

/** Where the program is a script: the file that its frames are told to be in. */
let scriptFile

export function tellAs(file) {
  scriptFile = file
}

/** Frames of the program and of what it imports, not of what surrounds it. */
function stackOf(error) {
  let stack = error instanceof EngineError && typeof error.stack === 'string' ? error.stack : ''
  if (scriptFile !== undefined) {
    stack = stack
      .replaceAll(/^ +at (?:<eval> \(<evalScript>|evalScript \(native).*\n/gm, '')
      .replaceAll('<evalScript>', scriptFile)
  }
  const frames = stack.split('\n').filter((frame) => frame !== '' && !/\((?:\/fuelcell\/|<evalScript>)/.test(frame))
  return frames.map((frame) => `${frame}\n`).join('')
}

/**
 * The line of the innermost frame in the program's own file, the constructor of the error aside. A function that is all in one
 * line has no lines.
 */
function lineOf(stack, type) {
  for (const frame of stack.split('\n')) {
    const [, name, file, line] = /^ +at (?:(.*) \()?([^():]+)(?::(\d+))?\)?$/.exec(frame) ?? []
    if (file === entry && name !== type) return line === undefined ? null : +line
  }
  return null
}
