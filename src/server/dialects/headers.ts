/** What a run cost, beside any answer: clients that know nothing of it see nothing of it. */
import type { Result } from '../../core/result.js'

export const FUEL_HEADER = 'fuelcell-fuel'
export const EPOCH_HEADER = 'fuelcell-epoch'

export function fuelHeaders({ usage, fuelEpoch }: Pick<Result, 'usage' | 'fuelEpoch'>): Record<string, string> {
  return { [FUEL_HEADER]: String(usage.fuel), [EPOCH_HEADER]: fuelEpoch }
}

/** Scripts of other pages may read them. */
export const EXPOSED_HEADERS = `${FUEL_HEADER}, ${EPOCH_HEADER}`
