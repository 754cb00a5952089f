/** Stdin of a run on another machine: all of it goes along. */
import { FuelcellError } from '../core/errors.js'
import type { RunRequest } from '../runner/request/request.js'
import { requestCaps } from '../wire/index.js'
import { fleet as say } from './messages.js'

/** @throws FuelcellError `invalid-option` for more than a request may carry. */
export async function gatheredStdin(stdin: RunRequest['stdin']): Promise<string | Uint8Array | undefined> {
  if (stdin === undefined || typeof stdin === 'string' || stdin instanceof Uint8Array) return stdin
  const chunks: Uint8Array[] = []
  let bytes = 0
  for await (const chunk of stdin as AsyncIterable<Uint8Array>) {
    bytes += chunk.byteLength
    if (bytes > requestCaps.stdinBytes)
      throw new FuelcellError('invalid-option', say.stdinTooLong(requestCaps.stdinBytes))
    chunks.push(chunk)
  }
  return new Uint8Array(Buffer.concat(chunks))
}
