/** What every run passes on its way in: is it allowed, is there fuel for it, is there room, and when is its turn. */
import { FuelcellError } from '../../core/errors.js'
import type { RequestLimits } from '../../core/limits.js'
import type { Allowance, Priority } from '../keys/key.js'
import type { Keys } from '../keys/keys.js'
import { server as say } from '../messages.js'
import { allowedLimits, allowedPriority, type RuntimeLimits } from './allowed.js'
import { Budgets, type Reservation } from './budgets.js'
import { Turns, type TurnsOptions } from './turns.js'

export interface AdmissionOptions extends TurnsOptions {
  readonly keys: Keys
  /** What everybody is held to, with a key or without. */
  readonly everybody: Allowance
}

/** What a fast machine spends in a millisecond. */
const FUEL_PER_MS = 1_000_000

/** Who asks for what. */
export interface Ask {
  /** Name of the caller's key. */
  readonly key: string | undefined
  readonly priority?: string | undefined
  readonly limits?: RequestLimits | undefined
  readonly runtime: RuntimeLimits | undefined
  readonly signal?: AbortSignal | undefined
  /** Whether it belongs to something that was let in, such as a grading. Default false. */
  readonly isExpected?: boolean
}

/** What was asked, within what its caller may use. */
export interface Allowed {
  /** Those to run with. */
  readonly limits: RequestLimits | undefined
  readonly ask: Ask
  readonly name: string
  readonly priority: Priority
  readonly mostFuel: number
  readonly runs: number | undefined
  readonly fuelPerMinute: number | undefined
}

/** Let in, and not begun. Either `perform` or `forget` has to be called. */
export interface Admitted {
  /** Waits for the turn and does the work, which answers with the fuel that it took. */
  perform<T>(work: () => Promise<{ readonly value: T; readonly fuel: number }>): Promise<T>
  forget(): Promise<void>
}

export class Admission {
  readonly turns: Turns
  readonly #options: AdmissionOptions
  readonly #budgets = new Budgets()
  readonly #underWay = new Map<string, number>()
  readonly #settling = new Set<Promise<unknown>>()
  #isDraining = false

  constructor(options: AdmissionOptions) {
    this.#options = options
    this.turns = new Turns(options)
  }

  get isDraining(): boolean {
    return this.#isDraining
  }

  /** Takes nothing new from now on. Resolves when what was let in has ended. */
  async drain(): Promise<void> {
    this.#isDraining = true
    while (this.#settling.size > 0) await Promise.allSettled(this.#settling)
  }

  /** Keeps {@link drain} waiting until the work has ended; what it asks for meanwhile is still let in. */
  track<T>(work: Promise<T>): Promise<T> {
    const forget = () => {
      this.#settling.delete(settled)
    }
    const settled: Promise<void> = work.then(forget, forget)
    this.#settling.add(settled)
    return work
  }

  /** @throws FuelcellError `draining`, `unauthorized`, `forbidden`. */
  allow(ask: Ask): Allowed {
    if (this.#isDraining && ask.isExpected !== true) throw new FuelcellError('draining', say.draining)
    const { keys, everybody } = this.#options
    const key = ask.key === undefined ? undefined : keys.named(ask.key)
    if (keys.areNeeded && key === undefined) throw new FuelcellError('unauthorized', say.keyMissing)
    const own: Allowance = key ?? {}
    const priority = allowedPriority(ask.priority, key ?? everybody)
    const { limits, mostFuel } = allowedLimits(ask.limits, [everybody, own], ask.runtime)
    return {
      limits,
      ask,
      name: key?.name ?? '',
      priority,
      mostFuel,
      runs: own.runs ?? everybody.runs,
      fuelPerMinute: own.fuelPerMinute ?? everybody.fuelPerMinute,
    }
  }

  /** @throws FuelcellError `too-many-runs`, `over-budget`, `queue-full`. */
  async admit({ ask, name, priority, mostFuel, runs, fuelPerMinute }: Allowed): Promise<Admitted> {
    if (ask.isExpected !== true) this.turns.checkRoom(priority)
    const leave = ask.isExpected === true ? () => {} : this.#enter(name, runs)
    let reservation: Reservation | undefined
    try {
      if (fuelPerMinute !== undefined) reservation = await this.#budgets.reserve(name, fuelPerMinute, mostFuel)
    } catch (error) {
      leave()
      throw error
    }
    const forget = async (fuel = 0) => {
      leave()
      await reservation?.settle(fuel)
    }
    return {
      forget,
      perform: (work) => this.track(this.#perform(work, priority, ask, forget)),
    }
  }

  async #perform<T>(
    work: () => Promise<{ readonly value: T; readonly fuel: number }>,
    priority: Priority,
    { signal, isExpected }: Ask,
    forget: (fuel: number) => Promise<void>,
  ): Promise<T> {
    let spent = 0
    try {
      await this.turns.enter(priority, signal, isExpected)
      const startedMs = performance.now()
      try {
        const { value, fuel } = await work()
        spent = fuel
        return value
      } catch (error) {
        // What a run took that was broken off is not known; nobody is to run for nothing by going away.
        spent = Math.round((performance.now() - startedMs) * FUEL_PER_MS)
        throw error
      } finally {
        this.turns.leave()
      }
    } finally {
      await forget(spent)
    }
  }

  /**
   * Does what consists of many runs, each of which passes here for itself, as one that was expected.
   * @throws FuelcellError as `allow`, `too-many-runs`, `queue-full`.
   */
  async whole<T>(ask: Ask, work: () => Promise<T>): Promise<T> {
    const { name, priority, runs } = this.allow(ask)
    this.turns.checkRoom(priority)
    const leave = this.#enter(name, runs)
    return this.track(work().finally(leave))
  }

  /** @throws FuelcellError `too-many-runs`. */
  #enter(key: string, most: number | undefined): () => void {
    const runs = this.#underWay.get(key) ?? 0
    if (most !== undefined && runs >= most) throw new FuelcellError('too-many-runs', say.tooManyRuns(most))
    this.#underWay.set(key, runs + 1)
    let hasLeft = false
    return () => {
      if (hasLeft) return
      hasLeft = true
      const left = (this.#underWay.get(key) ?? 1) - 1
      if (left > 0) this.#underWay.set(key, left)
      else this.#underWay.delete(key)
    }
  }
}
