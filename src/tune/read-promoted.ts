import binaryen from 'binaryen'

/**
 * A function is inlined wherever it is called if it has at most this many of the optimiser's nodes; its own default is 20. Unoptimised C has
 * many small functions that an optimising compiler would have inlined. With 60 regular expressions are a fifth faster, the module 1 % larger.
 */
const INLINED_NODES = 60

/** Reads a module of promoted slots, and sets the optimiser, which has one setting for all modules, as it is to run over it. */
export function readPromoted(wasm: Uint8Array): binaryen.Module {
  const { Features } = binaryen
  const module = binaryen.readBinary(wasm)
  // What the promotion writes; the optimiser must not use more.
  module.setFeatures(Features.MutableGlobals | Features.SignExt | Features.NontrappingFPToInt)
  binaryen.setOptimizeLevel(3)
  binaryen.setShrinkLevel(0)
  binaryen.setDebugInfo(false)
  binaryen.setFlexibleInlineMaxSize(INLINED_NODES)
  return module
}
