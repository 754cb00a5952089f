/** One client over two streams: its messages in, what became of each out, several runs at a time. */
import { once } from 'node:events'
import { FuelcellError, thrownText } from '../../core/errors.js'
import type { OutputChunk } from '../../runner/request/request.js'
import type { Runner } from '../../runner/runner.js'
import { examineRuntimes } from '../../runtimes/manifest/examine.js'
import type { ProgressEvent } from '../../runtimes/provision/provision.js'
import { decodeRequest, encodeBytes, encodeError, encodeResult, requestCaps, toLine } from '../../wire/index.js'
import type { Sink } from '../command.js'
import { linesOf } from './lines.js'
import { type ClientMessage, type MessageId, parseMessage, STDIO_PROTOCOL, UnreadMessage } from './message.js'
import { stdioMessages as say } from './messages.js'

/** The most bytes of one line: a module or file of the largest size as base64, and room for what else a request has. */
export const MAX_LINE_BYTES = Math.ceil((requestCaps.moduleBytes * 4) / 3) + requestCaps.codeBytes

export interface ConnectionParts {
  /** May still be under way, or fail: each run is then told why. */
  readonly runner: Promise<Runner>
  readonly version: string
  readonly stdout: Sink
  /** Fires when the whole connection is to end at once. */
  readonly stop: AbortSignal
}

export class Connection {
  readonly #parts: ConnectionParts
  /** Runs that have not ended, by id. */
  readonly #runs = new Map<MessageId, AbortController>()
  readonly #pending = new Set<Promise<void>>()

  constructor(parts: ConnectionParts) {
    this.#parts = parts
  }

  /** Serves until the client says no more; answers to what it asked may still follow. */
  async read(stdin: AsyncIterable<Uint8Array>): Promise<void> {
    const { stdout, stop } = this.#parts
    for await (const line of linesOf(stdin, MAX_LINE_BYTES)) {
      if (stop.aborted) return
      this.#take(line)
      // Whoever does not read the answers gets no more questions in.
      if (stdout.writableNeedDrain) await once(stdout, 'drain', { signal: stop })
    }
  }

  /** Ends what still runs; each run is answered. */
  cancelAll(): void {
    for (const run of this.#runs.values()) run.abort(new FuelcellError('aborted', say.ended))
  }

  /** Resolves when everything that was asked is answered. */
  async settled(): Promise<void> {
    await Promise.all(this.#pending)
  }

  /** Tells of a runtime that is made ready, which no single run owns. */
  tellProgress({ runtime, step, message, share }: ProgressEvent): void {
    const told = { id: null, type: 'progress', runtime, step, message }
    this.#write(share === undefined ? told : { ...told, share })
  }

  #take(line: { readonly text: Uint8Array } | { readonly tooLong: true }): void {
    try {
      if ('tooLong' in line) {
        throw new UnreadMessage(null, new FuelcellError('invalid-option', say.tooLong(MAX_LINE_BYTES)))
      }
      const message = parseMessage(line.text)
      if (message !== undefined) this.#answer(message)
    } catch (error) {
      if (!(error instanceof UnreadMessage)) throw error
      this.#fail(error.id, error.cause)
    }
  }

  #answer(message: ClientMessage): void {
    const { id } = message
    switch (message.type) {
      case 'hello':
        this.#greet(id, message.protocol)
        break
      case 'cancel':
        // One that has ended meanwhile is no mistake.
        this.#runs.get(id)?.abort(new FuelcellError('aborted', say.cancelled))
        break
      case 'runtimes':
        this.#track(this.#listRuntimes(id))
        break
      case 'run':
        // Without the id, for the answer would be taken for that of the first.
        if (this.#runs.has(id)) {
          throw new UnreadMessage(null, new FuelcellError('invalid-option', say.idInUse(JSON.stringify(id))))
        }
        this.#track(this.#run(id, message.request, message.output))
        break
    }
  }

  #greet(id: MessageId, protocol: number): void {
    const { version } = this.#parts
    if (protocol === STDIO_PROTOCOL) this.#write({ id, type: 'hello', protocol, version })
    else this.#fail(id, new FuelcellError('invalid-option', say.otherProtocol(protocol, STDIO_PROTOCOL, version)))
  }

  async #listRuntimes(id: MessageId): Promise<void> {
    const { sound } = await examineRuntimes({})
    const runtimes = sound.map(({ name, version, title, aliases = [], extensions = [], starts, defaultStart }) => {
      return { name, version, title, aliases, extensions, starts: Object.keys(starts), defaultStart }
    })
    this.#write({ id, type: 'runtimes', runtimes })
  }

  async #run(id: MessageId, json: unknown, tellsOutput: boolean): Promise<void> {
    const cancelled = new AbortController()
    this.#runs.set(id, cancelled)
    try {
      const { signal } = cancelled
      const request = decodeRequest(json)
      const runner = await this.#parts.runner
      const onOutput = ({ stream, bytes }: OutputChunk) =>
        this.#write({ id, type: 'output', stream, bytes: encodeBytes(bytes) })
      const result = await runner.run({ ...request, signal, ...(tellsOutput ? { onOutput } : {}) })
      this.#end(id, { id, type: 'result', result: encodeResult(result) })
    } catch (error) {
      const reason: unknown = cancelled.signal.aborted ? cancelled.signal.reason : error
      this.#end(id, { id, type: 'error', error: encodeError(asFuelcellError(reason)) })
    }
  }

  /** Once more a free id, and only then known to the client as one. */
  #end(id: MessageId, answer: object): void {
    this.#runs.delete(id)
    this.#write(answer)
  }

  #fail(id: MessageId | null, error: FuelcellError): void {
    this.#write({ id, type: 'error', error: encodeError(error) })
  }

  #track(work: Promise<void>): void {
    const tracked = work.finally(() => this.#pending.delete(tracked))
    this.#pending.add(tracked)
  }

  #write(message: object): void {
    this.#parts.stdout.write(`${toLine(message)}\n`)
  }
}

/** What is none is a defect of ours; a client still needs an answer of the closed list. */
function asFuelcellError(error: unknown): FuelcellError {
  return error instanceof FuelcellError
    ? error
    : new FuelcellError('host-protocol', thrownText(error), { cause: error })
}
