import type { BenchRequest, Run } from '../../src/bench/run.js'
import type { Result, Usage } from '../../src/core/result.js'
import { exited } from './results.js'

export const STARTUP_FUEL = 1000
/** What each line costs to compile. */
export const LINE_FUEL = 10

export interface Behaviour {
  /** Fuel of executing the text, compiling not included. */
  readonly fuel?: number
  readonly usage?: Partial<Usage>
  readonly result?: Partial<Result>
}

/** All that is run, in its order: what a request's setup and code come to as one text. */
export function textOf({ setup = [], code }: Pick<BenchRequest, 'setup' | 'code'>): string {
  return [...setup.map((piece) => (piece.endsWith('\n') ? piece : `${piece}\n`)), code].join('')
}

/** A run without a sandbox: `behave` says what a text costs beside its start and its compiling, the setup included. */
export function fakeRun(behave: (text: string, request: BenchRequest) => Behaviour = () => ({})) {
  const requests: BenchRequest[] = []
  const run: Run = async (request) => {
    requests.push(request)
    const cost = (text: string) => LINE_FUEL * linesOf(text) + (behave(text, request).fuel ?? 0)
    const { usage = {}, result = {} } = behave(textOf(request), request)
    const whole = cost(textOf(request))
    const setupFuel = cost(textOf({ ...request, code: '' }))
    const metered = request.setup === undefined ? {} : { setupFuel, codeFuel: Math.max(0, whole - setupFuel) }
    return exited(0, {
      usage: {
        ...exited(0).usage,
        startupFuel: STARTUP_FUEL,
        compileFuel: LINE_FUEL * linesOf(request.code),
        fuel: STARTUP_FUEL + whole,
        durationMs: 1.25,
        ...metered,
        ...usage,
      },
      start: 'warm',
      runtime: request.runtime,
      fuelEpoch: 'epoch1',
      ...result,
    })
  }
  return Object.assign(run, { requests })
}

function linesOf(text: string): number {
  return text.split('\n').filter((line) => line !== '').length
}

/** `spend 500` costs 500, and `n` stands for the value that a line `n = …` before it gave. */
export function spending(code: string): { fuel: number } {
  const n = Number(/^n = (\d+)$/m.exec(code)?.[1] ?? 0)
  const fuel = [...code.matchAll(/^spend (\w+)$/gm)].reduce(
    (sum, [, word]) => sum + (word === 'n' ? n : Number(word)),
    0,
  )
  return { fuel }
}
