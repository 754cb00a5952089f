import { GIB, MIB } from './units.js'
import { asObject, checkKeys, integerIn } from './validate.js'

/** What a run may use. Nothing is unlimited; every limit is at least 1. What was used comes back under the same names. */
export interface Limits {
  /** Fuel, about one unit per WebAssembly instruction. Reaching it ends the run as `out-of-fuel`. Default 10,000,000,000. */
  readonly fuel: number
  /** Wall time in milliseconds. Reaching it ends the run as `timeout`. Default 10,000, at most 24 hours. */
  readonly timeoutMs: number
  /** The guest's memory in pages of 64 KiB. Growth past it is refused, as the specification has it; a run that ends because of that is `out-of-memory`. Default 4,096 (256 MiB). */
  readonly memoryPages: number
  /** Bytes kept of stdout, and as many of stderr. Writing past it ends the run as `output-limit`. Default 1 MiB. */
  readonly outputBytes: number
  /** Bytes in the run directory, the given files and the code included. A run that ends because of a refusal is `disk-limit`. Default 16 MiB. */
  readonly diskBytes: number
  /** Files, directories and links in the run directory. Default 1,000. */
  readonly diskEntries: number
  /** Descriptors that the guest may hold open at once. The three standard streams and the preopens, the run directory among them, count and are never refused. Default 64. */
  readonly openFiles: number
}

export const defaultLimits: Limits = Object.freeze({
  fuel: 10_000_000_000,
  timeoutMs: 10_000,
  memoryPages: 4096,
  outputBytes: MIB,
  diskBytes: 16 * MIB,
  diskEntries: 1000,
  openFiles: 64,
})

/** The limits of each tool that builds a program, where a request gives no `limits.compile`. A C++ header such as `<regex>` takes a third of them. */
export const defaultCompileLimits: Limits = Object.freeze({
  fuel: 40_000_000_000,
  timeoutMs: 60_000,
  memoryPages: 8192,
  outputBytes: MIB,
  diskBytes: 64 * MIB,
  diskEntries: 1000,
  openFiles: 64,
})

/** The limits of a request: those of the run, and those of each tool that builds the program. */
export interface RequestLimits extends Partial<Limits> {
  /** For runtimes that build their programs, and in `runner.compile` for Python. Default: {@link defaultCompileLimits}, for each limit that is absent. */
  readonly compile?: Partial<Limits>
}

/** The most that can be asked for. Memory is bounded by what 32-bit WebAssembly can address, fuel by what a number holds exactly, output by what a string holds of both streams together. */
export const maxLimits: Limits = Object.freeze({
  fuel: Number.MAX_SAFE_INTEGER,
  timeoutMs: 24 * 60 * 60 * 1000,
  memoryPages: 65_536,
  outputBytes: 128 * MIB,
  diskBytes: GIB,
  diskEntries: 100_000,
  openFiles: 1024,
})

const names = Object.keys(defaultLimits) as ReadonlyArray<keyof Limits>

/** Limits by the names under which they are looked for outside of `limits`, with the place where they are. */
export const misplacedLimits: ReadonlyMap<string, string> = new Map([
  ...names.map((name) => [name, `limits.${name}`] as const),
  ['timeout', 'limits.timeoutMs'],
  ['memory', 'limits.memoryPages'],
])

/**
 * Limits with what is absent (or `undefined`) taken from {@link defaultLimits}.
 * @param call The call to name in errors, such as `runner.run`.
 * @throws FuelcellError `unknown-option` for a name that is not a limit, `invalid-option` for a value out of range.
 */
export function parseLimits(input: unknown, call: string): Limits {
  return { ...defaultLimits, ...parseGivenLimits(input, call) }
}

/** {@link parseLimits} without the defaults: what is absent stays absent. */
export function parseGivenLimits(input: unknown, call: string): Partial<Limits> {
  if (input === undefined) return {}
  return parseNamedLimits(input, call, 'limits')
}

/**
 * The limits of a request, those of building apart.
 * @throws FuelcellError `unknown-option` for a name that is not a limit, `invalid-option` for a value out of range.
 */
export function parseRequestLimits(
  input: unknown,
  call: string,
): { readonly run: Partial<Limits>; readonly compile: Partial<Limits> | undefined } {
  if (input === undefined) return { run: {}, compile: undefined }
  const { compile, ...run } = asObject(input, call, 'limits')
  return {
    run: parseNamedLimits(run, call, 'limits', ['compile']),
    compile: compile === undefined ? undefined : parseNamedLimits(compile, call, 'limits.compile'),
  }
}

function parseNamedLimits(
  input: unknown,
  call: string,
  option: string,
  others: readonly string[] = [],
): Partial<Limits> {
  const given = asObject(input, call, option)
  checkKeys(given, [...names, ...others], `${call} (${option})`)
  const limits: Partial<Record<keyof Limits, number>> = {}
  for (const name of names) {
    const value = given[name]
    if (value !== undefined)
      limits[name] = integerIn(value, { min: 1, max: maxLimits[name] }, call, `${option}.${name}`)
  }
  return limits
}
