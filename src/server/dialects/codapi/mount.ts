/** codapi's interface: `POST /v1/exec`, and the probe of its newer widget. */
import type { Context, Hono } from 'hono'
import type { ContentfulStatusCode } from 'hono/utils/http-status'
import type { Dialect, DialectContext } from '../../dialect.js'
import type { Env } from '../../env.js'
import { parseJson, readBody } from '../bodies/read-json.js'
import { faultOf, isOwn } from '../faults.js'
import { EXPOSED_HEADERS, fuelHeaders } from '../headers.js'
import { codapiAnswer, codapiFailure, codapiId } from './answer.js'
import { codapi as say } from './messages.js'
import { parseCodapi } from './parse.js'
import { codapiRun } from './request.js'
import { hasVersion, sandboxesOf } from './sandboxes.js'

const NO_ID = '-'

const cors: Readonly<Record<string, string>> = {
  'access-control-allow-origin': '*',
  'access-control-allow-methods': 'options, post',
  'access-control-allow-headers': 'authorization, content-type',
  'access-control-max-age': '3600',
  'access-control-expose-headers': EXPOSED_HEADERS,
}

const paths = ['/v1/exec', '/v1/health']

export const codapiDialect: Dialect = {
  name: 'codapi',
  mount(app: Hono<Env>, context: DialectContext): void {
    const sandboxes = sandboxesOf(context.runtimes)
    const manifests = new Map(context.runtimes.map((runtime) => [runtime.name, runtime]))

    // Hono hands HEAD to this, and drops the body.
    app.get('/v1/health', (c) => c.json({ status: 'ok' }, 200, cors))
    app.options('/v1/health', (c) => c.body(null, 200, cors))
    app.options('/v1/exec', (c) => c.body(null, 200, cors))
    app.post('/v1/exec', async (c) => {
      const type = (c.req.header('content-type') ?? '').split(';')[0]?.trim().toLowerCase()
      if (type !== 'application/json') return failed(c, 400, NO_ID, say.unsupportedType)
      const body = await readBody(c.req.raw, context.bodyLimit)
      if (body.kind === 'too-large') return failed(c, 413, NO_ID, say.tooLarge(context.bodyLimit))
      const read = body.kind === 'bytes' ? parseJson(body.bytes) : body
      if (read.kind !== 'json' || body.kind !== 'bytes') {
        return failed(c, 400, NO_ID, read.kind === 'broken' ? read.reason : say.notObject)
      }
      const parsed = parseCodapi(read.json, sandboxes)
      if ('refused' in parsed) {
        const { status, why, idOf } = parsed.refused
        return failed(c, status, idOf === undefined ? NO_ID : codapiId(idOf, body.bytes), why)
      }
      const { request } = parsed
      const id = codapiId(request, body.bytes)
      const manifest = manifests.get(request.runtime.runtime)
      if (manifest === undefined) return failed(c, 500, id, say.internal)
      if (!hasVersion(request.runtime, request.version)) {
        return c.json(codapiFailure(id, say.unknownBox(request.sandbox, request.version)), 200, cors)
      }
      try {
        const result = await context.run(codapiRun(request, manifest), { signal: c.req.raw.signal, key: c.get('key') })
        return c.json(codapiAnswer(id, result), 200, { ...cors, ...fuelHeaders(result) })
      } catch (error) {
        return faulted(c, id, error)
      }
    })
    app.all('/v1/exec', (c) => failed(c, 405, NO_ID, say.unsupportedMethod(c.req.method)))
  },
  refuse: (c, error) => (isOwn(c, paths) ? faulted(c, NO_ID, error) : undefined),
  isPublic: (path) => path === '/v1/health',
}

function failed(c: Context<Env>, status: ContentfulStatusCode, id: string, why: string): Response {
  return c.json(codapiFailure(id, why), status, cors)
}

function faulted(c: Context<Env>, id: string, error: unknown): Response {
  const { kind, status, message } = faultOf(error)
  if (kind === 'busy') return failed(c, 429, id, say.busy)
  return failed(c, status, id, message === '' ? say.internal : message)
}
