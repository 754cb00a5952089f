/** Size of a WebAssembly page, by the core specification (section "Memory Instances"). */
export const PAGE_BYTES = 65_536

/** Milliseconds to the microsecond: what a clock tells beyond that is noise to whoever reads it. */
export function roundedMs(durationMs: number): number {
  return Math.round(durationMs * 1000) / 1000
}

export const KIB = 1024
export const MIB = 1024 * KIB
export const GIB = 1024 * MIB

/**
 * The last moment at which a run's clock can begin, in milliseconds since 1970: the end of the year 2553. A clock of 64 bits of
 * nanoseconds stands still in July 2554.
 */
export const MAX_CLOCK_START_MS = 18_429_292_799_999
