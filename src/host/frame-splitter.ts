import { frames as say } from './messages.js'
import { FrameFault } from './parse-message.js'
import { MAX_FRAME_BYTES } from './protocol.js'

const LENGTH_BYTES = 4

/** Cuts a stream of bytes, however it is chunked, into frame bodies. */
export class FrameSplitter {
  readonly #length = new DataView(new ArrayBuffer(LENGTH_BYTES))
  #lengthFilled = 0
  #bodyBytes = 0
  /** The body so far. Kept in pieces, so that nothing is allocated for what a length only promises. */
  #pieces: Uint8Array[] = []
  #have = 0

  /** What is wrong when the stream ends here; `undefined` between two frames. */
  end(): string | undefined {
    if (this.#lengthFilled === 0) return undefined
    const want = this.#lengthFilled === LENGTH_BYTES ? LENGTH_BYTES + this.#bodyBytes : LENGTH_BYTES
    return say.truncated(this.#lengthFilled + this.#have, want)
  }

  /**
   * Yields the bodies that these bytes complete; a body may be a view into them.
   * @throws FrameFault when a length is over the limit.
   */
  *push(bytes: Uint8Array): Generator<Uint8Array> {
    let offset = 0
    for (;;) {
      while (this.#lengthFilled < LENGTH_BYTES) {
        const byte = bytes[offset++]
        if (byte === undefined) return
        this.#length.setUint8(this.#lengthFilled++, byte)
        if (this.#lengthFilled === LENGTH_BYTES) this.#bodyBytes = this.#readLength()
      }
      const piece = bytes.subarray(offset, offset + this.#bodyBytes - this.#have)
      offset += piece.byteLength
      this.#have += piece.byteLength
      this.#pieces.push(piece)
      if (this.#have < this.#bodyBytes) return
      yield this.#takeBody()
    }
  }

  #readLength(): number {
    const length = this.#length.getUint32(0, true)
    if (length > MAX_FRAME_BYTES) throw new FrameFault(say.tooLong(length, MAX_FRAME_BYTES))
    return length
  }

  #takeBody(): Uint8Array {
    const [only] = this.#pieces
    const body = this.#pieces.length === 1 && only !== undefined ? only : Buffer.concat(this.#pieces)
    this.#pieces = []
    this.#have = 0
    this.#lengthFilled = 0
    return body
  }
}
