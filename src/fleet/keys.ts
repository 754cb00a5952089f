/** The names of everything that a fleet keeps in Redis. All begin with the prefix; docs/fleet.md lists them. */

/** The number of the job format. It is part of a queue's name, so that nobody takes a job that it cannot read. */
export const JOB_FORMAT = 1

export interface Keys {
  /** BullMQ's own prefix. */
  readonly queues: string
  /** The queue of a runtime in one epoch. */
  queue(runtime: string, epoch: string): string
  result(digest: string): string
  answer(job: string): string
  blob(digest: string): string
  /** The jobs that need a blob. */
  blobUsers(digest: string): string
  output(job: string): string
  /** How many runs of a tenant are under way. */
  tenant(name: string): string
  cancelled(job: string): string
  readonly cancelChannel: string
  answerChannel(producer: string): string
  readonly workers: string
  worker(id: string): string
  readonly disagreements: string
}

export function keysOf(prefix: string): Keys {
  const key = (kind: string) => (name: string) => `${prefix}:${kind}:${name}`
  return {
    queues: `${prefix}:queue`,
    queue: (runtime, epoch) => `v${JOB_FORMAT}.${runtime}.${epoch}`,
    result: key('result'),
    answer: key('answer'),
    blob: key('blob'),
    blobUsers: key('blob-users'),
    output: key('output'),
    tenant: key('tenant'),
    cancelled: key('cancelled'),
    cancelChannel: `${prefix}:cancel`,
    answerChannel: key('answers'),
    workers: `${prefix}:workers`,
    worker: key('worker'),
    disagreements: `${prefix}:disagreements`,
  }
}
