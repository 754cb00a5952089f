import { describe, expect, test } from 'vitest'
import { OutputLog } from '../../../src/runner/run/output-log.js'

const text = (bytes: Uint8Array) => Buffer.from(bytes).toString()

describe('an output log', () => {
  test('has each stream, and both in the order in which they came', () => {
    const log = new OutputLog()
    for (const [stream, data] of [
      [2, 'a'],
      [2, 'bc'],
      [1, '12'],
      [2, 'd'],
      [1, '3'],
      [1, '4'],
    ] as const) {
      log.add(stream, Buffer.from(data))
    }
    const { stdout, stderr, tty } = log.recorded()
    expect([text(stdout), text(stderr), text(tty)]).toEqual(['1234', 'abcd', 'abc12d34'])
    expect([log.bytes(1), log.bytes(2)]).toEqual([4, 4])
  })

  test('of a silent run is empty', () => {
    const empty = new Uint8Array(0)
    expect(new OutputLog().recorded()).toEqual({ stdout: empty, stderr: empty, tty: empty })
  })

  test('keeps no view of what came, and no more than its bytes', () => {
    const log = new OutputLog()
    const data = Buffer.from('abc')
    log.add(1, data)
    log.add(1, data.subarray(0, 2))
    data.fill('x')
    const { stdout } = log.recorded()
    expect(text(stdout)).toBe('abcab')
    expect(stdout.buffer.byteLength).toBe(5)
  })

  test('takes hundred thousands of single bytes in turn', () => {
    const log = new OutputLog()
    const byte = Uint8Array.of(97)
    for (let turn = 0; turn < 100_000; turn++) {
      log.add(1, byte)
      log.add(2, byte)
    }
    expect(text(log.recorded().tty)).toBe('a'.repeat(200_000))
  })
})
