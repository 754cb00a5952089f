import { FuelcellError } from '../core/errors.js'
import { maxLimits } from '../core/limits.js'
import { asObject, checkKeys, integerIn, wrongType } from '../core/validate.js'
import type { ParameterValue } from '../languages/languages.js'
import { type BenchCase, PARAMETER_NAME, type Scan } from './case.js'
import { bench as say } from './messages.js'

const caseKeys: ReadonlyArray<keyof BenchCase> = [
  'name',
  'code',
  'setup',
  'params',
  'runtime',
  'stdin',
  'files',
  'budget',
  'per',
  'start',
  'scan',
]
const wholeNumber = { min: 1, max: maxLimits.fuel }

/** A case that came from outside, checked. @throws FuelcellError `invalid-option` or `unknown-option`. */
export function parseCase(input: unknown, call: string): BenchCase {
  const given = asObject(input, call, 'a case')
  checkKeys(given, caseKeys, call)
  for (const key of ['name', 'setup', 'runtime'] as const) {
    if (given[key] !== undefined && typeof given[key] !== 'string') throw wrongType(call, key, 'a string', given[key])
  }
  if (typeof given.code !== 'string') throw wrongType(call, 'code', 'a string', given.code)
  if (typeof given.name === 'string' && given.name.trim() === '')
    throw new FuelcellError('invalid-option', say.emptyName)
  const params = given.params === undefined ? undefined : parseParameters(given.params, call)
  const scan = given.scan === undefined ? undefined : parseSizes(given.scan, call)
  if (scan !== undefined && params !== undefined && Object.hasOwn(params, scan.parameter)) {
    throw new FuelcellError('invalid-option', say.scannedTwice(scan.parameter))
  }
  if (given.budget !== undefined) integerIn(given.budget, wholeNumber, call, 'budget')
  if (given.per !== undefined) integerIn(given.per, wholeNumber, call, 'per')
  // Each of the rest is checked by the run that gets it.
  return { ...(given as unknown as BenchCase), ...(params && { params }), ...(scan && { scan }) }
}

function parseParameters(input: unknown, call: string): Readonly<Record<string, ParameterValue>> {
  const given = asObject(input, call, 'params')
  for (const [name, value] of Object.entries(given)) {
    if (!PARAMETER_NAME.test(name)) throw new FuelcellError('invalid-option', say.badParameterName(name))
    const fits = ['string', 'boolean', 'bigint'].includes(typeof value) || Number.isFinite(value)
    if (!fits) throw wrongType(call, `params.${name}`, 'a string, a number, a bigint or a boolean', value)
    if (Number.isInteger(value) && !Number.isSafeInteger(value) && !isFloatLiteral(Number(value))) {
      throw new FuelcellError('invalid-option', say.largeParameter(call, name))
    }
  }
  return given as Readonly<Record<string, ParameterValue>>
}

/** From 1e21 on a number is written as a float in every language. */
function isFloatLiteral(value: number): boolean {
  return Math.abs(value) >= 1e21
}

function parseSizes(input: unknown, call: string): Scan {
  const given = asObject(input, call, 'scan')
  checkKeys(given, ['parameter', 'sizes'], `${call} (scan)`)
  const { parameter, sizes } = given
  if (typeof parameter !== 'string' || !PARAMETER_NAME.test(parameter)) {
    throw new FuelcellError('invalid-option', say.badParameterName(String(parameter)))
  }
  if (!Array.isArray(sizes) || sizes.length === 0) throw wrongType(call, 'scan.sizes', 'an array of sizes', sizes)
  const range = { min: 0, max: Number.MAX_SAFE_INTEGER }
  const whole = sizes.map((size: unknown, index) => integerIn(size, range, call, `scan.sizes[${index}]`))
  return { parameter, sizes: [...new Set(whole)].sort((left, right) => left - right) }
}
