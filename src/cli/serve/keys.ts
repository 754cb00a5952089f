/** The keys of a server, out of their file. */
import { readFile, stat } from 'node:fs/promises'
import { FuelcellError } from '../../core/errors.js'
import { systemReason } from '../../core/system-reason.js'
import type { Key } from '../../server/keys/key.js'
import { keyFile as say } from '../../server/messages.js'

/** What group and others may do with a file. */
const OTHERS = 0o077

/** @throws FuelcellError `invalid-option`. */
export async function keysOf(path: string | undefined, warn: (warning: string) => void): Promise<readonly Key[]> {
  if (path === undefined) return []
  const { parseKeyFile } = await import('../../server/keys/key-file.js')
  const text = await readFile(path, 'utf8').catch((cause) => {
    throw new FuelcellError('invalid-option', say.unreadable(path, systemReason(cause)), { cause })
  })
  const { mode } = await stat(path)
  if ((mode & OTHERS) !== 0) warn(say.open(path))
  return parseKeyFile(text, path)
}
