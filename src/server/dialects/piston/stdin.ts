/** Standard input that comes message by message. */

/** Handed to the guest as it reads. What comes faster waits, up to a bound. */
export class MessageStdin implements AsyncIterable<Uint8Array> {
  readonly #most: number
  readonly #waiting: Uint8Array[] = []
  #bytes = 0
  #isEnded = false
  #wake: (() => void) | undefined

  /** @param most Bytes that may wait. */
  constructor(most: number) {
    this.#most = most
  }

  /** @returns False where more waits than may. */
  write(bytes: Uint8Array): boolean {
    if (this.#isEnded || bytes.byteLength === 0) return true
    if (this.#bytes + bytes.byteLength > this.#most) return false
    this.#bytes += bytes.byteLength
    this.#waiting.push(bytes)
    this.#wake?.()
    return true
  }

  end(): void {
    this.#isEnded = true
    this.#wake?.()
  }

  async *[Symbol.asyncIterator](): AsyncIterator<Uint8Array> {
    for (;;) {
      const next = this.#waiting.shift()
      if (next !== undefined) {
        this.#bytes -= next.byteLength
        yield next
      } else if (this.#isEnded) return
      else {
        await new Promise<void>((resolve) => {
          this.#wake = resolve
        })
      }
    }
  }
}
