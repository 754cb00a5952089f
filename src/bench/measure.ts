/** One snippet at one size: what it cost above its start and its setup. */
import type { GuestError, Status, Usage } from '../result.js'
import { netFuel } from '../result.js'
import type { NamedCase, ParameterValue } from './case.js'
import { definitions } from './languages.js'
import type { BenchRequest, Run } from './run.js'

/** What a snippet came to. Everything but `durationMs` is the same whenever and wherever it is measured. */
export interface Measurement {
  /** How it ended, its setup included. */
  readonly status: Status
  readonly exitCode: number | null
  readonly ok: boolean
  readonly error?: GuestError
  readonly trap?: string
  /** Fuel that the code cost, start and setup subtracted, never below 0. */
  readonly netFuel: number
  /** False when a trap or a deadline ended it: the figures are then lower bounds. */
  readonly fuelExact: boolean
  /** The part of `netFuel` that turning the code into bytecode cost. Known only in a warm start. */
  readonly compileFuel?: number
  /** Fuel of the whole run, start and setup included. */
  readonly fuel: number
  /** Fuel that an empty program costs from this start. */
  readonly startupFuel: number
  /** Fuel that the definitions and the setup cost above the start; 0 without any. */
  readonly setupFuel: number
  /** The guest's memory at its largest, in pages of 64 KiB. */
  readonly memoryPages: number
  /** Pages above those of the start. */
  readonly grownPages: number
  /** Wall time of the run in the host, in milliseconds. Not reproducible. */
  readonly durationMs: number
  readonly stdout: string
  readonly fuelEpoch: string
}

/** What is the same for all runs of a bench. */
export type Circumstances = Omit<BenchRequest, 'runtime' | 'code' | 'stdin' | 'files'>

/** A program of a case at a size, ready to be run. */
export interface Preparation {
  readonly request: BenchRequest
  /** The request without the code, or `null` where nothing stands before it. */
  readonly setup: BenchRequest | null
  /** Lines before the code. */
  readonly setupLines: number
}

/** @throws FuelcellError `invalid-option` for parameters that the language cannot have. */
export function prepare(bench: NamedCase, size: number | undefined, circumstances: Circumstances): Preparation {
  const scanned: Record<string, ParameterValue> =
    bench.scan === undefined || size === undefined ? {} : { [bench.scan.parameter]: size }
  const before = `${definitions(bench.runtime, { ...bench.params, ...scanned })}${lines(bench.setup ?? '')}`
  const { runtime, code, stdin, files } = bench
  const common = {
    ...circumstances,
    runtime,
    ...(stdin === undefined ? {} : { stdin }),
    ...(files === undefined ? {} : { files }),
  }
  return {
    request: { ...common, code: `${before}${code}` },
    setup: before === '' ? null : { ...common, code: before },
    setupLines: before.split('\n').length - 1,
  }
}

function lines(text: string): string {
  return text === '' || text.endsWith('\n') ? text : `${text}\n`
}

/** What a program used. */
export type RunSetup = (request: BenchRequest) => Promise<Usage>

/** Runs a program, and what stands before it alone, which `runSetup` may remember for other programs. */
export async function measure(preparation: Preparation, run: Run, runSetup: RunSetup): Promise<Measurement> {
  const [whole, setup] = await Promise.all([
    run(preparation.request),
    preparation.setup === null ? null : runSetup(preparation.setup),
  ])
  const setupFuel = setup === null ? 0 : netFuel(setup)
  const compileFuel = difference(whole.usage.compileFuel, setup === null ? 0 : setup.compileFuel)
  return {
    status: whole.status,
    exitCode: whole.exitCode,
    ok: whole.ok,
    ...(whole.status === 'exit' && whole.error !== undefined
      ? { error: withoutSetup(whole.error, preparation.setupLines) }
      : {}),
    ...(whole.status === 'trap' ? { trap: whole.trap } : {}),
    netFuel: Math.max(0, netFuel(whole.usage) - setupFuel),
    fuelExact: whole.usage.fuelExact,
    ...(compileFuel === undefined ? {} : { compileFuel }),
    fuel: whole.usage.fuel,
    startupFuel: whole.usage.startupFuel,
    setupFuel,
    memoryPages: whole.usage.memoryPages,
    grownPages: whole.usage.grownPages,
    durationMs: whole.usage.durationMs,
    stdout: whole.stdout,
    fuelEpoch: whole.fuelEpoch,
  }
}

function difference(whole: number | undefined, part: number | undefined): number | undefined {
  return whole === undefined || part === undefined ? undefined : Math.max(0, whole - part)
}

/** Lines are counted from the code's own first line; an error in the setup has none. */
function withoutSetup(error: GuestError, setupLines: number): GuestError {
  if (error.line === null) return error
  return { ...error, line: error.line > setupLines ? error.line - setupLines : null }
}

/** Runs each program once, however often it is asked for. What it printed is not kept: a scan has as many setups as sizes. */
export function rememberedUsage(run: Run): RunSetup {
  const known = new Map<string, Promise<Usage>>()
  return (request) => {
    const used = async () => (await run(request)).usage
    // Files are the case's own objects: two cases with files never share a setup.
    if (request.files !== undefined || typeof request.stdin === 'object') return used()
    const key = JSON.stringify([request.runtime, request.stdin ?? '', request.code])
    const usage = known.get(key) ?? used()
    known.set(key, usage)
    return usage
  }
}
