/** Digests of requests and Results: equal for equal content, whatever order the keys came in. */
import { createHash } from 'node:crypto'

/** JSON with the keys of every object in order of their code units, and no spaces. */
export function canonical(value: unknown): string {
  return JSON.stringify(value, (_, part: unknown) => {
    if (typeof part !== 'object' || part === null || Array.isArray(part)) return part
    return Object.fromEntries(Object.entries(part).sort(([a], [b]) => (a < b ? -1 : 1)))
  })
}

/** SHA-256 in hexadecimal digits. */
export function sha256(content: string | Uint8Array): string {
  return createHash('sha256').update(content).digest('hex')
}

/** Names a run: all that its Result depends on. */
export function runDigest(epoch: string, request: object): string {
  return sha256(canonical({ epoch, request }))
}

/** Tells two Results apart by all that must repeat: everything but measured time. */
export function resultDigest(result: object): string {
  return sha256(canonical(withoutTimes(result)))
}

function withoutTimes(value: unknown): unknown {
  return JSON.parse(JSON.stringify(value, (key, part: unknown) => (key === 'durationMs' ? 0 : part)))
}
