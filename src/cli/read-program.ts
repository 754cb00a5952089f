/** The program to run: a file, a piece of code, or stdin; and the words after it, which are the guest's. */
import { constants, createReadStream, open } from 'node:fs'
import { stat } from 'node:fs/promises'
import { Socket } from 'node:net'
import type { Readable } from 'node:stream'
import { promisify } from 'node:util'
import { FuelcellError } from '../core/errors.js'
import { systemReason } from '../core/system-reason.js'
import type { Context } from './command.js'
import { commandLine as say } from './messages.js'
import { untilStopped } from './until-stopped.js'

export interface Program<Code> {
  readonly code: Code
  readonly args: readonly string[]
  /** Whether the code was read from stdin, so that nothing is left of it for the guest. */
  readonly usedStdin: boolean
}

/**
 * Reads at most `maxBytes`: a device or pipe without end is an error, not a hang.
 * @throws FuelcellError `invalid-option` when there is no program, `invalid-code` when it cannot be read.
 */
export async function readProgram(
  words: readonly string[],
  code: string | undefined,
  maxBytes: number,
  context: Pick<Context, 'stdin' | 'interrupted'>,
): Promise<Program<string | Uint8Array>> {
  if (code !== undefined) return { code, args: words, usedStdin: false }
  const [path, ...args] = words
  if (path === undefined) throw new FuelcellError('invalid-option', say.programMissing)
  const usedStdin = path === '-'
  const source = usedStdin ? context.stdin() : await opened(path)
  try {
    const bytes = await untilStopped(readUpTo(source, maxBytes, path), context.interrupted)
    return { code: decode(bytes), args, usedStdin }
  } finally {
    source.destroy()
  }
}

/** {@link readProgram} for those that need text. @throws FuelcellError `invalid-code` also for what is not UTF-8. */
export async function readTextProgram(
  words: readonly string[],
  code: string | undefined,
  maxBytes: number,
  context: Pick<Context, 'stdin' | 'interrupted'>,
): Promise<Program<string>> {
  const program = await readProgram(words, code, maxBytes, context)
  if (typeof program.code !== 'string') throw new FuelcellError('invalid-code', say.programNotUtf8(words[0] ?? ''))
  return { ...program, code: program.code }
}

/**
 * What cannot be opened is told by the reading. A named pipe is opened at once, whether or not somebody writes to it: an open
 * that waits holds a thread, and with it the process, until a writer comes.
 */
async function opened(path: string): Promise<Readable> {
  const found = await stat(path).catch(() => null)
  if (found?.isFIFO() !== true) return createReadStream(path)
  try {
    const fd = await promisify(open)(path, constants.O_RDONLY | constants.O_NONBLOCK)
    return new Socket({ fd, readable: true, writable: false })
  } catch {
    return createReadStream(path)
  }
}

async function readUpTo(source: Readable, maxBytes: number, path: string): Promise<Uint8Array> {
  const chunks: Uint8Array[] = []
  let bytes = 0
  try {
    for await (const chunk of source as AsyncIterable<Uint8Array>) {
      bytes += chunk.byteLength
      if (bytes > maxBytes) break
      chunks.push(chunk)
    }
  } catch (cause) {
    throw new FuelcellError('invalid-code', say.cannotRead(path, systemReason(cause)), { cause })
  }
  if (bytes > maxBytes) throw new FuelcellError('invalid-code', say.programTooLong(path, maxBytes))
  return Buffer.concat(chunks)
}

/** Code that is no text stays bytes, for the language to judge. A byte order mark is kept: the guest's file has the very bytes. */
function decode(bytes: Uint8Array): string | Uint8Array {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes)
  } catch {
    return bytes
  }
}
