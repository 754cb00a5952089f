/** Options that the bench commands share, and what their values mean. */
import type { Tolerance } from '../../bench/baseline/compare.js'
import { parseTolerance } from '../../bench/baseline/compare.js'
import { parsePrice } from '../../bench/cost.js'
import { bench as say } from '../../bench/messages.js'
import { DEFAULT_MAX_SIZES } from '../../bench/scan.js'
import { FuelcellError } from '../../core/errors.js'
import { maxLimits } from '../../core/limits.js'
import { parseCount } from '../../core/sizes.js'
import type { OptionValues } from '../command.js'
import { redisOption } from '../fleet/options.js'
import { commandLine } from '../messages.js'
import { asText, cacheOptions, flag, limitOptions, list, value } from '../options.js'
import { parseClock, parseSeed, parseStart } from '../world.js'

const MAX_SIZES = 100_000
const MAX_VERIFICATIONS = 1000

/** What is measured. */
export const caseOptions = {
  c: list('CODE', asText, 'A snippet to measure; may be repeated'),
  setup: value(
    'CODE',
    asText,
    'Runs before each snippet, in the same namespace; its cost is metered apart. Python’s warm start only',
  ),
  scan: value('SCAN', asText, 'Sizes of a parameter, such as n=1..4096:x2 or n=10,20,50; growth is fitted'),
  per: value(
    'N',
    (text: string, option: string) => parseCount(text, option, maxLimits.fuel),
    'Elements that a snippet deals with: shows the cost of one',
  ),
  'max-sizes': value(
    'COUNT',
    (text: string, option: string) => parseCount(text, option, MAX_SIZES),
    `Most sizes of a scan. Default ${DEFAULT_MAX_SIZES}`,
  ),
}

/** How it is run. */
export const measuringOptions = {
  ...redisOption,
  fuel: limitOptions.fuel,
  timeout: limitOptions.timeout,
  memory: limitOptions.memory,
  start: value(
    'START',
    parseStart,
    'cold boots the interpreter, warm continues from a snapshot of it. Default: warm where there is one',
  ),
  seed: value('N', parseFixedSeed, 'Seed of the random numbers. Default 0'),
  clock: value('ISO', parseClock, 'When the guest’s clock begins. Default 2000-01-01T00:00:00Z'),
  verify: value(
    'N',
    (text: string, option: string) => parseCount(text, option, MAX_VERIFICATIONS),
    'Run each snippet N times, on different workers, and fail unless fuel, output and memory are the same',
  ),
  ...cacheOptions,
}

/** What is shown and written. */
export const outputOptions = {
  json: flag('Print everything as one line of JSON instead of tables'),
  cost: value('FUEL=MONEY', parsePrice, 'Price of fuel, such as 1G=0.01 or 1G=0.01EUR: adds a column'),
  i: flag('Exit with 0 even when a snippet fails'),
  'ignore-failure': flag('The same as -i'),
  'export-json': value('FILE', asText, 'Write the results as JSON'),
  'export-csv': value('FILE', asText, 'Write the results as CSV, a record for each size'),
  'export-markdown': value('FILE', asText, 'Write the tables as Markdown'),
  'export-hyperfine': value(
    'FILE',
    asText,
    'Write what hyperfine --export-json would, a nanosecond for each unit of fuel',
  ),
  'export-github': value('FILE', asText, 'Write what github-action-benchmark reads as customSmallerIsBetter'),
  'export-svg': value('FILE', asText, 'Draw the results: scans on logarithmic axes, else bars'),
  'step-summary': flag('Append the tables to the page of a GitHub Actions step'),
}

export const runtimesOption = {
  runtimes: value('NAMES', parseNames, 'Runtimes to measure in, such as python,ruby; files of others are left out'),
}

export const baselineOption = {
  baseline: value('FILE', asText, 'The baseline. Default fuelcell-bench.json'),
}

export const toleranceOption = {
  'max-regression': value(
    'AMOUNT',
    parseTolerance,
    'How much dearer a snippet may be: a part such as 0.5%, or an amount such as fuel:+10000. Default: nothing',
  ),
}

export const DEFAULT_BASELINE = 'fuelcell-bench.json'
/** Any more is too much: figures are exact. */
export const DEFAULT_TOLERANCE: Tolerance = { fuel: 0 }

export type CaseValues = OptionValues<typeof caseOptions & typeof runtimesOption>
export type MeasuringValues = OptionValues<typeof measuringOptions>
export type OutputValues = OptionValues<typeof outputOptions>

/** A baseline's figures mean nothing in a world that is drawn anew each time. */
function parseFixedSeed(text: string, option: string): number {
  const seed = parseSeed(text, option)
  if (seed === 'random') throw new FuelcellError('invalid-option', say.randomSeed(option))
  return seed
}

function parseNames(text: string, option: string): readonly string[] {
  const names = text.split(',').map((name) => name.trim())
  if (names.some((name) => name === '')) {
    throw new FuelcellError('invalid-option', commandLine.badValue(option, text, say.namesWanted))
  }
  return [...new Set(names)]
}

/** The limits that were given. */
export function limitsGiven(values: Pick<MeasuringValues, 'fuel' | 'timeout' | 'memory'>) {
  return {
    ...(values.fuel === undefined ? {} : { fuel: values.fuel }),
    ...(values.timeout === undefined ? {} : { timeoutMs: values.timeout }),
    ...(values.memory === undefined ? {} : { memoryPages: values.memory }),
  }
}
