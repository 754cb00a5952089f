/** What a run printed: each stream, and both as they came. */
export interface RecordedOutput {
  readonly stdout: Uint8Array
  readonly stderr: Uint8Array
  readonly tty: Uint8Array
}

/** Both streams in little more memory than their bytes: a guest may write a byte at a time, and to either in turn. */
export class OutputLog {
  readonly #streams = { 1: new GrowingBytes(), 2: new GrowingBytes() }
  /** How much was written to one stream before the other had its turn: positive for stdout, negative for stderr. */
  readonly #turns: number[] = []

  add(stream: 1 | 2, data: Uint8Array): void {
    this.#streams[stream].add(data)
    const turn = stream === 1 ? data.byteLength : -data.byteLength
    const last = this.#turns.at(-1)
    if (last !== undefined && last > 0 === turn > 0) this.#turns[this.#turns.length - 1] = last + turn
    else this.#turns.push(turn)
  }

  /** Bytes of one stream so far. */
  bytes(stream: 1 | 2): number {
    return this.#streams[stream].length
  }

  recorded(): RecordedOutput {
    const stdout = this.#streams[1].taken()
    const stderr = this.#streams[2].taken()
    const tty = new Uint8Array(stdout.byteLength + stderr.byteLength)
    const taken = { stdout: 0, stderr: 0 }
    let at = 0
    for (const turn of this.#turns) {
      const [name, source] = turn > 0 ? (['stdout', stdout] as const) : (['stderr', stderr] as const)
      const bytes = Math.abs(turn)
      tty.set(source.subarray(taken[name], taken[name] + bytes), at)
      taken[name] += bytes
      at += bytes
    }
    return { stdout, stderr, tty }
  }
}

/** Bytes in one buffer that doubles when it is full. Keeps no view of what it is given. */
class GrowingBytes {
  #bytes = new Uint8Array(0)
  length = 0

  add(data: Uint8Array): void {
    const needed = this.length + data.byteLength
    if (needed > this.#bytes.byteLength) {
      const larger = new Uint8Array(Math.max(needed, 2 * this.#bytes.byteLength))
      larger.set(this.#bytes.subarray(0, this.length))
      this.#bytes = larger
    }
    this.#bytes.set(data, this.length)
    this.length = needed
  }

  /** A copy in a buffer of its own size. */
  taken(): Uint8Array {
    return this.#bytes.slice(0, this.length)
  }
}
