/** The guest's output on the command's streams, byte for byte, and our own lines after it. */
import type { OutputChunk } from '../runner/request/request.js'
import type { Context } from './command.js'

const LINE_FEED = 0x0a

export interface GuestOutput {
  readonly write: (chunk: OutputChunk) => void
  /** A line of our own on stderr, begun on a line of its own even when the guest left one unfinished. */
  readonly ownLine: (line: string) => void
}

export function guestOutput({ stdout, stderr }: Pick<Context, 'stdout' | 'stderr'>): GuestOutput {
  const oneScreen = stdout.isTTY === true && stderr.isTTY === true
  const unfinished = { stdout: false, stderr: false }
  return {
    write({ stream, bytes }) {
      if (bytes.byteLength === 0) return
      unfinished[stream] = bytes.at(-1) !== LINE_FEED
      const sink = stream === 'stdout' ? stdout : stderr
      sink.write(bytes)
    },
    ownLine(line) {
      const midLine = unfinished.stderr || (oneScreen && unfinished.stdout)
      stderr.write(midLine ? `\n${line}` : line)
      unfinished.stdout = false
      unfinished.stderr = false
    },
  }
}
