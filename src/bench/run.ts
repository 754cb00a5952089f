import type { Limits } from '../core/limits.js'
import type { Result, Start } from '../core/result.js'

/** What bench asks of whoever runs the code: a part of a runner's request. */
export interface BenchRequest {
  readonly runtime: string
  readonly code: string
  /** What runs before the code and is metered apart, piece by piece. */
  readonly setup?: readonly string[]
  readonly stdin?: string | Uint8Array
  readonly files?: Readonly<Record<string, string | Uint8Array>>
  readonly limits?: Partial<Limits>
  readonly start?: Start
  readonly clockStartMs: number
  readonly seed: number
  readonly signal?: AbortSignal
}

/** Runs something once, as `runner.run` does. */
export type Run = (request: BenchRequest) => Promise<Result>
