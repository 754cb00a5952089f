/** Options that name two things at once: `K=V`, `PATH[=GUEST]`, `HOST[::GUEST[::ro]]`. */
import { isAbsolute, posix, resolve } from 'node:path'
import { FuelcellError } from '../core/errors.js'
import type { Preopen } from '../host/protocol.js'
import { commandLine as say } from './messages.js'

/** `K=V`: one variable for the guest. The value may hold further `=` and may be empty. */
export function parseEnv(text: string, option: string): readonly [name: string, value: string] {
  const at = text.indexOf('=')
  if (at < 1 || text.includes('\0'))
    throw new FuelcellError('invalid-option', say.badValue(option, text, say.envWanted))
  return [text.slice(0, at), text.slice(at + 1)]
}

/** A file or folder of the caller's, and the name that the guest finds it under; an empty name is the run directory itself. */
export interface FileMapping {
  readonly path: string
  readonly guest: string
}

/**
 * `PATH[=GUEST]`, split at the last `=`. Without `=GUEST`, a relative path that stays below the current directory keeps
 * its name, so that a program finds the file as it would natively; any other path is reduced to its last part.
 * A leading `/` in GUEST is the run directory.
 */
export function parseFileMapping(text: string, option: string): FileMapping {
  const at = text.lastIndexOf('=')
  const path = at < 0 ? text : text.slice(0, at)
  const named = at < 0 ? defaultGuestName(path) : text.slice(at + 1)
  if (path === '' || (at >= 0 && named === '') || text.includes('\0')) {
    throw new FuelcellError('invalid-option', say.badValue(option, text, say.fileWanted))
  }
  const guest = posix.normalize(named.replace(/^\/+/, '') || '.').replace(/\/$/, '')
  if (guest === '..' || guest.startsWith('../'))
    throw new FuelcellError('invalid-option', say.badValue(option, text, say.fileWanted))
  return { path, guest: guest === '.' ? '' : guest }
}

function defaultGuestName(path: string): string {
  const normal = posix.normalize(path)
  const below = !isAbsolute(normal) && normal !== '..' && !normal.startsWith('../')
  return below ? normal : posix.basename(resolve(normal))
}

/**
 * `HOST[::GUEST[::ro|::rw]]`, as the wasmtime command reads it: without GUEST the guest finds the directory under the name
 * given. `HOST::ro` is refused: it would quietly be a writable directory named `ro`.
 */
export function parseDir(text: string, option: string): Preopen {
  const parts = text.split('::')
  const [host = '', guest = host, access = 'rw'] = parts
  const ambiguous = parts.length === 2 && (guest === 'ro' || guest === 'rw')
  const known = access === 'ro' || access === 'rw'
  if (host === '' || guest === '' || ambiguous || !known || parts.length > 3 || text.includes('\0')) {
    throw new FuelcellError('invalid-option', say.badValue(option, text, say.dirWanted))
  }
  return { host: resolve(host), guest, access: access === 'ro' ? 'read' : 'read-write' }
}
