/** Nothing is lost on the way through JSON. */
import fc from 'fast-check'
import { expect, it } from 'vitest'
import { callerCodes, FuelcellError, systemCodes } from '../../src/core/errors.js'
import {
  decodeBytes,
  decodeError,
  decodeRequest,
  decodeResult,
  encodeBytes,
  encodeError,
  encodeRequest,
  encodeResult,
  parseEvent,
  toLine,
} from '../../src/wire/index.js'
import { bytes, request, result } from '../support/wire-arbitraries.js'

const json = (value: unknown) => JSON.parse(JSON.stringify(value))
/** Plain bytes: what comes back is no Buffer, and need not be. */
function same(one: unknown, other: unknown): void {
  expect(one).toEqual(other)
}

it('of bytes, as text where they are text', () => {
  fc.assert(
    fc.property(bytes, (value) => same(decodeBytes(json(encodeBytes(value))), Uint8Array.from(value))),
    { seed: 1 },
  )
  expect(encodeBytes(Uint8Array.of(0xef, 0xbb, 0xbf, 0x61))).toEqual({ text: '\ufeffa' })
  expect(encodeBytes(Uint8Array.of(0xff, 0xfe))).toEqual({ base64: '//4=' })
  expect(encodeBytes(new Uint8Array(100_000).fill(0xff))).toEqual({
    base64: Buffer.alloc(100_000, 0xff).toString('base64'),
  })
})

it('of a request, every field', () => {
  fc.assert(
    fc.property(request, (value) => same(decodeRequest(json(encodeRequest(value))), value)),
    { seed: 2, numRuns: 500 },
  )
})

it('of a Result, every arm', () => {
  fc.assert(
    fc.property(result, (value) => same(decodeResult(json(encodeResult(value))), value)),
    { seed: 3, numRuns: 500 },
  )
})

it('of a Result in a line of events, which is one line fit for a terminal', () => {
  fc.assert(
    fc.property(result, (value) => {
      const line = toLine({ type: 'result', result: encodeResult(value) })
      expect(line).not.toMatch(/(?! )[\p{C}\p{Z}]/u)
      same(parseEvent(line), { type: 'result', result: encodeResult(value) })
    }),
    { seed: 4, numRuns: 200 },
  )
})

it('of errors, whatever their code', () => {
  for (const code of [...callerCodes, ...systemCodes]) {
    const error = new FuelcellError(code, `it is ${code}`)
    const { fault, retryable, message } = decodeError(json(encodeError(error)))
    expect({ fault, retryable, message }).toEqual({
      fault: error.fault,
      retryable: error.retryable,
      message: error.message,
    })
  }
})

it('of folders, which come back as paths', () => {
  const files = { 'a.txt': 'a', in: { 'b.bin': Uint8Array.of(255), deep: { c: '' } } }
  expect(encodeRequest({ runtime: 'python', files }).files).toEqual({
    'a.txt': 'a',
    'in/b.bin': { base64: '/w==' },
    'in/deep/c': '',
  })
})

it('of arguments of a call, by their exact type', () => {
  const call = { function: 'f', args: [1, 2.5, 10n ** 30n, null, 'x', [true], new Map([[1, 2]])] }
  expect(encodeRequest({ runtime: 'python', call }).call?.args).toEqual([
    { type: 'int', value: '1' },
    { type: 'float', value: '2.5' },
    { type: 'int', value: `1${'0'.repeat(30)}` },
    { type: 'None' },
    { type: 'str', value: 'x' },
    { type: 'list', value: [{ type: 'bool', value: true }] },
    {
      type: 'dict',
      value: [
        [
          { type: 'int', value: '1' },
          { type: 'int', value: '2' },
        ],
      ],
    },
  ])
})
