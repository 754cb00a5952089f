/** `serve.yaml`: settings of `fuelcell serve` in a file. Those of the command line win. */
import { readFile } from 'node:fs/promises'
import { z } from 'zod'
import { FuelcellError, thrownText } from '../../core/errors.js'
import { parseBytes, parseDuration } from '../../core/sizes.js'
import { systemReason } from '../../core/system-reason.js'
import { readYaml, schemaFindings } from '../../core/yaml-document.js'
import { allowanceShape } from '../../server/allowance-schema.js'
import { dialectShape } from './dialect-config.js'
import { serveMessages as say } from './messages.js'
import { parseDialects, parseServerClock } from './options.js'

const MAX_BYTES = 1024 ** 4

/** Text as the command line reads it, or a plain number. */
function written(parse: (text: string, option: string) => number, name: string) {
  return z.union([z.int().min(1), z.string()]).transform((given, context) => {
    if (typeof given === 'number') return given
    return attempt(() => parse(given, name), context, given)
  })
}

function attempt<T>(read: () => T, context: z.RefinementCtx, input: unknown): T {
  try {
    return read()
  } catch (error) {
    context.issues.push({ code: 'custom', message: thrownText(error), input })
    return z.NEVER
  }
}

const bytes = (name: string) => written((text, option) => parseBytes(text, option, MAX_BYTES), name)

export const serveConfigSchema = z.strictObject({
  host: z.string().exactOptional(),
  port: z.int().min(0).max(65_535).exactOptional(),
  workers: z.int().min(1).max(1024).exactOptional(),
  keyFile: z.string().exactOptional(),
  open: z.boolean().exactOptional(),
  dialects: z
    .array(z.string())
    .transform((names, context) => attempt(() => parseDialects(names.join(','), 'dialects'), context, names))
    .exactOptional(),
  queue: z.int().min(1).max(1_000_000).exactOptional(),
  bodyLimit: bytes('bodyLimit').exactOptional(),
  cache: bytes('cache').exactOptional(),
  cacheFolder: z.string().exactOptional(),
  redis: z.string().exactOptional(),
  clock: z
    .string()
    .transform((text, context) => attempt(() => parseServerClock(text, 'clock'), context, text))
    .exactOptional(),
  tasks: z.record(z.string().regex(/^[\w.-]+$/), z.string()).exactOptional(),
  drain: written(parseDuration, 'drain').exactOptional(),
  provision: z.array(z.string()).exactOptional(),
  accessLog: z.boolean().exactOptional(),
  resetGlobals: z.boolean().exactOptional(),
  ...dialectShape,
  cacheDir: z.string().exactOptional(),
  strict: z.boolean().exactOptional(),
  headersTimeout: written(parseDuration, 'headersTimeout').exactOptional(),
  requestTimeout: written(parseDuration, 'requestTimeout').exactOptional(),
  idleTimeout: written(parseDuration, 'idleTimeout').exactOptional(),
  connections: z.int().min(1).max(1_000_000).exactOptional(),
  heartbeat: written(parseDuration, 'heartbeat').exactOptional(),
  ...allowanceShape,
})

export type ServeConfig = z.output<typeof serveConfigSchema>

/** @throws FuelcellError `invalid-option` with every finding and its line. */
export async function readServeConfig(path: string): Promise<ServeConfig> {
  const text = await readFile(path, 'utf8').catch((cause) => {
    throw new FuelcellError('invalid-option', say.unreadable(path, systemReason(cause)), { cause })
  })
  const refuse = (findings: readonly string[]): never => {
    throw new FuelcellError('invalid-option', say.badConfig(path, findings))
  }
  const { value, lineOf } = readYaml(text, refuse)
  // A file of comments alone.
  const read = serveConfigSchema.safeParse(value ?? {})
  if (!read.success) return refuse(schemaFindings(read.error, serveConfigSchema, lineOf))
  return read.data
}
