/** Whether assets and cached files have the digests that they should have. Nothing is changed. */
import { FuelcellError } from '../../core/errors.js'
import { RequestFailed, type Worker } from '../../host/worker.js'
import { entryFolder, keptPath, listKeys, readEntry } from '../../runtimes/cache/cache.js'
import type { Entry, Kind } from '../../runtimes/cache/entry.js'
import type { BrokenRuntime } from '../../runtimes/manifest/examine.js'
import type { Asset, ResolvedRuntime } from '../../runtimes/manifest/manifest.js'
import { assetsOf, resolveAsset, verifyAsset } from '../../runtimes/provision/asset.js'
import { withHost } from '../greet-host.js'
import { installation as say } from '../installation-messages.js'

export interface Integrity {
  readonly what: 'manifest' | 'asset' | Kind | 'entry'
  /** The runtime's name, or what the caller's own module is called. */
  readonly name: string
  readonly path: string
  readonly state: 'sound' | 'missing' | 'altered' | 'broken'
  /** What to do; empty where nothing is wrong. */
  readonly advice: string
}

/** A manifest of which nothing else can be checked. */
export function brokenManifest({ name, path, reason }: BrokenRuntime): Integrity {
  return { what: 'manifest', name, path, state: 'broken', advice: reason }
}

/** Every asset that the manifests pin, each once. */
export async function verifyAssets(runtimes: readonly ResolvedRuntime[]): Promise<readonly Integrity[]> {
  const findings: Integrity[] = []
  for (const runtime of runtimes) {
    for (const asset of assetsOf(runtime)) findings.push(await assetIntegrity(runtime, asset))
  }
  return findings
}

async function assetIntegrity(runtime: ResolvedRuntime, asset: Asset): Promise<Integrity> {
  const about = { what: 'asset', name: runtime.name } as const
  let path = asset.path
  try {
    path = await resolveAsset(runtime, asset)
    await verifyAsset(runtime.name, asset, path)
    return { ...about, path, state: 'sound', advice: '' }
  } catch (error) {
    if (!(error instanceof FuelcellError)) throw error
    const state = error.code === 'asset-missing' ? 'missing' : 'altered'
    return { ...about, path, state, advice: error.message }
  }
}

/** Every entry of the cache, or those of some runtimes. Entries that cannot be read as such are of nobody, and told in any case. */
export async function verifyEntries(
  cacheDir: string,
  only: ReadonlySet<string> | undefined,
): Promise<readonly Integrity[]> {
  const keys = await listKeys(cacheDir)
  const findings: Integrity[] = []
  if (keys.length === 0) return findings
  await withHost(async (worker) => {
    for (const key of keys) {
      const folder = entryFolder(cacheDir, key)
      const entry = await readEntry(folder)
      // What another version of this package left is neither used nor judged.
      if (entry === undefined || entry === 'foreign') continue
      if (entry === 'corrupt') {
        findings.push({ what: 'entry', name: '', path: folder, state: 'altered', advice: say.entryAltered(folder) })
      } else if (only === undefined || only.has(entry.name)) {
        findings.push(await entryIntegrity(worker, folder, entry))
      }
    }
  })
  return findings
}

async function entryIntegrity(worker: Worker, folder: string, { kind, name, digest }: Entry): Promise<Integrity> {
  const path = keptPath(kind, folder)
  const about = { what: kind, name, path }
  try {
    if ((await worker.digest(path)) === digest) return { ...about, state: 'sound', advice: '' }
    return { ...about, state: 'altered', advice: say.entryAltered(path) }
  } catch (error) {
    if (!(error instanceof RequestFailed)) throw error
    return { ...about, state: 'missing', advice: error.message }
  }
}
