/** A Result in JSON: every field of every arm. `encode-result.ts` is the way there. */
import { z } from 'zod'
import { FuelcellError } from '../core/errors.js'
import type { Result } from '../core/result.js'
import { decodeBytes } from './bytes.js'
import { wire as say } from './messages.js'
import { isShallow, wireTagged } from './tagged.js'

const text = z.string()
const amount = z.number().min(0)
const bytes = z.union([z.strictObject({ text }), z.strictObject({ base64: z.base64() })])

const usage = z.strictObject({
  fuel: amount,
  fuelExact: z.boolean(),
  startupFuel: amount,
  compileFuel: amount.exactOptional(),
  setupFuel: amount.exactOptional(),
  codeFuel: amount.exactOptional(),
  memoryPages: amount,
  grownPages: amount,
  memoryBytes: amount,
  outputBytes: amount,
  diskBytes: amount,
  diskEntries: amount,
  openFiles: amount,
  durationMs: amount.describe('Wall time in the host, to the microsecond. The only figure that does not repeat.'),
})
const status = ['exit', 'out-of-fuel', 'timeout', 'out-of-memory', 'output-limit', 'disk-limit', 'trap'] as const
const stage = z.strictObject({
  stage: z.enum(['compile', 'link']),
  source: text.nullable(),
  status: z.enum(status),
  exitCode: z.int().nullable(),
  usage,
  stdout: text,
  stderr: text,
})
const guestError = z.strictObject({ type: text, message: text, line: z.int().nullable(), traceback: text })
const raised = z.strictObject({
  phase: z.enum(['import', 'lookup', 'call']),
  types: z.array(text).readonly(),
  message: text,
  file: text.nullable(),
})
const profile = z.strictObject({
  intervalFuel: amount,
  codes: z.array(z.strictObject({ name: text, file: text, firstLine: z.int() })).readonly(),
  nodes: z.array(z.strictObject({ parent: z.int(), code: z.int(), line: z.int(), fuel: amount })).readonly(),
  outsideFuel: amount,
  truncated: z.boolean(),
})

const common = {
  ok: z.boolean(),
  usage,
  runtime: text,
  start: z.enum(['cold', 'warm']),
  world: z.strictObject({ clockStartMs: z.number(), seed: z.number() }),
  fuelEpoch: text,
  profile: profile.exactOptional(),
  stage: z.enum(['compile', 'link', 'run']).exactOptional(),
  stages: z.array(stage).readonly().exactOptional(),
  stdout: text.describe('Stdout as text; bytes that are not UTF-8 are U+FFFD.'),
  stderr: text.describe('Stderr as text; bytes that are not UTF-8 are U+FFFD.'),
  stdoutBytes: bytes.exactOptional().describe('The bytes of stdout, where the text does not have them all.'),
  stderrBytes: bytes.exactOptional().describe('The bytes of stderr, where the text does not have them all.'),
  tty: text,
  truncated: z.strictObject({ stdout: z.boolean(), stderr: z.boolean() }),
  files: z.record(text, bytes).describe('Files that the guest made or changed, by path.'),
  deleted: z.array(text).readonly(),
}

export const resultSchema = z
  .discriminatedUnion('status', [
    z.strictObject({
      status: z.literal('exit'),
      exitCode: z.int().min(0).max(255),
      error: guestError.exactOptional(),
      value: text.exactOptional(),
      returned: wireTagged.exactOptional(),
      raised: raised.exactOptional(),
      ...common,
    }),
    z.strictObject({
      status: z.enum(['out-of-fuel', 'timeout', 'out-of-memory', 'output-limit', 'disk-limit']),
      exitCode: z.null(),
      ...common,
    }),
    z.strictObject({
      status: z.literal('trap'),
      exitCode: z.null(),
      trap: text,
      stackFull: z.literal(true).exactOptional(),
      ...common,
    }),
  ])
  .meta({
    title: 'A Result',
    description: 'What a run came to. Bytes are { "text" } where they are UTF-8, else { "base64" }.',
  })

export type WireResult = z.output<typeof resultSchema>

/** The Result in JSON that was parsed. @throws FuelcellError `invalid-option` for what is none. */
export function decodeResult(json: unknown): Result {
  const read = isShallow(json) ? resultSchema.safeParse(json) : undefined
  if (read?.success !== true) throw new FuelcellError('invalid-option', say.notResult, { cause: read?.error })
  const { stdoutBytes, stderrBytes, files, ...rest } = read.data
  return {
    ...rest,
    stdoutBytes: decodeBytes(stdoutBytes ?? { text: rest.stdout }),
    stderrBytes: decodeBytes(stderrBytes ?? { text: rest.stderr }),
    files: Object.fromEntries(Object.entries(files).map(([path, content]) => [path, decodeBytes(content)])),
  } as Result
}
