/** Codes for what the caller did wrong. A retry with the same request fails the same way, except where `retryable` says otherwise. */
export const callerCodes = [
  /** An option or limit has the wrong type, is out of range, or contradicts another. */
  'invalid-option',
  /** An option or limit has a name that the call does not know. */
  'unknown-option',
  /** The code is not a string, or is more than the run directory holds. */
  'invalid-code',
  /** A file name is absolute, empty, climbs out of the run directory, contains NUL, is too long, or names a file twice. */
  'invalid-file-name',
  /** No runtime of that name exists. */
  'unknown-runtime',
  /** A runtime's manifest is not valid. */
  'invalid-manifest',
  /** The module is not a WebAssembly command module that can run here. */
  'invalid-module',
  /** The caller's `AbortSignal` fired. */
  'aborted',
  /** The queue is full; retry when runs have ended. */
  'queue-full',
  /** The runner was closed before the run could end. */
  'runner-closed',
  /** The body of an HTTP request is not what its type says. */
  'malformed-body',
  /** The body of an HTTP request has a type that is not read there. */
  'unsupported-media-type',
  /** The body of an HTTP request is longer than the server reads. */
  'body-too-large',
  /** The headers of an HTTP request are longer than the server reads. */
  'headers-too-large',
  /** An HTTP request did not come whole in time. */
  'request-timeout',
  /** There is nothing under that path or id. */
  'not-found',
  /** The path is known, but not with this method. */
  'method-not-allowed',
  /** A key is missing, unknown or expired. */
  'unauthorized',
  /** The key may not do that, or not with limits this large. */
  'forbidden',
  /** The key's fuel for this minute is spent; retry later. */
  'over-budget',
  /** The key has as many runs under way as it may; retry when one has ended. */
  'too-many-runs',
  /** The server is about to end and takes nothing new; retry elsewhere, or later. */
  'draining',
] as const

/** Codes for what went wrong in the installation, the machine or fuelcell itself. */
export const systemCodes = [
  /** The native host was not built or cannot be found. */
  'host-missing',
  /** The native host exists but may not be executed. */
  'host-not-executable',
  /** The host speaks another protocol or is of another version than this package. */
  'host-version-mismatch',
  /** The host ended or stayed silent before its first frame. */
  'host-start-failed',
  /** The host sent something that is not a frame, or a frame that was not expected. */
  'host-protocol',
  /** A worker ended while it ran this request; other runs are not affected and a retry is safe. */
  'worker-lost',
  /** A runtime's asset is not installed. */
  'asset-missing',
  /** A runtime's asset is not the pinned one. */
  'asset-digest-mismatch',
  /** The cache directory cannot be made or written. */
  'cache-unwritable',
  /** The disk is full. */
  'disk-full',
  /** The engine could not compile a pinned runtime. */
  'compile-failed',
  /** A runtime could not be tuned, or what came out is not what its manifest pins. */
  'tune-failed',
  /** The snapshot of a runtime could not be made, or its probe gave a wrong answer. */
  'snapshot-failed',
  /** A wall around the worker that `strict` asks for is missing. */
  'hardening-missing',
  /** The queue of a fleet cannot be reached; a retry is safe. */
  'fleet-unreachable',
  /** No worker of the fleet has the runtime in the epoch that was asked for. */
  'fleet-no-worker',
  /** Two executions of one run differ, which never happens on sound machines. Neither Result is given. */
  'fleet-disagreement',
  /** A job's worker was lost each time that it was started; the job is kept apart. */
  'fleet-job-parked',
] as const

export type CallerCode = (typeof callerCodes)[number]
export type SystemCode = (typeof systemCodes)[number]
/** The closed list of codes that a {@link FuelcellError} can carry. */
export type ErrorCode = CallerCode | SystemCode

const retryable: ReadonlySet<ErrorCode> = new Set<ErrorCode>([
  'queue-full',
  'worker-lost',
  'disk-full',
  'host-start-failed',
  'fleet-unreachable',
  'fleet-no-worker',
  'over-budget',
  'too-many-runs',
  'draining',
])

/** What was thrown, in words. Callers may throw anything, even what cannot be made a string. */
export function thrownText(thrown: unknown): string {
  try {
    return thrown instanceof Error ? thrown.message : String(thrown)
  } catch {
    return typeof thrown
  }
}

/** The only error that fuelcell throws. What a guest did is never thrown: it is a `Result`. */
export class FuelcellError extends Error {
  override readonly name = 'FuelcellError'
  /** What went wrong, from a closed list. */
  readonly code: ErrorCode
  /** Whose fault it is. */
  readonly fault: 'caller' | 'system'
  /** Whether the same call may succeed later without a change. */
  readonly retryable: boolean
  /** Milliseconds after which the same call is worth another try, where that is known. */
  readonly retryAfterMs?: number

  constructor(code: ErrorCode, message: string, options?: { cause?: unknown; retryAfterMs?: number }) {
    super(message, options)
    this.code = code
    this.fault = (callerCodes as readonly string[]).includes(code) ? 'caller' : 'system'
    this.retryable = retryable.has(code)
    if (options?.retryAfterMs !== undefined) this.retryAfterMs = options.retryAfterMs
  }
}
