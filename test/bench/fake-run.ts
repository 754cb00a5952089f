import type { BenchRequest, Run } from '../../src/bench/run.js'
import type { Result, Usage } from '../../src/result.js'
import { exited } from '../cli/results.js'

export const STARTUP_FUEL = 1000
/** What each line costs to compile. */
export const LINE_FUEL = 10

export interface Behaviour {
  /** Fuel of executing the code, compiling not included. */
  readonly fuel?: number
  readonly usage?: Partial<Usage>
  readonly result?: Partial<Result>
}

/** A run without a sandbox: `behave` says what the code costs beside its start and its compiling. */
export function fakeRun(behave: (code: string, request: BenchRequest) => Behaviour = () => ({})) {
  const requests: BenchRequest[] = []
  const run: Run = async (request) => {
    requests.push(request)
    const { fuel = 0, usage = {}, result = {} } = behave(request.code, request)
    const compileFuel = LINE_FUEL * request.code.split('\n').filter((line) => line !== '').length
    const full = exited(0, {
      usage: {
        ...exited(0).usage,
        startupFuel: STARTUP_FUEL,
        compileFuel,
        fuel: STARTUP_FUEL + compileFuel + fuel,
        durationMs: 1.25,
        ...usage,
      },
      start: 'warm',
      runtime: request.runtime,
      fuelEpoch: 'epoch1',
      ...result,
    })
    return full
  }
  return Object.assign(run, { requests })
}
