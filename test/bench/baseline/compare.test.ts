import { describe, expect, it } from 'vitest'
import { compareWith, parseTolerance } from '../../../src/bench/baseline/compare.js'
import type { Baseline } from '../../../src/bench/baseline/file.js'
import { type BenchReport, bench } from '../../../src/bench/bench.js'
import type { BenchCase } from '../../../src/bench/case.js'
import { fakeRun, LINE_FUEL } from '../../support/fake-run.js'
import { ended } from '../../support/results.js'

const code = { kind: 'code', code: 'x' } as const
const baseline: Baseline = {
  runtimes: { python: { start: 'warm', fuelEpoch: 'epoch1' } },
  world: { clockStartMs: 0, seed: 0 },
  entries: [{ name: 'a', runtime: 'python', netFuel: 1_000_000, memoryPages: 160, source: code }],
}

async function measured(fuel: number, more: Partial<BenchCase> = {}, fuelEpoch = 'epoch1'): Promise<BenchReport> {
  const run = fakeRun(() => ({ fuel: fuel - LINE_FUEL, result: { fuelEpoch } }))
  return bench([{ name: 'a', code: 'x', ...more }], { run })
}

const verdict = async (fuel: number, tolerance: string, more?: Partial<BenchCase>, epoch?: string) =>
  compareWith(baseline, (await measured(fuel, more, epoch)).results, parseTolerance(tolerance, '--max-regression'))[0]
    ?.verdict

describe('a snippet', () => {
  it.each([
    [1_000_000, 'fuel:0', 'same'],
    [999_999, 'fuel:0', 'cheaper'],
    [1_000_001, 'fuel:0', 'regression'],
    [1_000_001, '0%', 'regression'],
    [1_005_000, '0.5%', 'dearer'],
    [1_005_001, '0.5%', 'regression'],
    [1_010_000, 'fuel:+10000', 'dearer'],
    [1_010_001, 'fuel:+10_000', 'regression'],
  ])('of %d fuel within %s is %s', async (fuel, tolerance, expected) => {
    expect(await verdict(fuel, tolerance)).toBe(expected)
  })

  it('is over its budget whatever the baseline says', async () => {
    expect(await verdict(900_000, '50%', { budget: 899_999 })).toBe('over budget')
    expect(await verdict(900_000, '50%', { budget: 900_000 })).toBe('cheaper')
  })

  it('of another fuel epoch or runtime is never compared', async () => {
    expect(await verdict(1_000_000, '50%', {}, 'epoch2')).toBe('other epoch')
    expect(await verdict(1_000_000, '50%', { runtime: 'ruby' })).toBe('other epoch')
  })

  it('from another start is never compared, and told as that', async () => {
    const run = fakeRun(() => ({ result: { start: 'cold', fuelEpoch: 'epoch2' } }))
    const { results } = await bench([{ name: 'a', code: 'x' }], { run })
    expect(compareWith(baseline, results, { ratio: 1 })).toMatchObject([{ verdict: 'other start' }])
  })

  it('that failed is no cheaper one', async () => {
    const { results } = await bench([{ name: 'a', code: 'x' }], { run: fakeRun(() => ({ result: ended('timeout') })) })
    expect(compareWith(baseline, results, { ratio: 1 })).toMatchObject([{ verdict: 'failed' }])
  })

  it('that only one side has is told', async () => {
    const { results } = await measured(5000, { name: 'b' })
    expect(compareWith(baseline, results, { fuel: 0 })).toEqual([
      { name: 'b', runtime: 'python', before: null, after: 5000, verdict: 'new' },
      { name: 'a', runtime: 'python', before: 1_000_000, after: null, verdict: 'missing' },
    ])
  })
})

it('a scan is compared at the size that became dearest', async () => {
  const scanned: Baseline = {
    ...baseline,
    entries: [
      {
        name: 'a',
        runtime: 'python',
        netFuel: 410,
        memoryPages: 160,
        scan: { parameter: 'n', growth: 'n', netFuel: { '1': 110, '2': 200, '4': 410, '99': 1 } },
        source: code,
      },
    ],
  }
  const run = fakeRun((text) => ({ fuel: text.endsWith('x') ? 100 * Number(/n = (\d+)/.exec(text)?.[1]) : 0 }))
  const { results } = await bench([{ name: 'a', code: 'x', scan: { parameter: 'n', sizes: [1, 2, 4, 8] } }], { run })
  expect(compareWith(scanned, results, { ratio: 0.01 })).toEqual([
    { name: 'a', runtime: 'python', size: 2, before: 200, after: 210, verdict: 'regression' },
  ])
})

it.each([
  ['other sizes', { parameter: 'n', growth: 'n', netFuel: { '1': 110 } }, [2, 4]],
  ['a scan that was none', undefined, [2, 4]],
  ['no scan any more', { parameter: 'n', growth: 'n', netFuel: { '1': 110 } }, undefined],
])('%s are never compared with what another size cost', async (_, scan, sizes) => {
  const [entry = { name: 'a', runtime: 'python', netFuel: 110, memoryPages: 160, source: code }] = baseline.entries
  const scanned: Baseline = { ...baseline, entries: [{ ...entry, ...(scan && { scan }) }] }
  const { results } = await measured(500, { ...(sizes && { scan: { parameter: 'n', sizes } }) })
  const after = results[0]?.netFuel
  expect(compareWith(scanned, results, { ratio: 1 })).toEqual([
    { name: 'a', runtime: 'python', before: null, after, verdict: 'new' },
  ])
})

it.each(['', '5', '-1%', '1e3%', 'fuel:', 'fuel:-5', 'fuel:9007199254740993', '%'])('a tolerance is not %j', (text) => {
  expect(() => parseTolerance(text, '--max-regression')).toThrow('--max-regression must be a part such as 0.5%')
})
