/** What all routes share: the way in, the runner behind it, and what is kept between requests. */
import { availableParallelism } from 'node:os'
import { FuelcellError } from '../core/errors.js'
import { DEFAULT_CLOCK_MS } from '../core/fixed-clock.js'
import type { Result } from '../core/result.js'
import { nearestName } from '../core/validate.js'
import { WASM } from '../runner/request/parse-request.js'
import type { RunRequest } from '../runner/request/request.js'
import { knownRuntimes } from '../runtimes/manifest/known.js'
import type { ResolvedRuntime } from '../runtimes/manifest/manifest.js'
import { Admission, type Admitted, type Allowed } from './admission/admission.js'
import { Answers } from './cache/answers.js'
import { Epochs } from './cache/epochs.js'
import type { RunGiven } from './dialect.js'
import { Keys } from './keys/keys.js'
import { server as say } from './messages.js'
import { fuelTaken } from './metrics/fuel-taken.js'
import { Metrics } from './metrics/metrics.js'
import { defaultEverybody, type ServerOptions, type ServerRunner, serverDefaults } from './options.js'
import { Programs } from './programs/programs.js'
import { currentKey } from './scope.js'

/** Of a run, beside what a dialect gives. */
export interface Given extends RunGiven {
  readonly priority?: string | undefined
  /** Whether it is part of what was let in already. */
  readonly isExpected?: boolean
}

export class Service {
  readonly options: ServerOptions
  readonly runner: ServerRunner
  readonly keys: Keys
  readonly admission: Admission
  readonly metrics: Metrics
  readonly programs: Programs
  readonly answers: Answers
  readonly #epochs = new Epochs()
  readonly runtimes: readonly ResolvedRuntime[]
  readonly bodyLimit: number
  readonly heartbeatMs: number
  readonly now: () => number
  /** Requests that were answered so far. */
  answered = 0
  /** Whether it takes work without delay. */
  isReady = true
  readonly #byName = new Map<string, ResolvedRuntime>()

  constructor(options: ServerOptions) {
    this.options = options
    this.runner = options.runner
    this.now = options.now ?? Date.now
    this.bodyLimit = options.bodyLimit ?? serverDefaults.bodyLimit
    this.heartbeatMs = options.heartbeatMs ?? serverDefaults.heartbeatMs
    this.answers = new Answers(this.#epochs, options.cache)
    this.keys = new Keys(options.keys ?? [])
    this.admission = new Admission({
      places: options.places ?? Math.ceil(1.5 * availableParallelism()),
      queueLimit: options.queueLimit ?? serverDefaults.queueLimit,
      keys: this.keys,
      everybody: options.everybody ?? defaultEverybody,
    })
    this.metrics = new Metrics(this.admission.turns)
    this.programs = new Programs({
      most: options.programs ?? serverDefaults.programs,
      idleMs: options.programIdleMs ?? serverDefaults.programIdleMs,
      now: this.now,
    })
    this.runtimes = knownRuntimes()
    for (const runtime of this.runtimes) {
      for (const name of [...(runtime.aliases ?? []), runtime.name]) this.#byName.set(name, runtime)
    }
  }

  /** By name or alias. */
  runtimeNamed(name: string): ResolvedRuntime | undefined {
    return this.#byName.get(name)
  }

  /** @throws FuelcellError `unknown-runtime`, with the nearest. */
  checkRuntime(name: string): void {
    if (name === WASM || this.#byName.has(name)) return
    const nearest = nearestName(name, [...this.#byName.keys(), WASM])
    const known = this.runtimes.map((runtime) => runtime.name)
    throw new FuelcellError('unknown-runtime', say.unknownRuntime(name, nearest, known))
  }

  /**
   * The request as it is run: its clock begins where the server says.
   * @throws FuelcellError `unknown-runtime`; `forbidden` for what is of this machine.
   */
  prepared(request: RunRequest): RunRequest {
    this.checkRuntime(request.runtime)
    if (request.preopens !== undefined && request.preopens.length > 0) {
      throw new FuelcellError('forbidden', say.preopens)
    }
    const clock = this.options.clock ?? DEFAULT_CLOCK_MS
    return request.clockStartMs === undefined && clock !== 'now' ? { ...request, clockStartMs: clock } : request
  }

  /** What of a request its caller may have. @throws FuelcellError `draining`, `unauthorized`, `forbidden`. */
  allow(request: RunRequest, { key = currentKey(), priority, signal, isExpected }: Given): Allowed {
    const runtime = this.runtimeNamed(request.runtime)
    return this.admission.allow({
      key,
      priority,
      limits: request.limits,
      runtime,
      signal,
      ...(isExpected === undefined ? {} : { isExpected }),
    })
  }

  /** The same for a run of a program, which is built already. */
  allowRun(request: RunRequest, { key, priority, signal }: Given): Allowed {
    const { limits } = request
    const runtime = this.runtimeNamed(request.runtime)?.limits
    return this.admission.allow({
      key,
      priority,
      limits,
      runtime: runtime === undefined ? {} : { limits: runtime },
      signal,
    })
  }

  /** The whole way of a run: for dialects, and for what runs many. */
  async run(request: RunRequest, given: Given): Promise<Result> {
    const prepared = this.prepared(request)
    const allowed = this.allow(prepared, given)
    return this.perform(await this.admission.admit(allowed), within(prepared, allowed), given)
  }

  /** Runs what was let in. A run whose worker was lost is run again, once: it is the same run, as long as nobody has seen a part of it. */
  perform(admitted: Admitted, request: RunRequest, { signal, onOutput, stdin }: RunGiven): Promise<Result> {
    let hasTold = false
    const whole: RunRequest = {
      ...request,
      ...(stdin !== undefined && { stdin }),
      ...(signal !== undefined && { signal }),
      ...(onOutput !== undefined && {
        onOutput: (chunk) => {
          hasTold = true
          return onOutput(chunk)
        },
      }),
    }
    return admitted.perform(async () => {
      const value = await this.runner.run(whole).catch((error: unknown) => {
        const isLost = error instanceof FuelcellError && error.code === 'worker-lost'
        if (!isLost || hasTold || stdin !== undefined || signal?.aborted === true) throw error
        this.metrics.repeated()
        return this.runner.run(whole)
      })
      const fuel = fuelTaken(value)
      this.#epochs.note(request.runtime, value.fuelEpoch)
      this.metrics.ran(value, fuel)
      return { value, fuel }
    })
  }

  /** A run of a program, whose building was counted when it was compiled. */
  noteRun(result: Result): void {
    this.metrics.ran(result, result.usage.fuel)
  }

  /** Takes nothing new; resolves when what is under way has ended. */
  async drain(): Promise<void> {
    await this.admission.drain()
  }

  /** Lets go of what is kept between requests. */
  async close(): Promise<void> {
    await this.programs.close()
    await this.options.cache?.settled()
  }
}

/** The request with the limits that its caller has. */
export function within(request: RunRequest, { limits }: Allowed): RunRequest {
  return limits === undefined ? request : { ...request, limits }
}
