import type { Readable } from 'node:stream'
import { FuelcellError, thrownText } from '../../core/errors.js'
import { requests as say } from '../../core/messages.js'
import { KIB } from '../../core/units.js'
import { wellFormed, wrongType } from '../../core/validate.js'
import { CHUNK_BYTES } from '../../host/protocol.js'

/** Stdin up to this size travels with the run, in bytes; the rest when the guest reads it. */
export const INLINE_STDIN_BYTES = 256 * KIB

/** Where the bytes of stdin come from. */
export type Stdin = Uint8Array | AsyncIterable<unknown>

export interface StdinPiece {
  readonly data: Uint8Array
  readonly last: boolean
}

/** @throws FuelcellError `invalid-option` for what cannot give bytes. */
export function parseStdin(value: unknown, call: string): Stdin {
  if (value === undefined) return new Uint8Array(0)
  if (value instanceof Uint8Array) return value
  if (typeof value === 'string') return Buffer.from(wellFormed(value, call, 'stdin'))
  if (typeof value === 'object' && value !== null && Symbol.asyncIterator in value)
    return value as AsyncIterable<unknown>
  throw wrongType(call, 'stdin', 'a string, bytes, a stream or an async iterable of bytes', value)
}

/** Hands out one run's stdin, piece by piece, no faster than it is asked for. */
export class StdinReader {
  readonly #source: Stdin
  #iterator: AsyncIterator<unknown> | undefined
  /** Bytes that were obtained and not yet handed out. */
  #rest: Uint8Array
  #sourceEnded: boolean

  constructor(source: Stdin) {
    this.#source = source
    this.#sourceEnded = source instanceof Uint8Array
    this.#rest = source instanceof Uint8Array ? source : new Uint8Array(0)
  }

  /** How many bytes there are, where that is known. */
  get bytes(): number | null {
    const bytes = 'byteLength' in this.#source ? this.#source.byteLength : null
    return typeof bytes === 'number' && Number.isSafeInteger(bytes) && bytes >= 0 ? bytes : null
  }

  /** What travels with the run itself. */
  first(): StdinPiece {
    return this.#take(INLINE_STDIN_BYTES)
  }

  /**
   * The next piece: at least one byte, unless it is the last. Call it again only when the piece has come.
   * @throws FuelcellError `invalid-option` when the source fails or gives something else than bytes.
   */
  async next(): Promise<StdinPiece> {
    while (this.#rest.byteLength === 0 && !this.#sourceEnded) await this.#refill()
    return this.#take(CHUNK_BYTES)
  }

  /** Closes the source. Never waits for it: a source that is silent would not let it. */
  close(): void {
    if (this.#source instanceof Uint8Array) return
    const ignore = () => {}
    // A generator answers `return` only after the `next` in progress; a stream can be closed at once.
    if (isStream(this.#source)) this.#source.once('error', ignore).destroy()
    try {
      this.#iterator ??= this.#source[Symbol.asyncIterator]()
      this.#iterator.return?.().then(ignore, ignore)
    } catch {
      // The run is over; a source that cannot be closed is its owner's matter.
    }
  }

  async #refill(): Promise<void> {
    let item: IteratorResult<unknown>
    try {
      this.#iterator ??= (this.#source as AsyncIterable<unknown>)[Symbol.asyncIterator]()
      item = await this.#iterator.next()
    } catch (cause) {
      throw new FuelcellError('invalid-option', say.stdinFailed(thrownText(cause)), { cause })
    }
    if (item.done === true) this.#sourceEnded = true
    else if (item.value instanceof Uint8Array) this.#rest = item.value
    // A stream whose encoding was set gives text.
    else if (typeof item.value === 'string') this.#rest = Buffer.from(item.value)
    else throw new FuelcellError('invalid-option', say.stdinChunk(item.value))
  }

  #take(bytes: number): StdinPiece {
    const data = this.#rest.subarray(0, bytes)
    this.#rest = this.#rest.subarray(bytes)
    return { data, last: this.#sourceEnded && this.#rest.byteLength === 0 }
  }
}

function isStream(source: object): source is Readable {
  return 'destroy' in source && typeof source.destroy === 'function' && 'once' in source
}
