/** The command's own streams: a stdin that is opened only when read, and outputs whose reader may leave at any time. */
import type { Readable } from 'node:stream'
import type { Context } from './command.js'

/** Whether the error says that nobody reads what we write any more. */
export function isClosedPipe(error: unknown): boolean {
  return error instanceof Error && 'code' in error && (error.code === 'EPIPE' || error.code === 'ERR_STREAM_DESTROYED')
}

/** Settles when all that was written so far has left the process; rejects when its reader is gone. */
export function flushed(sink: Context['stdout']): Promise<void> {
  return new Promise((resolve, reject) => {
    sink.write('', (error) => (error ? reject(error) : resolve()))
  })
}

/**
 * Fires, with the error as its reason, when stdout cannot be written: nobody wants the rest of the run.
 * A stderr without a reader is no reason to stop.
 */
export function watchOutputs({ stdout, stderr }: Pick<Context, 'stdout' | 'stderr'>): AbortSignal {
  const closed = new AbortController()
  stdout.on('error', (error) => closed.abort(error))
  stderr.on('error', () => undefined)
  return closed.signal
}

/** Stdin of the command as the guest's: opened when the guest first reads, let go when the run is over. */
export interface GuestStdin extends AsyncIterable<Uint8Array> {
  /** How much will come, where that is known. */
  readonly byteLength?: number
  /** Ends the reading, also where it waits for a terminal or for a pipe that never ends. */
  release(): void
}

export function guestStdin(open: Context['stdin'], byteLength?: number): GuestStdin {
  let opened: Readable | undefined
  const release = () => {
    opened?.destroy()
  }
  return {
    ...(byteLength === undefined ? {} : { byteLength }),
    // No generator: its `return` would wait for the read in progress, which may never end.
    [Symbol.asyncIterator]() {
      let chunks: AsyncIterator<Uint8Array> | undefined
      return {
        next() {
          opened ??= open()
          chunks ??= (opened as AsyncIterable<Uint8Array>)[Symbol.asyncIterator]()
          return chunks.next()
        },
        async return() {
          release()
          return { done: true, value: undefined }
        },
      }
    },
    release,
  }
}
