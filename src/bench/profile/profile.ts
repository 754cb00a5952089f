/** One profiled run. */
import { FuelcellError } from '../../core/errors.js'
import type { FuelProfile } from '../../core/fuel-profile.js'
import type { Result } from '../../core/result.js'
import { bench as say } from '../messages.js'
import type { BenchRequest } from '../run.js'

/** What is profiled: as a measurement, and with arguments after the program's name. */
export type ProfileRequest = BenchRequest & { readonly args?: readonly string[] }

/** Runs something once and looks where its fuel goes, every so many units of fuel. */
export type ProfiledRun = (
  request: ProfileRequest & { readonly profileFuel: number },
) => Promise<Result & { readonly profile?: FuelProfile }>

/** Fuel between two looks. Below a hundred a look costs more than what it sees; above, short functions blur. */
export const DEFAULT_INTERVAL = 200

/** What the submitted code is called inside. */
const ENTRY = 'main.py'

export interface Profiled {
  readonly result: Result
  readonly profile: FuelProfile
}

export interface ProfileOptions {
  /** Fuel between two looks. */
  readonly intervalFuel?: number | undefined
  /** What the code's file is called in the profile. Default `main.py`, as inside. */
  readonly name?: string
}

/** @throws FuelcellError `invalid-option` when the runtime cannot be looked into. */
export async function profileRun(
  request: ProfileRequest,
  run: ProfiledRun,
  { intervalFuel = DEFAULT_INTERVAL, name = ENTRY }: ProfileOptions = {},
): Promise<Profiled> {
  const result = await run({ ...request, profileFuel: intervalFuel })
  const { profile } = result
  if (profile === undefined) throw new FuelcellError('invalid-option', say.noProfile(request.runtime))
  const codes = profile.codes.map((code) => (isEntry(code.file) ? { ...code, file: name } : code))
  return { result, profile: { ...profile, codes } }
}

/** The interpreter writes it with the folder that it lies in, the root. */
function isEntry(file: string): boolean {
  return file.replace(/^\/+/, '') === ENTRY
}
