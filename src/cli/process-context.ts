import { fstatSync } from 'node:fs'
import { isatty } from 'node:tty'
import type { Context } from './command.js'
import { type InterruptSignal, interruptSignals } from './exit-code.js'
import { watchOutputs } from './streams.js'

/** The process's own streams, environment and signals. The first interrupt ends the work in order; the second ends the process at once. */
export function processContext(): Context {
  const interrupted = new AbortController()
  const onSignal = (signal: InterruptSignal) => {
    for (const name of interruptSignals) process.off(name, onSignal)
    interrupted.abort(signal)
  }
  for (const name of interruptSignals) process.on(name, onSignal)
  const { stdout, stderr, env } = process
  return {
    stdin: () => process.stdin,
    stdinBytes: fileBytes,
    stdinIsTerminal: () => isatty(0),
    stdout,
    stderr,
    env,
    interrupted: interrupted.signal,
    outputClosed: watchOutputs({ stdout, stderr }),
    createRunner: async (options) => (await import('../runner/runner.js')).createRunner(options),
  }
}

/** The size of stdin, where that is a file. Asking opens nothing. */
function fileBytes(): number | undefined {
  try {
    const stat = fstatSync(0)
    return stat.isFile() ? stat.size : undefined
  } catch {
    return undefined
  }
}
