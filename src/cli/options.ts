/** Options that several commands share, and what their values mean for a run. */
import { defaultLimits, type Limits, maxLimits } from '../core/limits.js'
import { parseBytes, parseCount, parseDuration, parseFuel, parsePages } from '../core/sizes.js'
import type { FlagOption, ListOption, OptionValues, ValueOption } from './command.js'
import { parseDir, parseEnv, parseFileMapping } from './mappings.js'
import { parseClock, parseSeed } from './world.js'

export function value<T>(placeholder: string, parse: ValueOption<T>['parse'], describe: string): ValueOption<T> {
  return { kind: 'value', placeholder, parse, describe }
}

export function list<T>(placeholder: string, parse: ListOption<T>['parse'], describe: string): ListOption<T> {
  return { kind: 'list', placeholder, parse, describe }
}

export function flag(describe: string): FlagOption {
  return { kind: 'flag', describe }
}

/** Text that needs no reading. */
export function asText(text: string): string {
  return text
}

const parseOutput = (text: string, option: string) => parseBytes(text, option, maxLimits.outputBytes)
const parseDisk = (text: string, option: string) => parseBytes(text, option, maxLimits.diskBytes)
const parseEntries = (text: string, option: string) => parseCount(text, option, maxLimits.diskEntries)
const parseFiles = (text: string, option: string) => parseCount(text, option, maxLimits.openFiles)

export const limitOptions = {
  fuel: value(
    'FUEL',
    parseFuel,
    'Most fuel to spend, about one unit per instruction: plain, or with k, M, G (decimal). Default 10G',
  ),
  timeout: value('TIME', parseDuration, 'Longest wall time, with ms, s, m or h. Default 10s'),
  memory: value(
    'SIZE',
    parsePages,
    'Most memory: a size such as 64MiB, or a plain number of pages of 64 KiB. Default 256MiB',
  ),
  'output-limit': value(
    'SIZE',
    parseOutput,
    'Most bytes of stdout, and as many of stderr: plain, or with KiB, MiB, kB, MB. Default 1MiB',
  ),
  'disk-limit': value(
    'SIZE',
    parseDisk,
    'Most bytes in the run directory, the program and its files included. Default 16MiB',
  ),
  'disk-entries': value('COUNT', parseEntries, 'Most files and folders in the run directory. Default 1000'),
  'open-files': value('COUNT', parseFiles, 'Most files open at once. Default 64'),
}

/** The same for each tool that builds a program. */
export const compileLimitOptions = {
  'compile-fuel': value(
    'FUEL',
    parseFuel,
    'For C and C++: most fuel of each tool that builds the program. Default 40G',
  ),
  'compile-timeout': value('TIME', parseDuration, 'Longest wall time of each such tool. Default 60s'),
  'compile-memory': value('SIZE', parsePages, 'Most memory of each such tool. Default 512MiB'),
  'compile-output-limit': value('SIZE', parseOutput, 'Most bytes that each such tool may print. Default 1MiB'),
  'compile-disk-limit': value('SIZE', parseDisk, 'Most bytes of sources and what is made of them. Default 64MiB'),
  'compile-disk-entries': value('COUNT', parseEntries, 'Most files and folders of these. Default 1000'),
  'compile-open-files': value('COUNT', parseFiles, 'Most files that each such tool has open at once. Default 64'),
}

export const worldOptions = {
  env: list(
    'NAME=VALUE',
    parseEnv,
    'A variable for the guest; may be repeated. Nothing else of your environment is passed on',
  ),
  file: list(
    'PATH[=GUEST]',
    parseFileMapping,
    'A file or folder to copy into the run directory, under the name GUEST (the last = divides); may be repeated',
  ),
  seed: value('N', parseSeed, 'Seed of the random numbers, or random for one that is drawn. Default 0'),
  clock: value('ISO', parseClock, 'When the guest’s clock begins, such as 2000-01-01T00:00:00Z. Default: now'),
}

export const directoryOptions = {
  dir: list(
    'HOST[::GUEST[::ro]]',
    parseDir,
    'A directory of yours that the guest may use, under the name GUEST, read-only with ::ro; may be repeated',
  ),
  out: value('DIR', asText, 'Write the files that the guest made or changed into DIR, and nothing outside of it'),
}

export const reportOptions = {
  json: flag(
    'Print the Result as one line of JSON instead of the guest’s output; files, and streams that are not UTF-8, are { "text" } or { "base64" }',
  ),
  stats: flag('Print one line on stderr about what the run used. Default: when stderr is a terminal'),
}

export const cacheOptions = {
  'cache-dir': value(
    'DIR',
    asText,
    'Where compiled runtimes are kept. Default: FUELCELL_CACHE_DIR, else the user’s cache folder',
  ),
}

export const wallOptions = {
  strict: flag('Refuse to run unless every wall around the worker stands; `fuelcell doctor` lists them'),
}

/** All limits of a run: those given, else those of the runtime, else the general ones. */
export function limitsOf(values: OptionValues<typeof limitOptions>, ofRuntime: Partial<Limits> = {}): Limits {
  const defaults = { ...defaultLimits, ...ofRuntime }
  return {
    fuel: values.fuel ?? defaults.fuel,
    timeoutMs: values.timeout ?? defaults.timeoutMs,
    memoryPages: values.memory ?? defaults.memoryPages,
    outputBytes: values['output-limit'] ?? defaults.outputBytes,
    diskBytes: values['disk-limit'] ?? defaults.diskBytes,
    diskEntries: values['disk-entries'] ?? defaults.diskEntries,
    openFiles: values['open-files'] ?? defaults.openFiles,
  }
}

/** The limits of building a program that were given; nothing where none was. */
export function compileLimitsOf(values: OptionValues<typeof compileLimitOptions>): Partial<Limits> | undefined {
  const named: Readonly<Record<keyof Limits, number | undefined>> = {
    fuel: values['compile-fuel'],
    timeoutMs: values['compile-timeout'],
    memoryPages: values['compile-memory'],
    outputBytes: values['compile-output-limit'],
    diskBytes: values['compile-disk-limit'],
    diskEntries: values['compile-disk-entries'],
    openFiles: values['compile-open-files'],
  }
  const given = Object.entries(named).filter(([, limit]) => limit !== undefined)
  return given.length === 0 ? undefined : Object.fromEntries(given)
}

/** The part of a request that fixes the guest's world; what was not given is left to the runner. */
export function worldOf(values: Pick<OptionValues<typeof worldOptions>, 'env' | 'seed' | 'clock'>) {
  return {
    env: Object.fromEntries(values.env),
    ...(values.seed === undefined ? {} : { seed: values.seed }),
    ...(values.clock === undefined ? {} : { clockStartMs: values.clock }),
  }
}

/** The exit codes, for the help of commands that run a guest. */
export const exitCodeNotes = `Exit code: that of the guest, 0 to 255. When the guest did not end by itself:
  134  trap
  137  out of memory
  142  timeout
  152  out of fuel
  153  output or disk limit
  129, 130, 143  interrupted by SIGHUP, Ctrl-C or SIGTERM
  141  the reader of stdout has gone
  126  a wrong command line, or a fault of the sandbox`
