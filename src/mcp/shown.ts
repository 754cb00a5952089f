/** Results as a model reads them: first what happened, then what was printed, cut in the middle where it is long. */
import type { Result } from '../core/result.js'
import { encodeBytes } from '../wire/index.js'
import { mcp as say } from './messages.js'

/** Characters of each stream that are shown; half from its beginning, half from its end. */
const SHOWN = 16_000
/** Bytes of all files that are given back. */
const FILE_BYTES = 256 * 1024

export function cut(text: string): string {
  if (text.length <= SHOWN) return text
  const head = text.slice(0, SHOWN / 2)
  const tail = text.slice(-SHOWN / 2)
  return head + say.left(Buffer.byteLength(text) - Buffer.byteLength(head) - Buffer.byteLength(tail)) + tail
}

export function structured(result: Result) {
  const { status, ok, exitCode, stdout, stderr, usage, runtime, fuelEpoch } = result
  const { value, error } = result as { value?: string; error?: { type: string; message: string; line: number | null } }
  let left = FILE_BYTES
  const files = Object.entries(result.files).filter(([, content]) => {
    left -= content.byteLength
    return left >= 0
  })
  return {
    status,
    ok,
    exitCode,
    stdout: cut(stdout),
    stderr: cut(stderr),
    ...(value === undefined ? {} : { value: cut(value) }),
    ...(error === undefined ? {} : { error: { type: error.type, message: cut(error.message), line: error.line } }),
    fuel: usage.fuel,
    memoryPages: usage.memoryPages,
    runtime,
    fuelEpoch,
    files: Object.fromEntries(files.map(([path, content]) => [path, encodeBytes(content)])),
  }
}

export function inWords(result: Result, more: readonly string[] = []): string {
  const { status, exitCode, usage } = result
  const { value, stdout, stderr } = structured(result)
  const advice = status === 'exit' ? [] : [say.advice[status]]
  const parts = [
    say.head(status, exitCode, usage.fuel),
    ...advice,
    ...more,
    ...(value === undefined ? [] : [`value: ${value}`]),
    ...(stdout === '' ? [] : [`stdout:\n${stdout}`]),
    ...(stderr === '' ? [] : [`stderr:\n${stderr}`]),
  ]
  return parts.join('\n')
}
