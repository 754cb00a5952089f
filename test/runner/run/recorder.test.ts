import { describe, expect, test } from 'vitest'
import { defaultLimits } from '../../../src/core/limits.js'
import { Recorder } from '../../../src/runner/run/recorder.js'
import { result } from '../../support/messages.js'

const limits = { ...defaultLimits, outputBytes: 4, diskBytes: 5, diskEntries: 2 }
const output = (stream: 1 | 2, text: string) => ({ type: 'output', id: 1, stream, data: Buffer.from(text) }) as const
const file = (path: string, text: string, last = true) => ({ id: 1, path, data: Buffer.from(text), last })

describe('a recorder', () => {
  test('keeps output in the order in which it came', () => {
    const recorder = new Recorder(limits)
    recorder.addOutput(output(1, 'a'))
    recorder.addOutput(output(2, 'b'))
    recorder.addOutput(output(1, 'c'))
    expect(recorder.end(result).output).toEqual({
      stdout: Uint8Array.of(97, 99),
      stderr: Uint8Array.of(98),
      tty: Uint8Array.of(97, 98, 99),
    })
  })

  test('takes each stream up to its limit and no further', () => {
    const recorder = new Recorder(limits)
    recorder.addOutput(output(1, 'abcd'))
    recorder.addOutput(output(2, 'abcd'))
    expect(() => recorder.addOutput(output(1, 'e'))).toThrow('more bytes of output than the 4 that the run was allowed')
  })

  test('joins files from their parts, also when they alternate', () => {
    const recorder = new Recorder(limits)
    recorder.addFilePart(file('a', 'ab', false))
    recorder.addFilePart(file('b', '', true))
    recorder.addFilePart(file('a', 'cde'))
    expect([...recorder.end(result).files]).toEqual([
      ['a', Uint8Array.from(Buffer.from('abcde'))],
      ['b', new Uint8Array(0)],
    ])
  })

  test('keeps no view of what came', () => {
    const recorder = new Recorder(limits)
    const part = file('a', 'ab')
    recorder.addFilePart(part)
    const content = recorder.end(result).files.get('a')
    expect(content?.buffer).not.toBe(part.data.buffer)
    expect(content?.byteLength).toBe(content?.buffer.byteLength)
  })

  test('refuses more bytes, more files, and parts of a complete file', () => {
    const bytes = new Recorder(limits)
    bytes.addFilePart(file('a', 'abc'))
    expect(() => bytes.addFilePart(file('b', 'def'))).toThrow('more bytes of files than the 5')
    const files = new Recorder(limits)
    files.addFilePart(file('a', ''))
    files.addFilePart(file('b', ''))
    expect(() => files.addFilePart(file('c', ''))).toThrow('more files than the 2')
    expect(() => files.addFilePart(file('a', ''))).toThrow('more of the file "a", which was complete')
  })

  test('refuses a part that adds nothing and is not the last', () => {
    const recorder = new Recorder(limits)
    expect(() => recorder.addFilePart(file('a', '', false))).toThrow('a part of the file "a" that is empty')
  })

  test('refuses an end while a file is not complete', () => {
    const recorder = new Recorder(limits)
    recorder.addFilePart(file('a', 'x', false))
    expect(() => recorder.end(result)).toThrow(expect.objectContaining({ code: 'host-protocol' }))
  })

  test('ends as a timeout with the output so far when the host does not answer', () => {
    const recorder = new Recorder(limits)
    recorder.addOutput(output(1, 'abc'))
    const { result: ending, output: kept } = recorder.endByWatchdog(1250)
    expect(ending).toMatchObject({
      status: 'timeout',
      exitCode: null,
      usage: { fuel: 0, fuelExact: false, outputBytes: 3, durationMs: 1250 },
    })
    expect(kept.stdout).toEqual(Uint8Array.of(97, 98, 99))
  })
})
