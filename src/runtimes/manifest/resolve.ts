import { createHash } from 'node:crypto'
import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { FuelcellError } from '../../core/errors.js'
import { packageFolder } from '../../core/package-folder.js'
import { nearestName } from '../../core/validate.js'
import { runtimes as say } from '../messages.js'
import { lightlyChecked } from './light-check.js'
import type { ResolvedRuntime } from './manifest.js'
import { parseManifest } from './parse-manifest.js'

export const MANIFEST = 'manifest.json'
/** What a request names that brings its own module; worth an offer, though no folder has it. */
const OWN_MODULE = 'wasm'

export interface ResolveOptions {
  /** Folder that holds one folder per runtime. Default: `runtimes/` of this package. */
  readonly folder?: string
}

/**
 * The runtime called `name`, or of which that is an alias. Its manifest gets a light check here and the strict one when it is
 * provisioned, so that a process which finds everything provisioned does not pay for the schema library.
 * @throws FuelcellError `unknown-runtime` with the nearest name; `invalid-manifest`, also where two runtimes claim an alias.
 */
export async function resolveRuntime(name: string, options: ResolveOptions = {}): Promise<ResolvedRuntime> {
  const found = await resolveExactly(name, options)
  if (found !== undefined) return found
  const { aliases } = await readClaims(options)
  const canonical = aliases.get(name)
  const resolved = canonical === undefined ? undefined : await resolveExactly(canonical, options)
  if (resolved !== undefined) return resolved
  const known = await listRuntimes(options)
  const nearest = nearestName(name, [...known, ...aliases.keys(), OWN_MODULE])
  throw new FuelcellError('unknown-runtime', say.unknown(name, nearest, known))
}

/**
 * Name of the runtime for a file, by what the file's name ends in; `undefined` when no runtime claims that.
 * @throws FuelcellError `invalid-manifest` where two runtimes claim the same.
 */
export async function runtimeOfFile(path: string, options: ResolveOptions = {}): Promise<string | undefined> {
  const { extensions } = await readClaims(options)
  const fits = [...extensions].filter(([extension]) => path.toLowerCase().endsWith(extension))
  // The longest is the most telling.
  return fits.sort(([one], [other]) => other.length - one.length)[0]?.[1]
}

/** What runtimes claim besides their names, with the runtime that claims it. */
export interface Claims {
  readonly aliases: ReadonlyMap<string, string>
  readonly extensions: ReadonlyMap<string, string>
}

/**
 * All aliases and extensions. A runtime with an invalid manifest claims nothing: its own use says what is wrong with it.
 * @throws FuelcellError `invalid-manifest` where two runtimes claim the same.
 */
export async function readClaims(options: ResolveOptions = {}): Promise<Claims> {
  const names = await listRuntimes(options)
  const runtimes = await Promise.all(names.map((name) => resolveExactly(name, options).catch(() => undefined)))
  const aliases = new Map<string, string>()
  const extensions = new Map<string, string>()
  for (const runtime of runtimes) {
    for (const alias of runtime?.aliases ?? []) claim(aliases, alias, runtime, names)
    for (const extension of runtime?.extensions ?? []) claim(extensions, extension, runtime, [])
  }
  return { aliases, extensions }
}

function claim(
  claims: Map<string, string>,
  what: string,
  runtime: ResolvedRuntime | undefined,
  names: readonly string[],
): void {
  if (runtime === undefined) return
  const other = names.includes(what) ? what : claims.get(what)
  if (other !== undefined) {
    const path = join(runtime.folder, MANIFEST)
    const finding = say.claimedTwice(what, other, runtime.name)
    throw new FuelcellError('invalid-manifest', say.manifestInvalid(path, [finding]))
  }
  claims.set(what, runtime.name)
}

async function resolveExactly(name: string, options: ResolveOptions): Promise<ResolvedRuntime | undefined> {
  const folder = runtimeFolder(name, options)
  const text = isRuntimeName(name) ? await readManifest(folder) : undefined
  if (text === undefined) return undefined
  const path = manifestPath(name, options)
  const manifest = lightlyChecked(text) ?? (await parseManifest(text, path))
  if (manifest.name !== name) {
    throw new FuelcellError('invalid-manifest', say.manifestInvalid(path, [say.namesAnother(manifest.name, name)]))
  }
  return { ...manifest, folder, manifestSha256: createHash('sha256').update(text).digest('hex') }
}

/** Names of all folders of runtimes, sorted. */
export async function listRuntimes(options: ResolveOptions = {}): Promise<readonly string[]> {
  const names = await readdir(runtimesFolder(options)).catch(() => [])
  const found = await Promise.all(
    names.map(async (name) => (await readManifest(runtimeFolder(name, options))) !== undefined),
  )
  return names.filter((_, index) => found[index]).sort()
}

/** Whether a runtime can be called so; no other name reaches a file. */
export function isRuntimeName(name: string): boolean {
  return /^[a-z][a-z0-9-]*$/.test(name)
}

/** Where the manifest of a runtime of this name would be. */
export function manifestPath(name: string, options: ResolveOptions = {}): string {
  return join(runtimeFolder(name, options), MANIFEST)
}

export function runtimeFolder(name: string, options: ResolveOptions): string {
  return join(runtimesFolder(options), name)
}

/** Where the folders of runtimes are. */
export function runtimesFolder({ folder }: ResolveOptions = {}): string {
  return folder ?? join(packageFolder(), 'runtimes')
}

async function readManifest(folder: string): Promise<string | undefined> {
  try {
    return await readFile(join(folder, MANIFEST), 'utf8')
  } catch {
    return undefined
  }
}
