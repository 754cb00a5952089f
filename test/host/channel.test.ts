import { describe, expect, test } from 'vitest'
import { FuelcellError } from '../../src/core/errors.js'
import { Channel, type Interim } from '../../src/host/channel.js'
import { encodeFrame, type FromHost, MAX_FRAME_BYTES } from '../../src/host/protocol.js'
import { hello, result } from '../support/messages.js'

/** A channel with its two ends in the test's hands. */
function open({ greeted = true } = {}) {
  const sent: Uint8Array[] = []
  const faults: FuelcellError[] = []
  const channel = new Channel({
    write: (bytes) => {
      sent.push(bytes)
      return true
    },
    onFault: (error) => faults.push(error),
  })
  const receive = (...messages: FromHost[]) => channel.receive(Buffer.concat(messages.map(encodeFrame)))
  if (greeted) receive(hello)
  return { channel, sent, faults, receive }
}

const broken = (message: string) =>
  expect.objectContaining({ code: 'host-protocol', fault: 'system', message: expect.stringContaining(message) })

describe('a channel', () => {
  test('gives the first frame as hello', async () => {
    const { channel } = open()
    expect(await channel.hello).toEqual(hello)
  })

  test('pairs replies with requests by id, in any order', async () => {
    const { channel, receive } = open()
    const first = channel.request('opened')
    const second = channel.request('compiled')
    expect(second.id).not.toBe(first.id)
    receive({ type: 'compiled', id: second.id, digest: 'd', bytes: 5 }, { type: 'opened', id: first.id, hardening: [] })
    expect(await first.reply).toEqual({ type: 'opened', id: first.id, hardening: [] })
    expect(await second.reply).toEqual({ type: 'compiled', id: second.id, digest: 'd', bytes: 5 })
  })

  test('gives interim messages to the request that they belong to, in order', async () => {
    const { channel, receive } = open()
    const interim: Interim[] = []
    const { id, reply } = channel.request('result', (message) => interim.push(message))
    receive({ type: 'output', id, stream: 1, data: Buffer.from('a') }, { type: 'pull', id }, { ...result, id })
    expect((await reply).type).toBe('result')
    expect(interim.map(({ type }) => type)).toEqual(['output', 'pull'])
  })

  test('takes a failure in place of any reply', async () => {
    const { channel, receive } = open()
    const { id, reply } = channel.request('opened')
    receive({ type: 'failed', id, code: 'io', message: 'gone' })
    expect(await reply).toEqual({ type: 'failed', id, code: 'io', message: 'gone' })
  })

  test('sends several messages in one write', () => {
    const { channel, sent } = open()
    const pull = { type: 'input', id: 1, data: new Uint8Array(0), last: true } as const
    channel.send(pull, pull)
    expect(sent).toEqual([Buffer.concat([encodeFrame(pull), encodeFrame(pull)])])
  })

  test('takes bytes one at a time', async () => {
    const { channel } = open({ greeted: false })
    for (const byte of encodeFrame(hello)) channel.receive(Uint8Array.of(byte))
    expect(await channel.hello).toEqual(hello)
  })
})

describe('a channel breaks off, once and for all requests, at', () => {
  const wrongs: [string, string, (id: number) => Uint8Array][] = [
    ['a second hello', 'a second hello', () => encodeFrame(hello)],
    [
      'a reply for an unknown id',
      'for the request 4711, which is not pending',
      () => encodeFrame({ type: 'opened', id: 4711, hardening: [] }),
    ],
    [
      'a reply of the wrong type',
      'a message "opened" where "result" was due',
      (id) => encodeFrame({ type: 'opened', id, hardening: [] }),
    ],
    ['a message of the wrong shape', 'field "id"', () => encodeFrame({ type: 'pull', id: -1 })],
    ['a body that is not MessagePack', 'not MessagePack', () => Uint8Array.of(1, 0, 0, 0, 0xc1)],
    ['an empty body', 'not MessagePack', () => Uint8Array.of(0, 0, 0, 0)],
    ['text', 'over the limit', () => Buffer.from('panicked at src/main.rs')],
    ['an oversized frame', 'over the limit', () => Buffer.from(new Uint32Array([MAX_FRAME_BYTES + 1]).buffer)],
  ]

  test.each(wrongs)('%s', async (_, why, bytes) => {
    const { channel, faults } = open()
    const { id, reply } = channel.request('result', () => {})
    const other = channel.request('opened')
    channel.receive(bytes(id))
    channel.receive(bytes(id))
    await expect(reply).rejects.toEqual(broken(why))
    await expect(other.reply).rejects.toEqual(broken(why))
    expect(faults).toEqual([broken(why)])
    expect(channel.isOpen).toBe(false)
  })

  test('any message before hello', async () => {
    const { channel, receive, faults } = open({ greeted: false })
    receive({ type: 'opened', id: 1, hardening: [] })
    await expect(channel.hello).rejects.toEqual(broken('a message "opened" before hello'))
    expect(faults).toHaveLength(1)
  })

  test('interim messages for a request that has none', async () => {
    const { channel, receive } = open()
    const { id, reply } = channel.request('opened')
    receive({ type: 'pull', id })
    await expect(reply).rejects.toEqual(broken('a message "pull" where "opened" was due'))
  })
})

describe('a channel that failed', () => {
  test('rejects what was pending and all later requests with the first cause', async () => {
    const { channel, sent } = open()
    const before = channel.request('opened')
    const cause = new FuelcellError('worker-lost', 'first')
    channel.fail(cause)
    channel.fail(new FuelcellError('worker-lost', 'second'))
    await expect(before.reply).rejects.toBe(cause)
    await expect(channel.request('opened').reply).rejects.toBe(cause)
    expect(channel.send({ type: 'input', id: 1, data: new Uint8Array(0), last: true })).toBe(true)
    expect(sent).toEqual([])
  })

  test('ignores what still comes', async () => {
    const { channel, receive, faults } = open()
    channel.fail(new FuelcellError('worker-lost', 'gone'))
    receive({ type: 'opened', id: 4711, hardening: [] })
    expect(faults).toEqual([])
  })
})
