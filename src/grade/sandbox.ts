/** Runs of a task: within its limits, each in the same world, and once more where the machine failed. */
import { FuelcellError, thrownText } from '../errors.js'
import { type Limits, maxLimits } from '../limits.js'
import { gradeVerdicts as say } from '../messages/grade-verdicts.js'
import type { Result } from '../result.js'
import type { TaskLimits } from './task/task.js'
import { MachineFault, type Ran } from './verdict.js'
import { type GradeRequest, type Run, world } from './world.js'

/** A machine that does less in a millisecond has other troubles: the deadline is for what is stuck, fuel is the limit. */
const LEAST_FUEL_PER_MS = 20_000
const LEAST_TIMEOUT_MS = 10_000

/** What is not counted: the cost of an empty program, that of calling an empty function, or so much. */
export type Base = 'program' | 'call' | number

type Request = Omit<GradeRequest, 'limits' | 'clockStartMs' | 'seed' | 'signal'>

export class Sandbox {
  readonly #run: Run
  readonly #signal: AbortSignal | undefined
  readonly #bases = new Map<string, Promise<number>>()
  /** By runtime, as its runs report it. */
  readonly fuelEpochs = new Map<string, string>()

  constructor(run: Run, signal?: AbortSignal) {
    this.#run = run
    this.#signal = signal
  }

  /**
   * @param allowanceFuel What it may spend beside its limit, for what is subtracted later.
   * @throws MachineFault when it could not be done twice.
   */
  async run(request: Request, limits: TaskLimits, base: Base, allowanceFuel = 0): Promise<Ran> {
    const baseFuel = typeof base === 'number' ? base : await this.#baseFuel(request, base)
    const result = await this.#once(request, {
      fuel: Math.min(baseFuel + limits.fuel + allowanceFuel, maxLimits.fuel),
      memoryPages: limits.memoryPages,
      outputBytes: limits.outputBytes,
      timeoutMs: Math.min(LEAST_TIMEOUT_MS + Math.ceil(limits.fuel / LEAST_FUEL_PER_MS), maxLimits.timeoutMs),
    })
    const { fuel, memoryPages } = result.usage
    return { result, usage: { fuel, netFuel: Math.max(0, fuel - baseFuel), memoryPages } }
  }

  /** What runs of a runtime are made of here. */
  async fuelEpoch(runtime: string): Promise<string> {
    await this.#baseFuel({ runtime }, 'program')
    return this.fuelEpochs.get(runtime) ?? ''
  }

  async #once(request: Request, limits: Partial<Limits>): Promise<Result> {
    const whole: GradeRequest = {
      ...request,
      limits,
      ...world,
      ...(this.#signal === undefined ? {} : { signal: this.#signal }),
    }
    const first = await this.#try(whole)
    const last = typeof first === 'string' ? await this.#try(whole) : first
    if (typeof last === 'string') throw new MachineFault(last)
    this.fuelEpochs.set(last.runtime, last.fuelEpoch)
    return last
  }

  /** The result, or what the machine did wrong. */
  async #try(request: GradeRequest): Promise<Result | string> {
    try {
      const result = await this.#run(request)
      return result.status === 'timeout' ? say.deadline(request.limits?.timeoutMs ?? 0) : result
    } catch (error) {
      if (error instanceof FuelcellError && error.fault === 'system') return thrownText(error)
      throw error
    }
  }

  /** A program under a name of its own begins in another way, and has another base. */
  #baseFuel({ runtime, entry }: Pick<Request, 'runtime' | 'entry'>, base: 'program' | 'call'): Promise<number> {
    const key = `${base} ${runtime} ${entry !== undefined}`
    const known = this.#bases.get(key)
    if (known !== undefined) return known
    const measured = this.#measureBase(runtime, base, entry)
    this.#bases.set(key, measured)
    // A machine that fails now may not fail for the next submission.
    measured.catch(() => this.#bases.delete(key))
    return measured
  }

  async #measureBase(runtime: string, base: 'program' | 'call', entry: string | undefined): Promise<number> {
    const limits = { outputBytes: 1024 }
    const named = entry === undefined ? {} : { entry }
    if (base === 'program') return (await this.#once({ runtime, code: '', ...named }, limits)).usage.startupFuel
    const call = { function: 'empty', file: 'empty.py' }
    return (await this.#once({ runtime, code: 'def empty(): pass\n', call }, limits)).usage.fuel
  }
}
