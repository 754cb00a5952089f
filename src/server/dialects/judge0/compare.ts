/** Whether an output is the expected one, as Judge0 sees it: white space at the ends of lines and of the whole counts for nothing. */

const NEWLINE = 0x0a

export function isExpected(expected: Uint8Array, output: Uint8Array): boolean {
  return Buffer.compare(stripped(expected), stripped(output)) === 0
}

/** Without what Ruby's `rstrip` takes from each line and from the end. In one pass from the end. */
function stripped(bytes: Uint8Array): Uint8Array {
  const kept = new Uint8Array(bytes.byteLength)
  let at = kept.byteLength
  let isEnd = true
  let hasText = false
  for (let index = bytes.byteLength - 1; index >= 0; index -= 1) {
    const byte = bytes[index] ?? 0
    if (byte === NEWLINE) {
      isEnd = true
      if (!hasText) continue
    } else if (isEnd && isWhite(byte)) continue
    else {
      isEnd = false
      hasText = true
    }
    at -= 1
    kept[at] = byte
  }
  return kept.subarray(at)
}

function isWhite(byte: number): boolean {
  return byte === 0 || byte === 0x20 || (byte >= 0x09 && byte <= 0x0d)
}
