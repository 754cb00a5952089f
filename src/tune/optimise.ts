/** A thread of its own: runs the optimiser over one module, from file to file. It is busy for a minute and can be ended at any time. */
import { readFileSync, writeFileSync } from 'node:fs'
import { parentPort, workerData } from 'node:worker_threads'
import binaryen from 'binaryen'
import { runtimes as say } from '../messages.js'
import { passes, READING, WRITING } from './passes.js'
import type { StepBegun } from './progress.js'
import type { OptimiserWork } from './work.js'

/**
 * A function is inlined wherever it is called if it has at most this many of the optimiser's nodes; its own default is 20. Unoptimised C has
 * many small functions that an optimising compiler would have inlined. With 60 regular expressions are a fifth faster, the module 1 % larger.
 */
const INLINED_NODES = 60

const { Features } = binaryen
/** What the promotion writes and no module does without; the optimiser must not use more than it is told. */
const USUAL = Features.MutableGlobals | Features.SignExt | Features.NontrappingFPToInt
/** What it is told of modules that use it, by the names that the host gives. */
const optional: Readonly<Record<string, number>> = {
  'bulk-memory': Features.BulkMemory | Features.BulkMemoryOpt,
  'reference-types': Features.ReferenceTypes | Features.CallIndirectOverlong,
  'multi-value': Features.Multivalue,
}

const { source, target, features } = workerData as OptimiserWork

const whole = passes.reduce((sum, [, weight]) => sum + weight, READING + WRITING)
let done = 0
function begin(weight: number): void {
  const begun: StepBegun = { done: done / whole, weight: weight / whole }
  parentPort?.postMessage(begun)
  done += weight
}

begin(READING)
const module = binaryen.readBinary(readFileSync(source))
module.setFeatures(features.reduce((all, name) => all | featureCalled(name), USUAL))
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

function featureCalled(name: string): number {
  const feature = optional[name]
  if (feature === undefined) throw new Error(say.optimiserFeature(name))
  return feature
}
