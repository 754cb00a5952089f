/** Figures for Prometheus, in a registry of the server's own. */
import { Counter, Gauge, Histogram, Registry } from 'prom-client'
import type { Result } from '../core/result.js'
import type { Admission } from './admission.js'

/** Fuel is counted in millions: a counter is a double, which would lose units beyond 2^53. */
const MILLION = 1_000_000

export class Metrics {
  readonly registry = new Registry()
  readonly #runs = new Counter({
    name: 'fuelcell_runs_total',
    help: 'Runs that ended, by runtime, status and caller.',
    labelNames: ['runtime', 'status', 'caller'] as const,
    registers: [this.registry],
  })
  readonly #fuel = new Counter({
    name: 'fuelcell_fuel_millions_total',
    help: 'Fuel that runs spent, in millions.',
    labelNames: ['runtime', 'caller'] as const,
    registers: [this.registry],
  })
  readonly #seconds = new Histogram({
    name: 'fuelcell_run_seconds',
    help: 'Time of a run in its host.',
    labelNames: ['runtime'] as const,
    buckets: [0.0005, 0.001, 0.002, 0.005, 0.01, 0.05, 0.1, 0.5, 1, 5, 10],
    registers: [this.registry],
  })
  readonly #requests = new Counter({
    name: 'fuelcell_http_requests_total',
    help: 'Answers to HTTP requests, by status.',
    labelNames: ['status'] as const,
    registers: [this.registry],
  })
  readonly #cached = new Counter({
    name: 'fuelcell_cache_hits_total',
    help: 'Results that were kept from an earlier run.',
    registers: [this.registry],
  })

  constructor(admission: Pick<Admission, 'running' | 'waiting'>) {
    const gauge = (name: string, help: string, value: () => number) =>
      new Gauge({
        name,
        help,
        registers: [this.registry],
        collect() {
          this.set(value())
        },
      })
    gauge('fuelcell_runs_running', 'Runs that go on.', () => admission.running)
    gauge('fuelcell_runs_waiting', 'Runs that wait for a worker.', () => admission.waiting)
  }

  ran({ runtime, status, usage }: Result, caller: string): void {
    this.#runs.inc({ runtime, status, caller })
    this.#fuel.inc({ runtime, caller }, usage.fuel / MILLION)
    this.#seconds.observe({ runtime }, usage.durationMs / 1000)
  }

  answered(status: number): void {
    this.#requests.inc({ status })
  }

  hit(): void {
    this.#cached.inc()
  }
}
