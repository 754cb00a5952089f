import { readFile, rm } from 'node:fs/promises'
import { join } from 'node:path'
import type { CompiledModule } from '../../core/compiled-module.js'
import { FuelcellError } from '../../core/errors.js'
import type { Start } from '../../core/result.js'
import { systemReason } from '../../core/system-reason.js'
import { imagePath, modulePath } from '../cache/cache.js'
import { type Entry, newEntry } from '../cache/entry.js'
import { bootOf, compiledOf, epochOf, extrasOf, keyOf, widenedOf } from '../cache/identity.js'
import { reading, UnreadableInput } from '../cache/inputs.js'
import { type Obtained, obtain } from '../cache/obtain.js'
import {
  type Compiled,
  discardDamaged,
  dropPrivate,
  handleOf,
  noStartup,
  type ProgressEvent,
  type ProvisionedModule,
  type StartupCost,
  startupCostOf,
} from '../cache/provisioned.js'
import { countedArgs } from '../manifest/argv.js'
import type { ResolvedRuntime } from '../manifest/manifest.js'
import { needsOf } from '../manifest/needs.js'
import { parseManifest } from '../manifest/parse-manifest.js'
import { runtimes as say } from '../messages.js'
import { resolveAsset, verifyAsset } from './asset.js'
import { type ObtainedMount, obtainMounts, type PlannedMount, planMounts } from './mounts.js'
import { writePatched } from './patched.js'
import { filesDigest, readRuntimeFiles } from './runtime-files.js'
import type { ProvisionTools } from './tools.js'
import { obtainTuned, type SourceWasm } from './tuned.js'
import { memberFile } from './wheel.js'

export type { CompiledModule } from '../../core/compiled-module.js'
export type { Compiled, ProgressEvent } from '../cache/provisioned.js'

export interface Provisioned extends ProvisionedModule, StartupCost {
  readonly manifest: ResolvedRuntime
  readonly start: Start
}

/** How much of a wasm two processors compile in a second: 99 MB took 85 s. */
const COMPILED_BYTES_PER_SECOND = 1_150_000
/** What takes longer is said with its time. */
const LONG_SECONDS = 30

/**
 * Makes a runtime ready to be opened. Where the cache has it already that costs a few small reads:
 * nothing is hashed, for the host checks the compiled file's digest when it opens it.
 * What it is made from may be removed or damaged meanwhile: then it is made once more.
 * @throws FuelcellError `invalid-manifest`, `invalid-option` (no such start), `asset-missing`, `asset-digest-mismatch`,
 *   `cache-unwritable`, `disk-full`, `tune-failed`, and whatever the tools throw.
 */
export async function provision(manifest: ResolvedRuntime, start: Start, tools: ProvisionTools): Promise<Provisioned> {
  if (manifest.starts[start] === undefined) {
    throw new FuelcellError('invalid-option', say.noSuchStart(manifest.name, start))
  }
  for (let isRenewed = false; ; isRenewed = true) {
    const planned = await planMounts(manifest)
    const mounted = await obtainMounts(manifest, planned, tools)
    try {
      return (await provisionWith(manifest, start, tools, planned, mounted)).provisioned
    } catch (error) {
      await dropPrivate(mounted.map(({ obtained }) => obtained))
      if (!(error instanceof UnreadableInput)) throw error
      await discardDamaged(tools.cacheDir, error.inputs, tools.digest)
      if (isRenewed) throw error.cause
    }
  }
}

async function provisionWith(
  manifest: ResolvedRuntime,
  start: Start,
  tools: ProvisionTools,
  planned: readonly PlannedMount[],
  mounted: readonly ObtainedMount[],
): Promise<{ readonly provisioned: Provisioned; readonly obtained: Obtained }> {
  const { name, version, licence, wasm, patches, tune, manifestSha256 } = manifest
  // Of a runtime with both starts each is made on its own, and looks like the other.
  const title = Object.keys(manifest.starts).length > 1 ? say.startOf(manifest.title, start) : manifest.title
  // What is compiled.
  const wasmSha256 = compiledOf(manifest)
  const { warm } = manifest.starts
  const needs = needsOf(manifest)
  // An image goes with the code that a cold start has too.
  const isMapped = start === 'warm' && warm?.image === 'mapped'
  const code = isMapped ? await provisionWith(manifest, 'cold', tools, planned, mounted) : undefined
  const bootFiles = start === 'warm' && warm !== undefined ? await readRuntimeFiles(manifest, warm.boot, warm.of) : []
  const bootSha256 = start === 'warm' ? filesDigest(bootFiles) : ''
  const args = countedArgs(manifest)
  const { devices = null, envPrefix = null } = manifest
  const told = planned.map(({ guest, key, report }) => [guest, key, report] as const)
  const { rewind, args: bootArgs = args } = warm ?? {}
  const rewound = start === 'warm' && rewind !== undefined ? { ...rewind, args: bootArgs } : null
  const extras = extrasOf({ mounts: told, devices, envPrefix, needs, rewind: rewound })
  const boot = start === 'warm' ? bootOf(bootSha256, tools.fuelModel, args, manifest.env, extras) : ''
  const identity = widenedOf(wasmSha256, manifest.stackPages)
  const fuelEpoch = epochOf(identity, tools.fuelModel, bootSha256, start, args, manifest.env, extras)

  const tell = (step: ProgressEvent['step'], message: string) => tools.onProgress?.({ runtime: name, step, message })
  const inputs = [...mounted.map(({ obtained }) => obtained), ...(code === undefined ? [] : [code.obtained])]
  const mounts = mounted.map(({ mount }) => mount)
  const sourceIn = (folder: string, { digest, reactor }: Pick<Entry, 'digest' | 'reactor'>): CompiledModule => {
    const around = { reactor, mounts, devices, needs }
    const own = { name: `${name}-${start}`, ...around }
    if (code === undefined) return { ...own, compiled: modulePath(folder), digest, image: null }
    const { source } = code.provisioned
    return { ...own, compiled: source.compiled, digest: source.digest, image: { path: imagePath(folder), digest } }
  }
  /** What the entry says of the runtime, besides the compiled module. */
  const describe = async (folder: string, made: Pick<Entry, 'digest' | 'reactor'>) => {
    if (tools.measureStartup !== undefined) tell('measure', say.measuring(title))
    const startup = (await tools.measureStartup?.(sourceIn(folder, made), start)) ?? noStartup
    const kind = isMapped ? 'image' : 'module'
    return { kind, name, version, licence, start, ...startup, fuelEpoch, manifestSha256 } as const
  }

  let tuned: SourceWasm | undefined
  const key = keyOf(identity, tools.engine, boot, start)
  const obtained = await obtain({
    cacheDir: tools.cacheDir,
    name,
    key,
    isCurrent: (entry) => entry.fuelEpoch === fuelEpoch && entry.manifestSha256 === manifestSha256,
    build: async (folder) => {
      await checkStrictly(manifest)
      if (code !== undefined)
        return newEntry({ ...(await imaged(folder, code.provisioned.source)), wasmSha256, engine: tools.engine })
      tell('verify', say.verifying(title, wasm.bytes))
      const source = await verified(folder)
      // Once, also where this is begun anew outside the cache.
      if (tune !== undefined) tuned ??= await obtainTuned(manifest, tune, source, tools)
      const from = tuned ?? source
      const read = from.input === undefined ? inputs : [...inputs, from.input]
      const made = await reading(read, () => make(modulePath(folder), from)).finally(source.dispose)
      const { digest, bytes, reactor = null } = made
      const compiled = { digest, bytes, reactor }
      const described = await reading(inputs, () => describe(folder, compiled))
      return newEntry({ ...compiled, ...described, wasmSha256, engine: tools.engine })
    },
    refresh: async (entry, folder) => {
      await checkStrictly(manifest)
      const module = { key, entry, folder, isPrivate: false }
      return { ...entry, ...(await reading([...inputs, module], () => describe(folder, entry))) }
    },
    onWarning: (message) => tools.onWarning?.(message),
    needsCache: tools.needsCache,
    onWait: () => tell('wait', say.waiting(title)),
  }).finally(() => tuned?.dispose())
  tell('ready', say.ready(title))
  const { entry, folder } = obtained
  const ofMounts = mounted.map((mount) => mount.obtained)
  const source = sourceIn(folder, entry)
  const module =
    code === undefined
      ? handleOf(tools.cacheDir, obtained, source, fuelEpoch, ofMounts)
      : handleOf(tools.cacheDir, code.obtained, source, fuelEpoch, ofMounts, obtained)
  return { provisioned: { ...module, manifest, start, ...startupCostOf(entry) }, obtained }

  /** Boots the compiled module, and writes the memory that its runs begin with. */
  async function imaged(folder: string, compiled: CompiledModule) {
    tell('snapshot', say.imaging(title))
    const made = await reading(inputs, () => tools.image(compiled, bootFiles, imagePath(folder)))
    const { digest, bytes, reactor = null } = made
    const written = { digest, bytes, reactor }
    return { ...written, ...(await reading(inputs, () => describe(folder, written))) }
  }

  /** What everything is made of, checked. */
  async function verified(folder: string): Promise<SourceWasm> {
    if (wasm.registry !== undefined) return memberFile(manifest, wasm, folder, tools)
    const asset = await resolveAsset(manifest, wasm)
    await verifyAsset(name, wasm, asset)
    return patch(asset, folder)
  }

  /** The asset, or a patched copy of it. */
  async function patch(asset: string, folder: string): Promise<SourceWasm> {
    if (patches === undefined) return { path: asset, sha256: wasm.sha256, dispose: async () => {} }
    const path = join(folder, 'patched.wasm')
    const sha256 = await writePatched(asset, patches, name, path)
    return { path, sha256, dispose: () => rm(path, { force: true }) }
  }

  async function make(out: string, source: SourceWasm): Promise<Compiled> {
    if (start === 'cold') {
      const seconds = Math.ceil(wasm.bytes / COMPILED_BYTES_PER_SECOND)
      tell('compile', seconds < LONG_SECONDS ? say.compiling(title) : say.compilingLarge(title, seconds))
      return tools.compile(source.path, source.sha256, out)
    }
    tell('snapshot', say.snapshotting(title))
    return tools.snapshot(source.path, source.sha256, bootFiles, mounts, out)
  }
}

/** The check that was put off when the runtime was resolved. */
async function checkStrictly(runtime: ResolvedRuntime): Promise<void> {
  const path = join(runtime.folder, 'manifest.json')
  const text = await readFile(path, 'utf8').catch((cause: unknown) => {
    throw new FuelcellError('invalid-manifest', say.manifestInvalid(path, [systemReason(cause)]), { cause })
  })
  await parseManifest(text, path)
}
