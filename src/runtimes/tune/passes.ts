/** Weights of reading the module and of writing it, as those of {@link passes}. */
export const READING = 240
export const WRITING = 150

/**
 * The optimiser's passes, in the order of binaryen's own `-O3` for a module without garbage collection; one by one, so that it can be told
 * how far the work is. Each has as its weight what it takes for CPython, measured in hundredths of a second of a processor.
 */
export const passes: ReadonlyArray<readonly [pass: string, weight: number]> = [
  ['duplicate-function-elimination', 24],
  ['remove-unused-module-elements', 49],
  ['ssa-nomerge', 119],
  ['dce', 39],
  ['remove-unused-names', 9],
  ['remove-unused-brs', 70],
  ['remove-unused-names', 8],
  ['optimize-instructions', 95],
  ['pick-load-signs', 12],
  ['precompute-propagate', 210],
  ['code-pushing', 28],
  ['simplify-locals-nostructure', 208],
  ['vacuum', 24],
  ['reorder-locals', 18],
  ['remove-unused-brs', 47],
  ['merge-locals', 119],
  ['coalesce-locals', 77],
  ['local-cse', 131],
  ['simplify-locals', 173],
  ['vacuum', 22],
  ['reorder-locals', 13],
  ['coalesce-locals', 58],
  ['reorder-locals', 12],
  ['vacuum', 20],
  ['code-folding', 26],
  ['merge-blocks', 36],
  ['remove-unused-brs', 57],
  ['remove-unused-names', 7],
  ['merge-blocks', 33],
  ['precompute-propagate', 163],
  ['optimize-instructions', 69],
  ['rse', 58],
  ['vacuum', 21],
  ['dae-optimizing', 158],
  ['inlining-optimizing', 4493],
  ['duplicate-function-elimination', 75],
  ['simplify-globals-optimizing', 53],
  ['remove-unused-module-elements', 42],
  ['directize', 16],
]
