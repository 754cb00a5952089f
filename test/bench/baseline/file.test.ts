import { expect, it } from 'vitest'
import { type Baseline, readBaseline, writeBaseline } from '../../../src/bench/baseline/file.js'

const baseline: Baseline = {
  runtimes: { ruby: { fuelEpoch: 'e2', start: 'cold' }, python: { fuelEpoch: 'e1', start: 'warm' } },
  world: { clockStartMs: 946_684_800_000, seed: 0 },
  entries: [
    { source: { kind: 'file', path: 'src/b.py' }, name: 'b', runtime: 'python', netFuel: 20, memoryPages: 160 },
    {
      name: 'a',
      runtime: 'ruby',
      netFuel: 10,
      memoryPages: 161,
      scan: { parameter: 'n', growth: 'n', netFuel: { '1': 5, '2': 10 } },
      source: { kind: 'code', code: 'x' },
      manner: { scan: 'n=1..2' },
    },
  ],
}

it('is sorted, with what figures depend on in its head', async () => {
  const text = writeBaseline(baseline)
  await expect(text).toMatchFileSnapshot('../../../fixtures/bench/baseline.json')
  expect(writeBaseline({ ...baseline, entries: [...baseline.entries].reverse() })).toBe(text)
})

it('is read as it was written', async () => {
  const read = await readBaseline(writeBaseline(baseline), 'f.json')
  expect(read.entries.map(({ name }) => name)).toEqual(['a', 'b'])
  expect(writeBaseline(read)).toBe(writeBaseline(baseline))
})

const changed = (change: (file: Record<string, unknown>) => void) => {
  const file = JSON.parse(writeBaseline(baseline))
  change(file)
  return JSON.stringify(file)
}

it.each([
  ['no JSON', '{', 'f.json'],
  ['another format', '{"results": []}', 'format'],
  ['another version', changed((file) => Object.assign(file, { version: 2 })), 'version'],
  [
    'a figure that is no fuel',
    changed((file) => Object.assign((file.entries as object[])[0] ?? {}, { netFuel: -1 })),
    'entries.0.netFuel',
  ],
  ['an unknown key', changed((file) => Object.assign(file, { extra: 1 })), 'extra'],
  [
    'a name twice',
    changed((file) => Object.assign((file.entries as object[])[0] ?? {}, { name: 'b' })),
    '"b" stands there twice',
  ],
])('that is corrupt is refused: %s', async (_, text, why) => {
  const reading = readBaseline(text, 'f.json')
  await expect(reading).rejects.toThrow(why)
  await expect(reading).rejects.toThrow('is not a baseline that this version can read')
  await expect(reading).rejects.toThrow('record it again with `fuelcell bench save`')
})
