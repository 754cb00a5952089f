/** A Result as JSON. Apart from the schema, which takes as long to load as a small program runs. */
import type { Result, StageResult } from '../core/result.js'
import { roundedMs } from '../core/units.js'
import { encodeBytes, type WireBytes } from './bytes.js'
import type { WireResult } from './result.js'

/** The Result as plain data for `JSON.stringify`: bytes tagged, times to the microsecond. Bytes of a stream are left out where its text has them all. */
export function encodeResult(result: Result): WireResult {
  const { stdoutBytes, stderrBytes, files, usage, stages, ...rest } = result
  return {
    ...rest,
    usage: rounded(usage),
    ...(stages === undefined ? {} : { stages: stages.map((one) => ({ ...one, usage: rounded(one.usage) })) }),
    ...bytesBeside('stdoutBytes', rest.stdout, stdoutBytes),
    ...bytesBeside('stderrBytes', rest.stderr, stderrBytes),
    files: Object.fromEntries(Object.entries(files).map(([path, content]) => [path, encodeBytes(content)])),
  } as WireResult
}

function rounded<Used extends StageResult['usage']>(usage: Used): Used {
  return { ...usage, durationMs: roundedMs(usage.durationMs) }
}

function bytesBeside(name: string, asText: string, content: Uint8Array): Record<string, WireBytes> {
  const encoded = encodeBytes(content)
  return 'text' in encoded && encoded.text === asText ? {} : { [name]: encoded }
}
