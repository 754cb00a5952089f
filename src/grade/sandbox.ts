/** Runs of a task: within its limits, each in the same world, and once more where the machine failed. */
import { FuelcellError, thrownText } from '../core/errors.js'
import { type Limits, maxLimits } from '../core/limits.js'
import type { Result, Usage } from '../core/result.js'
import { type Call, Exact, type Tagged } from '../core/tagged.js'
import { isPython } from './entry.js'
import { gradeVerdicts as say } from './messages/verdicts.js'
import type { TaskLimits } from './task/task.js'
import { MachineFault, type Ran } from './verdict.js'
import { type GradeRequest, type Run, world } from './world.js'

/** A machine that does less in a millisecond has other troubles: the deadline is for what is stuck, fuel is the limit. */
const LEAST_FUEL_PER_MS = 20_000
const LEAST_TIMEOUT_MS = 10_000

/** What is not counted where the host has not noted the program's own part: the cost of an empty program, or that of calling an empty function. */
export type Base = 'program' | 'call'

/**
 * What a call may spend beside its limit: what the interpreter does at its end; and before anything of the program runs, turning
 * arguments into values. None of it counts, so that it is enough to be more than anybody needs.
 */
const ENDING_FUEL = 200_000_000
const FUEL_PER_VALUE = 30_000
const FUEL_PER_CHARACTER = 300

/** Those of a task, and room for files beyond the usual where what is looked at is larger. */
export type SandboxLimits = TaskLimits & { readonly diskBytes?: number }

type Request = Omit<GradeRequest, 'limits' | 'clockStartMs' | 'seed' | 'signal'>

export class Sandbox {
  readonly #run: Run
  readonly #signal: AbortSignal | undefined
  readonly #bases = new Map<string, Promise<Usage>>()
  /** By runtime, as its runs report it. */
  readonly fuelEpochs = new Map<string, string>()

  constructor(run: Run, signal?: AbortSignal) {
    this.#run = run
    this.#signal = signal
  }

  /** @throws MachineFault when it could not be done twice. */
  async run(request: Request, limits: SandboxLimits, base: Base): Promise<Ran> {
    const empty = await this.#baseOf(request, base)
    // What an empty program under that name costs, its name included, where names cost something.
    const isUsual = base === 'program' && (request.entry === undefined || !isPython(request.runtime))
    const baseFuel = isUsual ? empty.startupFuel : empty.fuel
    const allowedFuel = request.call === undefined ? 0 : ENDING_FUEL + takingFuel(request.call)
    const result = await this.#once(request, {
      fuel: Math.min(baseFuel + limits.fuel + allowedFuel, maxLimits.fuel),
      memoryPages: limits.memoryPages,
      outputBytes: limits.outputBytes,
      ...(limits.diskBytes === undefined ? {} : { diskBytes: Math.min(limits.diskBytes, maxLimits.diskBytes) }),
      timeoutMs: Math.min(LEAST_TIMEOUT_MS + Math.ceil(limits.fuel / LEAST_FUEL_PER_MS), maxLimits.timeoutMs),
    })
    const { fuel, memoryPages } = result.usage
    return { result, usage: { fuel, netFuel: ownFuel(result, empty) ?? Math.max(0, fuel - baseFuel), memoryPages } }
  }

  /** What runs of a runtime are made of here. */
  async fuelEpoch(runtime: string): Promise<string> {
    await this.#baseOf({ runtime }, 'program')
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
  #baseOf({ runtime, entry }: Pick<Request, 'runtime' | 'entry'>, base: Base): Promise<Usage> {
    const key = `${base} ${runtime} ${entry === undefined ? '' : isPython(runtime) ? entry : 'named'}`
    const known = this.#bases.get(key)
    if (known !== undefined) return known
    const measured = this.#measureBase(runtime, base, entry)
    this.#bases.set(key, measured)
    // A machine that fails now may not fail for the next submission.
    measured.catch(() => this.#bases.delete(key))
    return measured
  }

  async #measureBase(runtime: string, base: Base, entry: string | undefined): Promise<Usage> {
    const limits = { outputBytes: 1024 }
    const named = entry === undefined ? {} : { entry }
    if (base === 'program') return (await this.#once({ runtime, code: '', ...named }, limits)).usage
    const call = { function: 'empty', file: 'empty.py' }
    return (await this.#once({ runtime, code: 'def empty(): pass\n', call }, limits)).usage
  }
}

/**
 * What the program itself used of a call, as the host noted it: compiling it, running it as a module, and the function until it had
 * returned. What cannot be told from work of the program's, such as reporting its exception, is in it.
 */
function ownFuel({ usage: { codeFuel, compileFuel = 0 } }: Result, empty: Usage): number | undefined {
  return codeFuel === undefined ? undefined : codeFuel + Math.max(0, compileFuel - (empty.compileFuel ?? 0))
}

function takingFuel({ args = [], kwargs = {} }: Call): number {
  const values = [...args, ...Object.values(kwargs)].flatMap((value) => (value instanceof Exact ? [value.tagged] : []))
  return values.reduce((sum, value) => sum + takingFuelOf(value), 0)
}

function takingFuelOf(value: Tagged): number {
  if (value.type === 'dict') return value.value.reduce((sum, pair) => sum + pair.reduce(added, 0), FUEL_PER_VALUE)
  if (value.type === 'None' || typeof value.value === 'boolean') return FUEL_PER_VALUE
  if (typeof value.value === 'string') return FUEL_PER_VALUE + FUEL_PER_CHARACTER * value.value.length
  return value.value.reduce(added, FUEL_PER_VALUE)
}

function added(sum: number, value: Tagged): number {
  return sum + takingFuelOf(value)
}
