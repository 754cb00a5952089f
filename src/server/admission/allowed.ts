/** A request within what its caller may use: what is asked above it is refused, what is not asked is lowered to it. */
import { FuelcellError } from '../../core/errors.js'
import { defaultCompileLimits, defaultLimits, type Limits, type RequestLimits } from '../../core/limits.js'
import { type Allowance, type Priority, priorities } from '../keys/key.js'
import { server as say } from '../messages.js'

const names = Object.keys(defaultLimits) as ReadonlyArray<keyof Limits>

/** What a runtime says of its own limits, and whether programs are built for it. */
export interface RuntimeLimits {
  readonly limits?: Partial<Limits>
  readonly stages?: readonly unknown[]
}

export interface AllowedLimits {
  readonly limits: RequestLimits | undefined
  /** The most that a run with them takes, its building included. */
  readonly mostFuel: number
}

/** @throws FuelcellError `forbidden` for a limit above what the caller may use. */
export function allowedLimits(
  asked: RequestLimits | undefined,
  allowances: readonly Allowance[],
  runtime: RuntimeLimits | undefined,
): AllowedLimits {
  const { compile, ...run } = asked ?? {}
  const runMax = lowest(allowances.map(({ limits, fuelPerMinute }) => withBudget(limits, fuelPerMinute)))
  const compileMax = lowest(
    allowances.map(({ compileLimits, fuelPerMinute }) => withBudget(compileLimits, fuelPerMinute)),
  )
  const usual = { ...defaultLimits, ...runtime?.limits }
  const limits = within(run, runMax, usual, '')
  const isBuilt = (runtime?.stages?.length ?? 0) > 0
  const compileLimits = within(
    compile ?? {},
    isBuilt || compile !== undefined ? compileMax : {},
    defaultCompileLimits,
    'compile.',
  )
  const all = { ...limits, ...(Object.keys(compileLimits).length > 0 && { compile: compileLimits }) }
  const compileFuel = isBuilt ? (compileLimits.fuel ?? defaultCompileLimits.fuel) : 0
  return {
    limits: Object.keys(all).length === 0 ? undefined : all,
    mostFuel: (limits.fuel ?? usual.fuel) + compileFuel,
  }
}

/** @throws FuelcellError `invalid-option` for a priority that does not exist, `forbidden` for one above the caller's. */
export function allowedPriority(asked: string | undefined, { priority: highest = 'normal' }: Allowance): Priority {
  if (asked === undefined) return highest === 'low' ? 'low' : 'normal'
  const found = priorities.find((priority) => priority === asked)
  if (found === undefined) throw new FuelcellError('invalid-option', say.priorityUnknown(asked, priorities))
  if (priorities.indexOf(found) < priorities.indexOf(highest)) {
    throw new FuelcellError('forbidden', say.priorityForbidden(found, highest))
  }
  return found
}

function withBudget(limits: Partial<Limits> = {}, fuelPerMinute: number | undefined): Partial<Limits> {
  if (fuelPerMinute === undefined) return limits
  return { ...limits, fuel: Math.min(limits.fuel ?? fuelPerMinute, fuelPerMinute) }
}

function lowest(all: ReadonlyArray<Partial<Limits>>): Partial<Limits> {
  const found: Partial<Record<keyof Limits, number>> = {}
  for (const limits of all) {
    for (const name of names) {
      const max = limits[name]
      if (max !== undefined) found[name] = Math.min(found[name] ?? max, max)
    }
  }
  return found
}

function within(asked: Partial<Limits>, max: Partial<Limits>, usual: Limits, place: string): Partial<Limits> {
  const found: Partial<Record<keyof Limits, number>> = { ...asked }
  for (const name of names) {
    const most = max[name]
    const given = asked[name]
    if (most === undefined) continue
    if (given !== undefined && given > most) {
      throw new FuelcellError('forbidden', say.limitForbidden(`${place}${name}`, given, most))
    }
    if (given === undefined && usual[name] > most) found[name] = most
  }
  return found
}
