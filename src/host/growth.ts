import { readFileSync } from 'node:fs'
import { KIB, MIB } from '../core/units.js'

/** When a worker's memory counts as grown. */
export interface GrowthLimits {
  /** A worker is looked at after its first run, and again after every so many. */
  readonly runsPerLook: number
  /** By how much, in bytes, it may be larger than it was at the first look: what allocators keep comes and goes. */
  readonly slackBytes: number
}

export const defaultGrowthLimits: GrowthLimits = { runsPerLook: 100, slackBytes: 64 * MIB }

/** Whether a worker's memory stays above what it was in the beginning. */
export class Growth {
  readonly #limits: GrowthLimits
  #baselineBytes: number | undefined
  #wasAbove = false

  constructor(limits: GrowthLimits) {
    this.#limits = limits
  }

  /**
   * Takes note of a run that has ended.
   * @param privateBytes Asked for only when it is time for a look.
   * @returns Whether the memory was too large at this look and the one before.
   */
  note(runs: number, privateBytes: () => number | undefined): boolean {
    if (runs % this.#limits.runsPerLook !== 1 % this.#limits.runsPerLook) return false
    const bytes = privateBytes()
    if (bytes === undefined) return false
    this.#baselineBytes ??= bytes
    const isAbove = bytes > this.#baselineBytes + this.#limits.slackBytes
    const stayedAbove = isAbove && this.#wasAbove
    this.#wasAbove = isAbove
    return stayedAbove
  }
}

/**
 * The memory that a process has to itself, in bytes: not the pages of files, such as compiled code, that all workers share.
 * `RssAnon` of proc(5); `undefined` where the system does not tell.
 */
export function privateBytesOf(pid: number | undefined): number | undefined {
  if (pid === undefined) return undefined
  try {
    const [, kib] = /^RssAnon:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8')) ?? []
    return kib === undefined ? undefined : Number(kib) * KIB
  } catch {
    return undefined
  }
}
