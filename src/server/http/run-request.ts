/** A run's request out of a body, its files among it. */
import type { Context } from 'hono'
import { FuelcellError } from '../../core/errors.js'
import { encodeBytes, requestCaps } from '../../wire/index.js'
import type { Env } from '../env.js'
import { server as say } from '../messages.js'
import { type JsonObject, readRequest } from './read-request.js'

/** Of a form, each file is one of `files`: under its own name where the field is called `files`, else under the field's. */
export async function readRunRequest(c: Context<Env>, limit: number): Promise<JsonObject> {
  const { json, files } = await readRequest(c, limit)
  if (files.length === 0) return json
  const given = json.files ?? {}
  if (typeof given !== 'object' || Array.isArray(given)) return json
  const named = files.map(({ field, name, bytes }) => [field === 'files' ? name : field, encodeBytes(bytes)] as const)
  const all = [...Object.entries(given), ...named]
  if (all.length > requestCaps.files)
    throw new FuelcellError('invalid-option', say.bodyTooMany('files', requestCaps.files))
  const names = new Set(all.map(([name]) => name))
  if (names.size < all.length) throw new FuelcellError('invalid-file-name', say.filesTwice)
  return { ...json, files: Object.fromEntries(all) }
}
