/** Bodies of the native routes: JSON, or a form with files. */

import type { Context } from 'hono'
import { FuelcellError } from '../core/errors.js'
import { encodeBytes, isShallow, requestCaps } from '../wire/index.js'
import { parseJson, readBody } from './dialects/bodies/read-json.js'
import { server as say } from './messages.js'

type Json = Readonly<Record<string, unknown>>

/** The field of a form that holds what is not a file, as JSON. */
const REQUEST_FIELD = 'request'

/**
 * The body as an object. Of a form, `request` is the JSON and every file is one of its `files`: under its file name where the field
 * is called `files`, else under the field's name.
 * @throws FuelcellError 400, 413, 415.
 */
export async function readRequest(c: Context, limit: number): Promise<Json> {
  const type = c.req.header('content-type')?.toLowerCase()
  const isForm = type?.startsWith('multipart/form-data') === true
  // A type of its own makes a browser ask before it sends: no page can have this server run anything unasked.
  if (!isForm && !/^application\/json\s*(;|$)/.test(type ?? ''))
    throw new FuelcellError('unsupported-media-type', say.notJson(type))
  const body = await readBody(c.req.raw, limit)
  if (body.kind === 'too-large') throw new FuelcellError('body-too-large', say.tooLarge(limit))
  if (body.kind === 'broken') throw new FuelcellError('malformed-body', say.broken(body.reason))
  return isForm ? fromForm(body.bytes, c.req.header('content-type') ?? '') : asObject(body.bytes)
}

function asObject(bytes: Uint8Array): Json {
  const read = parseJson(bytes)
  if (read.kind !== 'json') {
    throw new FuelcellError('malformed-body', say.broken(read.kind === 'broken' ? read.reason : 'it is too long'))
  }
  const { json } = read
  if (typeof json !== 'object' || json === null || Array.isArray(json)) {
    throw new FuelcellError('invalid-option', say.broken('it is not an object'))
  }
  if (!isShallow(json)) throw new FuelcellError('invalid-option', say.broken('it is nested too deeply'))
  return json as Json
}

async function fromForm(bytes: Uint8Array, type: string): Promise<Json> {
  let form: FormData
  try {
    form = await new Response(Buffer.from(bytes), { headers: { 'content-type': type } }).formData()
  } catch (error) {
    throw new FuelcellError('malformed-body', say.broken(error instanceof Error ? error.message : 'it is no form'))
  }
  const files: Array<readonly [string, unknown]> = []
  let request: Json = {}
  for (const [name, part] of form) {
    if (typeof part !== 'string') {
      if (files.length === requestCaps.files)
        throw new FuelcellError('invalid-option', say.broken('it has too many files'))
      files.push([name === 'files' ? part.name : name, encodeBytes(new Uint8Array(await part.arrayBuffer()))])
    } else if (name === REQUEST_FIELD) request = asObject(Buffer.from(part))
    else throw new FuelcellError('unknown-option', say.broken(`a form has one text field, ${REQUEST_FIELD}, and files`))
  }
  if (files.length === 0) return request
  const given = typeof request.files === 'object' && request.files !== null ? Object.entries(request.files) : []
  return { ...request, files: Object.fromEntries([...given, ...files]) }
}
