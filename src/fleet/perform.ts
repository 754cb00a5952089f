/** Doing one job: read, run, answer. */
import { DelayedError, type Job as QueueJob } from 'bullmq'
import { FuelcellError, thrownText } from '../core/errors.js'
import type { Result } from '../core/result.js'
import { decodeRequest, decodeResult } from '../wire/index.js'
import { withBlobs } from './blobs.js'
import { runDigest } from './digest.js'
import { type Job, parseJob } from './job.js'
import { fleet as say } from './messages.js'
import { OutputSender } from './output.js'
import type { Post } from './post.js'
import type { AnnouncedRuntime } from './registry.js'
import { answerError, answerResult } from './tell.js'

/** How often a run is tried whose host process was lost. */
const TRIES = 3
/** How long the answer to a job is kept that cannot be read, in milliseconds. */
const KEEP_MS = 3_600_000
/** How long a job waits that is for another worker, in milliseconds. */
const HAND_BACK_MS = 20

/** Does a job and answers it. What it throws hands the job back to the queue. */
export async function perform(
  post: Post,
  queued: QueueJob,
  runtime: AnnouncedRuntime,
  token: string | undefined,
  signal: AbortSignal,
): Promise<void> {
  const id = queued.id ?? ''
  let job: Job
  try {
    job = parseJob(queued.data)
    if (job.epoch !== runtime.epoch) throw new FuelcellError('invalid-option', say.notJob('its epoch is another'))
  } catch (error) {
    await answerError(post, id, unread(runtime), asError(error))
    return
  }
  if (job.verify?.notBy === post.id && (await post.hasPeer(runtime.name, runtime.epoch))) {
    await queued.moveToDelayed(Date.now() + HAND_BACK_MS, token)
    throw new DelayedError()
  }
  const [kept, cancelled] = await Promise.all([
    job.verify === undefined && !job.output ? keptResult(post, job) : null,
    post.redis.exists(post.keys.cancelled(id)),
  ])
  if (kept !== null) {
    await answerResult(post, id, job, decodeResult(JSON.parse(kept)))
    return
  }
  if (cancelled === 1) {
    await answerError(post, id, job, new FuelcellError('aborted', say.aborted))
    return
  }
  const output = job.output ? new OutputSender(post.redis, post.keys.output(id)) : undefined
  let result: Result
  try {
    const request = decodeRequest(await withBlobs(post.redis, post.keys, job.request, job.blobs))
    result = await tried(post, { ...request, signal, ...(output && { onOutput: (chunk) => output.take(chunk) }) })
  } catch (error) {
    await output?.end()
    await answerError(post, id, job, asError(error))
    return
  }
  await output?.end()
  await answerResult(post, id, job, result)
}

async function tried(post: Post, request: Parameters<Post['runner']['run']>[0]): Promise<Result> {
  for (let times = 1; ; times += 1) {
    try {
      return await post.runner.run(request)
    } catch (error) {
      const mayRepeat = error instanceof FuelcellError && error.code === 'worker-lost' && times < TRIES
      if (!mayRepeat) throw error
    }
  }
}

function keptResult(post: Post, job: Job): Promise<string | null> {
  return post.redis.hget(post.keys.result(runDigest(job.epoch, job.request)), 'result')
}

function asError(error: unknown): FuelcellError {
  if (error instanceof FuelcellError) return error
  return new FuelcellError('worker-lost', thrownText(error), { cause: error })
}

/** Stands for a job that cannot be read, so that it can be answered. */
function unread({ name, epoch }: AnnouncedRuntime): Job {
  return { format: 1, epoch, request: { runtime: name }, blobs: [], tenant: 'default', output: false, keepMs: KEEP_MS }
}
