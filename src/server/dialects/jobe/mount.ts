/** Jobe's interface, as Moodle's CodeRunner speaks it. */
import type { Context, Hono } from 'hono'
import type { ContentfulStatusCode } from 'hono/utils/http-status'
import { FuelcellError } from '../../../core/errors.js'
import type { Result } from '../../../core/result.js'
import type { Dialect, DialectContext } from '../../dialect.js'
import type { Env } from '../../env.js'
import { decodeBase64 } from '../bodies/base64.js'
import { field, jsonObject, readJson } from '../bodies/read-json.js'
import { textBytes } from '../bodies/text.js'
import { faultOf, isOwn } from '../faults.js'
import { EXPOSED_HEADERS, fuelHeaders } from '../headers.js'
import { BoundedStore } from '../stores/bounded-store.js'
import { compileFailure, jobeAnswer, jobeEmpty, outcomes } from './answer.js'
import { checkRun } from './check.js'
import { jobeLanguages } from './languages.js'
import { jobe as say } from './messages.js'
import { isFileId, type JobeRun, OVERLOAD_SOURCE, parseJobe } from './parse.js'
import { jobeRun } from './request.js'

const bases = ['/jobe/index.php/restapi', '/jobe/restapi']

const cors: Readonly<Record<string, string>> = {
  'access-control-allow-origin': '*',
  'access-control-allow-headers':
    'X-API-KEY, Origin, X-Requested-With, Content-Type, Accept, Access-Control-Request-Method',
  'access-control-allow-methods': 'GET, POST, OPTIONS, PUT, HEAD, DELETE',
  'access-control-expose-headers': EXPOSED_HEADERS,
}

type Files = BoundedStore<Uint8Array>

export const jobeDialect: Dialect = {
  name: 'jobe',
  mount(app: Hono<Env>, context: DialectContext): void {
    const languages = jobeLanguages(context.runtimes)
    const files: Files = new BoundedStore(context.config.jobe.files, context.config.now)
    const list = languages.map(({ id, version }) => [id, version])

    for (const base of bases) {
      app.get(`${base}/languages`, (c) => c.json(list, 200, cors))
      app.put(`${base}/files/:id`, (c) => put(c, context, files))
      // Hono hands HEAD to this, and drops the body.
      app.get(`${base}/files/:id`, (c) => {
        if (c.req.method !== 'HEAD') return told(c, 405, say.notFound)
        return c.body(null, files.has(c.req.param('id')) ? 204 : 404, cors)
      })
      app.post(`${base}/runs`, async (c) => {
        const read = await readJson(c.req.raw, context.bodyLimit)
        if (read.kind === 'too-large') return told(c, 413, say.tooLarge(context.bodyLimit))
        const parsed = parseJobe(read, languages)
        if ('refused' in parsed) return told(c, 400, parsed.refused)
        return run(c, context, parsed.run, files)
      })
    }
    for (const base of bases) {
      app.options(`${base}/*`, (c) => c.body(null, 204, cors))
      app.all(`${base}/*`, (c) => told(c, 404, say.notFound))
    }
  },
  refuse: (c, error) =>
    isOwn(
      c,
      bases.flatMap((base) => [base, `${base}/`]),
    )
      ? faulted(c, error)
      : undefined,
}

/** An answer that is no result is a text, as JSON. */
function told(c: Context<Env>, status: ContentfulStatusCode, text: string): Response {
  return c.json(text, status, cors)
}

async function put(c: Context<Env>, { bodyLimit }: DialectContext, files: Files): Promise<Response> {
  const id = c.req.param('id') ?? ''
  const read = await readJson(c.req.raw, bodyLimit)
  if (read.kind === 'too-large') return told(c, 413, say.tooLarge(bodyLimit))
  const body = read.kind === 'json' ? jsonObject(read.json) : null
  const contents = body === null ? undefined : field(body, 'file_contents')
  if (typeof contents !== 'string') return told(c, 400, say.noContents)
  if (!isFileId(id)) return told(c, 400, say.badId(id))
  const bytes = decodeBase64(contents)
  if (bytes === null) return told(c, 400, say.notBase64(id))
  return files.put(id, bytes, bytes.byteLength) ? c.body(null, 204, cors) : told(c, 500, say.notKept(id))
}

async function run(c: Context<Env>, context: DialectContext, asked: JobeRun, files: Files): Promise<Response> {
  const found = new Map<string, Uint8Array>()
  for (const { id, name } of asked.files) {
    const content = files.get(id)
    if (content === undefined) return told(c, 404, say.missingFiles)
    files.refresh(id)
    found.set(name, content)
  }
  if (asked.sourceCode === OVERLOAD_SOURCE) return c.json(jobeEmpty(outcomes.overload), 200, cors)
  const prepared = jobeRun(asked, found)
  if ('compileError' in prepared) return c.json(compileFailure(prepared.compileError), 200, cors)
  const given = { signal: c.req.raw.signal, key: c.get('key') }
  try {
    const result = await context.run(prepared.request, given)
    const cmpinfo = await checked(result, asked, (request) => context.run(request, given))
    return c.json(jobeAnswer(result, cmpinfo), 200, { ...cors, ...fuelHeaders(result) })
  } catch (error) {
    return failed(c, asked, error)
  }
}

/**
 * What a check of the syntax has to say. The original makes it ahead of each run; whatever a check would say, the run has said too, so that
 * one whose stderr is empty needs none.
 */
async function checked(
  result: Result,
  asked: JobeRun,
  run: (request: ReturnType<typeof checkRun> & object) => Promise<Result>,
) {
  if (result.stderrBytes.byteLength === 0) return ''
  const request = checkRun(asked.language, asked.fileName, textBytes(asked.sourceCode))
  return request === undefined ? '' : (await run(request)).stderr
}

/** A fault of ours is never one of the program's: a full server is an overload, which CodeRunner knows, and others are internal. */
function failed(c: Context<Env>, { language }: JobeRun, error: unknown): Response {
  const { kind, status, message } = faultOf(error)
  if (kind === 'busy') return c.json(jobeEmpty(outcomes.overload), 200, cors)
  if (kind === 'inside') return c.json(jobeEmpty(outcomes.internal), 200, cors)
  // What a compiler would not take.
  const isOption = error instanceof FuelcellError && error.code === 'invalid-option' && language.compileArgs !== null
  return isOption ? c.json(compileFailure(message), 200, cors) : told(c, status, message)
}

function faulted(c: Context<Env>, error: FuelcellError): Response {
  const { kind, status, message } = faultOf(error)
  if (kind === 'unauthorized') {
    return told(c, 403, c.req.header('x-api-key') === undefined ? say.missingKey : say.unknownKey)
  }
  if (kind === 'busy') {
    const isRun = c.req.method === 'POST'
    return isRun ? c.json(jobeEmpty(outcomes.overload), 200, cors) : told(c, 429, say.rate)
  }
  return told(c, status, message === '' ? say.internal : message)
}
