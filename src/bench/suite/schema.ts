import { z } from 'zod'
import { maxLimits } from '../../core/limits.js'
import { PARAMETER_NAME } from '../case.js'
import { bench as say } from '../messages.js'

const parameterValue = z.union([z.string(), z.number(), z.bigint(), z.boolean()], say.parameterValueWanted)
const params = z
  .record(z.string().regex(PARAMETER_NAME, say.parameterNameWanted), parameterValue)
  .describe('Names that are defined before the setup, outside the cost.')
const files = z
  .record(z.string(), z.string())
  .describe('Files for the run directory: name in it, and path of the file from the folder of this file.')
const runtime = z.string().describe('Runtime to measure in. Default: python, or that of the file’s extension.')
const setup = z.string().describe('Runs before the code, in the same namespace; its cost is metered apart.')
const stdin = z.string().describe('Standard input of the snippet.')
const fuel = z.int().min(1).max(maxLimits.fuel)

const benchCase = z
  .strictObject({
    name: z
      .string()
      .min(1)
      .max(200)
      .exactOptional()
      .describe('Name in tables and baselines. Default: the file, or the first line of the code.'),
    code: z.string().exactOptional().describe('The code to measure. Either this or file.'),
    file: z.string().min(1).exactOptional().describe('File with the code to measure, from the folder of this file.'),
    setup: setup.exactOptional(),
    params: params.exactOptional(),
    runtime: runtime.exactOptional(),
    stdin: stdin.exactOptional(),
    files: files.exactOptional(),
    scan: z.string().exactOptional().describe('Sizes of a parameter, such as n=1..4096:x2 or n=10,20,50.'),
    budget: fuel.exactOptional().describe('Most net fuel that the code may cost.'),
    per: fuel.exactOptional().describe('Elements that one run deals with; the cost of one is shown as well.'),
  })
  .describe('One snippet.')

/** A `bench.yaml`. The schema that editors use, `schemas/bench.schema.json`, is made of it. */
export const suiteSchema = z
  .strictObject({
    $schema: z.string().exactOptional(),
    runtime: runtime.exactOptional(),
    setup: setup.exactOptional(),
    params: params.exactOptional(),
    stdin: stdin.exactOptional(),
    files: files.exactOptional(),
    cases: z
      .array(benchCase)
      .min(1)
      .describe('The snippets. What stands above them holds for each that does not say otherwise.'),
  })
  .describe('Snippets for fuelcell bench.')

export type SuiteFile = z.infer<typeof suiteSchema>

/** The schema as JSON Schema, draft 2020-12. */
export function suiteJsonSchema(): object {
  return z.toJSONSchema(suiteSchema, {
    target: 'draft-2020-12',
    unrepresentable: 'any',
    override: ({ zodSchema, jsonSchema }) => {
      // JSON's integers have any size.
      if (zodSchema instanceof z.ZodBigInt) jsonSchema.type = 'integer'
    },
  })
}
