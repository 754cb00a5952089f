/** The check that a measurement is what it claims to be: the same everywhere, each time. */
import type { Measurement } from './measure.js'

/** Something that came out differently on another worker. Never to be expected. */
export interface Difference {
  readonly name: string
  /** Size of the scan, where there is one. */
  readonly size?: number
  readonly what: 'status' | 'fuel' | 'memory pages' | 'stdout'
  readonly first: string
  readonly other: string
}

/** What differs between the first measurement of a snippet and another one. */
export function differences(
  name: string,
  size: number | undefined,
  first: Measurement,
  other: Measurement,
): readonly Difference[] {
  // Where the clock ended a run is chance: no two such runs cost the same, and nobody is at fault.
  if (first.status === 'timeout' && other.status === 'timeout') return []
  const place = { name, ...(size === undefined ? {} : { size }) }
  const compared = [
    { what: 'status', of: ({ status, exitCode }: Measurement) => `${status} ${exitCode ?? ''}`.trim() },
    { what: 'fuel', of: ({ fuel, setupFuel }: Measurement) => `${fuel} (setup ${setupFuel})` },
    { what: 'memory pages', of: ({ memoryPages }: Measurement) => String(memoryPages) },
    { what: 'stdout', of: ({ stdout }: Measurement) => stdout },
  ] as const
  return compared
    .map(({ what, of }) => ({ ...place, what, first: of(first), other: of(other) }))
    .filter(({ first: one, other: another }) => one !== another)
}
