/**
 * What `fuelcell bench` takes beside the runs, and what a profile takes beside a plain run: `node benchmarks/bench.mjs`, after
 * `npm start`. Medians of eleven rounds, in which what is compared takes turns.
 */
import { bench, parseScan } from '../dist/bench/index.js'
import { createRunner } from '../dist/index.js'
import { median } from './measures.mjs'

const ROUNDS = 11
const PROFILE_FUEL = 200
const world = { runtime: 'python', clockStartMs: 946_684_800_000, seed: 0 }

const profiled = {
  'a loop': 'total = 0\nfor i in range(300_000):\n    total += i * i',
  'recursion, 16 frames deep': 'def fib(n):\n    return n if n < 2 else fib(n - 1) + fib(n - 2)\nfib(22)',
  'recursion, 900 frames deep':
    'def deep(n):\n    return sum(i * i for i in range(200_000)) if n == 0 else deep(n - 1)\ndeep(900)',
  'the standard library':
    'import json, re\ndata = [{"a": i, "b": [i, str(i)]} for i in range(500)]\nfor _ in range(8):\n    re.findall(r"\\d+", json.dumps(json.loads(json.dumps(data))))',
  'a hello': 'print("hello")',
}

const runner = await createRunner({ workers: 2 })
try {
  const run = (request) => runner.run(request)

  const snippets = Array.from({ length: 100 }, (_, index) => ({ name: `snippet ${index}`, code: `x = ${index} * 2` }))
  const plainly = () => Promise.all(snippets.map(({ code }) => run({ ...world, code })))
  const [hundredAlone, hundred] = await inTurns([plainly, () => bench(snippets, { run })])
  console.log(`100 one-line snippets: ${hundred.toFixed(0)} ms, their runs alone: ${hundredAlone.toFixed(0)} ms`)

  const code = 'd = {}\nfor i in range(n):\n    d[i] = i'
  const scan = parseScan('n=1..2048:x2', 'scan')
  const runs = () => Promise.all(scan.sizes.map((n) => run({ ...world, setup: `n = ${n}\n`, code })))
  const [alone, fitted] = await inTurns([runs, () => bench([{ code, scan }], { run })])
  console.log(
    `a scan of ${scan.sizes.length} sizes with its fit: ${fitted.toFixed(1)} ms, its runs alone: ${alone.toFixed(1)} ms`,
  )

  for (const [name, program] of Object.entries(profiled)) {
    const request = { ...world, code: program }
    const { usage } = await run(request)
    const [plain, looked] = await inTurns([
      async () => (await run(request)).usage.durationMs,
      async () => (await run({ ...request, profileFuel: PROFILE_FUEL })).usage.durationMs,
    ])
    console.log(
      `a profile of ${name} (${(usage.fuel / 1e6).toFixed(1)} M fuel): ${looked.toFixed(1)} ms in the host, the plain run ` +
        `${plain.toFixed(1)} ms: ${(looked / plain).toFixed(1)} ×`,
    )
  }
} finally {
  await runner.close()
}

/** The medians of each piece of work: what it says that it took, else the wall time. The first round warms up. */
async function inTurns(works) {
  const durations = works.map(() => [])
  for (let round = 0; round <= ROUNDS; round += 1) {
    for (const [index, work] of works.entries()) {
      const startedMs = performance.now()
      const told = await work()
      if (round > 0) durations[index].push(typeof told === 'number' ? told : performance.now() - startedMs)
    }
  }
  return durations.map(median)
}
