/** What the fleet says to people. */
import { quote } from '../core/quoting.js'

export const fleet = {
  unreachable: (url: string, reason: string) =>
    `Redis at ${url} cannot be reached: ${reason}; see that it runs and that the address is right`,
  silent: (ms: number) =>
    `Redis did not answer within ${ms} ms; what was asked may still be done, and its answer is kept`,
  noWorker: (runtime: string, epoch: string | undefined, live: readonly string[]) =>
    `no worker of the fleet has ${quote(runtime)}${epoch === undefined ? '' : ` of epoch ${epoch}`}; ` +
    (live.length === 0 ? 'no worker is there at all' : `there are: ${live.join(', ')}`),
  disagreement: (digest: string) =>
    `two executions of run ${digest.slice(0, 12)} differ, so neither is given; the record is under fleet-disagreement`,
  parked: (id: string, times: number) =>
    `job ${id} was started ${times} times and its worker was lost each time; it is parked among the failed jobs`,
  failed: (id: string, reason: string) => `job ${id} could not be answered: ${reason}`,
  preopens: 'preopens are directories of one machine; a fleet takes `files` in their place',
  blobGone: (digest: string) =>
    `blob ${digest.slice(0, 12)} of the job is gone from Redis; it expired, or Redis lost it`,
  notJob: (reason: string) => `the job is not of format 1: ${reason}`,
  full: (reason: string) => `Redis takes no more: ${reason}; retry when runs have ended, or raise its maxmemory`,
  stdinTooLong: (bytes: number) => `stdin has more than ${bytes} bytes`,
  closed: 'the fleet was closed',
  aborted: 'the run was aborted by its signal',
  wrong: (name: string, wanted: string) => `openFleet: ${name} must be ${wanted}`,
} as const
