import { readFile, rm } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { FuelcellError } from '../errors.js'
import { runtimes as say } from '../messages.js'
import type { Start } from '../result.js'
import { countedArgs } from './argv.js'
import { resolveAsset, verifyAsset } from './asset.js'
import { modulePath } from './cache.js'
import { type Entry, newEntry } from './entry.js'
import { bootOf, epochOf, keyOf, surroundingsOf, widenedOf } from './identity.js'
import { parseManifest, type Tuning, type WarmStart } from './manifest.js'
import { obtainMounts, planMounts } from './mounts.js'
import { obtain } from './obtain.js'
import {
  buildOf,
  type Compiled,
  type CompiledModule,
  discardUnreadable,
  handleOf,
  type ModuleTools,
  type Mount,
  noStartup,
  type ProgressEvent,
  type ProvisionedModule,
  type StartupCost,
  startupCostOf,
} from './provisioned.js'
import type { ResolvedRuntime } from './resolve.js'
import { filesDigest, type RuntimeFile, readRuntimeFiles } from './runtime-files.js'
import { obtainTuned } from './tuned.js'
import { writeWiderStack } from './wider-stack.js'

export type { Compiled, CompiledModule, ProgressEvent } from './provisioned.js'

export interface ProvisionTools extends ModuleTools {
  /** Runs empty programs. Absent for a tool, which runs none. */
  readonly measureStartup?: (source: CompiledModule) => Promise<StartupCost>
  /** Boots the wasm in a run directory that holds the files, and compiles a snapshot of it. */
  readonly snapshot: (
    wasmPath: string,
    sha256: string,
    bootFiles: readonly RuntimeFile[],
    mounts: readonly Mount[],
    outPath: string,
  ) => Promise<Compiled>
  /** Tunes a wasm; `onShare` is told how much of the work is done, from 0 to 1. @throws FuelcellError `tune-failed`. */
  readonly tune: (
    wasmPath: string,
    sha256: string,
    tuning: Tuning,
    outPath: string,
    onShare: (share: number) => void,
  ) => Promise<Compiled & { readonly sha256: string }>
  /** Makes an archive of the files of a mount. */
  readonly archive: (files: readonly RuntimeFile[], outPath: string) => Promise<Compiled>
}

export interface Provisioned extends ProvisionedModule, StartupCost {
  readonly manifest: ResolvedRuntime
  readonly start: Start
}

/**
 * Makes a runtime ready to be opened. Where the cache has it already that costs a few small reads:
 * nothing is hashed, for the host checks the compiled file's digest when it opens it.
 * @throws FuelcellError `invalid-manifest`, `invalid-option` (no such start), `asset-missing`, `asset-digest-mismatch`,
 *   `cache-unwritable`, `disk-full`, `tune-failed`, and whatever the tools throw.
 */
export async function provision(manifest: ResolvedRuntime, start: Start, tools: ProvisionTools): Promise<Provisioned> {
  const { name, title, version, licence, wasm, tune, manifestSha256 } = manifest
  // What is compiled.
  const wasmSha256 = (tune ?? wasm).sha256
  const settings = manifest.starts[start]
  if (settings === undefined) throw new FuelcellError('invalid-option', say.noSuchStart(name, start))
  const { warm } = manifest.starts
  const bootFiles = start === 'warm' && warm !== undefined ? await readBootFiles(manifest, warm) : []
  const bootSha256 = start === 'warm' ? filesDigest(bootFiles) : ''
  const args = countedArgs(manifest)
  const { devices = null, envPrefix = null } = manifest
  const planned = await planMounts(manifest)
  const told = planned.map(({ guest, key, report }) => [guest, key, report] as const)
  const { rewind, args: bootArgs = args } = warm ?? {}
  const rewound = start === 'warm' && rewind !== undefined ? { ...rewind, args: bootArgs } : null
  const surroundings = surroundingsOf({ mounts: told, devices, envPrefix, rewind: rewound })
  const boot = start === 'warm' ? bootOf(bootSha256, tools.fuelModel, args, manifest.env, surroundings) : ''
  const identity = widenedOf(wasmSha256, manifest.stackPages)
  const fuelEpoch = epochOf(identity, tools.fuelModel, bootSha256, start, args, manifest.env, surroundings)

  const tell = (step: ProgressEvent['step'], message: string) => tools.onProgress?.({ runtime: name, step, message })
  const mounted = await obtainMounts(manifest, planned, tools)
  const mounts = mounted.map(({ mount }) => mount)
  const sourceIn = (folder: string, { digest, reactor }: Pick<Entry, 'digest' | 'reactor'>): CompiledModule => {
    return { name: `${name}-${start}`, compiled: modulePath(folder), digest, reactor, mounts, devices }
  }
  /** What the entry says of the runtime, besides the compiled module. */
  const describe = async (folder: string, made: Pick<Entry, 'digest' | 'reactor'>) => {
    if (tools.measureStartup !== undefined) tell('measure', say.measuring(title))
    const startup = (await tools.measureStartup?.(sourceIn(folder, made))) ?? noStartup
    return { kind: 'module', name, version, licence, start, ...startup, fuelEpoch, manifestSha256 } as const
  }

  const obtained = await obtain({
    cacheDir: tools.cacheDir,
    name,
    key: keyOf(identity, tools.engine, boot, start),
    isCurrent: (entry) => entry.fuelEpoch === fuelEpoch && entry.manifestSha256 === manifestSha256,
    build: async (folder) => {
      await checkStrictly(manifest)
      tell('verify', say.verifying(title, wasm.bytes))
      const asset = await resolveAsset(manifest, wasm)
      await verifyAsset(name, wasm, asset)
      const tuned = tune === undefined ? undefined : await obtainTuned(manifest, tune, asset, tools)
      const made = await make(modulePath(folder), tuned?.path ?? asset).finally(tuned?.dispose)
      const { digest, bytes, reactor = null } = made
      const compiled = { digest, bytes, reactor }
      const described = await describe(folder, compiled)
      return newEntry({ ...compiled, ...described, wasmSha256, engine: tools.engine })
    },
    refresh: async (entry, folder) => {
      await checkStrictly(manifest)
      return { ...entry, ...(await describe(folder, entry)) }
    },
    onWarning: (message) => tools.onWarning?.(message),
    onWait: () => tell('wait', say.waiting(title)),
  }).catch(async (error: unknown) => {
    const builds = mounted.map((mount) => buildOf(tools.cacheDir, mount.obtained))
    await discardUnreadable(error, builds, name)
    throw error
  })
  tell('ready', say.ready(title))
  const { entry, folder } = obtained
  const obtainedMounts = mounted.map(({ obtained: mount }) => mount)
  const module = handleOf(tools.cacheDir, obtained, sourceIn(folder, entry), fuelEpoch, obtainedMounts)
  return { ...module, manifest, start, ...startupCostOf(entry) }

  async function make(out: string, asset: string): Promise<Compiled> {
    if (start === 'cold') {
      tell('compile', say.compiling(title))
      if (manifest.stackPages === undefined) return tools.compile(asset, wasmSha256, out)
      const wider = await writeWiderStack(asset, manifest.stackPages, name, dirname(out))
      const compiled = await tools.compile(wider.path, wider.sha256, out)
      await rm(wider.path)
      return compiled
    }
    tell('snapshot', say.snapshotting(title))
    return tools.snapshot(asset, wasmSha256, bootFiles, mounts, out)
  }
}

function readBootFiles(runtime: ResolvedRuntime, { boot, of }: WarmStart): Promise<readonly RuntimeFile[]> {
  const folder = of === undefined ? runtime.folder : join(dirname(runtime.folder), of)
  return readRuntimeFiles({ ...runtime, folder }, boot)
}

/** The check that was put off when the runtime was resolved. */
async function checkStrictly(runtime: ResolvedRuntime): Promise<void> {
  const path = join(runtime.folder, 'manifest.json')
  await parseManifest(await readFile(path, 'utf8'), path)
}
