/**
 * `npm run bench:walls`: what the walls around a worker cost a warm hello: a sealed worker and an unsealed one, turn by turn in
 * one go; medians. On the single modules in `build`, for the package has no way to run anything unsealed.
 */
import Table from 'cli-table3'
import { defaultLimits } from '../build/core/limits.js'
import { findHost, packageVersion } from '../build/host/binary.js'
import { Worker } from '../build/host/worker.js'
import { runtimeJob } from '../build/runner/run/job.js'
import { serve } from '../build/runner/run/run-on-worker.js'
import { createRunnerWith } from '../build/runner/runner.js'
import { discard } from '../build/runtimes/cache/provisioned.js'
import { resolveRuntime } from '../build/runtimes/manifest/resolve.js'
import { provision } from '../build/runtimes/provision/provision.js'
import { provisionModule } from '../build/runtimes/provision/provision-module.js'
import { median } from './measures.mjs'

const TURNS = 3000
const WARM_UP = 300

const provisioned = await provisionPython()
const options = { hostPath: await findHost(), version: await packageVersion(), handshakeMs: 10_000 }
const workers = {
  sealed: await Worker.start(options, () => {}),
  unsealed: await Worker.start(options, () => {}),
}
await workers.sealed.open([provisioned.source], [])
await workers.unsealed.load([provisioned.source])

const wall = { sealed: [], unsealed: [] }
const inHost = { sealed: [], unsealed: [] }
for (let turn = 0; turn < WARM_UP + TURNS; turn += 1) {
  for (const [name, worker] of Object.entries(workers)) {
    const startedMs = performance.now()
    const { result } = await serve(worker, hello(), 250)
    if (turn < WARM_UP) continue
    wall[name].push(performance.now() - startedMs)
    inHost[name].push(result.durationMs)
  }
}
for (const worker of Object.values(workers)) worker.kill(new Error('done'))

const table = new Table({ head: ['warm hello, ms', 'unsealed', 'sealed', 'difference'] })
for (const [name, times] of Object.entries({ 'for the caller': wall, 'in the host': inHost })) {
  const [without, behind] = [median(times.unsealed), median(times.sealed)]
  table.push([name, without.toFixed(3), behind.toFixed(3), (behind - without).toFixed(3)])
}
console.log(table.toString())

function hello() {
  const asked = { code: Buffer.from("print('hello')"), limits: defaultLimits, clockStartMs: 0, seed: 0 }
  return runtimeJob(provisioned, provisioned.source.name, asked)
}

/** What the runner knows of Python's snapshot, after making sure that it is there. */
async function provisionPython() {
  let found
  const watched = async (...given) => {
    found = await provision(...given)
    return found
  }
  const provisioner = { resolveRuntime, provision: watched, provisionModule, discard }
  const runner = await createRunnerWith({ workers: 1 }, { provisioner })
  await runner.run({ runtime: 'python', code: '', start: 'warm' })
  await runner.close()
  return found
}
