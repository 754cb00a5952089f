import { stat } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { FuelcellError } from '../../core/errors.js'
import { offerOf } from '../../core/offer.js'
import { systemReason } from '../../core/system-reason.js'
import { digestOfFile, isPinned } from '../cache/file-digest.js'
import type { ArchiveAsset, Asset, Manifest, ResolvedRuntime } from '../manifest/manifest.js'
import { runtimes as say } from '../messages.js'

/** Every asset that a manifest pins. */
export function assetsOf({ wasm, mounts = [], stages = [] }: Manifest): readonly Asset[] {
  const mounted = [...mounts, ...stages.flatMap((stage) => stage.mounts ?? [])]
  const tools = stages.map((stage) => stage.wasm)
  const all: readonly Asset[] = [wasm, ...tools, ...mounted.flatMap((mount) => ('from' in mount ? [mount.from] : []))]
  const isSame = (one: Asset, other: Asset) => one.package === other.package && one.path === other.path
  // What comes out of a wheel is checked when the wheel is there.
  return all.filter(
    (asset, index) => asset.registry === undefined && all.findIndex((other) => isSame(asset, other)) === index,
  )
}

/**
 * Where a runtime's asset is installed.
 * @throws FuelcellError `asset-missing` when the package or the file is not installed.
 */
export async function resolveAsset({ name, folder }: ResolvedRuntime, asset: Asset | ArchiveAsset): Promise<string> {
  const beside = 'of' in asset && asset.of !== undefined ? join(dirname(folder), asset.of) : folder
  const packages = packagesOf(asset)
  for (const root of packages.length === 0 ? [beside] : packages.flatMap(packageFolders)) {
    const candidate = join(root, asset.path)
    const found = await stat(candidate).catch(() => undefined)
    if (found?.isFile()) return candidate
  }
  const offer = packages.length === 0 ? undefined : await offerOf(packages)
  throw new FuelcellError('asset-missing', say.assetMissing(name, packages[0], offer?.spec, asset.path))
}

/** Whether an asset is one that an installation may do without: it comes with a package that is installed by whoever wants it. */
export async function isLeftOut(asset: Asset): Promise<boolean> {
  const packages = packagesOf(asset)
  return packages.length > 0 && (await offerOf(packages)).isOptional
}

function packagesOf({ package: first, alsoIn = [] }: Asset): readonly string[] {
  return first === undefined ? [] : [first, ...alsoIn]
}

/** Where a package may be installed. Not `import.meta.resolve`: a package need not export its assets or its package.json. */
function packageFolders(name: string): readonly string[] {
  return (createRequire(import.meta.url).resolve.paths(name) ?? []).map((folder) => join(folder, name))
}

/**
 * Checks that a file is the asset that the manifest pins.
 * @throws FuelcellError `asset-digest-mismatch`; `asset-missing` when it cannot be read.
 */
export async function verifyAsset(runtime: string, asset: Asset, path: string): Promise<void> {
  const found = await digestOfFile(path).catch((cause: unknown) => {
    throw new FuelcellError('asset-missing', say.assetUnreadable(runtime, path, systemReason(cause)), { cause })
  })
  if (!isPinned(found, asset)) {
    throw new FuelcellError('asset-digest-mismatch', say.assetMismatch(runtime, path, found, asset))
  }
}
