/** Piston's WebSocket: one run, whose output comes as it is written and whose input as it is typed. */
import { FuelcellError } from '../../../core/errors.js'
import type { Result } from '../../../core/result.js'
import type { OutputChunk } from '../../../runner/request/request.js'
import type { DialectContext } from '../../dialect.js'
import { field, type JsonObject, jsonObject, parseJson } from '../bodies/read-json.js'
import { faultOf } from '../faults.js'
import { type PistonStage, pistonAnswer } from './answer.js'
import { piston as say } from './messages.js'
import { type PistonRequest, type PistonRules, parsePiston } from './parse.js'
import { pistonRun } from './request.js'
import { endingSignals, knownSignals } from './signals.js'
import { MessageStdin } from './stdin.js'

/** A client that says nothing is let go after this long, in milliseconds. */
export const INIT_MS = 1000
const STDIN_WAITING_BYTES = 1024 * 1024
/** Of both streams, for there is no cap of the dialect's own. */
const OUTPUT_BYTES = 16 * 1024 * 1024

const closings = {
  alreadyInitialised: [4000, 'Already Initialized'],
  initTimeout: [4001, 'Initialization Timeout'],
  notified: [4002, 'Notified Error'],
  notInitialised: [4003, 'Not yet initialized'],
  onlyStdin: [4004, 'Can only write to stdin'],
  invalidSignal: [4005, 'Invalid signal'],
  done: [4999, 'Job Completed'],
} as const satisfies Record<string, readonly [number, string]>

/** What a connection needs of a socket. */
export interface Wire {
  send(text: string): void
  close(code: number, reason: string): void
}

export class PistonConnection {
  readonly #wire: Wire
  readonly #run: DialectContext['run']
  readonly #rules: PistonRules
  readonly #key: string | undefined
  readonly #abort = new AbortController()
  readonly #stdin = new MessageStdin(STDIN_WAITING_BYTES)
  readonly #timer: NodeJS.Timeout
  #isInitialised = false
  #isClosed = false
  #signal: string | null = null

  constructor(wire: Wire, run: DialectContext['run'], rules: PistonRules, key?: string) {
    this.#wire = wire
    this.#run = run
    this.#rules = rules
    this.#key = key
    this.#timer = setTimeout(() => this.#close(closings.initTimeout), INIT_MS)
  }

  /** A message of the client's. Resolves when what it began has ended. */
  async receive(text: string): Promise<void> {
    if (this.#isClosed) return
    const read = parseJson(Buffer.from(text))
    const message = read.kind === 'json' ? jsonObject(read.json) : null
    if (message === null) this.#notify(read.kind === 'broken' ? say.badJson(read.reason) : say.notObject)
    else await this.#obey(message)
  }

  async #obey(message: JsonObject): Promise<void> {
    const type = field(message, 'type')
    if (type === 'init') {
      if (this.#isInitialised) this.#close(closings.alreadyInitialised)
      else await this.#init(message)
    } else if (type === 'data' || type === 'eof' || type === 'signal') {
      if (!this.#isInitialised) this.#close(closings.notInitialised)
      else if (type === 'data') this.#data(field(message, 'stream'), field(message, 'data'))
      else if (type === 'signal') this.#kill(field(message, 'signal'))
      else this.#stdin.end()
    }
  }

  /** The client is gone. */
  closed(): void {
    this.#isClosed = true
    clearTimeout(this.#timer)
    this.#stdin.end()
    this.#abort.abort()
  }

  async #init(message: unknown): Promise<void> {
    const parsed = parsePiston(message, this.#rules)
    if ('message' in parsed) {
      this.#notify(parsed.message)
      return
    }
    this.#isInitialised = true
    clearTimeout(this.#timer)
    const { request } = parsed
    const { language, version, isCompiled } = request.runtime
    this.#send({ type: 'runtime', language, version })
    this.#send({ type: 'stage', stage: isCompiled ? 'compile' : 'run' })
    try {
      await this.#serve(request)
      this.#close(closings.done)
    } catch (error) {
      this.#failed(error)
    }
  }

  async #serve(request: PistonRequest): Promise<void> {
    const { isCompiled } = request.runtime
    const output = new StreamTexts((stream, data) => this.#send({ type: 'data', stream, data }))
    let isRunning = !isCompiled
    const onOutput = (chunk: OutputChunk) => {
      if (chunk.stage === undefined && !isRunning) {
        this.#enterRun()
        isRunning = true
      }
      output.write(chunk)
    }
    const { stdin: _, ...run } = pistonRun(request, OUTPUT_BYTES)
    const result = await this.#run({ ...run, stdin: this.#stdin, stdinLines: true, onOutput }, this.#given())
    output.end()
    if (isCompiled && !isRunning) this.#tellCompile(request, result)
    const answer = pistonAnswer(request.runtime, result)
    if (answer.compile !== undefined && answer.run === answer.compile) return
    this.#exit('run', answer.run)
  }

  #given() {
    return { signal: this.#abort.signal, ...(this.#key !== undefined && { key: this.#key }) }
  }

  /** A program that was built writes its first output: its building went well. */
  #enterRun(): void {
    this.#send({ type: 'exit', stage: 'compile', code: 0, signal: null })
    this.#send({ type: 'stage', stage: 'run' })
  }

  #tellCompile(request: PistonRequest, result: Result): void {
    const { compile, run } = pistonAnswer(request.runtime, result)
    if (compile === undefined) return
    // What a failed build says has been told as it came.
    if (run !== compile && compile.stderr !== '') this.#send({ type: 'data', stream: 'stderr', data: compile.stderr })
    this.#exit('compile', compile)
    if (run !== compile) this.#send({ type: 'stage', stage: 'run' })
  }

  #exit(stage: 'compile' | 'run', { code, signal }: Pick<PistonStage, 'code' | 'signal'>): void {
    this.#send({ type: 'exit', stage, code, signal })
  }

  #data(stream: unknown, data: unknown): void {
    if (stream !== 'stdin') this.#close(closings.onlyStdin)
    else if (typeof data !== 'string') this.#notify(say.notText('data'))
    else if (!this.#stdin.write(Buffer.from(data))) this.#notify(say.tooLarge(STDIN_WAITING_BYTES))
  }

  #kill(signal: unknown): void {
    if (typeof signal !== 'string' || !knownSignals.has(signal)) this.#close(closings.invalidSignal)
    else if (endingSignals.has(signal)) {
      // A guest handles no signals, so each does what it does by default; others have nothing to do.
      this.#signal = signal
      this.#abort.abort()
    }
  }

  #failed(error: unknown): void {
    if (this.#signal !== null && error instanceof FuelcellError && error.code === 'aborted') {
      this.#send({ type: 'exit', stage: 'run', code: null, signal: this.#signal })
      this.#close(closings.done)
      return
    }
    const { kind, message } = faultOf(error)
    this.#notify(kind === 'busy' ? say.busy : message === '' ? say.internal : message)
  }

  #notify(message: string): void {
    this.#send({ type: 'error', message })
    this.#close(closings.notified)
  }

  #send(message: Readonly<Record<string, unknown>>): void {
    if (!this.#isClosed) this.#wire.send(JSON.stringify(message))
  }

  #close([code, reason]: readonly [number, string]): void {
    if (this.#isClosed) return
    this.closed()
    this.#wire.close(code, reason)
  }
}

/** Chunks as text: a character that comes in two of them is told once, whole. */
class StreamTexts {
  readonly #tell: (stream: 'stdout' | 'stderr', text: string) => void
  readonly #decoders = { stdout: new TextDecoder(), stderr: new TextDecoder() }

  constructor(tell: (stream: 'stdout' | 'stderr', text: string) => void) {
    this.#tell = tell
  }

  write({ stream, bytes }: OutputChunk): void {
    this.#told(stream, this.#decoders[stream].decode(bytes, { stream: true }))
  }

  end(): void {
    for (const stream of ['stdout', 'stderr'] as const) this.#told(stream, this.#decoders[stream].decode())
  }

  #told(stream: 'stdout' | 'stderr', text: string): void {
    if (text !== '') this.#tell(stream, text)
  }
}
