/** What a run tells while it goes on, as a body: lines of JSON, or events of a server (SSE). No faster than the client reads. */

import type { FuelcellError } from '../../core/errors.js'
import type { OutputChunk } from '../../runner/request/request.js'
import { encodeBytes } from '../../wire/bytes.js'
import { encodeError, type WireEvent, type WireResult } from '../../wire/index.js'
import { WholeCharacters } from './whole-characters.js'

export type StreamFormat = 'ndjson' | 'sse'

export const streamTypes: Readonly<Record<StreamFormat, string>> = {
  ndjson: 'application/x-ndjson; charset=utf-8',
  sse: 'text/event-stream; charset=utf-8',
}

/** Bytes that may wait for the client before the guest does. */
const WAITING_BYTES = 256 * 1024
const encoder = new TextEncoder()

export class EventStream {
  readonly body: ReadableStream<Uint8Array>
  readonly #format: StreamFormat
  readonly #characters = { stdout: new WholeCharacters(), stderr: new WholeCharacters() }
  readonly #heartbeat: NodeJS.Timeout
  #controller: ReadableStreamDefaultController<Uint8Array> | undefined
  #isEnded = false
  #goOn: (() => void) | undefined

  /** @param onGone The client reads no more. */
  constructor(format: StreamFormat, heartbeatMs: number, onGone: () => void) {
    this.#format = format
    this.body = new ReadableStream<Uint8Array>(
      {
        start: (controller) => {
          this.#controller = controller
        },
        pull: () => this.#released(),
        cancel: () => {
          this.#close()
          onGone()
        },
      },
      new ByteLengthQueuingStrategy({ highWaterMark: WAITING_BYTES }),
    )
    this.#heartbeat = setInterval(() => this.#beat(), heartbeatMs)
    this.#heartbeat.unref()
  }

  /** A part of the output. A promise, where the client is behind, that resolves when it has caught up. */
  output({ stream, bytes }: OutputChunk): void | Promise<void> {
    const whole = this.#characters[stream].take(bytes)
    if (whole.byteLength > 0) this.#write({ type: 'output', stream, bytes: encodeBytes(whole) })
    if (this.#isEnded || (this.#controller?.desiredSize ?? 0) > 0) return
    return new Promise((resolve) => {
      this.#goOn = resolve
    })
  }

  /** @param outcome The Result as JSON, or why there is none. */
  end(outcome: { readonly result: WireResult } | { readonly error: FuelcellError }): void {
    if (this.#isEnded) return
    for (const stream of ['stdout', 'stderr'] as const) {
      const rest = this.#characters[stream].rest()
      if (rest.byteLength > 0) this.#write({ type: 'output', stream, bytes: encodeBytes(rest) })
    }
    if ('result' in outcome) this.#write({ type: 'result', result: outcome.result })
    else this.#write({ type: 'error', error: encodeError(outcome.error) })
    this.#close()
    this.#controller?.close()
  }

  #write(event: WireEvent): void {
    if (this.#isEnded) return
    const json = JSON.stringify(event)
    // JSON has no line ends of its own, so that an event is one line of either form.
    this.#enqueue(this.#format === 'sse' ? `event: ${event.type}\ndata: ${json}\n\n` : `${json}\n`)
  }

  /** Behind what waits already there is nothing to prove. */
  #beat(): void {
    if ((this.#controller?.desiredSize ?? 0) < WAITING_BYTES) return
    if (this.#format === 'sse') this.#enqueue(': heartbeat\n\n')
    else this.#write({ type: 'heartbeat' })
  }

  #enqueue(text: string): void {
    this.#controller?.enqueue(encoder.encode(text))
  }

  #close(): void {
    this.#isEnded = true
    clearInterval(this.#heartbeat)
    this.#released()
  }

  #released(): void {
    this.#goOn?.()
    this.#goOn = undefined
  }
}
