import { constants } from 'node:fs'
import { access, stat } from 'node:fs/promises'
import { join, relative, resolve } from 'node:path'
import { FuelcellError } from '../core/errors.js'
import { packageFolder } from '../core/package-folder.js'
import { installedHost, type Place, whyNotInstalled } from './installed.js'
import { hosts as say } from './messages.js'
import { hostFile } from './platforms.js'

/**
 * Path of the native host: the one given, else the one that `FUELCELL_HOST` names, else that of this platform's npm package, else the
 * one that `npm run build` leaves.
 * @throws FuelcellError `host-missing` or `host-not-executable`.
 */
export async function findHost(
  given?: string,
  env: NodeJS.ProcessEnv = process.env,
  place: Place = { folder: packageFolder(), os: process.platform, cpu: process.arch },
): Promise<string> {
  const named = given ?? (env.FUELCELL_HOST || undefined)
  if (named !== undefined) return checked(resolve(named), () => undefined)
  const installed = await installedHost(place)
  if (installed !== undefined) return checked(installed, () => undefined)
  const built = join(place.folder, 'host', 'target', 'release', hostFile(place.os))
  return checked(built, () => whyNotInstalled(place))
}

async function checked(path: string, why: () => Promise<string | undefined> | undefined): Promise<string> {
  const found = await stat(path).catch(async (cause) => {
    throw new FuelcellError('host-missing', (await why()) ?? say.missing(path, relativeFolder()), { cause })
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
