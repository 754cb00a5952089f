import { describe, expect, it } from 'vitest'
import { bench } from '../../src/bench/bench.js'
import type { BenchCase } from '../../src/bench/case.js'
import { ended, exited } from '../cli/results.js'
import { fakeRun } from './fake-run.js'

/** `spend 500` costs 500, and `n` stands for the value that a line `n = …` before it gave. */
const spending = (code: string) => {
  const n = Number(/^n = (\d+)$/m.exec(code)?.[1] ?? 0)
  const fuel = [...code.matchAll(/^spend (\w+)$/gm)].reduce(
    (sum, [, word]) => sum + (word === 'n' ? n : Number(word)),
    0,
  )
  return { fuel }
}

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

  it('leaves out what setup and parameters cost', async () => {
    const run = fakeRun(spending)
    const { results } = await bench([{ code: 'spend 500', setup: 'spend 9000', params: { k: 'a"b', flag: true } }], {
      run,
    })
    expect(results).toMatchObject([{ netFuel: 510, compileFuel: 10, setupFuel: 9030 }])
    expect(run.requests.map(({ code }) => code).sort()).toEqual([
      'k = "a\\"b"\nflag = True\nspend 9000\n',
      'k = "a\\"b"\nflag = True\nspend 9000\nspend 500',
    ])
  })

  it('runs a setup that several cases share once', async () => {
    const run = fakeRun(spending)
    const setup = 'spend 9000'
    await bench(
      [
        { code: 'spend 1', setup },
        { code: 'spend 2', setup },
      ],
      { run },
    )
    expect(run.requests).toHaveLength(3)
  })

  it('is never below 0', async () => {
    const run = fakeRun((code) => ({ fuel: code === 'setup\n' ? 5000 : 0 }))
    const { results } = await bench([{ code: 'x', setup: 'setup' }], { run })
    expect(results).toMatchObject([{ netFuel: 0 }])
  })

  it('knows no compile fuel in a cold start', async () => {
    const run = fakeRun(() => ({ result: { start: 'cold' } }))
    const cold = async (request: Parameters<typeof run>[0]) => {
      const result = await run(request)
      const { compileFuel: _, ...usage } = result.usage
      return { ...result, usage }
    }
    const { results } = await bench([{ code: 'x', setup: 'y' }], { run: cold, start: 'cold' })
    expect(results[0]).not.toHaveProperty('compileFuel')
    expect(run.requests[0]).toMatchObject({ start: 'cold' })
  })

  it('counts the lines of an error from the code’s own first', async () => {
    const error = { type: 'ZeroDivisionError', message: 'division by zero', traceback: '' }
    const at = (line: number) => fakeRun(() => ({ result: exited(1, { error: { ...error, line } }) }))
    const wrong: BenchCase = { code: '1/0', setup: 'a\nb', params: { k: 1 } }
    expect((await bench([wrong], { run: at(4) })).results).toMatchObject([
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

describe('a scan', () => {
  const scan = { parameter: 'n', sizes: [1, 2, 4, 8, 16, 32, 64, 128] }

  it('defines its parameter outside the measured part and fits what is left', async () => {
    const run = fakeRun((code) => ({ fuel: spending(code).fuel * 1930 }))
    const { results } = await bench([{ code: 'spend n', scan }], { run })
    expect(run.requests.filter(({ code }) => code === 'n = 64\nspend n')).toHaveLength(1)
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
    expect(run.requests.some(({ code }) => code === 'n = 64\nspend n')).toBe(false)
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

describe('refuses', () => {
  const run = fakeRun()

  it.each<readonly [string, unknown, string]>([
    ['nothing to measure', [], 'there is nothing to measure'],
    ['cases that are no array', 'x', 'cases must be an array'],
    ['a case without code', [{ name: 'a' }], 'bench (cases[0]): code must be a string, but undefined was given'],
    ['an unknown key', [{ code: 'a', setpu: '' }], 'does not know the option "setpu"; did you mean "setup"?'],
    ['an empty name', [{ code: 'a', name: ' ' }], 'has an empty name'],
    ['a parameter that is no name', [{ code: 'a', params: { 'a b': 1 } }], 'the parameter "a b" must be letters'],
    [
      'a parameter that is no value',
      [{ code: 'a', params: { a: [1] } }],
      'params.a must be a string, a number or a boolean',
    ],
    [
      'a parameter that is scanned as well',
      [{ code: 'a', params: { n: 1 }, scan: { parameter: 'n', sizes: [1] } }],
      'is scanned and has a fixed value',
    ],
    [
      'a size that overflows',
      [{ code: 'a', scan: { parameter: 'n', sizes: [2 ** 53] } }],
      'scan.sizes[0] must be a whole number',
    ],
    [
      'a scan without sizes',
      [{ code: 'a', scan: { parameter: 'n', sizes: [] } }],
      'scan.sizes must be an array of sizes',
    ],
    ['a budget of nothing', [{ code: 'a', budget: 0 }], 'budget must be a whole number from 1'],
    [
      'parameters in a language that has no way to define them',
      [{ code: 'a', runtime: 'sqlite', params: { n: 1 } }],
      'write the value into the code',
    ],
  ])('%s', async (_, cases, why) => {
    await expect(bench(cases as BenchCase[], { run })).rejects.toThrow(why)
    expect(run.requests).toEqual([])
  })

  it('options that it does not know, and none to run with', async () => {
    await expect(bench([{ code: 'a' }], { run, verfy: [] } as never)).rejects.toThrow('did you mean "verify"?')
    await expect(bench([{ code: 'a' }], {} as never)).rejects.toThrow('run must be a function such as runner.run')
  })
})
