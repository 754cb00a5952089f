/** Parameters of a request as Rails has them: those of the body, as JSON or as a form, before those of the query. */
import type { Context } from 'hono'
import type { Env } from '../../env.js'
import { field, type JsonObject, jsonObject, parseJson, readBody } from '../bodies/read-json.js'
import { asText } from '../bodies/text.js'

export type Params =
  | { readonly kind: 'params'; readonly body: JsonObject; readonly of: (name: string) => string }
  | { readonly kind: 'too-large' | 'broken' }

export async function paramsOf(c: Context<Env>, limit: number): Promise<Params> {
  const body = await readBody(c.req.raw, limit)
  if (body.kind !== 'bytes') return { kind: body.kind }
  const type = (c.req.header('content-type') ?? '').split(';')[0]?.trim().toLowerCase()
  const fields = type === 'application/x-www-form-urlencoded' ? formOf(body.bytes) : jsonOf(body.bytes)
  return fields === null ? { kind: 'broken' } : { kind: 'params', body: fields, of: finder(c, fields) }
}

/** Of a request that has no body. */
export function queryOf(c: Context<Env>): (name: string) => string {
  return finder(c, {})
}

function finder(c: Context<Env>, body: JsonObject): (name: string) => string {
  return (name) => {
    const own = field(body, name)
    return own === undefined ? (c.req.query(name) ?? '') : typeof own === 'string' ? own : ''
  }
}

/** A list is no submission, and nor is nothing. */
function jsonOf(bytes: Uint8Array): JsonObject | null {
  if (bytes.byteLength === 0) return {}
  const read = parseJson(bytes)
  if (read.kind !== 'json') return null
  return jsonObject(read.json) ?? {}
}

function formOf(bytes: Uint8Array): JsonObject | null {
  const text = asText(bytes)
  return text === null ? null : Object.fromEntries(new URLSearchParams(text))
}
