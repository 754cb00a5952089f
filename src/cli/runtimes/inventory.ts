/** Which runtimes there are, and which of their starts are provisioned for the host of this installation. */

import type { Start } from '../../core/result.js'
import { cacheDirectory, type ListedEntry, listEntries } from '../../runtimes/cache/cache.js'
import { builtEpochOf, compiledOf } from '../../runtimes/cache/identity.js'
import { type BrokenRuntime, examineRuntimes } from '../../runtimes/manifest/examine.js'
import type { Manifest, ResolvedRuntime } from '../../runtimes/manifest/manifest.js'
import { toolsOf } from '../../runtimes/manifest/stages.js'

export interface Provisioned {
  /** BLAKE3 of the compiled module. */
  readonly digest: string
  /** Size of the compiled module. */
  readonly bytes: number
  readonly startupFuel: number
  readonly fuelEpoch: string
}

export interface InventoryStart {
  readonly start: Start
  readonly isDefault: boolean
  /** `null` until the first run, or `null` when only another engine's code is in the cache. */
  readonly provisioned: Provisioned | null
}

export interface InventoryRuntime {
  readonly name: string
  readonly version: string
  readonly title: string
  readonly licence: string
  readonly source: string
  readonly aliases: readonly string[]
  readonly extensions: readonly string[]
  /** SHA-256 of the wasm. */
  readonly wasmSha256: string
  readonly wasmBytes: number
  readonly starts: readonly InventoryStart[]
}

export interface Inventory {
  readonly cacheDir: string
  readonly runtimes: readonly InventoryRuntime[]
  /** Folders of runtimes that cannot be used. */
  readonly broken: readonly BrokenRuntime[]
  /** Compiled modules of the caller's own. */
  readonly modules: { readonly count: number; readonly bytes: number }
}

export interface InventoryPlaces {
  readonly cacheDir?: string | undefined
  readonly env: Readonly<Record<string, string | undefined>>
  /** Folder of the runtimes; the package's own when absent. */
  readonly folder?: string
}

/** `engines` are the host's; without them the entry that was used last stands for its start. */
export async function takeInventory(places: InventoryPlaces, engines: readonly string[] | null): Promise<Inventory> {
  const cacheDir = cacheDirectory(places.cacheDir, places.env)
  const resolving = places.folder === undefined ? {} : { folder: places.folder }
  const all = (await listEntries(cacheDir)).filter(({ kind }) => kind === 'module' || kind === 'image')
  const entries = all.filter((entry) => engines === null || engines.includes(entry.engine))
  const { sound, broken } = await examineRuntimes(resolving)
  const own = entries.filter(({ manifestSha256 }) => manifestSha256 === '')
  return {
    cacheDir,
    runtimes: sound.map((manifest) => describe(manifest, entries)),
    broken,
    modules: { count: own.length, bytes: own.reduce((sum, { bytes }) => sum + bytes, 0) },
  }
}

function describe(manifest: ResolvedRuntime, entries: readonly ListedEntry[]): InventoryRuntime {
  const { name, version, title, licence, source, aliases = [], extensions = [], wasm, starts, defaultStart } = manifest
  return {
    name,
    version,
    title,
    licence,
    source,
    aliases,
    extensions,
    wasmSha256: wasm.sha256,
    wasmBytes: wasm.bytes,
    starts: (['cold', 'warm'] as const)
      .filter((start) => starts[start] !== undefined)
      .map((start) => ({ start, isDefault: start === defaultStart, provisioned: newest(manifest, start, entries) })),
  }
}

function newest(manifest: ResolvedRuntime, start: Start, entries: readonly ListedEntry[]): Provisioned | null {
  const tools = toolsOf(manifest)
  return tools.length === 0 ? newestOf(manifest, start, entries) : builtBy(manifest, tools, entries)
}

/** What builds programs, taken together; the digest is that of the first tool. */
function builtBy(
  { stages = [], args, env, devices }: ResolvedRuntime,
  tools: readonly ResolvedRuntime[],
  entries: readonly ListedEntry[],
): Provisioned | null {
  const found = tools.map((tool) => newestOf(tool, 'cold', entries))
  const [first] = found
  if (first === undefined || first === null) return null
  const all = found.filter((one) => one !== null)
  if (all.length < tools.length) return null
  const epochs = [...new Set(all.map(({ fuelEpoch }) => fuelEpoch))]
  const told = stages.map((stage) => stage.args)
  const bytes = all.reduce((sum, one) => sum + one.bytes, 0)
  return { digest: first.digest, bytes, startupFuel: 0, fuelEpoch: builtEpochOf(epochs, told, args, env, devices) }
}

function newestOf(manifest: Manifest, start: Start, entries: readonly ListedEntry[]): Provisioned | null {
  const wasmSha256 = compiledOf(manifest)
  const [entry] = entries
    .filter((one) => one.name === manifest.name && one.start === start && one.wasmSha256 === wasmSha256)
    .sort((a, b) => b.lastUseMs - a.lastUseMs)
  if (entry === undefined) return null
  const { digest, bytes, startupFuel, fuelEpoch } = entry
  return { digest, bytes, startupFuel, fuelEpoch }
}
