/** A thread of its own: runs the optimiser over one module, from file to file. It is busy for a minute and can be ended at any time. */
import { readFileSync, writeFileSync } from 'node:fs'
import { parentPort, workerData } from 'node:worker_threads'
import binaryen from 'binaryen'
import { passes, READING, WRITING } from './passes.js'
import type { StepBegun } from './progress.js'

/**
 * A function is inlined wherever it is called if it has at most this many of the optimiser's nodes; its own default is 20. Unoptimised C has
 * many small functions that an optimising compiler would have inlined. With 60 regular expressions are a fifth faster, the module 1 % larger.
 */
const INLINED_NODES = 60

const { source, target } = workerData as { readonly source: string; readonly target: string }
const { Features } = binaryen

const whole = passes.reduce((sum, [, weight]) => sum + weight, READING + WRITING)
let done = 0
function begin(weight: number): void {
  const begun: StepBegun = { done: done / whole, weight: weight / whole }
  parentPort?.postMessage(begun)
  done += weight
}

begin(READING)
const module = binaryen.readBinary(readFileSync(source))
// What the promotion writes; the optimiser must not use more.
module.setFeatures(Features.MutableGlobals | Features.SignExt | Features.NontrappingFPToInt)
binaryen.setOptimizeLevel(3)
binaryen.setShrinkLevel(0)
binaryen.setDebugInfo(false)
binaryen.setFlexibleInlineMaxSize(INLINED_NODES)
for (const [pass, weight] of passes) {
  begin(weight)
  module.runPasses([pass])
}
begin(WRITING)
writeFileSync(target, module.emitBinary(), { flag: 'wx', mode: 0o600 })
