import type { Result } from '../../core/result.js'

/** All the fuel that a run took, the building of its program included. */
export function fuelTaken({ usage, stages = [], stage }: Result): number {
  const built = stages.reduce((sum, one) => sum + one.usage.fuel, 0)
  return stage === undefined || stage === 'run' ? usage.fuel + built : built
}
