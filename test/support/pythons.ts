/** The runtimes that are the same Python, one as it came and one tuned: what holds for one holds for the other, but for the fuel. */
export const pythons = ['python', 'python-tuned'] as const

/** Tuning takes a minute of an idle processor, once for all tests that share a cache; whoever comes second waits for it. */
export const TUNING_MS = 1_200_000
