/** One snippet at one size: what it cost above its start and its setup. */
import type { GuestError, Start, Status, Usage } from '../core/result.js'
import { netFuel } from '../core/result.js'
import { roundedMs } from '../core/units.js'
import type { Preparation } from './prepare.js'
import type { Run } from './run.js'

/** What a snippet came to. Everything but `durationMs` is the same whenever and wherever it is measured. */
export interface Measurement {
  /** How it ended, its setup included. */
  readonly status: Status
  readonly exitCode: number | null
  /** Whether it ended by itself with exit code 0, after a setup that came to its end. */
  readonly ok: boolean
  /** True when it ended in the setup: the code did not run. */
  readonly inSetup?: true
  /** Lines are the code's own; of the setup when it ended there. */
  readonly error?: GuestError
  readonly trap?: string
  /** Fuel that the code cost, start and setup left out, never below 0. */
  readonly netFuel: number
  /** False when a trap or a deadline ended it: the figures are then lower bounds. */
  readonly fuelExact: boolean
  /** The part of `netFuel` that turning the code into bytecode cost. Known only in a warm start. */
  readonly compileFuel?: number
  /** Fuel of the whole run, start and setup included. */
  readonly fuel: number
  /** Fuel that an empty program costs from this start. */
  readonly startupFuel: number
  /** Fuel that the definitions of parameters and the setup cost; 0 without any, and when they did not come to their end. */
  readonly setupFuel: number
  /** The guest's memory at its largest, in pages of 64 KiB. */
  readonly memoryPages: number
  /** Pages above those of the start. */
  readonly grownPages: number
  /** Wall time of the run in the host, in milliseconds. Not reproducible. */
  readonly durationMs: number
  readonly stdout: string
  readonly start: Start
  readonly fuelEpoch: string
}

/** Runs a program once. */
export async function measure({ request, linesBefore }: Preparation, run: Run): Promise<Measurement> {
  const result = await run(request)
  const inSetup = request.setup !== undefined && result.usage.setupFuel === undefined
  const { status, exitCode, usage } = result
  return {
    status,
    exitCode,
    ok: result.ok && !inSetup,
    ...(inSetup && { inSetup }),
    ...(result.status === 'exit' && result.error && { error: ownLine(result.error, linesBefore) }),
    ...(result.status === 'trap' && { trap: result.trap }),
    netFuel: request.setup === undefined ? netFuel(usage) : inSetup ? 0 : netFuelOfCode(usage),
    fuelExact: usage.fuelExact,
    ...(usage.compileFuel !== undefined && { compileFuel: usage.compileFuel }),
    fuel: usage.fuel,
    startupFuel: usage.startupFuel,
    setupFuel: usage.setupFuel ?? 0,
    memoryPages: usage.memoryPages,
    grownPages: usage.grownPages,
    durationMs: roundedMs(usage.durationMs),
    stdout: result.stdout,
    start: result.start,
    fuelEpoch: result.fuelEpoch,
  }
}

/** What does not compile has not run what an empty snippet runs, but has cost its compiling. */
function netFuelOfCode({ codeFuel = 0, compileFuel = 0 }: Usage): number {
  return Math.max(codeFuel, compileFuel)
}

function ownLine(error: GuestError, linesBefore: number): GuestError {
  if (error.line === null || linesBefore === 0) return error
  return { ...error, line: error.line > linesBefore ? error.line - linesBefore : null }
}
