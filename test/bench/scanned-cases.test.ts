import { describe, expect, it } from 'vitest'
import { bench } from '../../src/bench/bench.js'
import { fakeRun, spending } from '../support/fake-run.js'
import { ended, exited } from '../support/results.js'

describe('a scan', () => {
  const scan = { parameter: 'n', sizes: [1, 2, 4, 8, 16, 32, 64, 128] }

  it('defines its parameter outside the measured part and fits what is left', async () => {
    const run = fakeRun((code) => ({ fuel: spending(code).fuel * 1930 }))
    const { results } = await bench([{ code: 'spend n', scan }], { run })
    expect(run.requests.map(({ setup, code }) => [setup, code])).toContainEqual([['n = 64\n'], 'spend n'])
    expect(results[0]?.netFuel).toBe(128 * 1930 + 10)
    expect(results[0]?.scan).toMatchObject({
      parameter: 'n',
      sizes: scan.sizes,
      netFuel: scan.sizes.map((n) => n * 1930 + 10),
      growth: 'n',
      failed: [],
      skipped: [],
    })
    expect(results[0]?.scan?.coefficient).toBeCloseTo(1930, 3)
    expect(results[0]?.scan?.exponent).toBeCloseTo(1, 3)
  })

  it('shows the size that runs out of fuel, tries none above, and fits the rest', async () => {
    const run = fakeRun((code) => {
      const { fuel } = spending(code)
      return fuel < 32 ? { fuel: fuel * 1000 } : { result: ended('out-of-fuel') }
    })
    const { results } = await bench([{ code: 'spend n', scan }], { run, concurrency: 1 })
    expect(results[0]).toMatchObject({ ok: false, status: 'out-of-fuel' })
    expect(results[0]?.scan).toMatchObject({
      sizes: [1, 2, 4, 8, 16],
      growth: 'n',
      failed: [{ size: 32, status: 'out-of-fuel', exitCode: null }],
      skipped: [64, 128],
    })
    expect(run.requests.some(({ setup }) => setup?.includes('n = 64\n'))).toBe(false)
  })

  it('keeps all figures of every size that was tried', async () => {
    const run = fakeRun((code) => (spending(code).fuel < 4 ? { fuel: 7 } : { result: exited(3) }))
    const { results } = await bench([{ code: 'spend n', scan: { parameter: 'n', sizes: [1, 4] } }], { run })
    expect(results[0]?.scan?.points).toMatchObject([
      { size: 1, ok: true, netFuel: 10, setupFuel: 17, fuel: 1027, memoryPages: 160, durationMs: 1.25 },
      { size: 4, ok: false, exitCode: 3 },
    ])
  })

  it('comes to the same however many runs go on at a time', async () => {
    const behave = (code: string) => (spending(code).fuel < 32 ? { fuel: 1 } : { result: ended('out-of-fuel') })
    const one = await bench([{ code: 'spend n', scan }], { run: fakeRun(behave), concurrency: 1 })
    const many = await bench([{ code: 'spend n', scan }], { run: fakeRun(behave), concurrency: 50 })
    expect(many).toEqual(one)
  })

  it('goes on after a size at which the code itself fails', async () => {
    const run = fakeRun((code) =>
      spending(code).fuel === 4 ? { result: exited(1) } : { fuel: 1000 * spending(code).fuel },
    )
    const { results } = await bench([{ code: 'spend n', scan }], { run })
    expect(results[0]?.scan).toMatchObject({
      sizes: [1, 2, 8, 16, 32, 64, 128],
      growth: 'n',
      failed: [{ size: 4, status: 'exit', exitCode: 1 }],
      skipped: [],
    })
  })
})

it('tells what was printed at the size that is told, and compares it at each', async () => {
  const scan = { parameter: 'n', sizes: [1, 2, 4] }
  const printing = (prefix: string) => fakeRun((code) => ({ result: { stdout: `${prefix} ${code}` } }))
  const { results, differences } = await bench([{ code: 'x', setup: 'y', scan }], {
    run: printing('a'),
    verify: [printing('b')],
  })
  expect(results[0]?.stdout).toBe('a n = 4\ny\nx')
  expect(differences.map(({ size, first }) => [size, first])).toEqual([
    [1, 'a n = 1\ny\nx'],
    [2, 'a n = 2\ny\nx'],
    [4, 'a n = 4\ny\nx'],
  ])
})
