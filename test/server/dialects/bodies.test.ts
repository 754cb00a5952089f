import { describe, expect, test } from 'vitest'
import { decodeBase64, decodeLooseBase64, encodeBase64 } from '../../../src/server/dialects/bodies/base64.js'
import { readBody, readJson } from '../../../src/server/dialects/bodies/read-json.js'
import { asText, firstBytes } from '../../../src/server/dialects/bodies/text.js'
import { BoundedStore } from '../../../src/server/dialects/stores/bounded-store.js'

const bytes = (text: string) => new Uint8Array(Buffer.from(text))

describe('base64', () => {
  test.each([
    ['aGVsbG8K', 'hello\n'],
    ['aGVs\nbG8K\n', 'hello\n'],
    ['aGk=', 'hi'],
    ['aGk', 'hi'],
    ['', ''],
  ])('%j is %j', (text, content) => {
    expect(decodeBase64(text)).toEqual(Buffer.from(content))
    expect(decodeLooseBase64(text)).toEqual(Buffer.from(content))
  })
  test.each(['a', 'a*b', 'aGk=x', 'é', 'a-b_'])('%j is none', (text) => expect(decodeBase64(text)).toBeNull())
  test('is read with what is no digit left out', () => {
    expect(decodeLooseBase64('aG*k=zzz')).toEqual(Buffer.from('hi'))
    expect(encodeBase64(new Uint8Array([0, 255]))).toBe('AP8=')
  })
})

test('text is UTF-8 or none, and is cut between characters', () => {
  expect(asText(bytes('é'))).toBe('é')
  expect(asText(new Uint8Array([0xc3]))).toBeNull()
  expect(firstBytes(bytes('aé'), 2)).toEqual(bytes('a'))
  expect(firstBytes(bytes('aé'), 3)).toEqual(bytes('aé'))
  expect(firstBytes(bytes('€€'), 5)).toEqual(bytes('€'))
})

describe('a body', () => {
  const request = (body: string | Uint8Array<ArrayBuffer> | ReadableStream, headers: Record<string, string> = {}) =>
    new Request('http://x/', { method: 'POST', body, headers, ...(typeof body !== 'string' && { duplex: 'half' }) })
  const stream = (pieces: readonly string[]) =>
    new ReadableStream({
      start(controller) {
        for (const piece of pieces) controller.enqueue(bytes(piece))
        controller.close()
      },
    })

  test('is read up to a cap, whatever its length is said to be', async () => {
    expect(await readBody(request('12345'), 5)).toEqual({ kind: 'bytes', bytes: bytes('12345') })
    expect(await readBody(request('123456'), 5)).toEqual({ kind: 'too-large' })
    expect(await readBody(request(stream(['123', '45'])), 5)).toEqual({ kind: 'bytes', bytes: Buffer.from('12345') })
    expect(await readBody(request(stream(['123', '456'])), 5)).toEqual({ kind: 'too-large' })
    expect(await readBody(request('1', { 'content-length': '99' }), 5)).toEqual({ kind: 'too-large' })
    expect(await readBody(new Request('http://x/', { method: 'POST' }), 5)).toMatchObject({ kind: 'bytes' })
  })

  test('that breaks off is told', async () => {
    const broken = new ReadableStream({ start: (controller) => controller.error(new Error('gone')) })
    expect(await readBody(request(broken), 5)).toEqual({ kind: 'broken', reason: 'gone' })
  })

  test('is JSON or told not to be', async () => {
    expect(await readJson(request('{"a":1}'), 99)).toEqual({ kind: 'json', json: { a: 1 } })
    expect(await readJson(request('{'), 99)).toMatchObject({ kind: 'broken' })
    expect(await readJson(request(''), 99)).toMatchObject({ kind: 'broken' })
    const deep = `${'['.repeat(10_000)}${']'.repeat(10_000)}`
    expect(await readJson(request(deep), 99_999)).toMatchObject({ kind: 'json' })
    const latin = new Uint8Array([0x22, 0xe9, 0x22])
    expect(await readJson(request(latin), 99)).toEqual({ kind: 'broken', reason: 'the body is not UTF-8' })
  })
})

describe('a bounded store', () => {
  const storeAt = (clock: { ms: number }) =>
    new BoundedStore<string>({ entries: 3, bytes: 10, ageMs: 100 }, () => clock.ms)

  test('makes room by what is oldest', () => {
    const store = storeAt({ ms: 0 })
    for (const key of ['a', 'b', 'c', 'd']) expect(store.put(key, key, 1)).toBe(true)
    expect([...store.values()]).toEqual(['b', 'c', 'd'])
    expect(store.put('big', 'big', 9)).toBe(true)
    expect([...store.values()]).toEqual(['d', 'big'])
    expect(store.bytes).toBe(10)
    expect(store.put('huge', 'huge', 11)).toBe(false)
    expect(store.size).toBe(2)
  })

  test('keeps nothing longer than it may, unless it is refreshed', () => {
    const clock = { ms: 0 }
    const store = storeAt(clock)
    store.put('a', 'A', 1)
    store.put('b', 'B', 1)
    clock.ms = 60
    store.refresh('a')
    clock.ms = 100
    expect([store.get('a'), store.get('b'), store.bytes]).toEqual(['A', undefined, 1])
    clock.ms = 160
    expect([store.has('a'), store.size, store.bytes]).toEqual([false, 0, 0])
  })

  test('has one value of a key', () => {
    const store = storeAt({ ms: 0 })
    store.put('a', 'A', 4)
    store.put('a', 'B', 5)
    expect([store.get('a'), store.size, store.bytes, store.delete('a'), store.delete('a')]).toEqual([
      'B',
      1,
      5,
      true,
      false,
    ])
  })
})
