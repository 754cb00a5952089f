/** Bytes as lines, each bounded before it is put together. */

const NEWLINE = 0x0a

/** A line without its end; or that there was one which is too long, whose bytes are gone. */
export type Line = { readonly text: Uint8Array } | { readonly tooLong: true }

/** The lines of a stream of bytes. One without an end is the last. */
export async function* linesOf(chunks: AsyncIterable<Uint8Array>, maxBytes: number): AsyncGenerator<Line> {
  let parts: Uint8Array[] = []
  let bytes = 0
  const take = (part: Uint8Array) => {
    bytes += part.byteLength
    if (bytes > maxBytes) parts = []
    else parts.push(part)
  }
  const line = (): Line => {
    const whole: Line = bytes > maxBytes ? { tooLong: true } : { text: Buffer.concat(parts) }
    parts = []
    bytes = 0
    return whole
  }
  for await (const chunk of chunks) {
    let start = 0
    for (let end = chunk.indexOf(NEWLINE); end !== -1; end = chunk.indexOf(NEWLINE, start)) {
      take(chunk.subarray(start, end))
      yield line()
      start = end + 1
    }
    if (start < chunk.byteLength) take(chunk.subarray(start))
  }
  if (bytes > 0) yield line()
}
