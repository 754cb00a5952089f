import fc from 'fast-check'
import { expect, it } from 'vitest'
import { linesOf } from '../../../src/cli/stdio/lines.js'

async function* streamed(parts: readonly Uint8Array[]) {
  yield* parts
}
const read = async (parts: readonly string[], max = 100) => {
  const lines: string[] = []
  for await (const line of linesOf(streamed(parts.map((part) => Buffer.from(part))), max)) {
    lines.push('text' in line ? Buffer.from(line.text).toString() : 'TOO LONG')
  }
  return lines
}

it.each([
  ['nothing', [], []],
  ['a line', ['one\n'], ['one']],
  ['an empty line', ['\n'], ['']],
  ['a line without an end', ['one'], ['one']],
  ['lines in pieces', ['o', 'ne\ntw', 'o\n', 'three'], ['one', 'two', 'three']],
  ['a letter in pieces', ['é'], ['é']],
])('%s', async (_, parts, lines) => {
  expect(await read(parts)).toEqual(lines)
})

it('passes over a line that is too long, to its end and no further', async () => {
  expect(await read(['1234\n12345\n1', '2345678', '9\n12\n'], 4)).toEqual(['1234', 'TOO LONG', 'TOO LONG', '12'])
  expect(await read(['12345'], 4)).toEqual(['TOO LONG'])
})

it('finds the lines however the bytes are divided', async () => {
  const text = fc.array(fc.string().filter((line) => !line.includes('\n')))
  const cuts = fc.array(fc.nat(200))
  await fc.assert(
    fc.asyncProperty(text, cuts, async (lines, places) => {
      const whole = Buffer.from(lines.map((line) => `${line}\n`).join(''))
      const ends = [...places.filter((at) => at < whole.length).sort((a, b) => a - b), whole.length]
      const parts = ends.map((end, index) => whole.subarray(ends[index - 1] ?? 0, end))
      const found: string[] = []
      for await (const line of linesOf(streamed(parts), 1e6)) {
        if ('text' in line) found.push(Buffer.from(line.text).toString())
      }
      expect(found).toEqual(lines)
    }),
  )
})
