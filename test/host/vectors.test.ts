import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { parseFromHost } from '../../src/host/parse-message.js'
import { decodeBody, encodeFrame, type FromHost, type ToHost } from '../../src/host/protocol.js'
import { fromHost, toHost } from '../support/messages.js'

/**
 * Golden frames, which the host's tests read too. When the protocol changes on purpose:
 *   npx vitest run test/host/vectors.test.ts --update
 */
const vectorsFile = '../../fixtures/protocol/frames.json'

interface Vector {
  readonly name: string
  readonly direction: 'to-host' | 'from-host'
  readonly hex: string
  /** The message; bytes are `{ "bytes": hex }`. */
  readonly message: unknown
}

function vector(direction: Vector['direction'], name: string, message: ToHost | FromHost): Vector {
  const body = encodeFrame(message)
  return { name, direction, hex: Buffer.from(body).toString('hex'), message: withHexBytes(message) }
}

function withHexBytes(value: unknown): unknown {
  if (value instanceof Uint8Array) return { bytes: Buffer.from(value).toString('hex') }
  if (Array.isArray(value)) return value.map(withHexBytes)
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(Object.entries(value).map(([name, field]) => [name, withHexBytes(field)]))
}

const vectors = [
  ...toHost.map(([name, message]) => vector('to-host', name, message)),
  ...fromHost.map(([name, message]) => vector('from-host', name, message)),
]

test('frames are the golden ones, to the byte', async () => {
  await expect(`${JSON.stringify(vectors, null, 2)}\n`).toMatchFileSnapshot(vectorsFile)
})

test('golden frames decode to their messages', () => {
  const golden = JSON.parse(readFileSync(new URL(vectorsFile, import.meta.url), 'utf8')) as Vector[]
  expect(golden.map(({ name }) => name)).toEqual(vectors.map(({ name }) => name))
  for (const { hex, message, direction } of golden) {
    const bytes = Buffer.from(hex, 'hex')
    expect(bytes.readUInt32LE()).toBe(bytes.length - 4)
    const decoded = decodeBody(bytes.subarray(4))
    expect(withHexBytes(decoded)).toEqual(message)
    if (direction === 'from-host') expect(parseFromHost(decoded)).toBe(decoded)
  }
})
