/** What the optimiser's thread is given, as its `workerData`. */
export interface OptimiserWork {
  /** The module that the promotion wrote. */
  readonly source: string
  /** The new file for the outcome. */
  readonly target: string
  /** What the module uses of WebAssembly beyond the usual, by the names of the proposals. */
  readonly features: readonly string[]
}
