/** Before any route: an id, a key, an access log; after it: figures, and an answer to whatever was thrown. */
import { randomUUID } from 'node:crypto'
import type { Context, Hono } from 'hono'
import { anybody, type Caller, digestOf, givenKey } from './keys.js'
import { server as say } from './messages.js'
import type { Metrics } from './metrics.js'
import type { AppOptions } from './options.js'
import { ProblemError, problemOf, problemResponse } from './problem.js'
import { within } from './scope.js'

/** Whoever watches the server's health needs no key. */
const open = new Set(['/healthz', '/readyz', '/health', '/v1/health'])
/** Ids that a proxy gave. */
const ID = /^[\w.-]{1,100}$/

export function guard(app: Hono, options: AppOptions, metrics: Metrics): void {
  app.use(async (c, next) => {
    const begun = performance.now()
    const asked = c.req.header('x-request-id') ?? ''
    const id = ID.test(asked) ? asked : randomUUID()
    const refusedBy = identify(c, options)
    if ('problem' in refusedBy) c.res = refusal(c, refusedBy.problem)
    else await within({ id, caller: refusedBy.caller }, next)
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
      caller: 'problem' in refusedBy ? null : refusedBy.caller.name,
    })
  })
  app.onError((error, c) => {
    const problem = problemOf(error)
    if (problem.status === 500) options.onFault?.(error)
    return problem.status === 499 ? c.body(null, 499 as never) : problemResponse(problem)
  })
  app.notFound((c) =>
    problemResponse(new ProblemError(404, 'not-found', say.notFound(c.req.method, c.req.path)).problem),
  )
}

function identify(c: Context, { keys, now = Date.now }: AppOptions): { caller: Caller } | { problem: ProblemError } {
  if (keys === undefined || c.req.method === 'OPTIONS' || open.has(c.req.path)) return { caller: anybody }
  const key = givenKey(c.req.raw.headers, new URL(c.req.url))
  if (key === undefined) return { problem: new ProblemError(401, 'no-key', say.noKey) }
  const caller = keys.get(digestOf(key))
  if (caller === undefined) return { problem: new ProblemError(401, 'wrong-key', say.wrongKey) }
  if (caller.expiresMs !== undefined && caller.expiresMs <= now()) {
    return { problem: new ProblemError(401, 'expired-key', say.expired) }
  }
  return { caller }
}

/** In the words of the dialect whose path it is. */
function refusal(c: Context, { problem }: ProblemError): Response {
  const { path } = c.req
  const cors = { 'access-control-allow-origin': '*' }
  if (path.startsWith('/jobe/')) {
    return c.json(problem.code === 'no-key' ? 'Missing API key' : 'Unknown API key', 403, cors)
  }
  if (/^\/(judge0\/)?(submissions|languages|statuses|about|config_info|workers|authenticate)/.test(path)) {
    return c.body(null, 401, cors)
  }
  if (path.startsWith('/api/v2/')) return c.json({ message: problem.detail }, 401, cors)
  if (path === '/v1/exec') {
    return c.json({ id: '-', ok: false, duration: 0, stdout: '', stderr: problem.detail }, 403, cors)
  }
  if (path === '/python') return c.json({ status: 'error', error: problem.detail }, 401, cors)
  return problemResponse(problem)
}
