import { PassThrough, Readable } from 'node:stream'
import { describe, expect, test } from 'vitest'
import { StdinReader } from '../../../src/runner/request/stdin.js'

/** Sizes of all pieces, and whether each is said to be the last. */
async function pieces(reader: StdinReader): Promise<[number, boolean][]> {
  let piece = reader.first()
  const seen: [number, boolean][] = [[piece.data.byteLength, piece.last]]
  while (!piece.last) {
    piece = await reader.next()
    seen.push([piece.data.byteLength, piece.last])
  }
  return seen
}

async function* generate(...items: unknown[]) {
  yield* items
}

const KIB = 1024

describe('stdin from bytes', () => {
  test('travels whole with the run up to 256 KiB', async () => {
    expect(await pieces(new StdinReader(new Uint8Array(0)))).toEqual([[0, true]])
    expect(await pieces(new StdinReader(new Uint8Array(256 * KIB)))).toEqual([[256 * KIB, true]])
  })

  test('comes in pieces of at most 1 MiB beyond that', async () => {
    expect(await pieces(new StdinReader(new Uint8Array(256 * KIB + 1)))).toEqual([
      [256 * KIB, false],
      [1, true],
    ])
    expect(await pieces(new StdinReader(new Uint8Array(2560 * KIB)))).toEqual([
      [256 * KIB, false],
      [1024 * KIB, false],
      [1024 * KIB, false],
      [256 * KIB, true],
    ])
  })
})

describe('stdin from a source', () => {
  test('is not touched before the first pull', () => {
    let isTouched = false
    const source = {
      [Symbol.asyncIterator]: () => {
        isTouched = true
        return generate()
      },
    }
    expect(new StdinReader(source).first()).toEqual({ data: new Uint8Array(0), last: false })
    expect(isTouched).toBe(false)
  })

  test('gives what the source gives, without its empty chunks', async () => {
    const source = generate(Buffer.from('ab'), new Uint8Array(0), Buffer.from('c'))
    expect(await pieces(new StdinReader(source))).toEqual([
      [0, false],
      [2, false],
      [1, false],
      [0, true],
    ])
  })

  test('cuts large chunks', async () => {
    expect(await pieces(new StdinReader(generate(new Uint8Array(1025 * KIB))))).toEqual([
      [0, false],
      [1024 * KIB, false],
      [KIB, false],
      [0, true],
    ])
  })

  test('takes streams, also those that give text', async () => {
    expect(await pieces(new StdinReader(Readable.from([Buffer.from('xy')])))).toEqual([
      [0, false],
      [2, false],
      [0, true],
    ])
    const text = new PassThrough().setEncoding('utf8')
    text.end('é')
    expect(await pieces(new StdinReader(text))).toEqual([
      [0, false],
      [2, false],
      [0, true],
    ])
  })

  test('stays at its end', async () => {
    const reader = new StdinReader(generate())
    expect(await reader.next()).toEqual({ data: new Uint8Array(0), last: true })
    expect(await reader.next()).toEqual({ data: new Uint8Array(0), last: true })
  })

  test('that gives something else is refused', async () => {
    await expect(new StdinReader(generate(5)).next()).rejects.toEqual(
      expect.objectContaining({
        code: 'invalid-option',
        message: 'The source of stdin gave 5; it must give bytes (Uint8Array)',
      }),
    )
  })

  test('that fails is told with its cause', async () => {
    const cause = new Error('socket hang up')
    const reader = new StdinReader(failing(cause))
    await expect(reader.next()).rejects.toEqual(expect.objectContaining({ code: 'invalid-option', cause }))
  })
})

describe('closing stdin', () => {
  test('returns an iterator that was begun', async () => {
    let isReturned = false
    async function* source() {
      try {
        yield Buffer.from('a')
        yield Buffer.from('b')
      } finally {
        isReturned = true
      }
    }
    const reader = new StdinReader(source())
    await reader.next()
    reader.close()
    await Promise.resolve()
    expect(isReturned).toBe(true)
  })

  test('does not wait for a source that is silent', async () => {
    const source = new PassThrough()
    const reader = new StdinReader(source)
    const waiting = reader.next()
    reader.close()
    await expect(waiting).rejects.toEqual(expect.objectContaining({ code: 'invalid-option' }))
    expect(source.destroyed).toBe(true)
  })

  test('survives a source whose end throws', () => {
    const source = {
      [Symbol.asyncIterator]: () => ({
        next: () => Promise.reject(new Error('next')),
        return: () => Promise.reject(new Error('return')),
      }),
    }
    expect(() => new StdinReader(source).close()).not.toThrow()
  })
})

/** A source whose first chunk is an error. */
function failing(cause: Error): AsyncIterable<Uint8Array> {
  return { [Symbol.asyncIterator]: () => ({ next: () => Promise.reject(cause) }) }
}
