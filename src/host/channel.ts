import { FuelcellError } from '../core/errors.js'
import { FrameSplitter } from './frame-splitter.js'
import { frames, hosts } from './messages.js'
import { checkNesting } from './nesting.js'
import { FrameFault, parseFromHost } from './parse-message.js'
import { decodeBody, encodeFrame, type FromHost, type Hello, type ToHost } from './protocol.js'

/** What ends a request. */
export type Reply = Extract<
  FromHost,
  {
    type: 'opened' | 'compiled' | 'snapshotted' | 'imaged' | 'archived' | 'digested' | 'promoted' | 'result' | 'failed'
  }
>
/** What may come before a run's reply. */
export type Interim = Extract<FromHost, { type: 'output' | 'pull' | 'file' }>
/** The reply that a request is made for; `failed` may come in place of any. */
export type Expected = Exclude<Reply['type'], 'failed'>
type Replies = { [T in Reply['type']]: Extract<Reply, { type: T }> }

/** A request that is on its way: send its frames with this id. */
export interface Request<R extends Reply> {
  readonly id: number
  readonly reply: Promise<R>
}

export interface ChannelOptions {
  /** Sends bytes to the host; false when it should be given time to read. */
  readonly write: (bytes: Uint8Array) => boolean
  /** Told once, when the host broke the protocol: the host cannot be used any more. */
  readonly onFault: (error: FuelcellError) => void
}

interface Pending {
  readonly expected: Expected
  readonly onInterim: ((message: Interim) => void) | undefined
  readonly resolve: (reply: Reply) => void
  readonly reject: (error: FuelcellError) => void
}

/** One side of the conversation with a host: frames in, frames out, replies paired with requests. Knows no process. */
export class Channel {
  /** The first frame; rejected when the channel fails before it came. */
  readonly hello: Promise<Hello>
  readonly #options: ChannelOptions
  readonly #splitter = new FrameSplitter()
  readonly #pending = new Map<number, Pending>()
  #settleHello: { resolve: (hello: Hello) => void; reject: (error: FuelcellError) => void } | undefined
  #nextId = 1
  #failure: FuelcellError | undefined

  constructor(options: ChannelOptions) {
    this.#options = options
    this.hello = new Promise((resolve, reject) => {
      this.#settleHello = { resolve, reject }
    })
    // Whoever started the host awaits this; a failure before that must not count as unhandled.
    this.hello.catch(() => {})
  }

  /** Registers a request. Send its frames, with this id, after the call; interim messages go to `onInterim` as they come. */
  request<E extends Expected>(
    expected: E,
    onInterim?: (message: Interim) => void,
  ): Request<Replies[E] | Replies['failed']> {
    const id = this.#nextId
    this.#nextId = id === 0xffff_ffff ? 1 : id + 1
    const reply = new Promise<Replies[E] | Replies['failed']>((resolve, reject) => {
      if (this.#failure !== undefined) reject(this.#failure)
      else this.#pending.set(id, { expected, onInterim, resolve: resolve as (reply: Reply) => void, reject })
    })
    return { id, reply }
  }

  /** Sends messages in one write; false when the host should be given time to read. Does nothing after a failure. */
  send(...messages: readonly ToHost[]): boolean {
    if (this.#failure !== undefined) return true
    const [only] = messages
    if (messages.length === 1 && only !== undefined) return this.#options.write(encodeFrame(only))
    return this.#options.write(Buffer.concat(messages.map(encodeFrame)))
  }

  /** Takes bytes from the host, chunked in any way. */
  receive(bytes: Uint8Array): void {
    if (this.#failure !== undefined) return
    try {
      for (const body of this.#splitter.push(bytes)) {
        this.#deliver(parseFromHost(decode(body)))
        if (this.#failure !== undefined) return
      }
    } catch (error) {
      if (!(error instanceof FrameFault)) throw error
      this.#breakOff(error.message)
    }
  }

  /** False once the channel failed: nothing can be asked any more. */
  get isOpen(): boolean {
    return this.#failure === undefined
  }

  /** What is wrong if the host's stream ends now; `undefined` between two frames. */
  get truncation(): string | undefined {
    return this.#splitter.end()
  }

  /** Rejects all that is pending, and every later request, with the error. The first failure stays. */
  fail(error: FuelcellError): void {
    if (this.#failure !== undefined) return
    this.#failure = error
    this.#settleHello?.reject(error)
    this.#settleHello = undefined
    const pending = [...this.#pending.values()]
    this.#pending.clear()
    for (const { reject } of pending) reject(error)
  }

  /** Ends the conversation because the host broke the protocol. */
  #breakOff(why: string): void {
    const error = new FuelcellError('host-protocol', hosts.badFrame(why))
    this.fail(error)
    this.#options.onFault(error)
  }

  #deliver(message: FromHost): void {
    if (message.type === 'hello') {
      if (this.#settleHello === undefined) throw new FrameFault(frames.helloTwice)
      this.#settleHello.resolve(message)
      this.#settleHello = undefined
      return
    }
    if (this.#settleHello !== undefined) throw new FrameFault(frames.helloFirst(message.type))
    const pending = this.#pending.get(message.id)
    if (pending === undefined) throw new FrameFault(frames.unknownId(message.type, message.id))
    switch (message.type) {
      case 'output':
      case 'pull':
      case 'file':
        if (pending.onInterim === undefined) throw new FrameFault(frames.unexpected(message.type, pending.expected))
        pending.onInterim(message)
        return
      case 'opened':
      case 'compiled':
      case 'snapshotted':
      case 'imaged':
      case 'archived':
      case 'digested':
      case 'promoted':
      case 'result':
        if (message.type !== pending.expected) throw new FrameFault(frames.unexpected(message.type, pending.expected))
        break
      case 'failed':
        break
    }
    this.#pending.delete(message.id)
    pending.resolve(message)
  }
}

function decode(body: Uint8Array): unknown {
  checkNesting(body)
  try {
    return decodeBody(body)
  } catch (error) {
    throw new FrameFault(frames.undecodable(String(error)))
  }
}
