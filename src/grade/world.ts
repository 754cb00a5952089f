import { DEFAULT_CLOCK_MS } from '../core/fixed-clock.js'
import type { Limits } from '../core/limits.js'
import type { Result } from '../core/result.js'
import type { Call } from '../core/tagged.js'

/** What the grader asks of whoever runs the code: a part of a runner's request. */
export interface GradeRequest {
  readonly runtime: string
  readonly code: string | Uint8Array
  /** Path that the code is given in the run directory. Default: the runtime's own. */
  readonly entry?: string
  readonly args?: readonly string[]
  readonly env?: Readonly<Record<string, string>>
  readonly stdin?: string | Uint8Array
  readonly files?: Readonly<Record<string, string | Uint8Array>>
  readonly call?: Call
  readonly limits?: Partial<Limits>
  readonly clockStartMs: number
  readonly seed: number
  readonly signal?: AbortSignal
}

/** Runs something once, as `runner.run` does. */
export type Run = (request: GradeRequest) => Promise<Result>

/** Every run of every test begins in the same world: nothing in it tells one test from another. */
export const world = { clockStartMs: DEFAULT_CLOCK_MS, seed: 0 } as const
