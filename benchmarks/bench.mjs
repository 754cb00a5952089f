/** What `fuelcell bench` itself takes, beside the runs: `node benchmarks/bench.mjs`. Medians of eleven rounds. */
import { bench, parseScan } from '../dist/bench/index.js'
import { createRunner } from '../dist/index.js'
import { median } from './measures.mjs'

const ROUNDS = 11
const clockStartMs = 946_684_800_000

async function timed(work) {
  const durations = []
  for (let round = 0; round < ROUNDS; round += 1) {
    const startedMs = performance.now()
    await work()
    durations.push(performance.now() - startedMs)
  }
  return median(durations)
}

const runner = await createRunner()
try {
  const run = (request) => runner.run(request)
  const snippets = Array.from({ length: 100 }, (_, index) => ({ name: `snippet ${index}`, code: `x = ${index} * 2` }))
  await bench(snippets, { run })
  const hundred = await timed(() => bench(snippets, { run }))
  console.log(`100 one-line snippets: ${hundred.toFixed(0)} ms`)

  const code = 'd = {}\nfor i in range(n):\n    d[i] = i'
  const scan = parseScan('n=1..2048:x2', 'scan')
  const sources = scan.sizes.flatMap((n) => [`n = ${n}\n`, `n = ${n}\n${code}`])
  const runs = () =>
    Promise.all(sources.map((source) => run({ runtime: 'python', code: source, clockStartMs, seed: 0 })))
  await runs()
  const alone = await timed(runs)
  const fitted = await timed(() => bench([{ code, scan }], { run }))
  console.log(
    `a scan of ${scan.sizes.length} sizes with its fit: ${fitted.toFixed(1)} ms, its runs alone: ${alone.toFixed(1)} ms`,
  )
} finally {
  await runner.close()
}
