/** A key as data: who has it, and what it may do. */
import type { Limits } from '../../core/limits.js'

export const priorities = ['high', 'normal', 'low'] as const
export type Priority = (typeof priorities)[number]

/** What somebody may use. Absent: no bound but the server's own. */
export interface Allowance {
  /** The largest limits of a run; where a request names none, the default is lowered to them. */
  readonly limits?: Partial<Limits>
  /** The same for each tool that builds a program. */
  readonly compileLimits?: Partial<Limits>
  /** Fuel of all runs within a minute. */
  readonly fuelPerMinute?: number
  /** Runs under way at a time, those that wait included. */
  readonly runs?: number
  /** The highest priority that may be asked for. Default `normal`, which is also what a request has that asks for none. */
  readonly priority?: Priority
}

export interface Key extends Allowance {
  /** What logs call it. */
  readonly name: string
  /** SHA-256 of the key, 64 hexadecimal digits: the key itself is not kept. */
  readonly sha256: string
  /** Milliseconds since 1970 from which on it is not known any more. */
  readonly expiresMs?: number
}
