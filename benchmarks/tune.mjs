/**
 * `npm run bench:tune`: programs in the stock runtime and in the tuned one, turn by turn in one go, each from its usual start. Medians,
 * and fuel, which is the same on any machine. `--runtime php` (default python), `--turns N` (default 9). The programs are those of
 * `tune-programs/RUNTIME`, by the names in their first lines. Provisions the tuned runtime first, which takes a minute or two.
 */
import { readdirSync, readFileSync } from 'node:fs'
import { parseArgs } from 'node:util'
import Table from 'cli-table3'
import { createRunner } from '../dist/index.js'
import { median } from './measures.mjs'

const options = { turns: { type: 'string', default: '9' }, runtime: { type: 'string', default: 'python' } }
const { values } = parseArgs({ options })
const turns = Number(values.turns)
const RUNTIMES = [values.runtime, `${values.runtime}-tuned`]
const folder = new URL(`tune-programs/${values.runtime}/`, import.meta.url)
const programs = readdirSync(folder)
  .sort()
  .map((file) => {
    const code = readFileSync(new URL(file, folder), 'utf8')
    return { name: /^(?:#|<\?php \/\/) (.*)$/m.exec(code)?.[1] ?? file, code }
  })
const limits = { fuel: 100_000_000_000, timeoutMs: 120_000, outputBytes: 16 << 20 }
const world = { seed: 0, clockStartMs: 946_684_800_000 }

const runner = await createRunner({ workers: 1, onProgress: ({ message }) => console.error(message) })
const table = new Table({
  head: ['', 'stock', 'tuned', 'faster', 'stock, fuel', 'tuned, fuel', 'less'],
  style: { head: [], border: [], compact: true },
})
for (const { name, code } of programs) {
  const times = RUNTIMES.map(() => [])
  const last = []
  // Short ones are measured more often.
  for (let turn = 0; turn < (name === 'hello' ? turns * 50 : turns); turn += 1) {
    for (const [index, runtime] of RUNTIMES.entries()) {
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
