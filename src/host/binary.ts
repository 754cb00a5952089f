import { constants } from 'node:fs'
import { access, stat } from 'node:fs/promises'
import { join, relative, resolve } from 'node:path'
import { FuelcellError } from '../core/errors.js'
import { packageFolder } from '../core/package-folder.js'
import { hosts as say } from './messages.js'

/**
 * Path of the native host: the one given, else the one that `FUELCELL_HOST` names, else the one that `npm run build` leaves.
 * @throws FuelcellError `host-missing` or `host-not-executable`.
 */
export async function findHost(given?: string, env: NodeJS.ProcessEnv = process.env): Promise<string> {
  const path = resolve(
    given ?? (env.FUELCELL_HOST || join(packageFolder(), 'host', 'target', 'release', 'fuelcell-host')),
  )
  const found = await stat(path).catch((cause) => {
    throw new FuelcellError('host-missing', say.missing(path, relativeFolder()), { cause })
  })
  const refusal = await access(path, constants.X_OK).catch((cause) => cause as Error)
  if (refusal === undefined && found.isFile()) return path
  throw new FuelcellError('host-not-executable', say.notExecutable(path), { cause: refusal })
}

/** The package's folder as it is shortest to type from here. */
function relativeFolder(): string {
  const near = relative(process.cwd(), packageFolder())
  return near === '' ? '.' : near.startsWith('..') ? packageFolder() : near
}
