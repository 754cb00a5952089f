/** Answering a job: its Result or its error, once. */
import { setTimeout } from 'node:timers/promises'
import { type FuelcellError as Failure, FuelcellError, thrownText } from '../core/errors.js'
import type { Result } from '../core/result.js'
import { encodeError, encodeResult } from '../wire/index.js'
import { releaseBlobs } from './blobs.js'
import { resultDigest, runDigest } from './digest.js'
import type { Answer, Job } from './job.js'
import { fleet as say } from './messages.js'
import type { Post } from './post.js'

/** A Result of at most so many characters of JSON goes along with its answer; a larger one is fetched by its digest. */
const INLINE_CHARACTERS = 256 * 1024
/** The pause between two tries to answer while Redis is full, in milliseconds. */
const FULL_PAUSE_MS = 250

/** What a run came to. One that the clock of this machine ended is told and not kept: it need not repeat. */
export async function answerResult(post: Post, id: string, job: Job, result: Result): Promise<string> {
  const digest = runDigest(job.epoch, job.request)
  const encoded = encodeResult(result)
  const json = JSON.stringify(encoded)
  const repeats = result.status !== 'timeout'
  const isInline = json.length <= INLINE_CHARACTERS || !repeats
  const answer: Answer = { job: id, worker: post.id, digest, ...(isInline ? { result: encoded } : {}) }
  const differs = failed(post, id, new FuelcellError('fleet-disagreement', say.disagreement(digest)))
  const state = await finish(post, id, job, digest, {
    result: repeats ? json : '',
    digest: resultDigest(encoded),
    answer: JSON.stringify(answer),
    differs,
  })
  if (state === 'differed') post.onWarning(say.disagreement(digest))
  return state
}

export async function answerError(post: Post, id: string, job: Job, error: Failure): Promise<void> {
  const answer = failed(post, id, error)
  const digest = runDigest(job.epoch, job.request)
  await finish(post, id, job, digest, { result: '', digest: '', answer, differs: answer })
}

async function finish(
  post: Post,
  id: string,
  job: Job,
  digest: string,
  told: { readonly result: string; readonly digest: string; readonly answer: string; readonly differs: string },
) {
  const { keys } = post
  const state = await whenThereIsRoom(() =>
    post.scripts.finish(
      {
        result: keys.result(digest),
        answer: keys.answer(id),
        disagreements: keys.disagreements,
        tenant: keys.tenant(job.tenant),
      },
      {
        ...told,
        worker: post.id,
        ttlMs: job.keepMs,
        channel: job.producer === undefined ? '' : keys.answerChannel(job.producer),
      },
    ),
  )
  await releaseBlobs(post.redis, keys, job.blobs, id)
  return state
}

function failed(post: Post, id: string, error: Failure): string {
  const answer: Answer = { job: id, worker: post.id, error: encodeError(error) }
  return JSON.stringify(answer)
}

/** Tried again for as long as Redis's memory is full: the answer must not be lost, and what others fetch makes room. */
async function whenThereIsRoom<T>(work: () => Promise<T>): Promise<T> {
  for (;;) {
    try {
      return await work()
    } catch (error) {
      if (!/^OOM /.test(thrownText(error))) throw error
      await setTimeout(FULL_PAUSE_MS)
    }
  }
}
