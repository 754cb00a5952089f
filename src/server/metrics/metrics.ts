/** What `/metrics` tells, in a registry of its own. No label is a caller's text, and none a key. */
import { Counter, Gauge, Histogram, Registry } from 'prom-client'
import type { Result } from '../../core/result.js'
import type { Turns } from '../admission/turns.js'
import { priorities } from '../keys/key.js'

/** A counter is a double: in millions it stays exact for centuries. */
const FUEL_PER_COUNT = 1_000_000
const secondBuckets = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30]

export class Metrics {
  readonly registry = new Registry()
  readonly #runs: Counter<'runtime' | 'status'>
  readonly #fuel: Counter<'runtime'>
  readonly #seconds: Histogram<'runtime'>
  readonly #requests: Counter<'method' | 'route' | 'status'>
  readonly #errors: Counter<'code'>
  readonly #cache: Counter<'outcome'>
  readonly #repeats: Counter
  /** Fuel below a million is carried over to the next run of the runtime. */
  readonly #carried = new Map<string, number>()

  constructor(turns: Turns) {
    const registers = [this.registry]
    this.#runs = new Counter({
      name: 'fuelcell_runs_total',
      help: 'Runs that came to a Result.',
      labelNames: ['runtime', 'status'],
      registers,
    })
    this.#fuel = new Counter({
      name: 'fuelcell_fuel_millions_total',
      help: 'Fuel of all runs and of building their programs, in millions.',
      labelNames: ['runtime'],
      registers,
    })
    this.#seconds = new Histogram({
      name: 'fuelcell_run_seconds',
      help: 'Wall time of runs in the host.',
      labelNames: ['runtime'],
      buckets: secondBuckets,
      registers,
    })
    this.#requests = new Counter({
      name: 'fuelcell_http_requests_total',
      help: 'Requests that were answered.',
      labelNames: ['method', 'route', 'status'],
      registers,
    })
    this.#errors = new Counter({
      name: 'fuelcell_errors_total',
      help: 'Requests that were refused or failed, by the code of the error.',
      labelNames: ['code'],
      registers,
    })
    this.#cache = new Counter({
      name: 'fuelcell_cache_requests_total',
      help: 'Requests that asked the cache of results.',
      labelNames: ['outcome'],
      registers,
    })
    this.#repeats = new Counter({
      name: 'fuelcell_repeated_runs_total',
      help: 'Runs that were run again because their worker was lost.',
      registers,
    })
    new Gauge({
      name: 'fuelcell_runs_under_way',
      help: 'Runs that have a place.',
      registers,
      collect() {
        this.set(turns.busy)
      },
    })
    new Gauge({
      name: 'fuelcell_runs_waiting',
      help: 'Runs that wait for a place.',
      labelNames: ['priority'],
      registers,
      collect() {
        for (const priority of priorities) this.set({ priority }, turns.waiting(priority))
      },
    })
    new Gauge({
      name: 'process_resident_memory_bytes',
      help: 'Resident memory of the server, without its workers.',
      registers,
      collect() {
        this.set(process.memoryUsage.rss())
      },
    })
  }

  /** @param taken All fuel that it took. */
  ran({ runtime, status, usage }: Result, taken: number): void {
    this.#runs.inc({ runtime, status })
    this.#seconds.observe({ runtime }, usage.durationMs / 1000)
    const fuel = (this.#carried.get(runtime) ?? 0) + taken
    this.#carried.set(runtime, fuel % FUEL_PER_COUNT)
    this.#fuel.inc({ runtime }, Math.floor(fuel / FUEL_PER_COUNT))
  }

  answered(method: string, route: string, status: number): void {
    this.#requests.inc({ method, route, status })
  }

  failed(code: string): void {
    this.#errors.inc({ code })
  }

  cache(outcome: 'hit' | 'miss'): void {
    this.#cache.inc({ outcome })
  }

  repeated(): void {
    this.#repeats.inc()
  }
}
