import { describe, expect, it } from 'vitest'
import { bench } from '../../src/bench/bench.js'
import type { BenchCase } from '../../src/bench/case.js'
import type { Result } from '../../src/core/result.js'
import { fakeRun, spending } from '../support/fake-run.js'
import { ended, exited } from '../support/results.js'

describe('a measurement', () => {
  it('is one run of the code as it is, in a fixed world', async () => {
    const run = fakeRun(spending)
    const report = await bench([{ code: 'spend 500' }], { run })
    expect(run.requests).toMatchObject([
      { runtime: 'python', code: 'spend 500', clockStartMs: 946_684_800_000, seed: 0 },
    ])
    expect(report).toMatchObject({
      fuelEpoch: 'epoch1',
      world: { clockStartMs: 946_684_800_000, seed: 0 },
      differences: [],
    })
    expect(report.results).toMatchObject([
      { name: 'spend 500', netFuel: 510, compileFuel: 10, setupFuel: 0, fuel: 1510, startupFuel: 1000, ok: true },
    ])
  })

  it('leaves out what setup and parameters cost, which are metered apart', async () => {
    const run = fakeRun(spending)
    const { results } = await bench([{ code: 'spend 500', setup: 'spend 9000', params: { k: 'a"b', flag: true } }], {
      run,
    })
    expect(results).toMatchObject([{ netFuel: 510, compileFuel: 10, setupFuel: 9030, ok: true }])
    expect(run.requests).toMatchObject([{ setup: ['k = "a\\"b"\nflag = True\n', 'spend 9000'], code: 'spend 500' }])
  })

  it('gives whole numbers of any size exactly', async () => {
    const run = fakeRun()
    await bench([{ code: 'x', params: { n: 12_345_678_901_234_567_890n, m: -5, e: 1e30 } }], { run })
    expect(run.requests[0]?.setup).toEqual(['n = 12345678901234567890\nm = -5\ne = 1e+30\n'])
  })

  it('is not there when the setup did not come to its end', async () => {
    const error = { type: 'NameError', message: 'y', line: 2, traceback: '' }
    const ending = (result: Partial<Result>) =>
      fakeRun(() => ({ result: { ...result, usage: { ...exited(0).usage, fuel: 900 } } }))
    const cases = [{ code: 'x', setup: '\ny' }]
    const left = await bench(cases, { run: ending({}) })
    expect(left.results).toMatchObject([{ ok: false, inSetup: true, exitCode: 0, netFuel: 0, fuel: 900 }])
    const raised = await bench(cases, { run: ending(exited(1, { error })) })
    expect(raised.results).toMatchObject([{ ok: false, inSetup: true, error: { line: 2 } }])
  })

  it('of code that does not compile is what compiling cost', async () => {
    const run = (codeFuel: number) => fakeRun(() => ({ usage: { compileFuel: 3382, setupFuel: 40, codeFuel } }))
    const netFuel = async (codeFuel: number) =>
      (await bench([{ code: 'x = = 3', setup: 'y' }], { run: run(codeFuel) })).results[0]?.netFuel
    expect(await netFuel(0)).toBe(3382)
    expect(await netFuel(5000)).toBe(5000)
  })

  it('of a cold start knows no compile fuel and no setup, and has its parameters in it', async () => {
    const run = fakeRun(() => ({ result: { start: 'cold' } }))
    const cold = async (request: Parameters<typeof run>[0]) => {
      const result = await run(request)
      const { compileFuel: _, ...usage } = result.usage
      return { ...result, usage }
    }
    const { results } = await bench([{ code: 'x', params: { n: 5 } }], { run: cold, start: 'cold' })
    expect(results[0]).toMatchObject({ start: 'cold', setupFuel: 0 })
    expect(results[0]).not.toHaveProperty('compileFuel')
    expect(run.requests).toMatchObject([{ start: 'cold', code: 'n = 5\nx' }])
    expect(run.requests[0]).not.toHaveProperty('setup')
  })

  it('in another language has its parameters in it, and an empty setup is none', async () => {
    const run = fakeRun()
    await bench([{ code: 'x', runtime: 'quickjs', params: { n: 5, b: 2n ** 64n }, setup: '' }], { run })
    expect(run.requests).toMatchObject([{ code: 'var n = 5;\nvar b = 18446744073709551616n;\nx' }])
  })

  it('is of the case’s own start rather than of that of the bench', async () => {
    const run = fakeRun()
    await bench([{ code: 'x', start: 'warm' }, { code: 'y' }], { run, start: 'cold' })
    expect(run.requests.map(({ start }) => start)).toEqual(['warm', 'cold'])
  })

  it('counts the lines of an error from the code’s own first', async () => {
    const error = { type: 'ZeroDivisionError', message: 'division by zero', traceback: '' }
    const at = (line: number) => fakeRun(() => ({ result: exited(1, { error: { ...error, line } }) }))
    const wrong: BenchCase = { code: '1/0', runtime: 'ruby', params: { k: 1, l: 2 } }
    expect((await bench([wrong], { run: at(3) })).results).toMatchObject([
      { ok: false, exitCode: 1, error: { line: 1 } },
    ])
    expect((await bench([wrong], { run: at(2) })).results).toMatchObject([{ error: { line: null } }])
  })

  it('gives the cost of one element', async () => {
    const { results } = await bench([{ code: 'spend 500', per: 100 }], { run: fakeRun(spending) })
    expect(results).toMatchObject([{ per: { elements: 100, netFuel: 5.1 } }])
  })
})

describe('names', () => {
  it('are the first line that says something, and numbered when it is not the only one', async () => {
    const cases = [{ code: '\n\nspend 1\nspend 2' }, { code: 'spend 1\nspend 3' }, { code: 'x'.repeat(60) }]
    const { results } = await bench(cases, { run: fakeRun(spending) })
    expect(results.map(({ name }) => name)).toEqual(['spend 1 …', 'spend 1 … (2)', `${'x'.repeat(48)} …`])
  })

  it('are refused when two snippets were given the same', async () => {
    await expect(
      bench(
        [
          { name: 'a', code: '1' },
          { name: 'a', code: '2' },
        ],
        { run: fakeRun() },
      ),
    ).rejects.toThrow('two snippets are called "a"; give one of them another name')
  })
})

describe('verification', () => {
  it('runs each program on every worker and finds nothing where all agree', async () => {
    const [first, second, third] = [fakeRun(spending), fakeRun(spending), fakeRun(spending)]
    const { differences } = await bench([{ code: 'spend 5' }], { run: first, verify: [second, third] })
    expect(differences).toEqual([])
    expect([first, second, third].map(({ requests }) => requests.length)).toEqual([1, 1, 1])
  })

  it('shows both sides of whatever differs', async () => {
    const other = fakeRun(() => ({ fuel: 6, usage: { memoryPages: 161 }, result: { stdout: 'b' } }))
    const { differences } = await bench([{ name: 'it', code: 'spend 5' }], {
      run: fakeRun((code) => ({ ...spending(code), result: { stdout: 'a' } })),
      verify: [other],
    })
    expect(differences).toEqual([
      { name: 'it', what: 'fuel', first: '1015 (setup 0)', other: '1016 (setup 0)' },
      { name: 'it', what: 'memory pages', first: '160', other: '161' },
      { name: 'it', what: 'stdout', first: 'a', other: 'b' },
    ])
  })
})

it('finds no fault where two workers ran into the deadline', async () => {
  const late = (fuel: number) =>
    fakeRun(() => ({ result: { ...ended('timeout'), usage: { ...exited(0).usage, fuel } } }))
  expect((await bench([{ code: 'x' }], { run: late(5), verify: [late(6)] })).differences).toEqual([])
  const { differences } = await bench([{ code: 'x' }], { run: late(5), verify: [fakeRun()] })
  expect(differences.map(({ what }) => what)).toContain('status')
})

it('tells of its progress', async () => {
  const told: unknown[] = []
  await bench([{ code: 'a' }, { code: 'b' }], { run: fakeRun(), onProgress: (progress) => told.push(progress) })
  expect(told).toEqual([
    { done: 1, total: 2, name: 'a' },
    { done: 2, total: 2, name: 'b' },
  ])
})

it('joins the epochs of several runtimes', async () => {
  const run = fakeRun((_, { runtime }) => ({ result: { fuelEpoch: runtime } }))
  const { fuelEpoch } = await bench([{ code: 'a', runtime: 'ruby' }, { code: 'b' }], { run })
  expect(fuelEpoch).toBe('python+ruby')
})

it('ends with the caller’s signal', async () => {
  const stop = new AbortController()
  stop.abort(new Error('enough'))
  await expect(bench([{ code: 'a' }], { run: fakeRun(), signal: stop.signal })).rejects.toThrow('enough')
})
