import { expect, test } from 'vitest'
import { FrameSplitter } from '../../src/host/frame-splitter.js'
import { MAX_FRAME_BYTES } from '../../src/host/protocol.js'

function frame(body: string): Buffer {
  const bytes = Buffer.from(`....${body}`)
  bytes.writeUInt32LE(body.length)
  return bytes
}

/** Bodies that come out when the bytes go in, cut at every `step` bytes. */
function split(bytes: Uint8Array, step: number): string[] {
  const splitter = new FrameSplitter()
  const bodies: string[] = []
  for (let at = 0; at < bytes.length; at += step) {
    for (const body of splitter.push(bytes.subarray(at, at + step))) bodies.push(Buffer.from(body).toString())
  }
  return bodies
}

const bodies = ['first', '', 'x'.repeat(300), 'y', 'last']
const stream = Buffer.concat(bodies.map(frame))

test('cuts a stream into the same frames however it is chunked', () => {
  for (let step = 1; step <= stream.length; step++) expect(split(stream, step)).toEqual(bodies)
})

test('refuses a length over the limit as soon as it is whole, before any of the body', () => {
  const length = Buffer.alloc(4)
  length.writeUInt32LE(MAX_FRAME_BYTES + 1)
  const splitter = new FrameSplitter()
  expect([...splitter.push(length.subarray(0, 3))]).toEqual([])
  expect(() => [...splitter.push(length.subarray(3))]).toThrow(
    'a frame of 67,108,865 bytes, over the limit of 67,108,864 (64 MiB)',
  )
})

test('accepts a length at the limit and waits for the body', () => {
  const length = Buffer.alloc(4)
  length.writeUInt32LE(MAX_FRAME_BYTES)
  const splitter = new FrameSplitter()
  expect([...splitter.push(length)]).toEqual([])
  expect(splitter.end()).toBe("the stream ended after 4 of a frame's 67,108,868 bytes")
})

test('tells where in a frame the stream ended', () => {
  const splitter = new FrameSplitter()
  expect(splitter.end()).toBeUndefined()
  expect([...splitter.push(frame('whole'))]).toHaveLength(1)
  expect(splitter.end()).toBeUndefined()
  expect([...splitter.push(frame('half').subarray(0, 2))]).toHaveLength(0)
  expect(splitter.end()).toBe("the stream ended after 2 of a frame's 4 bytes")
  expect([...splitter.push(frame('half').subarray(2, 6))]).toHaveLength(0)
  expect(splitter.end()).toBe("the stream ended after 6 of a frame's 8 bytes")
})
