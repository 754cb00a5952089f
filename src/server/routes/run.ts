/** `POST /v1/run`: one run, whole or as a stream of events. */
import type { Context, Hono } from 'hono'
import type { OutputChunk, RunRequest } from '../../runner/request/request.js'
import { encodeRequest, encodeResult, runRequestSchema, type WireEvent } from '../../wire/index.js'
import { entityTag, isPure } from '../cache.js'
import { fuelHeaders } from '../dialects/headers.js'
import type { Env } from '../env.js'
import { eventStream, formatOf } from '../event-stream.js'
import { goneOf, type Parts, requestOf, runFor } from '../parts.js'
import { problemOf } from '../problem.js'
import { readRequest } from '../read-request.js'

export const CACHE_HEADER = 'fuelcell-cache'

export function runRoutes(app: Hono<Env>, parts: Parts): void {
  app.post('/v1/run', async (c) => {
    const request = requestOf(await readRequest(c, parts.bodyLimit))
    const format = formatOf(c)
    if (format !== undefined) {
      return eventStream(c, format, parts.options.heartbeatMs, async (send, signal) => {
        try {
          const result = await runFor(parts, {
            ...request,
            signal,
            onOutput: (chunk) => send(outputEvent(chunk)),
          })
          send({ type: 'result', result: encodeResult(result) })
        } catch (error) {
          send(errorEvent(error))
        }
      })
    }
    return wholeAnswer(c, parts, request)
  })
}

async function wholeAnswer(c: Context, parts: Parts, request: RunRequest): Promise<Response> {
  const wire = encodeRequest(request)
  const tag = isPure(wire) ? await tagOf(parts, request) : undefined
  const headers: Record<string, string> = tag === undefined ? {} : { etag: `"${tag}"` }
  if (tag !== undefined && matches(c.req.header('if-none-match'), tag)) return c.body(null, 304, headers)
  const kept = tag === undefined ? undefined : await parts.cache?.get(tag)
  if (kept !== undefined) {
    parts.metrics.hit()
    const { usage, fuelEpoch } = JSON.parse(kept)
    return answer(kept, { ...headers, ...fuelHeaders({ usage, fuelEpoch }), [CACHE_HEADER]: 'hit' })
  }
  const result = await runFor(parts, { ...request, signal: goneOf(c) })
  const json = JSON.stringify(encodeResult(result))
  // What the machine's own clock ended need not end so again.
  const repeats = result.status !== 'timeout'
  if (tag !== undefined && repeats) await parts.cache?.set(tag, json)
  const told = repeats ? headers : {}
  const cacheHeaders = parts.cache === undefined || tag === undefined ? {} : { [CACHE_HEADER]: 'miss' }
  return answer(json, { ...told, ...fuelHeaders(result), ...cacheHeaders })
}

function answer(json: string, headers: Record<string, string>): Response {
  return new Response(json, { headers: { 'content-type': 'application/json', ...headers } })
}

/** By the epoch of the whole runtime, and the request with every key in order. */
async function tagOf({ options }: Parts, request: RunRequest): Promise<string> {
  const { epoch } = await options.runner.provision(request.runtime)
  return entityTag(epoch, runRequestSchema.parse(encodeRequest(request)))
}

function matches(header: string | undefined, tag: string): boolean {
  return header?.split(',').some((one) => one.trim().replace(/^W\//, '') === `"${tag}"`) ?? false
}

export function outputEvent({ stream, bytes }: OutputChunk): WireEvent {
  return { type: 'output', stream, bytes: textOrBase64(bytes) }
}

function textOrBase64(bytes: Uint8Array): { text: string } | { base64: string } {
  try {
    return { text: new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes) }
  } catch {
    return { base64: Buffer.from(bytes).toString('base64') }
  }
}

export function errorEvent(error: unknown): WireEvent {
  const { code, detail, status, retryable } = problemOf(error)
  return {
    type: 'error',
    error: { code, message: detail, fault: status < 500 ? 'caller' : 'system', retryable } as never,
  }
}
