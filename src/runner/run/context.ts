/** What every run needs, and what a request may ask of it. */
import { FuelcellError } from '../../core/errors.js'
import { requests as say } from '../../core/messages.js'
import type { ResolvedRuntime } from '../../runtimes/manifest/manifest.js'
import type { IdleWorkers } from '../pool/idle-workers.js'
import type { Pool } from '../pool/pool.js'
import type { ProgramImages } from '../programs/program-images.js'
import type { Modules } from '../provisioning/modules.js'
import type { ParsedRequest } from '../request/request.js'
import type { StdinReader } from '../request/stdin.js'

/** The parts of a runner that every run needs. */
export interface RunnerParts {
  readonly pool: Pool
  readonly modules: Modules
  readonly images: ProgramImages
  readonly graceMs: number
}

/** What a run needs: the request, with its stdin in use, and the runner's parts. */
export interface RunContext extends RunnerParts {
  readonly idle: IdleWorkers
  readonly request: Omit<ParsedRequest, 'stdin'> & { readonly stdin: StdinReader }
}

/** Where the runtime's own directories are, those in the wasm and that with the devices among them: what is put there would not be found. */
export function mountPoints({ mounts = [], embedded = [], devices }: ResolvedRuntime): readonly string[] {
  return [...mounts.map(({ guest }) => guest), ...embedded, ...(devices === undefined ? [] : [devices])]
}

/** @throws FuelcellError `invalid-option` for what only the interpreter of a snapshot can do. */
export function refuseWarmOnly({ caller, setup, call, lastValue, profileFuel }: RunContext['request']): void {
  const asked = {
    setup: setup.length > 0,
    call: call !== null,
    "returns: 'last'": lastValue,
    profileFuel: profileFuel !== null,
  }
  for (const [option, isAsked] of Object.entries(asked)) {
    if (isAsked) throw new FuelcellError('invalid-option', say.needsWarm(caller, option))
  }
}

/** @throws FuelcellError `invalid-option` for more files and folders than the run directory may hold. */
export function checkEntries(entries: number, { caller, limits }: Pick<ParsedRequest, 'caller' | 'limits'>): void {
  if (entries <= limits.diskEntries) return
  throw new FuelcellError('invalid-option', say.filesTooMany(caller, entries, limits.diskEntries))
}

/** @throws FuelcellError `invalid-option` for a clock that begins where the runtime cannot tell the time. */
export function checkClock(
  { name, clockEndMs = Number.POSITIVE_INFINITY }: ResolvedRuntime,
  { caller, clockStartMs }: Pick<ParsedRequest, 'caller' | 'clockStartMs'>,
): void {
  if (clockStartMs < clockEndMs) return
  throw new FuelcellError('invalid-option', say.clockTooLate(caller, name, clockStartMs, clockEndMs))
}
