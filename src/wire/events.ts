/** What a run tells while it goes on, as lines of JSON (NDJSON): output, progress, and in the end its Result or an error. */
import { z } from 'zod'
import { FuelcellError } from '../core/errors.js'
import { errorSchema } from './error.js'
import { wire as say } from './messages.js'
import { resultSchema } from './result.js'
import { isShallow } from './tagged.js'

const bytes = z.union([z.strictObject({ text: z.string() }), z.strictObject({ base64: z.base64() })])

export const eventSchema = z
  .discriminatedUnion('type', [
    z.strictObject({ type: z.literal('output'), stream: z.enum(['stdout', 'stderr']), bytes }),
    z.strictObject({
      type: z.literal('progress'),
      runtime: z.string(),
      step: z.string(),
      message: z.string(),
      share: z.number().min(0).max(1).exactOptional(),
    }),
    z.strictObject({ type: z.literal('heartbeat') }).describe('Nothing happened, and the connection is alive.'),
    z.strictObject({ type: z.literal('result'), result: resultSchema }),
    z.strictObject({ type: z.literal('error'), error: errorSchema }),
  ])
  .meta({ title: 'An event of a run', description: 'One line of a stream. The last is a result or an error.' })

export type WireEvent = z.output<typeof eventSchema>

/** The event in one line. @throws FuelcellError `invalid-option` for what is none. */
export function parseEvent(line: string): WireEvent {
  const json = parsed(line)
  const read = isShallow(json) ? eventSchema.safeParse(json) : undefined
  if (read?.success !== true) throw new FuelcellError('invalid-option', say.notEvent, { cause: read?.error })
  return read.data
}

function parsed(line: string): unknown {
  try {
    return JSON.parse(line)
  } catch (cause) {
    throw new FuelcellError('invalid-option', say.notEvent, { cause })
  }
}
