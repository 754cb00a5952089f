/** What the tools take and give. */
import { z } from 'zod'
import { maxLimits } from '../core/limits.js'

/** Clients give up after a minute; so every answer is there before. */
export const ANSWER_MS = 50_000
const LONGEST_RUN_MS = 45_000

const bytes = z.union([z.string(), z.strictObject({ text: z.string() }), z.strictObject({ base64: z.base64() })])
const given = z.record(z.string().min(1), bytes)
const fuel = z.int().min(1).max(maxLimits.fuel).optional().describe('Most fuel to spend. Default 10,000,000,000.')
const timeout = z.int().min(1).max(LONGEST_RUN_MS).optional().describe('Longest time in milliseconds. Default 10,000.')

export const runInput = z.strictObject({
  language: z
    .string()
    .min(1)
    .default('python')
    .describe('As list_runtimes has them: python, javascript, ruby, php, sql, c, cpp …'),
  code: z.string().describe('The program.'),
  stdin: z.string().optional(),
  args: z.array(z.string()).max(1000).optional(),
  files: given.optional().describe('Files for its directory, by path.'),
  fuel,
  timeout_ms: timeout,
})
export const openInput = z.strictObject({
  runtime: z.enum(['python', 'python-tuned']).default('python'),
  files: given.optional(),
})
const session = z.string().min(1).max(100).describe('As open_session gave it.')
export const stepInput = z.strictObject({
  session,
  code: z.string(),
  stdin: z.string().optional(),
  fuel,
  timeout_ms: timeout,
})
export const sessionInput = z.strictObject({ session })
export const gradeInput = z.strictObject({ task: given, files: given })
export const benchInput = z.strictObject({
  code: z.string(),
  language: z.string().min(1).default('python'),
  setup: z.string().optional().describe('Runs before and is metered apart.'),
  parameter: z.string().optional().describe('A name that takes each of `sizes` in turn.'),
  sizes: z.array(z.int().min(0)).max(30).optional(),
})
export const noInput = z.strictObject({})

export const runOutput = z.object({
  status: z.string(),
  ok: z.boolean(),
  exitCode: z.number().nullable(),
  stdout: z.string(),
  stderr: z.string(),
  value: z.string().optional(),
  error: z.object({ type: z.string(), message: z.string(), line: z.number().nullable() }).optional(),
  fuel: z.number(),
  memoryPages: z.number(),
  runtime: z.string(),
  fuelEpoch: z.string(),
  files: z.record(z.string(), z.union([z.object({ text: z.string() }), z.object({ base64: z.string() })])),
})
export const stepOutput = runOutput.extend({ step: z.number(), kept: z.boolean(), totalFuel: z.number() })
export const sessionOutput = z.object({ session: z.string() })
export const closedOutput = z.object({ closed: z.boolean() })
export const anyOutput = z.looseObject({})
export const listOutput = z.object({
  runtimes: z.array(
    z.object({ name: z.string(), aliases: z.array(z.string()), version: z.string(), title: z.string() }),
  ),
})
