/** Fuel that each key has per minute: what a run may take is reserved before it, and what it did not take given back after it. */
import { RateLimiterMemory, RateLimiterRes } from 'rate-limiter-flexible'
import { FuelcellError } from '../../core/errors.js'
import { server as say } from '../messages.js'

const MINUTE_S = 60
/** Points are millions of fuel, so that the sums of a minute stay exact. */
const FUEL_PER_POINT = 1_000_000

export interface Reservation {
  /** What was taken in the end. */
  settle(fuel: number): Promise<void>
}

export class Budgets {
  readonly #limiters = new Map<string, RateLimiterMemory>()

  /**
   * @param fuel The most that the run may take.
   * @throws FuelcellError `over-budget`, with the time until the key has its whole budget again.
   */
  async reserve(key: string, perMinute: number, fuel: number): Promise<Reservation> {
    const limiter = this.#limiterOf(key, perMinute)
    const reserved = pointsOf(Math.min(fuel, perMinute))
    const taken = await limiter.consume(key, reserved).catch(async (refused: unknown) => {
      if (!(refused instanceof RateLimiterRes)) throw refused
      // What is refused is counted nonetheless.
      await limiter.reward(key, reserved)
      const retryAfterMs = refused.msBeforeNext
      throw new FuelcellError('over-budget', say.overBudget(fuel, perMinute), { retryAfterMs })
    })
    const endMs = Date.now() + taken.msBeforeNext
    let isSettled = false
    return {
      settle: async (used) => {
        if (isSettled) return
        isSettled = true
        // A new minute knows nothing of what was reserved in the last.
        if (Date.now() >= endMs) return
        const difference = reserved - pointsOf(used)
        if (difference > 0) await limiter.reward(key, difference)
        if (difference < 0) await limiter.penalty(key, -difference)
      },
    }
  }

  #limiterOf(key: string, perMinute: number): RateLimiterMemory {
    const known = this.#limiters.get(key)
    if (known !== undefined) return known
    const limiter = new RateLimiterMemory({ points: pointsOf(perMinute), duration: MINUTE_S })
    this.#limiters.set(key, limiter)
    return limiter
  }
}

function pointsOf(fuel: number): number {
  return Math.ceil(fuel / FUEL_PER_POINT)
}
