import { expect, it } from 'vitest'
import { resultJson } from '../../src/cli/result-json.js'
import { exited } from './results.js'

it('gives bytes as base64, whether they are a Buffer or a plain array', () => {
  const result = exited(0, { stdoutBytes: Buffer.from([0xff, 0]), files: { 'a/b': new Uint8Array([1, 2, 3]) } })
  expect(JSON.parse(resultJson(result))).toMatchObject({
    status: 'exit',
    stdoutBytes: '/wA=',
    stderrBytes: '',
    files: { 'a/b': 'AQID' },
  })
})

it('keeps every field of the Result', () => {
  const result = exited(0)
  expect(Object.keys(JSON.parse(resultJson(result)))).toEqual(Object.keys(result))
})

it('gives times to the microsecond', () => {
  const usage = { ...exited(0).usage, durationMs: 0.30000000000000004 }
  expect(JSON.parse(resultJson(exited(0, { usage }))).usage.durationMs).toBe(0.3)
})

it('is one line of printable text, and reads back to the same text', () => {
  const stdout = 'a\n\u001b[31m\u007f\u009b\u200e\u202e\u2028\u2066\ufeff é 漢 🙂'
  const json = resultJson(exited(0, { stdout }))
  expect(json).not.toMatch(/(?! )[\p{C}\p{Z}]/u)
  expect(JSON.parse(json).stdout).toBe(stdout)
})
