import { createHash } from 'node:crypto'
import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { FuelcellError } from '../errors.js'
import { runtimes as say } from '../messages.js'
import { nearestName } from '../options.js'
import { packageFolder } from '../package-folder.js'
import { type Manifest, parseManifest } from './manifest.js'

export interface ResolvedRuntime extends Manifest {
  /** The runtime's own folder: its manifest, boot script and README. */
  readonly folder: string
  /** SHA-256 of the manifest's text: a cache entry that carries it proves that this very text was checked. */
  readonly manifestSha256: string
}

export interface ResolveOptions {
  /** Folder that holds one folder per runtime. Default: `runtimes/` of this package. */
  readonly folder?: string
}

/**
 * The runtime called `name`. Its manifest gets a light check here and the strict one when it is provisioned,
 * so that a process which finds everything provisioned does not pay for the schema library.
 * @throws FuelcellError `unknown-runtime` with the nearest name; `invalid-manifest`.
 */
export async function resolveRuntime(name: string, options: ResolveOptions = {}): Promise<ResolvedRuntime> {
  const runtimesFolder = options.folder ?? packageRuntimes()
  const folder = join(runtimesFolder, name)
  const text = /^[a-z][a-z0-9-]*$/.test(name) ? await readManifest(folder) : undefined
  if (text === undefined) {
    const known = await listRuntimes(options)
    throw new FuelcellError('unknown-runtime', say.unknown(name, nearestName(name, known), known))
  }
  const path = join(folder, 'manifest.json')
  const manifest = lightlyChecked(text) ?? (await parseManifest(text, path))
  if (manifest.name !== name) {
    throw new FuelcellError('invalid-manifest', say.manifestInvalid(path, [say.namesAnother(manifest.name, name)]))
  }
  return { ...manifest, folder, manifestSha256: createHash('sha256').update(text).digest('hex') }
}

/** Names of all runtimes, sorted. */
export async function listRuntimes(options: ResolveOptions = {}): Promise<readonly string[]> {
  const runtimesFolder = options.folder ?? packageRuntimes()
  const names = await readdir(runtimesFolder).catch(() => [])
  const found = await Promise.all(
    names.map(async (name) => (await readManifest(join(runtimesFolder, name))) !== undefined),
  )
  return names.filter((_, index) => found[index]).sort()
}

function packageRuntimes(): string {
  return join(packageFolder(), 'runtimes')
}

async function readManifest(folder: string): Promise<string | undefined> {
  try {
    return await readFile(join(folder, 'manifest.json'), 'utf8')
  } catch {
    return undefined
  }
}

/** The manifest, if what a look-up in the cache touches has the right shape. */
function lightlyChecked(text: string): Manifest | undefined {
  try {
    const value = JSON.parse(text) as Partial<Manifest> | null
    const sound =
      typeof value?.name === 'string' &&
      typeof value.wasm?.sha256 === 'string' &&
      typeof value.starts === 'object' &&
      Array.isArray(value.args)
    return sound ? (value as Manifest) : undefined
  } catch {
    return undefined
  }
}
