/** A thread of its own: runs the optimiser over one module, from file to file. It is busy for a minute and can be ended at any time. */
import { readFileSync, writeFileSync } from 'node:fs'
import { parentPort, workerData } from 'node:worker_threads'
import { passes, READING, WRITING } from './passes.js'
import type { StepBegun } from './progress.js'
import { readPromoted } from './read-promoted.js'
import type { OptimiserWork } from './work.js'

const { source, target, features } = workerData as OptimiserWork

const whole = passes.reduce((sum, [, weight]) => sum + weight, READING + WRITING)
let done = 0
function begin(weight: number): void {
  const begun: StepBegun = { done: done / whole, weight: weight / whole }
  parentPort?.postMessage(begun)
  done += weight
}

begin(READING)
const module = readPromoted(readFileSync(source), features)
for (const [pass, weight] of passes) {
  begin(weight)
  module.runPasses([pass])
}
begin(WRITING)
writeFileSync(target, module.emitBinary(), { flag: 'wx', mode: 0o600 })
