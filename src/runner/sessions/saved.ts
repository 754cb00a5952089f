/** A session as bytes: its log, compressed, with a digest; a key makes that a proof of who saved it. */
import { createHash, createHmac, timingSafeEqual } from 'node:crypto'
import { promisify } from 'node:util'
import { deflateRaw, inflateRaw } from 'node:zlib'
import { z } from 'zod'
import { FuelcellError, thrownText } from '../../core/errors.js'
import { MIB } from '../../core/units.js'
import { sessions as say } from './messages.js'

const MAGIC = 'fuelcell-session 1\n'
const DIGEST_BYTES = 32
/** More is no session of ours: its steps, files and all. */
const MAX_BYTES = 64 * MIB

const amount = z.number().min(0)
export const stepSchema = z.strictObject({
  n: z.int().min(1),
  code: z.string(),
  stdin: z.string(),
  /** Fuel of the step, and of the whole up to it. */
  fuel: amount,
  totalFuel: amount,
  durationMs: amount,
  /** Bytes on both streams up to the step. */
  stdoutBytes: z.int().min(0),
  stderrBytes: z.int().min(0),
  /** SHA-256 of what it printed, its value and its error. */
  digest: z.string().regex(/^[0-9a-f]{64}$/),
  failed: z.boolean(),
})

const savedSchema = z.strictObject({
  runtime: z.string().min(1).max(100),
  epoch: z.string().regex(/^[0-9a-f]{12}$/),
  clockStartMs: z.int().min(0),
  seed: z.int().min(0),
  limits: z.record(z.string(), z.number()),
  files: z.record(z.string(), z.base64()),
  steps: z.array(stepSchema).max(100_000),
})

export type Saved = z.output<typeof savedSchema>
export type KeptStep = z.output<typeof stepSchema>

/** @param key Whoever opens it must have the same. */
export async function toBytes(saved: Saved, key?: string | Uint8Array): Promise<Uint8Array> {
  const body = await promisify(deflateRaw)(JSON.stringify(saved))
  return new Uint8Array(Buffer.concat([Buffer.from(MAGIC), proof(body, key), body]))
}

/** @throws FuelcellError `invalid-option` naming what is wrong with it. */
export async function fromBytes(bytes: Uint8Array, key?: string | Uint8Array): Promise<Saved> {
  const refuse = (reason: string): never => {
    throw new FuelcellError('invalid-option', say.notSaved(reason))
  }
  if (!(bytes instanceof Uint8Array)) return refuse('it is not bytes')
  const begin = MAGIC.length + DIGEST_BYTES
  if (Buffer.from(bytes.subarray(0, MAGIC.length)).toString('latin1') !== MAGIC)
    return refuse('it does not begin like one')
  if (bytes.byteLength <= begin) return refuse('it was cut short')
  const body = bytes.subarray(begin)
  const given = bytes.subarray(MAGIC.length, begin)
  if (!timingSafeEqual(given, proof(body, key))) {
    return refuse(
      key === undefined ? 'it was altered, or saved with a key' : 'it was altered, or saved with another key',
    )
  }
  let json: unknown
  try {
    json = JSON.parse((await promisify(inflateRaw)(body, { maxOutputLength: MAX_BYTES })).toString())
  } catch (error) {
    return refuse(thrownText(error))
  }
  const read = savedSchema.safeParse(json)
  if (!read.success) {
    const [issue] = read.error.issues
    return refuse(`${issue?.path.join('.') ?? ''}: ${issue?.message ?? ''}`)
  }
  if (read.data.steps.some(({ n }, index) => n !== index + 1)) return refuse('its steps are out of order')
  return read.data
}

function proof(body: Uint8Array, key: string | Uint8Array | undefined): Buffer {
  const hash = key === undefined ? createHash('sha256') : createHmac('sha256', key)
  return hash.update(MAGIC).update(body).digest()
}
