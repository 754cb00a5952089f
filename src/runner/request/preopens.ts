import { stat } from 'node:fs/promises'
import { posix, resolve } from 'node:path'
import { FuelcellError } from '../../core/errors.js'
import { requests as say } from '../../core/messages.js'
import { systemReason } from '../../core/system-reason.js'
import { asObject, checkKeys, systemText, wrongType } from '../../core/validate.js'
import type { Access, Preopen } from '../../host/protocol.js'

/**
 * The preopens of a request, with absolute host paths. Whether the directories exist is for {@link checkPreopens}.
 * @throws FuelcellError `invalid-option` or `unknown-option`.
 */
export function parsePreopens(value: unknown, chroot: boolean, call: string): readonly Preopen[] {
  if (value === undefined) return []
  if (!Array.isArray(value)) throw wrongType(call, 'preopens', 'an array', value)
  const preopens = Array.from(value, (item, index) => parsePreopen(item, `preopens[${index}]`, call))
  const taken = new Set<string>()
  for (const { guest } of preopens) {
    const path = normalGuestPath(guest)
    if (guest === '') throw new FuelcellError('invalid-option', say.preopenGuest(call, guest, say.preopenGuestEmpty))
    if (chroot && path === '')
      throw new FuelcellError('invalid-option', say.preopenGuest(call, guest, say.preopenGuestRoot))
    if (taken.has(path)) throw new FuelcellError('invalid-option', say.preopenGuest(call, guest, say.preopenGuestTwice))
    taken.add(path)
  }
  return preopens
}

/** @throws FuelcellError `invalid-option` for a directory under the name of one that the runtime mounts. */
export function checkPreopenNames(preopens: readonly Preopen[], mounts: readonly string[], call: string): void {
  const taken = mounts.map(normalGuestPath)
  for (const { guest } of preopens) {
    if (!taken.includes(normalGuestPath(guest))) continue
    throw new FuelcellError('invalid-option', say.preopenGuest(call, guest, say.preopenGuestMounted))
  }
}

/** @throws FuelcellError `invalid-option` for a host path that is not a directory. */
export async function checkPreopens(preopens: readonly Preopen[], call: string): Promise<void> {
  for (const { host } of preopens) {
    const found = await stat(host).catch((cause: unknown) => {
      throw new FuelcellError('invalid-option', say.preopenHost(call, host, systemReason(cause)), { cause })
    })
    if (!found.isDirectory())
      throw new FuelcellError('invalid-option', say.preopenHost(call, host, say.preopenNoDirectory))
  }
}

function parsePreopen(value: unknown, name: string, call: string): Preopen {
  const given = asObject(value, call, name)
  checkKeys(given, ['host', 'guest', 'access'] satisfies ReadonlyArray<keyof Preopen>, `${call} (${name})`)
  return {
    host: resolve(systemText(given.host, call, `${name}.host`)),
    guest: systemText(given.guest, call, `${name}.guest`),
    access: parseAccess(given.access, `${name}.access`, call),
  }
}

function parseAccess(value: unknown, name: string, call: string): Access {
  if (value === 'read' || value === 'read-write') return value
  throw wrongType(call, name, '"read" or "read-write"', value)
}

/** Spellings of one directory, such as `/data/`, `/x/../data` and `/data`, compare equal; the root is empty. */
export function normalGuestPath(path: string): string {
  return posix.resolve('/', path).slice(1)
}
