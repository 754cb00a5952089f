/** Before any route: an id, a key, an access log; after it: figures, and an answer to whatever was thrown. */

import { randomUUID } from 'node:crypto'
import type { Context, Hono } from 'hono'
import { FuelcellError } from '../core/errors.js'
import type { Dialect } from './dialect.js'
import type { Env } from './env.js'
import { anybody, type Caller, digestOf, givenKey } from './keys.js'
import { server as say } from './messages.js'
import type { Metrics } from './metrics.js'
import type { AppOptions } from './options.js'
import { problemOf, problemResponse } from './problem.js'
import { within } from './scope.js'

/** Whoever watches the server's health needs no key. */
const open = new Set(['/healthz', '/readyz', '/health', '/v1/health'])
/** Ids that a proxy gave. */
const ID = /^[\w.-]{1,100}$/

export function guard(app: Hono<Env>, options: AppOptions, metrics: Metrics, dialects: readonly Dialect[]): void {
  const isOpen = (path: string) => open.has(path) || dialects.some((dialect) => dialect.isPublic?.(path) === true)
  const refused = (c: Context<Env>, error: FuelcellError) => {
    for (const dialect of dialects) {
      const response = dialect.refuse?.(c, error)
      if (response !== undefined) return response
    }
    return problemResponse(problemOf(error))
  }
  app.use(async (c, next) => {
    const begun = performance.now()
    const asked = c.req.header('x-request-id') ?? ''
    const id = ID.test(asked) ? asked : randomUUID()
    c.set('requestId', id)
    const who = identify(c, options, isOpen)
    c.set('key', 'caller' in who && options.keys !== undefined ? who.caller.name : undefined)
    if ('error' in who) c.res = refused(c, who.error)
    else await within({ id, caller: who.caller }, next)
    c.res.headers.set('x-request-id', id)
    metrics.answered(c.res.status)
    options.onAccess?.({
      time: new Date().toISOString(),
      id,
      method: c.req.method,
      // Without its query, which may hold a key.
      path: c.req.path.slice(0, 200),
      status: c.res.status,
      ms: Math.round((performance.now() - begun) * 1000) / 1000,
      caller: 'caller' in who ? who.caller.name : null,
    })
  })
  app.onError((error, c) => {
    const problem = problemOf(error)
    if (problem.status === 500) options.onFault?.(error)
    return problem.status === 499 ? c.body(null, 499 as never) : problemResponse(problem)
  })
  app.notFound((c) =>
    problemResponse(problemOf(new FuelcellError('not-found', say.notFound(c.req.method, c.req.path)))),
  )
}

function identify(
  c: Context<Env>,
  { keys, now = Date.now }: AppOptions,
  isOpen: (path: string) => boolean,
): { readonly caller: Caller } | { readonly error: FuelcellError } {
  if (keys === undefined || c.req.method === 'OPTIONS' || isOpen(c.req.path)) return { caller: anybody }
  const key = givenKey(c.req.raw.headers, new URL(c.req.url))
  if (key === undefined) return { error: new FuelcellError('unauthorized', say.noKey) }
  const caller = keys.get(digestOf(key))
  if (caller === undefined) return { error: new FuelcellError('unauthorized', say.wrongKey) }
  if (caller.expiresMs !== undefined && caller.expiresMs <= now()) {
    return { error: new FuelcellError('unauthorized', say.expired) }
  }
  return { caller }
}
