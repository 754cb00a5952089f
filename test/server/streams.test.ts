/** Events of a run: as they come, no faster than they are read, and a sign of life in between. */
import { describe, expect, it, vi } from 'vitest'
import { FuelcellError } from '../../src/core/errors.js'
import { EventStream } from '../../src/server/streams/event-stream.js'
import { WholeCharacters } from '../../src/server/streams/whole-characters.js'
import { encodeResult, eventSchema, parseEvent } from '../../src/wire/index.js'
import { exited } from '../support/results.js'
import { gate, hello, made, posted } from './support.js'

const chunk = (bytes: Uint8Array | string) => ({ stream: 'stdout', bytes: Buffer.from(bytes) }) as const
const MIB = 1024 * 1024

async function textOf(stream: EventStream): Promise<string> {
  return new Response(stream.body).text()
}

describe('a stream', () => {
  it('holds the guest back while nobody reads, and lets it go on when somebody does', async () => {
    const events = new EventStream('ndjson', 1e6, () => {})
    expect(events.output(chunk('small'))).toBeUndefined()
    const held = events.output(chunk('x'.repeat(MIB)))
    let isHeld = true
    void Promise.resolve(held).then(() => {
      isHeld = false
    })
    await new Promise((resolve) => setImmediate(resolve))
    expect([held instanceof Promise, isHeld]).toEqual([true, true])
    const reader = events.body.getReader()
    await reader.read()
    await reader.read()
    await held
    expect(isHeld).toBe(false)
  })

  it('lets the guest go when the client does, and tells so', async () => {
    let gone = 0
    const events = new EventStream('ndjson', 1e6, () => {
      gone += 1
    })
    const held = events.output(chunk('x'.repeat(MIB)))
    await events.body.cancel()
    await held
    expect([gone, events.output(chunk('more'))]).toEqual([1, undefined])
    events.end({ result: encodeResult(exited(0)) })
  })

  it.each(['ndjson', 'sse'] as const)('says in between that it lives (%s)', async (format) => {
    vi.useFakeTimers()
    try {
      const events = new EventStream(format, 1000, () => {})
      vi.advanceTimersByTime(1000)
      const reader = events.body.getReader()
      const decoded = async () => Buffer.from((await reader.read()).value ?? []).toString()
      let text = await decoded()
      vi.advanceTimersByTime(2500)
      // One waits to be read, and no second behind it.
      events.end({ error: new FuelcellError('worker-lost', 'gone') })
      vi.advanceTimersByTime(5000)
      text += await decoded()
      text += await decoded()
      const error = '{"type":"error","error":{"code":"worker-lost","message":"gone","fault":"system","retryable":true}}'
      expect(text).toBe(
        format === 'sse'
          ? `: heartbeat\n\n: heartbeat\n\nevent: error\ndata: ${error}\n\n`
          : `{"type":"heartbeat"}\n{"type":"heartbeat"}\n${error}\n`,
      )
    } finally {
      vi.useRealTimers()
    }
  })

  it('gives lines that the wire knows', async () => {
    const events = new EventStream('ndjson', 1e6, () => {})
    events.output(chunk(Buffer.from([0xff])))
    events.end({ result: encodeResult(exited(0)) })
    const lines = (await textOf(events)).trimEnd().split('\n')
    expect(lines.map((line) => parseEvent(line).type)).toEqual(['output', 'result'])
    expect(eventSchema.parse({ type: 'heartbeat' })).toEqual({ type: 'heartbeat' })
  })
})

it('keeps characters whole wherever chunks were cut', () => {
  const all = Buffer.from('aé€😀z')
  for (let cut = 0; cut <= all.length; cut += 1) {
    const characters = new WholeCharacters()
    const parts = [characters.take(all.subarray(0, cut)), characters.take(all.subarray(cut)), characters.rest()]
    expect(Buffer.concat(parts).equals(all)).toBe(true)
    for (const part of parts) expect(Buffer.from(part).toString().includes('\ufffd')).toBe(false)
  }
  const broken = new WholeCharacters()
  expect([...broken.take(Buffer.from([0xff, 0x80, 0xc3])), ...broken.rest()]).toEqual([0xff, 0x80, 0xc3])
})

it('gives the answer a beginning before the run has an end', async () => {
  const { opened, open } = gate()
  const { app } = made({}, async (request) => {
    request.onOutput?.(chunk('first'))
    await opened
    return exited(0)
  })
  const response = await app.request('/v1/run?stream', posted(hello))
  const reader = (response.body as ReadableStream<Uint8Array>).getReader()
  const { value } = await reader.read()
  expect(JSON.parse(Buffer.from(value ?? []).toString())).toMatchObject({ type: 'output', bytes: { text: 'first' } })
  open()
  const { value: last } = await reader.read()
  expect(JSON.parse(Buffer.from(last ?? []).toString()).type).toBe('result')
})

it('ends the run when the client reads no more', async () => {
  const { opened, open } = gate()
  const { app } = made({}, async ({ signal, onOutput }) => {
    signal?.addEventListener('abort', () => open())
    onOutput?.(chunk('first'))
    await opened
    throw new FuelcellError('aborted', 'gone')
  })
  const response = await app.request('/v1/run?stream', posted(hello))
  await response.body?.cancel()
  await opened
})

it.each(['yes', '2'])('refuses stream=%s', async (value) => {
  expect((await made().app.request(`/v1/run?stream=${value}`, posted(hello))).status).toBe(400)
})
