/** `GET /submissions…`, `DELETE /submissions/{token}`. */
import { createHash, timingSafeEqual } from 'node:crypto'
import type { Context } from 'hono'
import type { Env } from '../../env.js'
import { answer, cors, railsError, refuse } from './answers.js'
import { type AskedFields, fieldsOf, present } from './fields.js'
import { judge0 as say } from './messages.js'
import { queryOf } from './params.js'
import type { Judge0 } from './server.js'
import { isEnded, type Kept } from './service.js'
import { statusOf } from './statuses.js'

const PER_PAGE = 20

export function show(c: Context<Env>, judge0: Judge0, token: string): Response {
  const query = queryOf(c)
  const asked = fieldsOf(query('fields'))
  if ('invalid' in asked) return refuse(c, 400, say.invalidFields(asked.invalid))
  const kept = judge0.submissions.get(token)
  if (kept === undefined) return railsError(c, 404, say.notFound)
  const shown = present(kept, asked.fields, query('base64_encoded') === 'true', judge0.config.time)
  return shown === null ? refuse(c, 400, say.notUtf8) : answer(c, 200, shown, kept.verdict)
}

export function showBatch(c: Context<Env>, judge0: Judge0): Response {
  const query = queryOf(c)
  const asked = fieldsOf(query('fields'))
  if ('invalid' in asked) return refuse(c, 400, say.invalidFields(asked.invalid))
  const text = (c.req.header('tokens') ?? query('tokens')).trim()
  const tokens = text.replace(/,+$/, '').split(',')
  const { maxBatchSize } = judge0.config
  if (tokens.length > maxBatchSize) return refuse(c, 400, say.largeBatch(maxBatchSize))
  if (tokens.length === 1 && tokens[0] === '') return refuse(c, 400, say.emptyBatch)
  const all = tokens.map((token) => judge0.submissions.get(token))
  return list(c, judge0, all, asked)
}

/** For those whom the server's owner trusts with all submissions. */
export function showAll(c: Context<Env>, judge0: Judge0): Response {
  if (!isAuthorised(c, judge0)) return c.body(null, 403, cors)
  const query = queryOf(c)
  const asked = fieldsOf(query('fields'))
  if ('invalid' in asked) return refuse(c, 400, say.invalidFields(asked.invalid))
  const page = whole(query('page'), 1)
  const perPage = whole(query('per_page'), PER_PAGE)
  if (page <= 0) return refuse(c, 400, say.invalidPage(String(page)))
  if (perPage < 0) return refuse(c, 400, say.invalidPerPage(String(perPage)))
  const all = judge0.submissions.all()
  const pages = Math.ceil(all.length / Math.max(1, perPage))
  const meta = {
    current_page: page,
    next_page: page < pages ? page + 1 : null,
    prev_page: page > 1 ? page - 1 : null,
    total_pages: pages,
    total_count: all.length,
  }
  return list(c, judge0, all.slice((page - 1) * perPage, page * perPage), asked, meta)
}

export function remove(c: Context<Env>, judge0: Judge0, token: string): Response {
  if (!isAuthorised(c, judge0)) return c.body(null, 403, cors)
  const asked = fieldsOf(queryOf(c)('fields'))
  if ('invalid' in asked) return refuse(c, 400, say.invalidFields(asked.invalid))
  if (!judge0.config.mayDelete) return refuse(c, 400, say.noDelete)
  const kept = judge0.submissions.get(token)
  if (kept === undefined) return railsError(c, 404, say.notFound)
  const { id, description } = statusOf(kept.verdict.statusId)
  if (!isEnded(kept.verdict.statusId)) return refuse(c, 400, say.notYet(id, description))
  judge0.submissions.delete(token)
  return answer(c, 200, present(kept, asked.fields, true, judge0.config.time) ?? {}, kept.verdict)
}

function list(
  c: Context<Env>,
  judge0: Judge0,
  all: ReadonlyArray<Kept | undefined>,
  asked: Extract<AskedFields, { fields: unknown }>,
  meta?: object,
): Response {
  const isBase64 = queryOf(c)('base64_encoded') === 'true'
  const submissions: unknown[] = []
  for (const kept of all) {
    const shown = kept === undefined ? undefined : present(kept, asked.fields, isBase64, judge0.config.time)
    if (shown === null) return refuse(c, 400, say.someNotUtf8)
    submissions.push(shown ?? null)
  }
  return answer(c, 200, { submissions, ...(meta !== undefined && { meta }) })
}

/** By `X-Auth-User`, as a header or a parameter. Nobody is where no token is set. */
export function isAuthorised(c: Context<Env>, { config }: Judge0): boolean {
  const given = c.req.header('x-auth-user') ?? c.req.query('X-Auth-User') ?? ''
  return config.authzTokens.some((token) => timingSafeEqual(digest(token), digest(given)))
}

function digest(text: string): Uint8Array {
  return createHash('sha256').update(text).digest()
}

/** As Ruby reads a number: what does not begin as one is 0. */
function whole(text: string, usual: number): number {
  return text === '' ? usual : Number.parseInt(text, 10) || 0
}
