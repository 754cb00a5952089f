/** The second half of tuning, for modules so small that no thread of their own is needed; and the first makers' `wasm-opt -O2`. */
import binaryen from 'binaryen'
import { passes } from '../../src/tune/passes.js'

export function optimised(wasm: Uint8Array, level: 2 | 3): Uint8Array {
  const module = binaryen.readBinary(wasm)
  try {
    module.setFeatures(binaryen.Features.MutableGlobals | binaryen.Features.SignExt)
    binaryen.setOptimizeLevel(level)
    binaryen.setShrinkLevel(0)
    if (level === 2) module.optimize()
    else module.runPasses(passes.map(([pass]) => pass))
    return module.emitBinary()
  } finally {
    module.dispose()
  }
}
