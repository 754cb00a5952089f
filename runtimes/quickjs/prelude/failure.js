// What becomes of an error that nobody caught. Whatever the program has overwritten, this still tells it: even a template would call
// the `concat` of strings, so that texts are added here.
;(primordials) => {
  'use strict'
  const { kindOf, getPrototypeOf, stringify, String: toText, Error: EngineError, exit, entry } = primordials
  const { stringIndexOf, stringSlice, stringStartsWith, stringLastIndexOf } = primordials
  const { std, filePuts: puts, fileFlush: flush, fileClose: close } = primordials
  const { err, out } = std
  const errorPrototype = EngineError.prototype

  /** The host reads it after the run: the error as data. */
  const REPORT = '/fuelcell/report'
  /** Of the message and of the traceback: each character may take six bytes of the report's 64 KiB. */
  const REPORT_CHARS = 4_000
  const TYPE_CHARS = 200

  /** Ends the run: the error on stderr and in the report, exit code 1. Unless the program listens to what nobody catches. */
  function fail(error, origin = 'uncaughtException') {
    if (isTaken(error, origin)) return
    try {
      flush(out)
      const stack = stackOf(error)
      const text = headOf(error) + '\n' + stack
      puts(err, text)
      const type = typeOf(error)
      report(type, messageOf(error), lineOf(stack, type), text)
    } finally {
      exit(1)
    }
  }

  function isTaken(error, origin) {
    const { isTaken: byProgram } = primordials
    if (byProgram === undefined) return false
    try {
      return byProgram(error, origin)
    } catch (other) {
      primordials.isTaken = undefined
      fail(other)
    }
  }

  function report(type, message, line, traceback) {
    const file = std.open(REPORT, 'w')
    if (file === null) return
    const cut = (text, most) => stringSlice(text, 0, most)
    // Without a prototype, to which the program may have given a `toJSON`.
    const told = {
      __proto__: null,
      type: cut(type, TYPE_CHARS),
      message: cut(message, REPORT_CHARS),
      line,
      traceback: cut(traceback, REPORT_CHARS),
    }
    puts(file, stringify(told))
    close(file)
  }

  /** What `read` gives, as text: properties of an error may be the program's own accessors. */
  function textOf(read, absent) {
    try {
      return toText(read())
    } catch {
      return absent
    }
  }

  function isError(value) {
    try {
      for (let object = value; typeof object === 'object' && object !== null; object = getPrototypeOf(object))
        if (object === errorPrototype || kindOf(object) === 'Error') return true
    } catch {
      // A proxy's trap.
    }
    return false
  }

  function typeOf(error) {
    if (!isError(error)) return typeof error
    return textOf(() => error.constructor?.name || '', '') || textOf(() => error.name, 'Error')
  }

  const messageOf = (error) => (isError(error) ? textOf(() => error.message, '') : textOf(() => error, '[object]'))

  function headOf(error) {
    const message = messageOf(error)
    if (!isError(error)) return message
    const name = textOf(() => error.name ?? 'Error', 'Error')
    return name === '' || message === '' ? name + message : name + ': ' + message
  }

  /** Calls `use` with each line of `text` but the empty ones. */
  function eachLine(text, use) {
    for (let from = 0; from < text.length; ) {
      const at = stringIndexOf(text, '\n', from)
      const end = at < 0 ? text.length : at
      if (end > from) use(stringSlice(text, from, end))
      from = end + 1
    }
  }

  const SCRIPT = '<evalScript>'
  const IN_SCRIPT = '(<evalScript>'

  /** The frame as it is told; `undefined` where it is of what surrounds the program. */
  function told(frame) {
    let line = frame
    if (primordials.scriptFile !== undefined) {
      if (stringIndexOf(line, 'at <eval> (<evalScript>') > 0 || stringIndexOf(line, 'at evalScript (native') > 0) return
      const at = stringIndexOf(line, SCRIPT)
      if (at >= 0) line = stringSlice(line, 0, at) + primordials.scriptFile + stringSlice(line, at + SCRIPT.length)
    }
    return stringIndexOf(line, '(/fuelcell/') >= 0 || stringIndexOf(line, IN_SCRIPT) >= 0 ? undefined : line
  }

  /** Frames of the program and of what it imports, each with its line's end. */
  function stackOf(error) {
    const raw = isError(error) ? textOf(() => (typeof error.stack === 'string' ? error.stack : ''), '') : ''
    let stack = ''
    eachLine(raw, (frame) => {
      const line = told(frame)
      if (line !== undefined) stack += line + '\n'
    })
    return stack
  }

  /**
   * The line of the innermost frame in the program's own file, the constructor of the error aside. A function that is all in one
   * line has no lines.
   */
  function lineOf(stack, type) {
    let found
    eachLine(stack, (frame) => {
      if (found !== undefined || !stringStartsWith(frame, '    at ')) return
      const open = stringLastIndexOf(frame, ' (')
      const place = open < 0 ? stringSlice(frame, 7) : stringSlice(frame, open + 2, -1)
      const name = open < 0 ? undefined : stringSlice(frame, 7, open)
      const colon = stringLastIndexOf(place, ':')
      const file = colon < 0 ? place : stringSlice(place, 0, colon)
      if (file === entry && name !== type) found = colon < 0 ? null : +stringSlice(place, colon + 1)
    })
    return found ?? null
  }

  return { fail, isError, stackOf }
}
