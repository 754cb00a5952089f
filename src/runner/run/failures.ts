import { type ErrorCode, FuelcellError } from '../../core/errors.js'
import { requests } from '../../core/messages.js'
import type { FailureCode } from '../../host/protocol.js'
import { RequestFailed } from '../../host/worker.js'
import { runs } from '../messages/runs.js'

/** The compiled file of a module was refused by the host: it is to be made again. */
export class StaleModule extends Error {}

/** Which error a failure of the host means where it has another meaning than usually. */
export type Meanings = { readonly [C in FailureCode]?: readonly [code: ErrorCode, say: (why: string) => string] }

const usual: { readonly [C in FailureCode]: NonNullable<Meanings[C]> } = {
  'bad-request': ['host-protocol', runs.requestRefused],
  'bad-module': ['invalid-module', requests.moduleRefused],
  'digest-mismatch': ['worker-lost', (why) => runs.hostFailed('digest-mismatch', why)],
  'snapshot-refused': ['snapshot-failed', (why) => runs.hostFailed('snapshot-refused', why)],
  'disk-full': ['disk-full', runs.diskFull],
  io: ['worker-lost', (why) => runs.hostFailed('io', why)],
  internal: ['worker-lost', (why) => runs.hostFailed('internal', why)],
}

/** The error to throw for one that was caught: a failure of the host as what it means to the caller, others as they are. */
export function explain(error: unknown, meanings: Meanings = {}): unknown {
  if (!(error instanceof RequestFailed)) return error
  const [code, say] = meanings[error.code] ?? usual[error.code]
  return new FuelcellError(code, say(error.message), { cause: error })
}
