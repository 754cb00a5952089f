import { createHash } from 'node:crypto'
import type { Needs } from '../../core/compiled-module.js'
import type { Start } from '../../core/result.js'
import type { FilePatch, Manifest, Patch } from '../manifest/manifest.js'

/** Raised when the host writes archives of mounts in another way. */
const ARCHIVE_FORMAT = 1

/** Name of a cache entry: a hash of all that the compiled code depends on. */
export function keyOf(wasmSha256: string, engine: string, boot: string, start: Start): string {
  return sha256Of([wasmSha256, engine, boot, start])
}

/** What a runtime has around its wasm, if it has any of it: the files that a guest sees, its variables' prefix, and how it is rewound. */
export interface Extras {
  readonly mounts: ReadonlyArray<readonly [guest: string, key: string, report: boolean]>
  readonly devices: string | null
  readonly envPrefix: string | null
  /** What is special about its module. */
  readonly needs: Needs | null
  readonly rewind: { readonly main: number; readonly clear: readonly number[]; readonly args: readonly string[] } | null
}

/** What of it counts: nothing is added for what a runtime does not have. */
export function extrasOf({ mounts, devices, envPrefix, needs, rewind }: Extras): readonly unknown[] {
  return [
    ...(mounts.length > 0 ? [mounts] : []),
    ...(devices === null ? [] : [{ devices }]),
    ...(envPrefix === null ? [] : [{ envPrefix }]),
    ...(needs === null ? [] : [{ needs }]),
    ...(rewind === null ? [] : [{ rewind }]),
  ]
}

/** What tells a module with a larger stack from the one that it was made of. */
export function widenedOf(wasmSha256: string, stackPages: number | undefined): string {
  return stackPages === undefined ? wasmSha256 : sha256Of(['stack', wasmSha256, stackPages])
}

/** What tells a patched wasm from the one that it was made of. */
export function patchedOf(wasmSha256: string, patches: readonly Patch[] | undefined): string {
  if (patches === undefined) return wasmSha256
  const told = patches.map(({ offset, to }) => [offset, to])
  return sha256Of(['patched', wasmSha256, told])
}

/** What tells the wasm that is compiled: that of the manifest, patched or tuned. */
export function compiledOf({ wasm, patches, tune }: Pick<Manifest, 'wasm' | 'patches' | 'tune'>): string {
  return tune?.sha256 ?? patchedOf(wasm.sha256, patches)
}

/** A hash of what a snapshot's memory depends on besides the wasm: fuel too, for it drives the clock of the boot. */
export function bootOf(
  bootSha256: string,
  fuelModel: string,
  args: readonly string[],
  env: Readonly<Record<string, string>>,
  extras: readonly unknown[],
): string {
  return sha256Of([bootSha256, fuelModel, args, env, ...extras])
}

/**
 * Name of a cache entry of a mount, and what tells it from another: a hash of what it is made from, and of what was looked for in it.
 */
export function mountKeyOf(
  sha256: string,
  within: string,
  isCheckedForReport: boolean,
  patches: readonly FilePatch[] = [],
): string {
  const checked = isCheckedForReport ? ['report'] : []
  const patched = patches.map(({ file, offset, to }) => [file, offset, to])
  return sha256Of(['mount', ARCHIVE_FORMAT, sha256, within, ...checked, ...patched])
}

/** Name of a cache entry of a tuned wasm: a hash of what it is made from, and of what has to come out. */
export function tunedKeyOf(wasmSha256: string, tunedSha256: string): string {
  return sha256Of(['tuned', wasmSha256, tunedSha256])
}

/** Name of a cache entry of a wheel. */
export function wheelKeyOf(sha256: string): string {
  return sha256Of(['wheel', sha256])
}

/** The fuel epoch: a short hash of all that a fuel figure depends on besides the request. */
export function epochOf(
  wasmSha256: string,
  fuelModel: string,
  bootSha256: string,
  start: Start,
  args: readonly string[],
  env: Readonly<Record<string, string>>,
  extras: readonly unknown[],
): string {
  return sha256Of([wasmSha256, fuelModel, bootSha256, start, args, env, ...extras]).slice(0, 12)
}

/** The fuel epoch of programs that are built: the epochs of the tools, what they are told, and how the program is started. */
export function builtEpochOf(
  tools: readonly string[],
  stages: ReadonlyArray<readonly string[]>,
  args: readonly string[],
  env: Readonly<Record<string, string>>,
  devices: string | undefined,
): string {
  return sha256Of(['built', tools, stages, args, env, ...(devices === undefined ? [] : [devices])]).slice(0, 12)
}

/** The epoch of a whole runtime: the fuel epochs of its starts and tools, and the manifest that says how they are used. */
export function runtimeEpochOf(made: ReadonlyArray<{ readonly fuelEpoch: string }>, basis: string): string {
  return sha256Of(['runtime', made.map(({ fuelEpoch }) => fuelEpoch), basis]).slice(0, 12)
}

function sha256Of(parts: readonly unknown[]): string {
  return createHash('sha256').update(JSON.stringify(parts)).digest('hex')
}
