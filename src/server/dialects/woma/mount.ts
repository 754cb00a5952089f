/** woma's interface: `GET /health`, `POST /python`. */
import type { Context, Hono } from 'hono'
import type { ContentfulStatusCode } from 'hono/utils/http-status'
import type { Dialect, DialectContext } from '../../dialect.js'
import type { Env } from '../../env.js'
import { readJson } from '../bodies/read-json.js'
import { faultOf, isOwn } from '../faults.js'
import { EXPOSED_HEADERS, fuelHeaders } from '../headers.js'
import { womaAnswer } from './answer.js'
import { woma as say } from './messages.js'
import { parseWoma } from './parse.js'
import { womaRun } from './request.js'
import { WomaState } from './state.js'

const cors: Readonly<Record<string, string>> = {
  'access-control-allow-origin': '*',
  'access-control-allow-methods': 'GET, POST, OPTIONS',
  'access-control-allow-headers': 'Content-Type',
  'access-control-expose-headers': EXPOSED_HEADERS,
}

const paths = ['/health', '/python']

export const womaDialect: Dialect = {
  name: 'woma',
  mount(app: Hono<Env>, context: DialectContext): void {
    const now = context.config.now
    const startedMs = now()
    const { resetGlobals, workers } = context.config.woma
    // Several workers of the original have names of their own each, so that it lets none of them keep any.
    const isAlwaysReset = workers !== undefined && workers > 1
    const state = context.openSession === undefined ? undefined : new WomaState(context.openSession)
    let executions = 0

    for (const path of paths) app.options(path, (c) => c.body(null, 204, cors))
    app.get('/health', (c) =>
      c.json(
        {
          status: 'healthy',
          pyodide_loaded: true,
          uptime_seconds: Math.floor((now() - startedMs) / 1000),
          execution_count: executions,
        },
        200,
        cors,
      ),
    )
    app.post('/python', async (c) => {
      const read = await readJson(c.req.raw, context.bodyLimit)
      if (read.kind === 'too-large') return failed(c, 413, say.tooLarge(context.bodyLimit))
      if (read.kind === 'broken') return failed(c, 400, say.badBody(read.reason))
      const request = parseWoma(read.json, isAlwaysReset || resetGlobals)
      if (request === null) return failed(c, 400, say.badCode)
      const isFresh = request.isReset || isAlwaysReset
      if (!isFresh && state === undefined) return failed(c, 501, say.noState)
      executions += 1
      const { signal } = c.req.raw
      const key = c.get('key')
      try {
        const called =
          isFresh || state === undefined
            ? { result: await context.run(womaRun(request.code), { signal, key }) }
            : await state.run(request.code, key, signal)
        if (called === 'full') return failed(c, 500, say.full)
        const { result } = called
        const { status, body } = womaAnswer(result)
        return c.json(body, status, { ...cors, ...fuelHeaders(result) })
      } catch (error) {
        return faulted(c, error)
      }
    })
    for (const path of paths) app.all(path, (c) => c.text(say.notFound, 404, cors))
  },
  refuse: (c, error) => (isOwn(c, paths) ? faulted(c, error) : undefined),
  isPublic: (path) => path === '/health',
}

function failed(c: Context<Env>, status: ContentfulStatusCode, error: string): Response {
  return c.json({ status: 'error', error }, status, cors)
}

function faulted(c: Context<Env>, error: unknown): Response {
  const { status, message } = faultOf(error)
  return failed(c, status, message === '' ? say.internal : message)
}
