/**
 * `npm run bench:hosts -- HOST HOST…`: a hello of Python from each start under different builds of the host, which stand at different
 * paths, in turn in one go. Medians of wall time and of the worker's processor time, and the ratio of the latter to that of the first.
 * The fuel has to be the same, and so has the protocol. Linux only.
 */
import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import Table from 'cli-table3'
import { createRunner } from '../dist/index.js'
import { children, median, timesOf } from './measures.mjs'

const ROUNDS = 40
const HELLO = "print('hello')"

const paths = process.argv.slice(2).map((path) => resolve(path))
const hosts = []
for (const path of paths) hosts.push({ path, runner: await createRunner({ workers: 1, hostPath: path }) })

for (const start of ['cold', 'warm']) {
  const seen = hosts.map(() => ({ wall: [], processor: [], fuel: 0 }))
  for (let round = -1; round < ROUNDS; round += 1) {
    for (const [index, { path, runner }] of hosts.entries()) {
      const before = processorMs(path)
      const [wall] = await timesOf(
        async () => {
          seen[index].fuel = (await runner.run({ runtime: 'python', start, code: HELLO })).usage.fuel
        },
        1,
        0,
      )
      // The first one opens the module.
      if (round < 0) continue
      seen[index].wall.push(wall)
      seen[index].processor.push(processorMs(path) - before)
    }
  }
  const table = new Table({ head: [start, 'wall', 'processor', 'ratio', 'fuel'], style: { head: [] } })
  const base = median(seen[0].processor)
  for (const [index, { wall, processor, fuel }] of seen.entries()) {
    const ratio = (median(processor) / base).toFixed(2)
    table.push([paths[index], `${median(wall).toFixed(2)} ms`, `${median(processor).toFixed(2)} ms`, ratio, fuel])
  }
  process.stdout.write(`${table}\n`)
}
for (const { runner } of hosts) await runner.close()

/** Processor time of this process's workers under a host, see `Documentation/scheduler/sched-stats.rst` of the kernel. */
function processorMs(path) {
  const nanoseconds = children().map((pid) => {
    try {
      const [command] = readFileSync(`/proc/${pid}/cmdline`, 'utf8').split('\0')
      return command === path ? Number(readFileSync(`/proc/${pid}/schedstat`, 'utf8').split(' ')[0]) : 0
    } catch {
      return 0
    }
  })
  return nanoseconds.reduce((sum, each) => sum + each, 0) / 1e6
}
