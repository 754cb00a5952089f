/**
 * Output of a run over a capped stream of Redis. Each piece says where it begins, so that a reader takes up where it was, and
 * a run that begins anew on another worker is not heard twice: it prints the same bytes.
 */
import type { Redis } from 'ioredis'
import type { OutputChunk } from '../runner/request/request.js'

/** How long pieces are gathered before they are sent, in milliseconds, and at most how many bytes. */
const GATHER_MS = 10
const GATHER_BYTES = 64 * 1024
/** Pieces that a stream keeps, and for how long after the last one, in milliseconds. */
const KEPT_PIECES = 10_000
const HOLDS_MS = 600_000
/** How long a reader waits for the next piece, in milliseconds: so long a new run waits to be read with the others. */
const BLOCK_MS = 25

/** Sends a run's output. */
export class OutputSender {
  readonly #redis: Redis
  readonly #key: string
  #gathered: OutputChunk[] = []
  #bytes = 0
  readonly #sent = { stdout: 0, stderr: 0 }
  #timer: NodeJS.Timeout | undefined
  #sending: Promise<unknown> = Promise.resolve()

  constructor(redis: Redis, key: string) {
    this.#redis = redis
    this.#key = key
  }

  take(chunk: OutputChunk): void {
    this.#gathered.push({ stream: chunk.stream, bytes: Uint8Array.from(chunk.bytes) })
    this.#bytes += chunk.bytes.byteLength
    if (this.#bytes >= GATHER_BYTES) this.#flush()
    else this.#timer ??= setTimeout(() => this.#flush(), GATHER_MS)
  }

  /** Resolves when all is sent. Output that cannot be sent is left out: the Result has it. */
  async end(): Promise<void> {
    this.#flush()
    await this.#sending
  }

  #flush(): void {
    clearTimeout(this.#timer)
    this.#timer = undefined
    const pieces = this.#gathered
    if (pieces.length === 0) return
    this.#gathered = []
    this.#bytes = 0
    const batch = this.#redis.pipeline()
    for (const { stream, bytes } of pieces) {
      const from = this.#sent[stream]
      this.#sent[stream] += bytes.byteLength
      batch.xadd(this.#key, 'MAXLEN', '~', KEPT_PIECES, '*', 's', stream, 'o', from, 'b', Buffer.from(bytes))
    }
    batch.pexpire(this.#key, HOLDS_MS)
    this.#sending = Promise.all([this.#sending, batch.exec().catch(() => undefined)])
  }
}

interface Reading {
  last: string
  readonly heard: { stdout: number; stderr: number }
  readonly hear: (chunk: OutputChunk) => void
}

/** Reads the output of many runs over one connection. */
export class OutputReader {
  readonly #blocking: Redis
  readonly #redis: Redis
  readonly #readings = new Map<string, Reading>()
  #isReading = false

  /** @param blocking A connection that nobody else waits on. */
  constructor(redis: Redis, blocking: Redis) {
    this.#redis = redis
    this.#blocking = blocking
  }

  begin(key: string, hear: (chunk: OutputChunk) => void): void {
    this.#readings.set(key, { last: '0', heard: { stdout: 0, stderr: 0 }, hear })
    if (!this.#isReading) void this.#read()
  }

  /** Hears what is left of a run that has ended, and forgets it. */
  async end(key: string): Promise<void> {
    const reading = this.#readings.get(key)
    if (reading === undefined) return
    this.#readings.delete(key)
    const pieces = await this.#redis.xrangeBuffer(key, `(${reading.last}`, '+').catch(() => [])
    for (const [id, fields] of pieces) take(reading, id, fields)
    await this.#redis.del(key)
  }

  forget(key: string): void {
    this.#readings.delete(key)
  }

  async #read(): Promise<void> {
    this.#isReading = true
    try {
      while (this.#readings.size > 0) {
        const open = [...this.#readings]
        const found = await this.#blocking.xreadBuffer(
          'BLOCK',
          BLOCK_MS,
          'STREAMS',
          ...open.map(([key]) => key),
          ...open.map(([, { last }]) => last),
        )
        for (const [key, pieces] of found ?? []) {
          const reading = this.#readings.get(String(key))
          if (reading !== undefined) for (const [id, fields] of pieces) take(reading, id, fields)
        }
      }
    } catch {
      // A connection that was closed: what is left is read at the run's end.
    } finally {
      this.#isReading = false
    }
  }
}

function take(reading: Reading, id: Buffer, fields: readonly Buffer[]): void {
  reading.last = String(id)
  const [, stream, , offset, , bytes] = fields
  const name = String(stream)
  if ((name !== 'stdout' && name !== 'stderr') || bytes === undefined) return
  const from = Number(String(offset))
  const known = reading.heard[name] - from
  if (known < 0 || known >= bytes.byteLength) return
  reading.heard[name] = from + bytes.byteLength
  reading.hear({ stream: name, bytes: new Uint8Array(bytes.subarray(known)) })
}
