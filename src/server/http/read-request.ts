/** The body of a request as an object: JSON, or a form with files. */
import type { Context } from 'hono'
import { FuelcellError, thrownText } from '../../core/errors.js'
import type { Env } from '../env.js'
import { server as say } from '../messages.js'
import { readBody } from './body.js'
import { parseJson } from './json.js'

export type JsonObject = Readonly<Record<string, unknown>>

/** A file of a form. */
export interface FormFile {
  /** Name of the field. */
  readonly field: string
  /** As the client calls the file. */
  readonly name: string
  readonly bytes: Uint8Array
}

export interface ReadRequest {
  /** The JSON; of a form, what its text field `request` says, or nothing. */
  readonly json: JsonObject
  readonly files: readonly FormFile[]
}

/** The text field of a form that holds what is not a file, as JSON. */
const REQUEST_FIELD = 'request'
const WANTED = 'application/json, or multipart/form-data'

/**
 * A type of its own makes a browser ask before it sends JSON: no page of elsewhere has a server run anything unasked.
 * @throws FuelcellError `unsupported-media-type`, `body-too-large`, `malformed-body`, `invalid-option`.
 */
export async function readRequest(c: Context<Env>, limit: number): Promise<ReadRequest> {
  const header = c.req.header('content-type') ?? ''
  const type = header.split(';', 1)[0]?.trim().toLowerCase() ?? ''
  if (type === 'application/json') return { json: asObject(await readBody(c.req.raw, limit)), files: [] }
  if (type !== 'multipart/form-data') throw new FuelcellError('unsupported-media-type', say.bodyType(type, WANTED))
  // Such a form a page may send unasked; who speaks of itself as a page is not to.
  if (c.req.header('origin') !== undefined) throw new FuelcellError('forbidden', say.formFromPage)
  return fromForm(await readBody(c.req.raw, limit), header)
}

async function fromForm(bytes: Uint8Array, type: string): Promise<ReadRequest> {
  let json: JsonObject = {}
  const files: FormFile[] = []
  for (const [field, part] of await formOf(bytes, type)) {
    if (typeof part !== 'string') {
      files.push({ field, name: part.name, bytes: new Uint8Array(await part.arrayBuffer()) })
    } else if (field === REQUEST_FIELD) json = asObject(Buffer.from(part))
    else throw new FuelcellError('unknown-option', say.formField(field, REQUEST_FIELD))
  }
  return { json, files }
}

async function formOf(bytes: Uint8Array, type: string): Promise<FormData> {
  try {
    return await new Response(Buffer.from(bytes), { headers: { 'content-type': type } }).formData()
  } catch (cause) {
    throw new FuelcellError('malformed-body', say.bodyNoForm(thrownText(cause)), { cause })
  }
}

function asObject(bytes: Uint8Array): JsonObject {
  const json = parseJson(bytes)
  if (typeof json === 'object' && json !== null && !Array.isArray(json)) return json as JsonObject
  throw new FuelcellError('invalid-option', say.bodyNoObject)
}
