/**
 * `npm run bench:tune`: programs in the stock runtime and in the tuned one, turn by turn in one go, each from its usual start. Medians,
 * and fuel, which is the same on any machine. `--runtime php` (default python), `--turns N` (default 9). Provisions the tuned runtime
 * first, which takes a minute or two. With `--rules` it tells what each rule of promotion gains instead, see `tune-rules.mjs`.
 */
import { readdirSync, readFileSync } from 'node:fs'
import { parseArgs } from 'node:util'
import Table from 'cli-table3'
import { createRunner } from '../dist/index.js'
import { median } from './measures.mjs'

const limits = { fuel: 100_000_000_000, timeoutMs: 120_000, outputBytes: 16 << 20 }
const world = { seed: 0, clockStartMs: 946_684_800_000 }

const { values } = parseArgs({
  options: {
    runtime: { type: 'string', default: 'python' },
    turns: { type: 'string', default: '9' },
    rules: { type: 'boolean', default: false },
    optimised: { type: 'boolean', default: false },
  },
})
if (values.rules) {
  const { benchRules } = await import('./tune-rules.mjs')
  await benchRules({ isOptimised: values.optimised })
} else {
  await benchPrograms([values.runtime, `${values.runtime}-tuned`], Number(values.turns))
}

async function benchPrograms(runtimes, turns) {
  const runner = await createRunner({ workers: 1, onProgress: ({ message }) => console.error(message) })
  const table = new Table({
    head: ['', 'stock', 'tuned', 'faster', 'stock, fuel', 'tuned, fuel', 'less'],
    style: { head: [], border: [], compact: true },
  })
  for (const { name, code } of programsFor(runtimes[0])) {
    const times = runtimes.map(() => [])
    const last = []
    // Short ones are measured more often.
    for (let turn = 0; turn < (name === 'hello' ? turns * 50 : turns); turn += 1) {
      for (const [index, runtime] of runtimes.entries()) {
        last[index] = await runner.run({ runtime, code, limits, ...world })
        times[index].push(last[index].usage.durationMs)
      }
    }
    const [stock, tuned] = last
    if (stock.status !== 'exit' || stock.tty !== tuned.tty || stock.exitCode !== tuned.exitCode) {
      throw new Error(`${name}: the tuned one does something else`)
    }
    const [stockMs, tunedMs] = times.map(median)
    const fuels = last.map(({ usage }) => usage.fuel)
    table.push([
      name,
      ...[stockMs, tunedMs].map((ms) => `${ms.toFixed(2)} ms`),
      `${(stockMs / tunedMs).toFixed(2)} ×`,
      ...fuels.map((fuel) => `${(fuel / 1e6).toFixed(1)} M`),
      `${(fuels[0] / fuels[1]).toFixed(2)} ×`,
    ])
  }
  await runner.close()
  console.log(table.toString())
}

/** The programs of a folder, by the names in their first lines. */
function programsFor(runtime) {
  const folder = new URL(`tune-programs/${runtime}/`, import.meta.url)
  return readdirSync(folder)
    .sort()
    .map((file) => {
      const code = readFileSync(new URL(file, folder), 'utf8')
      return { name: /^(?:#|<\?php \/\/) (.*)$/m.exec(code)?.[1] ?? file, code }
    })
}
