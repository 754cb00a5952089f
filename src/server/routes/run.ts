/** `POST /v1/run`: a request in, a Result out, or its events. */
import type { Context, Hono } from 'hono'
import type { RunRequest } from '../../runner/request/request.js'
import { decodeRequest, encodeResult } from '../../wire/index.js'
import { requestHash } from '../cache/request-hash.js'
import { fuelHeaders } from '../dialects/headers.js'
import { type Env, tell } from '../env.js'
import { goneSignal } from '../http/gone.js'
import { readRunRequest } from '../http/run-request.js'
import { type Given, type Service, within } from '../service.js'
import { asksStream, streamed } from '../streams/streamed.js'

export const PRIORITY_HEADER = 'fuelcell-priority'
export const CACHE_HEADER = 'fuelcell-cache'
export const JSON_TYPE = 'application/json; charset=utf-8'
/** The answer is for whoever asked; it stays true as long as the epoch, which only the server knows. */
const CACHE_CONTROL = 'private, no-cache'

export function mountRun(app: Hono<Env>, service: Service): void {
  app.post('/v1/run', async (c) => {
    const isStream = asksStream(c.req.query('stream'))
    const request = service.prepared(decodeRequest(await readRunRequest(c, service.bodyLimit), 'POST /v1/run'))
    tell(c, { runtime: request.runtime })
    const given = givenBy(c)
    return isStream ? streamRun(c, service, request, given) : answerRun(c, service, request, given)
  })
}

export function givenBy(c: Context<Env>): Given {
  return { key: c.get('key'), priority: c.req.header(PRIORITY_HEADER), signal: goneSignal(c) }
}

async function streamRun(c: Context<Env>, service: Service, request: RunRequest, given: Given): Promise<Response> {
  const allowed = service.allow(request, given)
  const admitted = await service.admission.admit(allowed)
  return streamed(c, service, allowed.limits, (listening) =>
    service.perform(
      admitted,
      { ...within(request, allowed), keepOutput: listening.keepOutput },
      { ...given, ...listening },
    ),
  )
}

/** One answer, which may have been given before. */
async function answerRun(c: Context<Env>, service: Service, asked: RunRequest, given: Given): Promise<Response> {
  const { answers } = service
  const allowed = service.allow(asked, given)
  const request = within(asked, allowed)
  const hash = requestHash(request)
  if (hash !== undefined) {
    const ifNoneMatch = c.req.header('if-none-match')
    const tag = ifNoneMatch === undefined ? undefined : answers.matching(ifNoneMatch, request.runtime, hash)
    if (tag !== undefined) return c.body(null, 304, { etag: tag, 'cache-control': CACHE_CONTROL })
    const kept = await answers.get(request.runtime, hash)
    if (kept !== undefined) {
      service.metrics.cache('hit')
      tell(c, { cache: 'hit' })
      const headers = { 'content-type': JSON_TYPE, etag: kept.etag, 'cache-control': CACHE_CONTROL }
      return c.body(new Uint8Array(kept.answer), 200, { ...headers, [CACHE_HEADER]: 'hit' })
    }
  }
  const result = await service.perform(await service.admission.admit(allowed), request, given)
  tell(c, { outcome: result.status, fuel: result.usage.fuel })
  const json = JSON.stringify(encodeResult(result))
  const etag = hash === undefined ? undefined : answers.note(result, hash, json)
  if (answers.isKept) {
    service.metrics.cache('miss')
    tell(c, { cache: 'miss' })
  }
  return c.body(json, 200, {
    'content-type': JSON_TYPE,
    'cache-control': etag === undefined ? 'no-store' : CACHE_CONTROL,
    ...(etag !== undefined && { etag }),
    ...(answers.isKept && { [CACHE_HEADER]: 'miss' }),
    ...fuelHeaders(result),
  })
}
