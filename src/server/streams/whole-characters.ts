/** Bytes cut between characters of UTF-8, so that text stays text wherever its chunks were cut. */

const NONE = new Uint8Array(0)

export class WholeCharacters {
  #rest: Uint8Array = NONE

  /** The bytes up to the last whole character; what is left comes before the next ones. */
  take(bytes: Uint8Array): Uint8Array {
    const all = this.#rest.byteLength === 0 ? bytes : Buffer.concat([this.#rest, bytes])
    const end = all.byteLength - openBytes(all)
    this.#rest = end === all.byteLength ? NONE : all.slice(end)
    return all.subarray(0, end)
  }

  rest(): Uint8Array {
    const rest = this.#rest
    this.#rest = NONE
    return rest
  }
}

/** How many bytes at the end begin a character and do not end it. RFC 3629, section 3. */
function openBytes(bytes: Uint8Array): number {
  for (let back = 1; back <= Math.min(3, bytes.byteLength); back += 1) {
    const byte = bytes[bytes.byteLength - back] ?? 0
    if (byte < 0x80) return 0
    if (byte >= 0xc0) {
      const length = byte >= 0xf0 ? 4 : byte >= 0xe0 ? 3 : 2
      return length > back ? back : 0
    }
  }
  return 0
}
