/** The directories of `--dir`, checked before anything starts. */
import { stat } from 'node:fs/promises'
import { FuelcellError } from '../core/errors.js'
import type { Preopen } from '../host/protocol.js'
import { normalGuestPath } from '../runner/request/preopens.js'
import { commandLine as say } from './messages.js'

/** The runner checks the same; here the answer names the option. @throws FuelcellError `invalid-option`. */
export async function checkDirectories(preopens: readonly Preopen[]): Promise<readonly Preopen[]> {
  const names = new Set<string>()
  for (const { host, guest } of preopens) {
    if (names.has(normalGuestPath(guest))) throw new FuelcellError('invalid-option', say.dirTwice(guest))
    names.add(normalGuestPath(guest))
    const found = await stat(host).catch(() => null)
    if (!found?.isDirectory()) throw new FuelcellError('invalid-option', say.dirMissing(host))
  }
  return preopens
}

/** Whether a directory takes the place of the run directory. */
export function takesRoot({ guest }: Preopen): boolean {
  return normalGuestPath(guest) === ''
}
