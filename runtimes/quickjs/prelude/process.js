// The program's arguments, environment and end, under the names of QuickJS and of Node.js.
import * as std from 'std'
import { onIdle } from './timers.js'

const nativeExit = exit
let exitCode

globalThis.scriptArgs = args.slice(1)
globalThis.args = scriptArgs
/** Where the engine looks for modules, which is no business of the program. */
delete env.QJS_LIB

const stream = (file) => ({
  write(data) {
    if (typeof data === 'string') file.puts(data)
    else file.write(data.buffer, data.byteOffset, data.byteLength)
    file.flush()
    return true
  },
})

/** Nanoseconds of the virtual clock, which tells microseconds here. */
const nowNs = () => BigInt(__date_clock()) * 1000n

function hrtime([seconds, nanoseconds] = [0, 0]) {
  const since = nowNs() - BigInt(seconds) * 1_000_000_000n - BigInt(nanoseconds)
  return [Number(since / 1_000_000_000n), Number(since % 1_000_000_000n)]
}
hrtime.bigint = nowNs

globalThis.process = {
  argv: ['quickjs', ...scriptArgs],
  env,
  platform: 'wasi',
  hrtime,
  stdout: stream(std.out),
  stderr: stream(std.err),
  get stdin() {
    return require('stdin')
  },
  cwd: () => '/',
  exit: (code = exitCode) => nativeExit(code | 0),
  nextTick: (callback, ...values) => queueMicrotask(callback, ...values),
  get exitCode() {
    return exitCode
  },
  set exitCode(code) {
    exitCode = code
    onIdle(() => nativeExit(exitCode | 0))
  },
}
const started = __date_clock() / 1_000
globalThis.performance = { timeOrigin: started, now: () => __date_clock() / 1_000 - started }
