/** Bench on the real interpreter: known answers of growth, equality across workers, planted regressions. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { compareWith } from '../../src/bench/baseline/compare.js'
import { type BenchReport, bench } from '../../src/bench/bench.js'
import type { BenchCase } from '../../src/bench/case.js'
import { benchImports } from '../../src/bench/imports.js'
import type { Run } from '../../src/bench/run.js'
import { parseScan } from '../../src/bench/scan.js'
import type { Growth } from '../../src/growth/models.js'
import { createRunner, type Runner } from '../../src/runner/runner.js'

let runner: Runner
let other: Runner
beforeAll(async () => {
  runner = await createRunner({ workers: 2 })
  other = await createRunner({ workers: 1 })
})
afterAll(async () => {
  await Promise.all([runner.close(), other.close()])
})

const run: Run = (request) => runner.run(request)
const runOther: Run = (request) => other.run(request)
const scan = (text: string) => parseScan(text, 'scan')

interface Known {
  readonly name: string
  readonly growth: Growth
  readonly scan: string
  readonly code: string
  readonly setup?: string
}

const randomList = 'import random\nxs = [random.random() for _ in range(n)]'
const known: readonly Known[] = [
  { name: 'dict insert', growth: 'n', scan: 'n=1..4096', code: 'd = {}\nfor i in range(n):\n    d[i] = i' },
  {
    name: 'dict insert, sizes out of step',
    growth: 'n',
    scan: 'n=10,20,50,100,200,500,1000,2000,5000',
    code: 'd = {}\nfor i in range(n):\n    d[i] = i',
  },
  { name: 'list append', growth: 'n', scan: 'n=1..4096', code: 'xs = []\nfor i in range(n):\n    xs.append(i)' },
  {
    name: 'list append, sizes out of step',
    growth: 'n',
    scan: 'n=10,20,50,100,200,500,1000,2000,5000',
    code: 'xs = []\nfor i in range(n):\n    xs.append(i)',
  },
  { name: 'empty loop', growth: 'n', scan: 'n=1..8192', code: 'for i in range(n):\n    pass' },
  { name: 'empty loop, fewer sizes', growth: 'n', scan: 'n=1..1024', code: 'for i in range(n):\n    pass' },
  { name: 'list comprehension', growth: 'n', scan: 'n=1..1024', code: 'x = [i for i in range(n)]' },
  { name: 'sorting what is sorted backwards', growth: 'n', scan: 'n=1..4096', code: 'sorted(range(n, 0, -1))' },
  { name: 'list sort', growth: 'n log n', scan: 'n=1..4096', setup: randomList, code: 'xs.sort()' },
  {
    name: 'two nested loops',
    growth: 'n^2',
    scan: 'n=1..256',
    code: 'c = 0\nfor i in range(n):\n    for j in range(n):\n        c += 1',
  },
  {
    name: 'three nested loops',
    growth: 'n^3',
    scan: 'n=1..32',
    code: 'c = 0\nfor i in range(n):\n    for j in range(n):\n        for k in range(n):\n            c += 1',
  },
  {
    name: 'bisect',
    growth: 'log n',
    scan: 'n=1..65536',
    setup: 'import bisect\nxs = list(range(n))',
    code: 'for i in range(1000):\n    bisect.bisect(xs, i * n // 1000)',
  },
  {
    name: 'naive fib',
    growth: '2^n',
    scan: 'n=1..18:+1',
    code: 'def fib(k):\n    return k if k < 2 else fib(k - 1) + fib(k - 2)\nfib(n)',
  },
  {
    name: 'memoised fib',
    growth: 'n',
    scan: 'n=10..120:+10',
    code: 'memo = {0: 0, 1: 1}\ndef fib(k):\n    if k not in memo:\n        memo[k] = fib(k - 1) + fib(k - 2)\n    return memo[k]\nfib(n)',
  },
  {
    name: 'string concatenation in a function',
    growth: 'n',
    scan: 'n=1..16384',
    code: 'def f():\n    s = ""\n    for i in range(n):\n        s += "x"\nf()',
  },
  {
    name: 'string concatenation at module level, which copies',
    growth: 'n^2',
    scan: 'n=1..4096',
    code: 's = ""\nfor i in range(n):\n    s += "x"',
  },
  {
    name: 'heap',
    growth: 'n log n',
    scan: 'n=1..4096',
    setup: `import heapq\n${randomList}`,
    code: 'h = []\nfor x in xs:\n    heapq.heappush(h, x)\nwhile h:\n    heapq.heappop(h)',
  },
  {
    name: 'permutations',
    growth: '2^n',
    scan: 'n=1..8:+1',
    setup: 'import itertools',
    code: 'for p in itertools.permutations(range(n)):\n    pass',
  },
  { name: 'subsets', growth: '2^n', scan: 'n=1..12:+1', code: 'c = 0\nfor m in range(1 << n):\n    c += 1' },
  {
    name: 'membership in a list',
    growth: 'n',
    scan: 'n=1..4096',
    setup: 'xs = list(range(n))',
    code: 'for i in range(20):\n    -1 in xs',
  },
  {
    name: 'membership in a dict',
    growth: '1',
    scan: 'n=1..4096',
    setup: 'd = {i: i for i in range(n)}',
    code: 'for k in range(100):\n    k in d',
  },
  { name: 'length of a list', growth: '1', scan: 'n=1..4096', setup: 'xs = list(range(n))', code: 'len(xs)' },
  {
    name: 'arithmetic on integers that get longer',
    growth: '1',
    scan: 'n=1..4503599627370496:x4',
    code: 'x = n * 3',
  },
]

describe('growth', () => {
  it.each(known)('of $name is $growth', async ({ growth, scan: sizes, code, setup }) => {
    const { results } = await bench([{ code, scan: scan(sizes), ...(setup === undefined ? {} : { setup }) }], { run })
    expect(results[0]?.scan?.failed).toEqual([])
    expect(results[0]?.scan?.growth).toBe(growth)
  })
})

/** What must be the same each time: everything but wall time. */
const figures = ({ results, fuelEpoch, world }: BenchReport) => ({
  fuelEpoch,
  world,
  results: results.map(({ durationMs: _, scan: found, ...rest }) => ({
    ...rest,
    scan: found && { ...found, points: found.points.map(({ durationMs: __, ...point }) => point) },
  })),
})

const mixed: readonly BenchCase[] = [
  { code: 'print("hi")' },
  { code: 'import random, time\nprint(random.random(), time.time(), id(object()), hash("x"))' },
  { code: '1 / 0', setup: 'import json' },
  { code: 'xs = [[] for _ in range(n)]', scan: scan('n=1..1000:x10') },
]

describe('the same figures', () => {
  it('on every worker', async () => {
    const { differences } = await bench(mixed, { run, verify: [runOther, run, runOther] })
    expect(differences).toEqual([])
  })

  it('each time, and whatever ran before', async () => {
    const first = await bench(mixed, { run })
    const second = await bench([...mixed].reverse(), { run: runOther, concurrency: 1 })
    expect(figures(second).results.reverse()).toEqual(figures(first).results)
  })
})

describe('a baseline', () => {
  const entry = async (code: string) => {
    const report = await bench([{ name: 'it', code }], { run })
    return { report, result: report.results[0] }
  }
  const program = 'total = 0\nfor i in range(1000):\n    total += i\nprint(total)\n'

  it('catches one added line, and nothing where none was added', async () => {
    const { report, result } = await entry(program)
    if (result === undefined) throw new Error('no result')
    const { name, runtime, netFuel, memoryPages, start, fuelEpoch } = result
    const source = { kind: 'code', code: program } as const
    const baseline = {
      runtimes: { [runtime]: { start, fuelEpoch } },
      world: report.world,
      entries: [{ name, runtime, netFuel, memoryPages, source }],
    }
    const verdicts = async (code: string) =>
      compareWith(baseline, (await entry(code)).report.results, { fuel: 0 }).map(({ verdict }) => verdict)
    expect(await verdicts(program)).toEqual(['same'])
    expect(await verdicts(`${program}x = 1\n`)).toEqual(['regression'])
  })
})

it('a hundred snippets come back in their order', async () => {
  const cases = Array.from({ length: 100 }, (_, index) => ({ name: `s${index}`, code: `x = ${index} * 2` }))
  const { results } = await bench(cases, { run })
  expect(results.map(({ name, ok }) => [name, ok])).toEqual(cases.map(({ name }) => [name, true]))
})

it('the setup of a case costs it nothing', async () => {
  const [small, large] = (
    await bench(
      ['1', '4096'].map((size) => ({ name: size, setup: `xs = list(range(${size}))`, code: 'y = 1' })),
      { run },
    )
  ).results
  expect(small?.netFuel).toBeGreaterThan(0)
  // How full the heap is by then makes a few hundred units.
  expect((large?.netFuel ?? 0) / (small?.netFuel ?? 0)).toBeCloseTo(1, 1)
  expect((large?.setupFuel ?? 0) - (small?.setupFuel ?? 0)).toBeGreaterThan(100_000)
})

it('a scan that runs out of fuel shows where', async () => {
  const { results } = await bench([{ code: 'for i in range(n):\n    pass', scan: scan('n=1..1048576:x2') }], {
    run,
    limits: { fuel: 20_000_000 },
  })
  const [result] = results
  expect(result?.status).toBe('out-of-fuel')
  expect(result?.scan).toMatchObject({ growth: 'n', failed: [{ status: 'out-of-fuel', exitCode: null }] })
  expect((result?.scan?.skipped ?? []).length).toBeGreaterThan(0)
})

it('an import costs much in a cold start and little in a warm one', async () => {
  const { modules } = await benchImports(['json', 'winreg'], { run })
  expect(modules.map(({ module }) => module)).toEqual(['json', 'winreg'])
  const [json, winreg] = modules
  expect(json?.cold?.netFuel).toBeGreaterThan(50_000_000)
  expect(json?.warm?.netFuel).toBeLessThan(1_000_000)
  expect(winreg).toMatchObject({ cold: null, warm: null })
})
