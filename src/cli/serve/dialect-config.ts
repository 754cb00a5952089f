/** What `fuelcell serve` can be told of its dialects. */
import { z } from 'zod'
import { FuelcellError } from '../../core/errors.js'
import type { DialectConfig } from '../../server/dialects/config.js'
import { server as say } from '../../server/messages.js'

const host = z.string().min(1).max(300)
const text = z.string().min(1).max(1000)

export const versionsSchema = z.enum(['lenient', 'strict'])
export const timeSchema = z.enum(['fuel', 'wall'])

/** Parts of `serve.yaml`; what is absent is the dialect's own default. */
export const dialectShape = {
  piston: z
    .strictObject({
      versions: versionsSchema
        .exactOptional()
        .describe('Whether an exact version that nobody has gets the newest of its language. Default lenient.'),
      outputBytes: z
        .int()
        .min(1)
        .max(134_217_728)
        .exactOptional()
        .describe('Bytes kept of each stream. Default 65536.'),
    })
    .exactOptional(),
  judge0: z
    .strictObject({
      time: timeSchema.exactOptional().describe('What the field `time` is. Default fuel, which repeats.'),
      maxQueueSize: z
        .int()
        .min(1)
        .max(1_000_000)
        .exactOptional()
        .describe('Submissions that wait or run. Default 100.'),
      waitMs: z.int().min(1).exactOptional().describe('How long wait=true waits at most. Default 30000.'),
      mayDelete: z.boolean().exactOptional().describe('Whether submissions may be deleted. Default false.'),
      authzTokens: z.array(text).exactOptional().describe('What X-Auth-User must be to list and delete. Default none.'),
      callbackHosts: z
        .array(host)
        .exactOptional()
        .describe('Hosts, with a port where it is not the usual one, that callbacks may go to. Default none.'),
      privateCallbacks: z
        .boolean()
        .exactOptional()
        .describe('Whether these may have addresses of this machine and of private networks. Default false.'),
    })
    .exactOptional(),
} as const

export interface DialectSettings {
  readonly piston?: z.output<(typeof dialectShape)['piston']> | undefined
  readonly judge0?: z.output<(typeof dialectShape)['judge0']> | undefined
  readonly resetGlobals: boolean
  /** As they were asked for. */
  readonly workers: number | undefined
}

export async function dialectConfigOf(settings: DialectSettings): Promise<Partial<DialectConfig>> {
  const { defaultDialectConfig } = await import('../../server/dialects/config.js')
  const { callbackHosts, privateCallbacks, ...judge0 } = settings.judge0 ?? {}
  const { callbacks } = defaultDialectConfig.judge0
  return {
    woma: {
      resetGlobals: settings.resetGlobals,
      ...(settings.workers === undefined ? {} : { workers: settings.workers }),
    },
    piston: { ...defaultDialectConfig.piston, ...settings.piston },
    judge0: {
      ...defaultDialectConfig.judge0,
      ...judge0,
      callbacks: {
        hosts: callbackHosts ?? callbacks.hosts,
        privateAddresses: privateCallbacks ?? callbacks.privateAddresses,
      },
    },
  }
}

/** One of a few words. @throws FuelcellError `invalid-option`. */
export function parseChoice<Choice extends string>(
  schema: z.ZodType<Choice> & { readonly options: readonly Choice[] },
) {
  return (given: string, option: string): Choice => {
    const found = schema.options.find((choice) => choice === given)
    if (found === undefined) throw new FuelcellError('invalid-option', say.choice(option, given, schema.options))
    return found
  }
}
