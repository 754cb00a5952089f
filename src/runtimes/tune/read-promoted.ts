import binaryen from 'binaryen'
import { runtimes as say } from '../messages.js'

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

/** Reads a module of promoted slots, and sets the optimiser, which has one setting for all modules, as it is to run over it. */
export function readPromoted(wasm: Uint8Array, features: readonly string[]): binaryen.Module {
  const module = binaryen.readBinary(wasm)
  module.setFeatures(features.reduce((all, name) => all | featureCalled(name), USUAL))
  binaryen.setOptimizeLevel(3)
  binaryen.setShrinkLevel(0)
  binaryen.setDebugInfo(false)
  binaryen.setFlexibleInlineMaxSize(INLINED_NODES)
  return module
}

function featureCalled(name: string): number {
  const feature = optional[name]
  if (feature === undefined) throw new Error(say.optimiserFeature(name))
  return feature
}
