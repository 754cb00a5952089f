/** `serve.yaml`: the options of `fuelcell serve` in a file. Those of the command line win. */
import { readFile } from 'node:fs/promises'
import { z } from 'zod'
import { FuelcellError } from '../../core/errors.js'
import { systemReason } from '../../core/system-reason.js'
import { readYaml, schemaFindings } from '../../core/yaml-document.js'
import { dialectShape } from './dialect-config.js'

const name = z.string().min(1).max(1000)

export const serveConfigSchema = z.strictObject({
  host: name.exactOptional(),
  port: z.int().min(0).max(65_535).exactOptional(),
  workers: z.int().min(1).max(1024).exactOptional(),
  keyFile: name.exactOptional(),
  open: z.boolean().exactOptional(),
  dialects: z.array(name).exactOptional(),
  queue: z.int().min(1).max(1_000_000).exactOptional(),
  body: z
    .int()
    .min(1024)
    .max(1024 ** 3)
    .exactOptional()
    .describe('Bytes of a body at most.'),
  cache: z.int().min(0).exactOptional().describe('Bytes of Results to keep.'),
  cacheFolder: name.exactOptional(),
  drainMs: z.int().min(0).exactOptional(),
  resetGlobals: z.boolean().exactOptional(),
  tasks: z.record(name, name).exactOptional().describe('Tasks that may be graded by name, with their folders.'),
  redis: name.exactOptional(),
  ...dialectShape,
})

export type ServeConfig = z.output<typeof serveConfigSchema>

/** @throws FuelcellError `invalid-option` with every finding and its line. */
export async function readServeConfig(path: string): Promise<ServeConfig> {
  const refuse = (reasons: readonly string[]): never => {
    throw new FuelcellError('invalid-option', `${path}: ${reasons.join('; ')}`)
  }
  let text: string
  try {
    text = await readFile(path, 'utf8')
  } catch (error) {
    return refuse([systemReason(error)])
  }
  const { value, lineOf } = readYaml(text, refuse)
  const read = serveConfigSchema.safeParse(value)
  return read.success ? read.data : refuse(schemaFindings(read.error, serveConfigSchema, lineOf))
}
