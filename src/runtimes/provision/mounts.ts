import type { Mount } from '../../core/compiled-module.js'
import { FuelcellError } from '../../core/errors.js'
import { systemReason } from '../../core/system-reason.js'
import { archivePath } from '../cache/cache.js'
import { newEntry } from '../cache/entry.js'
import { mountKeyOf } from '../cache/identity.js'
import { type Obtained, obtain } from '../cache/obtain.js'
import { dropPrivate, noStartup } from '../cache/provisioned.js'
import type { ArchiveAsset, FilePatch, ResolvedRuntime } from '../manifest/manifest.js'
import { runtimes as say } from '../messages.js'
import { resolveAsset, verifyAsset } from './asset.js'
import { patchBytes } from './patched.js'
import { filesDigest, type RuntimeFile, readRuntimeFiles } from './runtime-files.js'
import type { ProvisionTools } from './tools.js'
import { memberFiles } from './wheel.js'

/** The name that a mount with a report must leave free. */
const REPORT = 'report'

/** A mount of a manifest, and what it is made from. */
export interface PlannedMount {
  readonly guest: string
  readonly report: boolean
  /** Tells what is in it. */
  readonly key: string
  readonly origin: ArchiveAsset | readonly RuntimeFile[]
}

export interface ObtainedMount {
  readonly mount: Mount
  readonly obtained: Obtained
}

/**
 * What a runtime's mounts will hold. Folders beside the manifest are read, as their files decide; archives are known by their digest.
 * @throws FuelcellError `asset-missing` for a folder that is not there, `invalid-manifest` for one with a file in the report's place.
 */
export async function planMounts(runtime: ResolvedRuntime): Promise<readonly PlannedMount[]> {
  return Promise.all(
    (runtime.mounts ?? []).map(async (mount) => {
      const { guest, report = false } = mount
      if ('from' in mount) {
        const { sha256, strip = '', patches, as = '', zip = '' } = mount.from
        const within = as === '' && zip === '' ? strip : JSON.stringify({ as, zip })
        return { guest, report, key: mountKeyOf(sha256, within, report, patches), origin: mount.from }
      }
      const files = await readRuntimeFiles(runtime, mount.folder, mount.of)
      if (report) leaveReportFree(runtime.name, guest, files)
      return { guest, report, key: mountKeyOf(filesDigest(files), '', false), origin: files }
    }),
  )
}

/**
 * Finds the archives of mounts in the cache or makes them, each once for all runtimes and processes.
 * @throws FuelcellError `asset-missing`, `asset-digest-mismatch`, `invalid-manifest` for files that cannot be mounted, and what `archive` throws.
 */
export async function obtainMounts(
  runtime: ResolvedRuntime,
  planned: readonly PlannedMount[],
  tools: ProvisionTools,
): Promise<readonly ObtainedMount[]> {
  const mounts: ObtainedMount[] = []
  for (const plan of planned) {
    const { guest, report } = plan
    const obtained = await obtainArchive(runtime, plan, tools).catch(async (error: unknown) => {
      await dropPrivate(mounts.map((made) => made.obtained))
      throw error
    })
    const mount = { guest, archive: archivePath(obtained.folder), digest: obtained.entry.digest, report }
    mounts.push({ mount, obtained })
  }
  return mounts
}

function obtainArchive(
  runtime: ResolvedRuntime,
  { guest, key, origin, report }: PlannedMount,
  tools: ProvisionTools,
): Promise<Obtained> {
  const { name, title, version, licence, manifestSha256 } = runtime
  return obtain({
    cacheDir: tools.cacheDir,
    name,
    key,
    isCurrent: () => true,
    build: async (folder) => {
      tools.onProgress?.({ runtime: name, step: 'mount', message: say.mounting(title, guest) })
      const files = 'sha256' in origin ? await unpack(runtime, origin, tools) : origin
      if (report) leaveReportFree(name, guest, files)
      const { digest, bytes } = await tools.archive(files, archivePath(folder))
      const described = { kind: 'mount', name, version, licence, start: 'cold', reactor: null, fuelEpoch: '' } as const
      const figures = { digest, bytes, ...noStartup }
      return newEntry({ ...described, ...figures, wasmSha256: key, engine: tools.engine, manifestSha256 })
    },
    refresh: async (entry) => entry,
    onWarning: (message) => tools.onWarning?.(message),
    needsCache: tools.needsCache,
    onWait: () => tools.onProgress?.({ runtime: name, step: 'wait', message: say.waiting(title) }),
  })
}

/** The files of an archive, below `strip` if that is given. The library is loaded here: most processes never unpack. */
async function unpack(
  runtime: ResolvedRuntime,
  asset: ArchiveAsset,
  tools: ProvisionTools,
): Promise<readonly RuntimeFile[]> {
  if (asset.registry !== undefined) return memberFiles(runtime, asset, tools)
  const path = await resolveAsset(runtime, asset)
  await verifyAsset(runtime.name, asset, path)
  const below = asset.strip === undefined ? '' : `${asset.strip}/`
  const pending: Array<Promise<RuntimeFile>> = []
  const odd: string[] = []
  const { list } = await import('tar')
  try {
    await list({
      file: path,
      strict: true,
      onReadEntry: (entry) => {
        const name = entry.path.replace(/^\.\//, '')
        if (entry.type === 'Directory' || !name.startsWith(below)) return
        if (entry.type !== 'File' && entry.type !== 'OldFile') odd.push(say.archiveOddEntry(name, entry.type))
        else pending.push(entry.concat().then((data) => ({ path: name.slice(below.length), data })))
      },
    })
  } catch (cause) {
    throw new FuelcellError('asset-missing', say.archiveUnreadable(runtime.name, path, systemReason(cause)), { cause })
  }
  const [oddEntry] = odd
  if (oddEntry !== undefined) throw unmountable(runtime.name, path, oddEntry)
  if (pending.length === 0) throw unmountable(runtime.name, path, say.archiveEmpty(asset.strip ?? ''))
  return patchFiles(await Promise.all(pending), asset.patches ?? [], runtime.name)
}

function patchFiles(
  files: readonly RuntimeFile[],
  patches: readonly FilePatch[],
  runtime: string,
): readonly RuntimeFile[] {
  const absent = patches.find(({ file }) => files.every(({ path }) => path !== file))
  if (absent !== undefined) throw new FuelcellError('invalid-manifest', say.patchedFileMissing(runtime, absent.file))
  return files.map(({ path, data }) => {
    const own = patches.filter(({ file }) => file === path)
    return { path, data: own.length === 0 ? data : patchBytes(data, own, say.fileOf(path, runtime)) }
  })
}

function leaveReportFree(runtime: string, guest: string, files: readonly RuntimeFile[]): void {
  if (files.some(({ path }) => path === REPORT)) throw unmountable(runtime, guest, say.archiveReport)
}

function unmountable(runtime: string, path: string, why: string): FuelcellError {
  return new FuelcellError('invalid-manifest', say.archiveUnreadable(runtime, path, why))
}
