/** Large texts and bytes of requests: kept once under their digest, for as long as a job needs them. */
import type { Redis } from 'ioredis'
import { FuelcellError } from '../core/errors.js'
import { sha256 } from './digest.js'
import type { Keys } from './keys.js'
import { fleet as say } from './messages.js'

/** Texts and bytes of more than this are kept apart. */
export const BLOB_BYTES = 64 * 1024
/** A blob that nobody renews goes after this time, in milliseconds, whoever forgot it. */
const HOLDS_MS = 24 * 3_600_000

type Content = string | { readonly text: string } | { readonly base64: string }
interface BlobReference {
  readonly blob: string
  readonly as: 'string' | 'text' | 'base64'
}

/** The fields of a request that may be large. */
const fields = ['code', 'module', 'stdin'] as const

/** The request with references in place of what is large, and what they name. */
export function withoutBlobs(request: Readonly<Record<string, unknown>>): {
  readonly request: Readonly<Record<string, unknown>>
  readonly blobs: ReadonlyMap<string, string>
} {
  const blobs = new Map<string, string>()
  const put = (content: Content): Content | BlobReference => {
    const as = typeof content === 'string' ? 'string' : 'text' in content ? 'text' : 'base64'
    const text = typeof content === 'string' ? content : 'text' in content ? content.text : content.base64
    if (text.length <= BLOB_BYTES) return content
    const blob = sha256(text)
    blobs.set(blob, text)
    return { blob, as }
  }
  return { request: mapped(request, put), blobs }
}

/** Keeps blobs for a job. */
export async function keepBlobs(redis: Redis, keys: Keys, blobs: ReadonlyMap<string, string>, job: string) {
  if (blobs.size === 0) return
  const batch = redis.pipeline()
  for (const [digest, text] of blobs) {
    batch.set(keys.blob(digest), text, 'PX', HOLDS_MS)
    batch.sadd(keys.blobUsers(digest), job)
    batch.pexpire(keys.blobUsers(digest), HOLDS_MS)
  }
  for (const [error] of (await batch.exec()) ?? []) if (error !== null) throw error
}

const release = `
redis.call('SREM', KEYS[2], ARGV[1])
if redis.call('SCARD', KEYS[2]) == 0 then redis.call('DEL', KEYS[1], KEYS[2]) end
`

/** Says that a job does not need its blobs any more. Those that no other job needs go. */
export async function releaseBlobs(redis: Redis, keys: Keys, blobs: readonly string[], job: string): Promise<void> {
  await Promise.all(blobs.map((digest) => redis.eval(release, 2, keys.blob(digest), keys.blobUsers(digest), job)))
}

/** The request whole again. @throws FuelcellError `invalid-option` for a blob that is gone or is not what its name says. */
export async function withBlobs(
  redis: Redis,
  keys: Keys,
  request: Readonly<Record<string, unknown>>,
  digests: readonly string[],
): Promise<Readonly<Record<string, unknown>>> {
  if (digests.length === 0) return request
  const texts = await redis.mget(digests.map((digest) => keys.blob(digest)))
  const found = new Map(digests.map((digest, index) => [digest, texts[index] ?? null]))
  return mapped(request, (content) => {
    if (!isReference(content)) return content
    const text = found.get(content.blob) ?? null
    if (text === null || sha256(text) !== content.blob) {
      throw new FuelcellError('invalid-option', say.blobGone(String(content.blob)))
    }
    return content.as === 'string' ? text : { [content.as]: text }
  })
}

function isReference(content: unknown): content is BlobReference {
  return typeof content === 'object' && content !== null && Object.hasOwn(content, 'blob')
}

function mapped(
  request: Readonly<Record<string, unknown>>,
  change: (content: Content) => unknown,
): Readonly<Record<string, unknown>> {
  const changed: Record<string, unknown> = { ...request }
  for (const name of fields) if (changed[name] !== undefined) changed[name] = change(changed[name] as Content)
  const { files } = changed
  if (typeof files === 'object' && files !== null) {
    changed.files = Object.fromEntries(
      Object.entries(files).map(([path, content]) => [path, change(content as Content)]),
    )
  }
  return changed
}
