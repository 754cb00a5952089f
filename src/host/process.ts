/**
 * The one place that starts processes. On `node:child_process` itself, because importing a process library takes longer than
 * the whole start of a worker, and a first run pays for it.
 */
import { spawn } from 'node:child_process'
import type { EventEmitter } from 'node:events'
import type { Socket } from 'node:net'

/** How much of the host's stderr is kept to be quoted in errors, in bytes. */
const STDERR_TAIL_BYTES = 4096
/**
 * How long a host may outlive the end of its stdout, and its pipes the end of the host (a descendant may hold them), before
 * they are ended by force, in milliseconds.
 */
const GRACE_MS = 50
/** What a host may see of the environment: enough to be found and loaded, nothing that could be a secret. */
const passedVariables = ['PATH', 'LD_LIBRARY_PATH', 'RUST_BACKTRACE', 'SYSTEMROOT']

/** How a host ended. */
export interface HostEnd {
  readonly code: number | null
  readonly signal: NodeJS.Signals | null
  /** The last bytes of its stderr, as text. */
  readonly stderrTail: string
  /** Set when the process could not be started at all. */
  readonly startError?: Error
}

/** A running host: bytes in, bytes out. */
export interface HostProcess {
  readonly pid: number | undefined
  /** Queues bytes for the host's stdin; false when the pipe is full, then await `drained`. */
  write(bytes: Uint8Array): boolean
  /** Resolves when the host has read what was queued, or has ended. */
  drained(): Promise<void>
  /** Stops reading what the host says, which then waits with it; and goes on. */
  pause(): void
  resume(): void
  /** Ends the host at once (SIGKILL). */
  kill(): void
  /** Lets the host keep Node alive, or not. It does from its start. */
  hold(): void
  release(): void
  /** Resolves when the process is gone and its pipes are closed; never rejects. */
  readonly ended: Promise<HostEnd>
  /** What stderr ended with so far. */
  stderrTail(): string
}

/** Starts the host at a path; `onData` gets what it writes to stdout. That it could not be started is told by `ended`. */
export function startHostProcess(path: string, onData: (bytes: Uint8Array) => void): HostProcess {
  const child = spawn(path, [], {
    stdio: ['pipe', 'pipe', 'pipe'],
    env: passedEnvironment(),
    cwd: '/',
    windowsHide: true,
  })
  // Against the declarations: when no descriptors are left there are no pipes either, but an error that comes later.
  if ((child.stdio as unknown) === undefined) return neverStarted(child)
  // Pipes of a child are sockets, which the declarations do not say.
  const pipes = [child.stdin, child.stdout, child.stderr] as unknown as readonly Socket[]

  let tail = Buffer.alloc(0)
  child.stderr.on('data', (bytes: Buffer) => {
    tail = Buffer.concat([tail, bytes]).subarray(-STDERR_TAIL_BYTES)
  })
  child.stdout.on('data', onData)
  child.stdout.once('end', () => {
    // A host that can say nothing more is of no use, but one that is ending may do so with its own exit code.
    const grace = setTimeout(() => child.kill('SIGKILL'), GRACE_MS)
    child.once('exit', () => clearTimeout(grace))
  })
  // A host that ended breaks its pipes; its end is told by `ended`, with the cause.
  for (const pipe of pipes) pipe.on('error', () => {})

  const ended = new Promise<HostEnd>((resolve) => {
    const end = (code: number | null, signal: NodeJS.Signals | null, startError?: Error) => {
      resolve({ code, signal, stderrTail: tail.toString(), ...(startError && { startError }) })
    }
    child.once('error', (error) => {
      // Also told when a signal could not be sent; only a process that never was has no pid.
      if (child.pid === undefined) end(null, null, error)
    })
    child.once('exit', () => {
      const grace = setTimeout(() => pipes.forEach((pipe) => void pipe.destroy()), GRACE_MS)
      child.once('close', (code, signal) => {
        clearTimeout(grace)
        end(code, signal)
      })
    })
  })

  return {
    pid: child.pid,
    write: (bytes) => child.stdin.write(bytes),
    drained: () => {
      const drain = new Promise<void>((resolve) => child.stdin.once('drain', resolve))
      return Promise.race([drain, ended.then(() => {})])
    },
    pause: () => {
      child.stdout.pause()
    },
    resume: () => {
      child.stdout.resume()
    },
    kill: () => {
      child.kill('SIGKILL')
    },
    hold: () => {
      child.ref()
      for (const pipe of pipes) pipe.ref()
    },
    release: () => {
      child.unref()
      for (const pipe of pipes) pipe.unref()
    },
    ended,
    stderrTail: () => tail.toString(),
  }
}

function neverStarted(child: EventEmitter): HostProcess {
  const ended = new Promise<HostEnd>((resolve) => {
    child.once('error', (startError) => resolve({ code: null, signal: null, stderrTail: '', startError }))
  })
  return {
    pid: undefined,
    write: () => true,
    drained: () => ended.then(() => {}),
    pause: () => {},
    resume: () => {},
    kill: () => {},
    hold: () => {},
    release: () => {},
    ended,
    stderrTail: () => '',
  }
}

function passedEnvironment(): NodeJS.ProcessEnv {
  const passed: NodeJS.ProcessEnv = {}
  for (const name of passedVariables) {
    const value = process.env[name]
    if (value !== undefined) passed[name] = value
  }
  return passed
}
