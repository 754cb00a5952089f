/** The host that npm installed for this platform, and why there is none. */
import { readFile, stat } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { FuelcellError } from '../core/errors.js'
import { hosts as say } from './messages.js'
import { hostFile, hostPackage, platforms } from './platforms.js'

/** Where this installation is, and on what machine. */
export interface Place {
  /** The package's own folder. */
  readonly folder: string
  readonly os: string
  readonly cpu: string
}

/** What of a package.json counts here. */
interface PackageManifest {
  readonly optionalDependencies?: Readonly<Record<string, string>>
  /** In a host's package: the size of its file, by which one that was cut is known. */
  readonly fuelcell?: { readonly hostBytes?: number }
}

/**
 * Path of the host of this platform's package; `undefined` where that is not installed.
 * @throws FuelcellError `host-missing` where it is, but its file is not there or was cut.
 */
export async function installedHost(place: Place): Promise<string | undefined> {
  const name = hostPackage({ os: place.os, cpu: place.cpu } as Parameters<typeof hostPackage>[0])
  const folder = await folderOf(name, place.folder)
  if (folder === undefined) return undefined
  const path = join(folder, hostFile(place.os))
  const [found, manifest] = await Promise.all([
    stat(path).catch((cause) => {
      throw new FuelcellError('host-missing', say.packageEmpty(name, path), { cause })
    }),
    readJson<PackageManifest>(join(folder, 'package.json')),
  ])
  const wanted = manifest?.fuelcell?.hostBytes
  if (wanted !== undefined && found.size !== wanted) {
    throw new FuelcellError('host-missing', say.packageCut(name, path, found.size, wanted))
  }
  return path
}

/** Why npm did not install a host; `undefined` where it was never meant to: a checkout of the sources, which builds its own. */
export async function whyNotInstalled(place: Place): Promise<string | undefined> {
  const manifest = await readJson<PackageManifest>(join(place.folder, 'package.json'))
  const offered = Object.keys(manifest?.optionalDependencies ?? {}).filter((name) => name.startsWith('@fuelcell/host-'))
  if (offered.length === 0) return undefined
  const needed = hostPackage({ os: place.os, cpu: place.cpu } as Parameters<typeof hostPackage>[0])
  if (!offered.includes(needed)) return say.platformUnsupported(`${place.os}-${place.cpu}`, offered)
  const strangers = await Promise.all(
    platforms.map(hostPackage).map(async (name) => ((await folderOf(name, place.folder)) === undefined ? [] : [name])),
  )
  const [stranger] = strangers.flat()
  if (stranger !== undefined) return say.modulesCopied(needed, stranger)
  const lockfile = await lockfileWithout(needed, place.folder)
  return lockfile === undefined ? say.optionalOmitted(needed) : say.lockedElsewhere(needed, lockfile)
}

/** Folder of an installed package. Not `require.resolve`: what is wrong inside of it is to be told, not skipped. */
async function folderOf(name: string, from: string): Promise<string | undefined> {
  for (const modules of createRequire(join(from, 'package.json')).resolve.paths(name) ?? []) {
    const folder = join(modules, name)
    if (await stat(join(folder, 'package.json')).catch(() => undefined)) return folder
  }
  return undefined
}

/** npm's lockfile of the project, where it names this package but not that one: it was written on another platform, and npm keeps to it. */
async function lockfileWithout(needed: string, folder: string): Promise<string | undefined> {
  const project = dirname(dirname(folder))
  const path = join(project, 'package-lock.json')
  const lock = await readJson<{ readonly packages?: Readonly<Record<string, unknown>> }>(path)
  const names = Object.keys(lock?.packages ?? {})
  const isLocked = (name: string) => names.some((key) => key === name || key.endsWith(`node_modules/${name}`))
  return names.length > 0 && isLocked('fuelcell') && !isLocked(needed) ? path : undefined
}

async function readJson<Shape>(path: string): Promise<Shape | undefined> {
  try {
    return JSON.parse(await readFile(path, 'utf8')) as Shape
  } catch {
    return undefined
  }
}
