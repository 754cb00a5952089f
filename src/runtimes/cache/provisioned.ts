import { rm } from 'node:fs/promises'
import type { CompiledModule, Reactor } from '../../core/compiled-module.js'
import { FuelcellError } from '../../core/errors.js'
import { systemReason } from '../../core/system-reason.js'
import { runtimes as say } from '../messages.js'
import { entryFolder, keptPath, lockPath, readEntry, setAside } from './cache.js'
import { withLock } from './lock.js'
import type { Obtained } from './obtain.js'

export interface ProgressEvent {
  readonly runtime: string
  readonly step: 'wait' | 'fetch' | 'verify' | 'mount' | 'tune' | 'compile' | 'snapshot' | 'measure' | 'ready'
  /** The same for people. */
  readonly message: string
  /** Of a step that takes long: how much of it is done, from 0 to 1, by the time that it has taken so far. Absent from others. */
  readonly share?: number
}

/** What a worker reports of a compiled file that it wrote. */
export interface Compiled {
  readonly digest: string
  readonly bytes: number
  /** Set for a snapshot that is called. */
  readonly reactor?: Reactor | null
}

/** What an empty program costs from a start. */
export interface StartupCost {
  readonly startupFuel: number
  /** The part of it that turns the empty source into bytecode; 0 from a start that does not measure that apart. */
  readonly startupCompileFuel: number
  /** What a run with an empty setup has used when its code begins; 0 from a start that has no setup, as the next two. */
  readonly startupSetupFuel: number
  /** What an empty code then uses. */
  readonly startupCodeFuel: number
  /** The part of that which turns it into bytecode. */
  readonly startupCodeCompileFuel: number
}

/** Of what has no interpreter to start. */
export const noStartup: StartupCost = {
  startupFuel: 0,
  startupCompileFuel: 0,
  startupSetupFuel: 0,
  startupCodeFuel: 0,
  startupCodeCompileFuel: 0,
}

/** The startup cost in something that has more, such as a cache entry. */
export function startupCostOf(cost: StartupCost): StartupCost {
  const { startupFuel, startupCompileFuel, startupSetupFuel, startupCodeFuel, startupCodeCompileFuel } = cost
  return { startupFuel, startupCompileFuel, startupSetupFuel, startupCodeFuel, startupCodeCompileFuel }
}

/** What provisioning needs and cannot do itself: a place, and a host that compiles. */
export interface ModuleTools {
  readonly cacheDir: string
  /** Fail where the cache cannot be used. Default false: what is built is for this process only. */
  readonly needsCache?: boolean
  /** The host's hash of the engine: code compiled under another one cannot be loaded. */
  readonly engine: string
  /** The host's hash of all in it that a fuel figure depends on. */
  readonly fuelModel: string
  readonly compile: (wasmPath: string, sha256: string, outPath: string) => Promise<Compiled>
  /** Told of what happens in place of silence. Default: nobody. */
  readonly onProgress?: ((event: ProgressEvent) => void) | undefined
  readonly onWarning?: ((message: string) => void) | undefined
}

/** A compiled module that is ready to be opened. */
export interface ProvisionedModule {
  readonly source: CompiledModule
  readonly fuelEpoch: string
  readonly build: Build
  /** The build of its image, where that is apart from its code. */
  readonly imageBuild?: Build
  /** The builds of its mounts. A tuned wasm that it was compiled from is not looked at again. */
  readonly mountBuilds: readonly Build[]
  /** Removes what is outside the cache. Call it when nobody will open the module again. */
  dispose(): Promise<void>
}

/** One build of a cache entry: `id` tells it from a later one under the same key. */
export interface Build {
  readonly cacheDir: string
  readonly key: string
  readonly id: string
  /** Whether it is outside the cache, for this process only. */
  readonly isPrivate: boolean
}

export function buildOf(cacheDir: string, { key, entry, isPrivate }: Obtained): Build {
  return { cacheDir, key, id: entry.id, isPrivate }
}

export function handleOf(
  cacheDir: string,
  module: Obtained,
  source: CompiledModule,
  fuelEpoch: string,
  mounts: readonly Obtained[],
  image?: Obtained,
): ProvisionedModule {
  return {
    source,
    fuelEpoch,
    build: buildOf(cacheDir, module),
    ...(image !== undefined && { imageBuild: buildOf(cacheDir, image) }),
    mountBuilds: mounts.map((mount) => buildOf(cacheDir, mount)),
    dispose: () => dropPrivate([module, ...mounts, ...(image === undefined ? [] : [image])]),
  }
}

/** Removes what is outside the cache. */
export async function dropPrivate(obtained: readonly Obtained[]): Promise<void> {
  for (const { folder, isPrivate } of obtained) {
    if (isPrivate) await rm(folder, { recursive: true, force: true })
  }
}

/** A file that the host may have refused, and the build that it belongs to. */
interface KeptFile {
  readonly build: Build
  readonly path: string
  readonly digest: string
  readonly name: string
}

/**
 * Throws the builds away of which the host refused a file, so that the next provisioning makes them anew: those whose file is not
 * what was written, or all where that is true of none. Newer builds stay.
 * @throws FuelcellError `cache-unwritable` when one cannot be moved out of the way.
 */
export async function discard(
  provisioned: ProvisionedModule,
  digest: (path: string) => Promise<string>,
): Promise<void> {
  const { source, build, imageBuild, mountBuilds, dispose } = provisioned
  const { name } = source
  const mounts = source.mounts.flatMap((mount, index): KeptFile[] => {
    const ofMount = mountBuilds[index]
    return ofMount === undefined ? [] : [{ build: ofMount, path: mount.archive, digest: mount.digest, name }]
  })
  const { image } = source
  const ofImage: KeptFile[] = image && imageBuild ? [{ build: imageBuild, ...image, name }] : []
  await dispose()
  await discardFiles([{ build, path: source.compiled, digest: source.digest, name }, ...ofImage, ...mounts], digest)
}

/** {@link discard} of what a module was being made from. */
export async function discardDamaged(
  cacheDir: string,
  inputs: readonly Obtained[],
  digest: (path: string) => Promise<string>,
): Promise<void> {
  const files = inputs.map((input) => {
    const { entry, folder } = input
    const path = keptPath(entry.kind, folder)
    return { build: buildOf(cacheDir, input), path, digest: entry.digest, name: entry.name }
  })
  await discardFiles(files, digest)
}

async function discardFiles(files: readonly KeptFile[], digest: (path: string) => Promise<string>): Promise<void> {
  const cached = files.filter(({ build }) => !build.isPrivate)
  const refused: KeptFile[] = []
  // A single one needs no look.
  for (const file of cached.length > 1 ? cached : []) {
    if ((await digest(file.path).catch(() => undefined)) !== file.digest) refused.push(file)
  }
  for (const { build, name } of refused.length > 0 ? refused : cached) await setBuildAside(build, name)
}

async function setBuildAside({ cacheDir, key, id }: Build, name: string): Promise<void> {
  try {
    await withLock(lockPath(cacheDir, key), async () => {
      const found = await readEntry(entryFolder(cacheDir, key))
      if (found === 'corrupt' || (typeof found === 'object' && found.id === id)) await setAside(cacheDir, key)
    })
  } catch (cause) {
    throw new FuelcellError('cache-unwritable', say.cannotSetAside(name, cacheDir, systemReason(cause)), { cause })
  }
}
