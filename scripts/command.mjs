/** Runs the commands of the set-up, and ends them when this process is told to end. */
import { spawn } from 'node:child_process'
import { constants } from 'node:os'
import { fileURLToPath } from 'node:url'
import { steps as say } from './messages.mjs'

export const root = fileURLToPath(new URL('..', import.meta.url))

/** A failure whose message says all that there is to say, like that of a FuelcellError, so that no stack is printed. */
export class SetupError extends Error {}

/** This process was told to end while a command ran; the command was told the same and has ended. */
class EndedError extends Error {
  constructor(signal) {
    super(signal)
    this.signal = signal
  }
}

/**
 * Runs a command in the project's root, its output shown as it comes.
 * Resolves to its exit code (1 after a signal), and with `capture` to what it wrote on stdout.
 */
export function run(command, args, { env = {}, capture = false } = {}) {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, {
      cwd: root,
      env: { ...process.env, ...env },
      stdio: ['inherit', capture ? 'pipe' : 'inherit', 'inherit'],
    })
    let stdout = ''
    child.stdout?.setEncoding('utf8').on('data', (text) => {
      stdout += text
      process.stdout.write(text)
    })
    let ending
    const pass = (signal) => {
      ending = signal
      child.kill(signal)
    }
    for (const signal of endings) process.on(signal, pass)
    const settled = () => {
      for (const signal of endings) process.off(signal, pass)
    }
    child.on('error', (error) => {
      settled()
      reject(new SetupError(say.notStarted([command, ...args].join(' '), error.message)))
    })
    child.on('close', (code) => {
      settled()
      if (ending === undefined) resolve({ code: code ?? 1, stdout })
      else reject(new EndedError(ending))
    })
  })
}

/** Signals that ask a process to end. */
const endings = ['SIGINT', 'SIGTERM', 'SIGHUP']

/** Calls a script's main function; what it throws becomes one message and exit code 1. */
export async function runScript(main) {
  try {
    process.exitCode = (await main()) ?? 0
  } catch (error) {
    if (error instanceof EndedError) {
      // What a shell expects of a process that a signal ended.
      process.exitCode = 128 + constants.signals[error.signal]
      return
    }
    const isTold = error instanceof SetupError || error?.name === 'FuelcellError'
    process.stderr.write(`\n${isTold ? error.message : (error?.stack ?? error)}\n`)
    process.exitCode = 1
  }
}
