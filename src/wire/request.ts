/** A request as JSON: what to run, in which world, within which limits. Checked once, here, where it comes in. */
import { z } from 'zod'
import { defaultLimits, type Limits, maxLimits } from '../core/limits.js'
import { MAX_CLOCK_START_MS, MIB } from '../core/units.js'
import { wireBytes, wireText } from './bounded.js'
import { wireTagged } from './tagged.js'

/** The most that each field may hold. Limits of the run may allow less; a server bounds the whole body besides. */
export const requestCaps = {
  /** Bytes of code, of a module, and of a setup's pieces together. */
  codeBytes: 16 * MIB,
  moduleBytes: 64 * MIB,
  stdinBytes: 64 * MIB,
  /** Bytes of one file. */
  fileBytes: 64 * MIB,
  files: 100_000,
  /** Bytes of a name or path, as of Linux. */
  pathBytes: 4096,
  arguments: 100_000,
  /** Bytes of one argument, or of a variable's name or value. */
  argumentBytes: MIB,
  variables: 10_000,
  setups: 1000,
  compilerOptions: 100,
} as const

const code = z.union([wireText(requestCaps.codeBytes), wireBytes(requestCaps.codeBytes)])
/** For readers of the schema: what has NUL in it is refused by the runner, which says where. */
const NO_NUL = { pattern: '^[^\\u0000]*$' }
const path = wireText(requestCaps.pathBytes)
  .min(1)
  .meta({ ...NO_NUL, maxLength: requestCaps.pathBytes })
const argument = wireText(requestCaps.argumentBytes).meta({ ...NO_NUL, maxLength: requestCaps.argumentBytes })

const limitShape = Object.fromEntries(
  (Object.keys(defaultLimits) as Array<keyof Limits>).map((name) => [
    name,
    z.int().min(1).max(maxLimits[name]).exactOptional(),
  ]),
) as Record<keyof Limits, z.ZodExactOptional<z.ZodInt>>

const preopen = z.strictObject({
  host: path,
  guest: path.exactOptional(),
  access: z.enum(['read', 'read-write']).exactOptional(),
})

/** A run's request. The fields are those of `RunRequest`; sources of stdin, `signal` and `onOutput` are of one process and have no form here. */
export const runRequestSchema = z
  .strictObject({
    runtime: path.describe('Name or alias of a runtime, such as python; or wasm for a module.'),
    code: code.exactOptional().describe('The program’s text, or its bytes.'),
    entry: path.exactOptional().describe('Path of the program in the run directory.'),
    module: wireBytes(requestCaps.moduleBytes)
      .exactOptional()
      .describe('A WASI preview 1 command module, for the runtime wasm.'),
    args: z.array(argument).max(requestCaps.arguments).exactOptional().describe('Arguments after the program’s name.'),
    env: z
      .record(argument, argument)
      .refine((all) => Object.keys(all).length <= requestCaps.variables, 'has too many variables')
      .exactOptional()
      .describe('Environment variables beside the runtime’s own.'),
    stdin: z
      .union([wireText(requestCaps.stdinBytes), wireBytes(requestCaps.stdinBytes)])
      .exactOptional()
      .describe('Standard input.'),
    stdinLines: z.boolean().exactOptional().describe('Whether a read of it ends with a line, as of a terminal.'),
    files: z
      .record(path, z.union([wireText(requestCaps.fileBytes), wireBytes(requestCaps.fileBytes)]))
      .refine((all) => Object.keys(all).length <= requestCaps.files, 'has too many files')
      .exactOptional()
      .describe('Files for the run directory, by path.'),
    preopens: z
      .array(preopen)
      .max(100)
      .exactOptional()
      .describe('Directories of the machine that runs it. Servers refuse them.'),
    chroot: z.boolean().exactOptional(),
    start: z.enum(['cold', 'warm']).exactOptional(),
    setup: z
      .union([wireText(requestCaps.codeBytes), z.array(wireText(requestCaps.codeBytes)).max(requestCaps.setups)])
      .exactOptional()
      .describe('Runs before the code and is metered apart.'),
    call: z
      .strictObject({
        function: argument,
        args: z.array(wireTagged).max(1000).exactOptional(),
        kwargs: z.record(argument, wireTagged).exactOptional(),
        file: path.exactOptional(),
        module: argument.exactOptional(),
      })
      .exactOptional()
      .describe('A function to call after the code has run as a module.'),
    returns: z.literal('last').exactOptional(),
    profileFuel: z.int().min(30).max(10_000_000).exactOptional(),
    limits: z
      .strictObject({ ...limitShape, compile: z.strictObject(limitShape).exactOptional() })
      .exactOptional()
      .describe('What the run may use; `compile` is for the tools that build it.'),
    compilerOptions: z.array(argument).max(requestCaps.compilerOptions).exactOptional(),
    sources: z.array(path).max(requestCaps.files).exactOptional(),
    clockStartMs: z
      .int()
      .min(0)
      .max(MAX_CLOCK_START_MS)
      .exactOptional()
      .describe('Where the virtual clock begins. Default: now.'),
    seed: z
      .union([z.int().min(0), z.literal('random')])
      .exactOptional()
      .describe('Seed of the random stream. Default 0.'),
  })
  .meta({ title: 'A run', description: 'What to run, in which world, within which limits.' })

export type WireRequest = z.output<typeof runRequestSchema>
