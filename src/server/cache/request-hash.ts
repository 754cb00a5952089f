/** What tells a request from every other: a hash of all of it that a Result depends on. */
import { createHash, type Hash } from 'node:crypto'
import { Exact } from '../../core/tagged.js'
import type { RunRequest } from '../../runner/request/request.js'

/** Of one process and one call, and of no Result. */
const local: ReadonlySet<string> = new Set(['signal', 'onOutput', 'keepOutput'])

/**
 * 32 hexadecimal digits; the order of fields does not count. `undefined` for what is no pure function of the request: a drawn seed, a
 * clock that begins now, a source of stdin, directories of the machine.
 */
export function requestHash(request: RunRequest): string | undefined {
  const { clockStartMs, seed, preopens, stdin } = request
  const isPure =
    clockStartMs !== undefined &&
    seed !== 'random' &&
    (preopens === undefined || preopens.length === 0) &&
    (stdin === undefined || typeof stdin === 'string' || stdin instanceof Uint8Array)
  if (!isPure) return undefined
  const hash = createHash('sha256')
  add(hash, request, local)
  return hash.digest('hex').slice(0, 32)
}

/** Each part with its kind and its length before it, so that no two different ones give the same bytes. */
function add(hash: Hash, value: unknown, leftOut: ReadonlySet<string> = new Set()): void {
  if (value instanceof Uint8Array) {
    hash.update(`b${value.byteLength}:`).update(value)
  } else if (typeof value === 'string') {
    hash.update(`s${value.length}:`).update(value)
  } else if (Array.isArray(value)) {
    hash.update(`a${value.length}:`)
    for (const part of value) add(hash, part)
  } else if (value instanceof Exact) {
    hash.update('x:')
    add(hash, value.tagged)
  } else if (typeof value === 'object' && value !== null) {
    const entries = Object.entries(value)
      .filter(([name, part]) => part !== undefined && !leftOut.has(name))
      .sort(([one], [other]) => (one < other ? -1 : 1))
    hash.update(`o${entries.length}:`)
    for (const [name, part] of entries) {
      add(hash, name)
      add(hash, part)
    }
  } else {
    hash.update(`${typeof value}:${String(value)};`)
  }
}
