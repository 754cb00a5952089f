/** Who runs when: a bounded queue before the runner, shares of each caller, and an end to it all. */
import { RateLimiterMemory } from 'rate-limiter-flexible'
import { FuelcellError } from '../core/errors.js'
import { defaultLimits } from '../core/limits.js'
import type { Result } from '../core/result.js'
import type { RunRequest } from '../runner/request/request.js'
import { anybody, type Caller, type Priority } from './keys.js'
import { server as say } from './messages.js'

const MINUTE_S = 60
/** Budgets are counted in millions of fuel: whole numbers of that hold any budget exactly. */
const MILLION = 1_000_000

export interface AdmissionOptions {
  /** Runs at a time. */
  readonly slots: number
  /** Runs of each priority that may wait. */
  readonly queueLimit: number
  readonly run: (request: RunRequest) => Promise<Result>
}

interface Waiting {
  readonly start: () => void
  readonly reject: (error: unknown) => void
}

const order: readonly Priority[] = ['high', 'normal', 'low']

export class Admission {
  readonly #options: AdmissionOptions
  readonly #waiting: Readonly<Record<Priority, Set<Waiting>>> = { high: new Set(), normal: new Set(), low: new Set() }
  readonly #budgets = new Map<number, RateLimiterMemory>()
  readonly #inFlight = new Map<string, number>()
  #running = 0
  #isDraining = false
  #idle: (() => void) | undefined

  constructor(options: AdmissionOptions) {
    this.#options = options
  }

  get running(): number {
    return this.#running
  }

  get waiting(): number {
    return order.reduce((sum, priority) => sum + this.#waiting[priority].size, 0)
  }

  get isDraining(): boolean {
    return this.#isDraining
  }

  /**
   * Runs it when its turn comes.
   * @throws FuelcellError for what the caller may not; FuelcellError as `runner.run`, and `queue-full`.
   */
  async run(request: RunRequest, caller: Caller = anybody): Promise<Result> {
    return this.perform(request, caller, () => this.#options.run(request))
  }

  /** The same for work that is a run, such as that of a program. */
  async perform(
    asked: Pick<RunRequest, 'limits' | 'signal'>,
    caller: Caller,
    work: () => Promise<Result>,
  ): Promise<Result> {
    if (this.#isDraining) throw new FuelcellError('draining', say.draining, { retryAfterMs: 1000 })
    checkLimits(asked.limits, caller)
    const mine = this.#inFlight.get(caller.name) ?? 0
    if (caller.inFlight !== undefined && mine >= caller.inFlight) {
      throw new FuelcellError('too-many-runs', say.tooMany(caller.inFlight), { retryAfterMs: 1000 })
    }
    const reserved = await this.#reserve(asked.limits?.fuel ?? defaultLimits.fuel, caller)
    this.#inFlight.set(caller.name, (this.#inFlight.get(caller.name) ?? 0) + 1)
    let used = 0
    try {
      await this.#turn(caller.priority, asked.signal)
      try {
        const result = await work()
        used = result.usage.fuel
        return result
      } finally {
        this.#running -= 1
        this.#next()
      }
    } finally {
      const left = (this.#inFlight.get(caller.name) ?? 1) - 1
      if (left > 0) this.#inFlight.set(caller.name, left)
      else this.#inFlight.delete(caller.name)
      await this.#giveBack(reserved - Math.ceil(used / MILLION), caller)
      if (this.#running === 0 && this.waiting === 0) this.#idle?.()
    }
  }

  /** Takes nothing new. Resolves when all that was taken has ended. */
  async drain(): Promise<void> {
    this.#isDraining = true
    if (this.#running === 0 && this.waiting === 0) return
    await new Promise<void>((resolve) => {
      this.#idle = resolve
    })
  }

  async #turn(priority: Priority, signal: AbortSignal | undefined): Promise<void> {
    if (this.#running < this.#options.slots) {
      this.#running += 1
      return
    }
    const queue = this.#waiting[priority]
    if (queue.size >= this.#options.queueLimit) throw new FuelcellError('queue-full', say.full(queue.size))
    await new Promise<void>((resolve, reject) => {
      const gone = () => {
        queue.delete(waiting)
        reject(new FuelcellError('aborted', 'the caller went away while the run waited'))
      }
      const waiting: Waiting = {
        start: () => {
          signal?.removeEventListener('abort', gone)
          resolve()
        },
        reject,
      }
      queue.add(waiting)
      if (signal?.aborted === true) gone()
      else signal?.addEventListener('abort', gone, { once: true })
    })
  }

  #next(): void {
    for (const priority of order) {
      const queue = this.#waiting[priority]
      for (const waiting of queue) {
        if (this.#running >= this.#options.slots) return
        queue.delete(waiting)
        this.#running += 1
        waiting.start()
      }
    }
  }

  /** Takes what the run may spend out of its caller's budget. */
  async #reserve(fuel: number, caller: Caller): Promise<number> {
    const budget = this.#budgetOf(caller)
    if (budget === undefined) return 0
    const points = Math.ceil(fuel / MILLION)
    try {
      await budget.consume(caller.name, points)
      return points
    } catch (refused) {
      // Even a refused request is counted there.
      await budget.reward(caller.name, points)
      const seconds = Math.max(1, Math.ceil(((refused as { msBeforeNext?: number }).msBeforeNext ?? 1000) / 1000))
      throw new FuelcellError('over-budget', say.overBudget(budget.points, seconds), { retryAfterMs: seconds * 1000 })
    }
  }

  async #giveBack(points: number, caller: Caller): Promise<void> {
    if (points > 0) await this.#budgetOf(caller)?.reward(caller.name, points)
  }

  #budgetOf({ fuelPerMinute }: Caller): RateLimiterMemory | undefined {
    if (fuelPerMinute === undefined) return undefined
    let budget = this.#budgets.get(fuelPerMinute)
    if (budget === undefined) {
      budget = new RateLimiterMemory({ points: Math.floor(fuelPerMinute / MILLION), duration: MINUTE_S })
      this.#budgets.set(fuelPerMinute, budget)
    }
    return budget
  }
}

function checkLimits(asked: RunRequest['limits'], { limits = {} }: Caller): void {
  for (const [name, most] of Object.entries(limits)) {
    const given =
      (asked as Record<string, unknown> | undefined)?.[name] ?? defaultLimits[name as keyof typeof defaultLimits]
    if (typeof given === 'number' && given > most) {
      throw new FuelcellError('forbidden', say.overLimit(name, given, most))
    }
  }
}
