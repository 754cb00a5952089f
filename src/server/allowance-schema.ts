/** What somebody may use, as files have it: amounts are plain numbers, or written as on the command line. */
import { z } from 'zod'
import { thrownText } from '../core/errors.js'
import type { Limits } from '../core/limits.js'
import { maxLimits } from '../core/limits.js'
import { parseBytes, parseCount, parseDuration, parseFuel, parsePages } from '../core/sizes.js'
import { type Allowance, priorities } from './keys/key.js'

/** A number as it is; text as the command line reads it. */
function amount(max: number, parse: (text: string, option: string) => number, name: string) {
  return z.union([z.int().min(1).max(max), z.string()]).transform((given, context) => {
    if (typeof given === 'number') return given
    try {
      return parse(given, name)
    } catch (error) {
      context.issues.push({ code: 'custom', message: thrownText(error), input: given })
      return z.NEVER
    }
  })
}

const bytes = (name: keyof Limits) =>
  amount(maxLimits[name], (text, option) => parseBytes(text, option, maxLimits[name]), name)
const counted = (name: keyof Limits) =>
  amount(maxLimits[name], (text, option) => parseCount(text, option, maxLimits[name]), name)

const limitsSchema = z.strictObject({
  fuel: amount(maxLimits.fuel, parseFuel, 'fuel').exactOptional(),
  timeoutMs: amount(maxLimits.timeoutMs, parseDuration, 'timeoutMs').exactOptional(),
  memoryPages: amount(maxLimits.memoryPages, parsePages, 'memoryPages').exactOptional(),
  outputBytes: bytes('outputBytes').exactOptional(),
  diskBytes: bytes('diskBytes').exactOptional(),
  diskEntries: counted('diskEntries').exactOptional(),
  openFiles: counted('openFiles').exactOptional(),
})

export const allowanceShape = {
  limits: limitsSchema.exactOptional(),
  compileLimits: limitsSchema.exactOptional(),
  fuelPerMinute: amount(maxLimits.fuel, parseFuel, 'fuelPerMinute').exactOptional(),
  runs: z.int().min(1).max(1_000_000).exactOptional(),
  priority: z.enum(priorities).exactOptional(),
} as const

const allowanceSchema = z.strictObject(allowanceShape)

export function allowanceOf(read: z.output<typeof allowanceSchema>): Allowance {
  return read
}
