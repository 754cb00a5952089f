/** What values cost on their way into a sandbox and out of it: told by a function that does nothing else. */
import type { Tagged } from '../tagged.js'
import { callOf } from './entry.js'
import type { Base } from './sandbox.js'
import type { GradeRequest } from './world.js'

/** So many values cost so little that nobody need know it exactly. */
const SMALL_ITEMS = 50
const STAND_IN = 'def drop(*args, **kwargs): pass\ndef give_back(value): return value\n'

/** Values in values, and a value for every 100 characters. */
function sizeOf(values: readonly Tagged[]): number {
  return values.reduce((sum, value) => {
    if (value.type === 'dict') return sum + 1 + sizeOf(value.value.flat())
    if (value.type === 'None' || typeof value.value === 'boolean') return sum + 1
    return sum + 1 + (typeof value.value === 'string' ? value.value.length / 100 : sizeOf(value.value))
  }, 0)
}

/** What a request costs; the same one is asked once. */
type FuelOf = (request: Pick<GradeRequest, 'runtime' | 'code' | 'call'>) => Promise<number>

export class ValueCosts {
  readonly #fuelOf: FuelOf

  constructor(fuelOf: FuelOf) {
    this.#fuelOf = fuelOf
  }

  /**
   * What a call costs beside the submission's own work: start, import, and turning its arguments into values of the guest.
   * @param exact Of its arguments alone, however little. What every call costs stays in: beside it, growth that is too small to be measured is none.
   */
  async takingBase(runtime: string, args: readonly Tagged[], kwargs: Tagged, exact: boolean): Promise<Base> {
    if (!exact && sizeOf([...args, kwargs]) <= SMALL_ITEMS) return 'call'
    const taking = await this.#standInFuel(runtime, 'drop', args, kwargs)
    return exact ? Math.max(0, taking - (await this.#standInFuel(runtime, 'drop', []))) : taking
  }

  /** What it costs to take a value out of the guest. */
  async givingFuel(runtime: string, value: Tagged, exact: boolean): Promise<number> {
    if (value.type === 'unsupported' || (!exact && sizeOf([value]) <= SMALL_ITEMS)) return 0
    const [given, dropped] = await Promise.all([
      this.#standInFuel(runtime, 'give_back', [value]),
      this.#standInFuel(runtime, 'drop', [value]),
    ])
    return Math.max(0, given - dropped)
  }

  async #standInFuel(runtime: string, name: string, args: readonly Tagged[], kwargs?: Tagged): Promise<number> {
    const call = callOf(name, args, { file: 'stand_in.py', ...(kwargs === undefined ? {} : { kwargs }) })
    return this.#fuelOf({ runtime, code: STAND_IN, call })
  }
}
