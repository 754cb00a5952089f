/** A run as a job on the queue, format 1. The contract for producers in other languages is in docs/fleet.md. */
import { z } from 'zod'
import { FuelcellError } from '../core/errors.js'
import { isShallow } from '../wire/index.js'
import { JOB_FORMAT } from './keys.js'
import { fleet as say } from './messages.js'

const name = z.string().min(1).max(200)
/** SHA-256 in hexadecimal digits. */
const digest = z.string().regex(/^[0-9a-f]{64}$/)

export const jobSchema = z.strictObject({
  format: z.literal(JOB_FORMAT),
  /** The epoch of the runtime, as a worker announces it. */
  epoch: z.string().regex(/^[0-9a-f]{12}$/),
  /** A run's request, as schemas/run-request.json; a text or bytes may be `{ "blob": SHA-256, "as": "text" | "bytes" }`. */
  request: z.looseObject({ runtime: name }),
  /** The blobs that it names. */
  blobs: z.array(digest).max(10_000).default([]),
  tenant: name.default('default'),
  /** Who waits: the answer is also published on its channel. */
  producer: name.exactOptional(),
  /** Whether output is wanted as it comes. */
  output: z.boolean().default(false),
  /** How long its Result and answer are kept, in milliseconds; at most a week. */
  keepMs: z
    .int()
    .min(1)
    .max(7 * 24 * 3_600_000)
    .default(3_600_000),
  /** Run it although a Result is there, and compare; not on this worker. */
  verify: z.strictObject({ notBy: name }).exactOptional(),
})

export type Job = z.output<typeof jobSchema>

/** @throws FuelcellError `invalid-option` for what is no job of this format. */
export function parseJob(data: unknown): Job {
  if (!isShallow(data)) throw new FuelcellError('invalid-option', say.notJob('it is nested too deeply'))
  const read = jobSchema.safeParse(data)
  if (read.success) return read.data
  const [issue] = read.error.issues
  const where = issue?.path.join('.') ?? ''
  throw new FuelcellError('invalid-option', say.notJob(`${where === '' ? 'the job' : where}: ${issue?.message ?? ''}`))
}

/** What a job came to, as it is kept and published. */
export const answerSchema = z.strictObject({
  job: z.string(),
  worker: z.string(),
  /** The Result's key; the Result itself is beside it when it is small. */
  digest: z.string().exactOptional(),
  result: z.unknown().optional(),
  error: z.unknown().optional(),
})

export type Answer = z.output<typeof answerSchema>
