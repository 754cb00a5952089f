/** The second half of tuning, for modules so small that no thread of their own is needed; and the first makers' `wasm-opt -O2`. */
import binaryen from 'binaryen'
import { passes } from '../../src/runtimes/tune/passes.js'
import { readPromoted } from '../../src/runtimes/tune/read-promoted.js'

/** Of binaryen's own. */
const INLINED_NODES = 20

/** What the optimiser's thread makes of a promoted module. */
export function tuned(promoted: Uint8Array, features: readonly string[]): Uint8Array {
  return made(readPromoted(promoted, features), (module) => {
    for (const [pass] of passes) module.runPasses([pass])
  })
}

/** What `wasm-opt -O2` makes of a module. */
export function optimised(wasm: Uint8Array): Uint8Array {
  const module = binaryen.readBinary(wasm)
  module.setFeatures(binaryen.Features.MutableGlobals | binaryen.Features.SignExt)
  binaryen.setOptimizeLevel(2)
  binaryen.setShrinkLevel(0)
  // Names, by which functions are found again.
  binaryen.setDebugInfo(true)
  binaryen.setFlexibleInlineMaxSize(INLINED_NODES)
  return made(module, () => module.optimize())
}

function made(module: binaryen.Module, run: (module: binaryen.Module) => void): Uint8Array {
  try {
    run(module)
    return module.emitBinary()
  } finally {
    module.dispose()
  }
}
