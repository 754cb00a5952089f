/** A `FuelcellError` as JSON and back, and what its code is called elsewhere: an HTTP status, an exit code. */
import { z } from 'zod'
import { callerCodes, type ErrorCode, FuelcellError, systemCodes } from '../core/errors.js'
import { wire as say } from './messages.js'

const codes = [...callerCodes, ...systemCodes] as const

export const errorSchema = z
  .strictObject({
    code: z.enum(codes),
    message: z.string(),
    fault: z.enum(['caller', 'system']),
    retryable: z.boolean(),
  })
  .meta({ title: 'An error', description: 'What the caller or the sandbox did wrong. What a guest did is a Result.' })

export type WireError = z.output<typeof errorSchema>

/** The sandbox's or the caller's fault, in the commands that run guests: no guest's own code is meant by it. */
const FAULT_EXIT = 126

interface Outcome {
  /** As of RFC 9110; 499 is nginx's word for a client that has gone away. */
  readonly http: number
  readonly exit: number
}

const of = (http: number): Outcome => ({ http, exit: FAULT_EXIT })

/** What each code is called over HTTP and by a process that ends with it. */
export const outcomes: Readonly<Record<ErrorCode, Outcome>> = {
  'invalid-option': of(400),
  'unknown-option': of(400),
  'invalid-code': of(400),
  'invalid-file-name': of(400),
  'unknown-runtime': of(404),
  'invalid-manifest': of(500),
  'invalid-module': of(422),
  aborted: of(499),
  'queue-full': of(429),
  'runner-closed': of(503),
  'malformed-body': of(400),
  'unsupported-media-type': of(415),
  'body-too-large': of(413),
  'headers-too-large': of(431),
  'request-timeout': of(408),
  'not-found': of(404),
  'method-not-allowed': of(405),
  unauthorized: of(401),
  forbidden: of(403),
  'over-budget': of(429),
  'too-many-runs': of(429),
  draining: of(503),
  'host-missing': of(500),
  'host-not-executable': of(500),
  'host-version-mismatch': of(500),
  'host-start-failed': of(503),
  'host-protocol': of(500),
  'worker-lost': of(503),
  'asset-missing': of(500),
  'asset-digest-mismatch': of(500),
  'cache-unwritable': of(500),
  'disk-full': of(507),
  'compile-failed': of(500),
  'tune-failed': of(500),
  'snapshot-failed': of(500),
  'hardening-missing': of(500),
  'fleet-unreachable': of(503),
  'fleet-no-worker': of(503),
  'fleet-disagreement': of(500),
  'fleet-job-parked': of(500),
}

export function encodeError({ code, message, fault, retryable }: FuelcellError): WireError {
  return { code, message, fault, retryable }
}

/** @throws FuelcellError `invalid-option` for what is no error. */
export function decodeError(json: unknown): FuelcellError {
  const read = errorSchema.safeParse(json)
  if (!read.success) throw new FuelcellError('invalid-option', say.notError, { cause: read.error })
  return new FuelcellError(read.data.code, read.data.message)
}
