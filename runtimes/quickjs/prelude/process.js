// The program's arguments, environment and end, under the names of Node.js.
;(primordials, load) => {
  'use strict'
  const { std, clock, exit: nativeExit, apply, BigInt, Number } = primordials
  const { out, err } = std
  const { scriptArgs, env } = globalThis
  let exitCode

  const stream = (file, fd) => ({
    fd,
    write(data, ...more) {
      if (typeof data === 'string') primordials.filePuts(file, data)
      else primordials.fileWrite(file, data.buffer, data.byteOffset, data.byteLength)
      primordials.fileFlush(file)
      const done = more[more.length - 1]
      if (typeof done === 'function') nextTick(done)
      return true
    },
    end(data, ...more) {
      if (data !== undefined && typeof data !== 'function') this.write(data, ...more)
      return this
    },
    on() {
      return this
    },
    once() {
      return this
    },
  })

  /** Nanoseconds of the virtual clock, which tells microseconds here. */
  const nowNs = () => BigInt(clock()) * 1000n

  function hrtime(since) {
    const ns = nowNs() - BigInt(since?.[0] ?? 0) * 1_000_000_000n - BigInt(since?.[1] ?? 0)
    return [Number(ns / 1_000_000_000n), Number(ns % 1_000_000_000n)]
  }
  hrtime.bigint = nowNs

  const started = clock() / 1_000
  const nextTick = (callback, ...values) => apply(load('ticks').nextTick, undefined, [callback, ...values])

  /** Listeners of the program, once there are any. */
  let events

  function exit(code = exitCode) {
    if (code !== undefined) exitCode = code
    const listeners = events
    events = undefined
    listeners?.emit('exit', exitCode ?? 0)
    nativeExit(exitCode | 0)
  }

  /** Whether a listener takes an error that nobody caught. */
  primordials.isTaken = (error, origin) => {
    const name = origin === 'unhandledRejection' && events?.listenerCount(origin) > 0 ? origin : 'uncaughtException'
    if (events === undefined || events.listenerCount(name) === 0) return false
    events.emit(name, error, origin)
    return true
  }

  function listen(method) {
    return (name, listener) => {
      events ??= new (load('require').require('events'))()
      events[method](name, listener)
      if (name === 'exit') load('timers').onEnd(exit)
      return process
    }
  }

  const process = {
    argv: ['quickjs', ...scriptArgs],
    env,
    platform: 'wasi',
    hrtime,
    stdout: stream(out, 1),
    stderr: stream(err, 2),
    get stdin() {
      return load('require').require('stdin')
    },
    cwd: () => '/',
    exit,
    pid: 1,
    on: listen('on'),
    once: listen('once'),
    addListener: listen('on'),
    off: listen('off'),
    removeListener: listen('off'),
    emitWarning: (warning) => primordials.filePuts(err, `(node:1) Warning: ${warning.message ?? warning}\n`),
    nextTick,
    uptime: () => (clock() / 1_000 - started) / 1_000,
    get exitCode() {
      return exitCode
    },
    set exitCode(code) {
      exitCode = code
      load('timers').onEnd(exit)
    },
  }
  return { process, performance: { timeOrigin: started, now: () => clock() / 1_000 - started } }
}
