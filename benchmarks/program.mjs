/**
 * What a program of Python gains by being compiled once: `runCode` and `program.run` of the same code in turn, modules of 5 to 2,000
 * lines that print a word. Medians; in the host is what the Result tells as its duration. `--runtime python-tuned` for another one.
 */
import { parseArgs } from 'node:util'
import { createRunner } from '../dist/index.js'
import { median } from './measures.mjs'

const { values } = parseArgs({
  options: { runtime: { type: 'string', default: 'python' }, runs: { type: 'string', default: '100' } },
})
const { runtime } = values
const LINES = [5, 50, 500, 2000]
const world = { clockStartMs: 946_684_800_000, seed: 0 }

/** A module of functions, five lines each. */
function moduleOf(lines) {
  const functions = Array.from(
    { length: lines / 5 },
    (_, n) =>
      `def step_${n}(items, limit=${n}):\n    # One of many.\n    kept = [one for one in items if one < limit]\n    return {"kept": kept, "count": len(kept)}\n`,
  )
  return `${functions.join('\n')}print("done", len(step_0([1, 2, 3])))\n`
}

const columns = ['lines', 'runCode', 'program.run', 'in the host', '', 'gain', 'fuel', '', 'of compiling']
console.log(`| ${columns.join(' | ')} |\n|${'---|'.repeat(columns.length)}`)
const runner = await createRunner({ workers: 1 })
for (const lines of LINES) {
  const code = moduleOf(lines)
  const program = await runner.compile(runtime, code)
  const ways = [() => runner.runCode(runtime, code, world), () => program.run(world)]
  const times = [[], []]
  const inHost = [[], []]
  const fuel = []
  for (let run = 0; run < Number(values.runs); run += 1) {
    for (const [index, way] of ways.entries()) {
      const before = performance.now()
      const { usage, stdout } = await way()
      times[index].push(performance.now() - before)
      inHost[index].push(usage.durationMs)
      fuel[index] = usage.fuel
      if (stdout !== 'done 2\n') throw new Error(`a module of ${lines} lines printed ${stdout}`)
    }
  }
  const [plain, compiled] = inHost.map(median)
  const shown = [...times.map(median), plain, compiled].map((ms) => `${ms.toFixed(2)} ms`)
  const gain = `${(plain / compiled).toFixed(1)} ×`
  const fuels = [...fuel, program.stages[0].usage.fuel].map((units) => units.toLocaleString('en'))
  console.log(`| ${[lines.toLocaleString('en'), ...shown, gain, ...fuels].join(' | ')} |`)
  await program.close()
}
await runner.close()
