import { z } from 'zod'
import { visibilities } from '../task/task.js'
import { verdicts } from '../verdict.js'

const points = z.number().min(0)
const fuel = z.int().min(0)
const digest = z
  .string()
  .regex(/^[0-9a-f]{64}$/)
  .describe('SHA-256 in hex.')
const text = z.string()

const details = z
  .strictObject({
    input: text.exactOptional().describe('What the program was given, or the call.'),
    expected: text.exactOptional(),
    actual: text.exactOptional(),
    assertion: text.exactOptional().describe('What a unit test said when it failed.'),
    stderr: text.exactOptional(),
    traceback: text.exactOptional().describe('Frames of the submission alone.'),
    hints: z.array(text).exactOptional(),
  })
  .describe('As far as the test’s feedback lets it be told; long texts are cut.')

const test = z.strictObject({
  group: text,
  name: text,
  verdict: z.enum(verdicts),
  points,
  maxPoints: points,
  message: text,
  usage: z
    .strictObject({
      fuel,
      netFuel: fuel.describe(
        'Above what an empty program costs; of a call, what its module and function used, as the host noted it.',
      ),
      memoryPages: z.int().min(0),
    })
    .nullable()
    .describe('Null where nothing was run.'),
  visibility: z.enum(visibilities),
  formative: z.literal(true).exactOptional().describe('Tests and submission shared a sandbox.'),
  details: details.exactOptional(),
  fault: z.enum(['task', 'machine']).exactOptional().describe('Whose fault it is that nothing is known.'),
  durationMs: z.number().min(0).exactOptional().describe('Wall time; with --timings only.'),
})

/** The JSON report. Its schema, `schemas/grade-report.schema.json`, is made of it. */
export const reportSchema = z
  .strictObject({
    title: text,
    score: points,
    maxScore: points,
    status: z.enum(['passed', 'failed', 'ungraded']).describe('Passed only when every test was run and accepted.'),
    problem: text.exactOptional().describe('What makes the submission unfit to be run at all.'),
    groups: z.array(z.strictObject({ name: text, points, maxPoints: points })),
    tests: z.array(test),
    receipt: z.strictObject({
      task: digest.describe('Of the task file and every file that it names.'),
      submission: digest.describe('Of the files that count.'),
      fuelEpochs: z.record(z.string(), z.string()).describe('What the sandbox was, by runtime.'),
      limits: z.strictObject({ fuel, memoryPages: z.int(), outputBytes: z.int() }),
      world: z.strictObject({ clockStartMs: z.int(), seed: z.int() }),
      report: digest.describe('Of this report as JSON in one line, without this key.'),
    }),
  })
  .describe('A report of fuelcell grade.')

/** The schema as JSON Schema, draft 2020-12. */
export function reportJsonSchema(): object {
  return z.toJSONSchema(reportSchema, { target: 'draft-2020-12' })
}
