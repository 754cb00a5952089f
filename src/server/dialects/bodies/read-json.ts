/** Bodies of requests: read up to a cap, then JSON, each failure told apart for the dialect to answer in its own words. */
import { thrownText } from '../../../core/errors.js'
import { asText } from './text.js'

export type ReadBody =
  | { readonly kind: 'bytes'; readonly bytes: Uint8Array }
  | { readonly kind: 'too-large' }
  /** The client went away, or sent something that is no body. */
  | { readonly kind: 'broken'; readonly reason: string }

export type ReadJson =
  | { readonly kind: 'json'; readonly json: unknown }
  | { readonly kind: 'too-large' }
  | { readonly kind: 'broken'; readonly reason: string }

/** No more than `limit` bytes are ever held, whatever the request says of its length. */
export async function readBody(request: Request, limit: number): Promise<ReadBody> {
  const told = request.headers.get('content-length')
  if (told !== null && Number(told) > limit) return { kind: 'too-large' }
  if (request.body === null) return { kind: 'bytes', bytes: new Uint8Array(0) }
  const pieces: Uint8Array[] = []
  let bytes = 0
  try {
    // A for loop over the stream would do, but not in all versions of Node's types.
    const reader = request.body.getReader()
    for (;;) {
      const { done, value } = await reader.read()
      if (done) break
      bytes += value.byteLength
      if (bytes > limit) {
        reader.cancel().catch(() => {})
        return { kind: 'too-large' }
      }
      pieces.push(value)
    }
  } catch (error) {
    return { kind: 'broken', reason: thrownText(error) }
  }
  return { kind: 'bytes', bytes: pieces.length === 1 && pieces[0] !== undefined ? pieces[0] : Buffer.concat(pieces) }
}

export async function readJson(request: Request, limit: number): Promise<ReadJson> {
  const body = await readBody(request, limit)
  return body.kind === 'bytes' ? parseJson(body.bytes) : body
}

export function parseJson(bytes: Uint8Array): ReadJson {
  const text = asText(bytes)
  if (text === null) return { kind: 'broken', reason: 'the body is not UTF-8' }
  try {
    return { kind: 'json', json: JSON.parse(text) }
  } catch (error) {
    return { kind: 'broken', reason: thrownText(error) }
  }
}

export type JsonObject = Readonly<Record<string, unknown>>

/** An object by keys; `null` for what is none, arrays among it. */
export function jsonObject(value: unknown): JsonObject | null {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as JsonObject) : null
}

/** A field of its own: what a prototype brings is nobody's. */
export function field(object: JsonObject, name: string): unknown {
  return Object.hasOwn(object, name) ? object[name] : undefined
}
