import { createHash } from 'node:crypto'
import type { Start } from '../result.js'

/** Raised when the host writes archives of mounts in another way. */
const ARCHIVE_FORMAT = 1

/** Name of a cache entry: a hash of all that the compiled code depends on. */
export function keyOf(wasmSha256: string, engine: string, boot: string, start: Start): string {
  return sha256Of([wasmSha256, engine, boot, start])
}

/** What tells a module with a larger stack from the one that it was made of. */
export function widenedOf(wasmSha256: string, stackPages: number | undefined): string {
  return stackPages === undefined ? wasmSha256 : sha256Of(['stack', wasmSha256, stackPages])
}

/** A hash of what a snapshot's memory depends on besides the wasm: fuel too, for it drives the clock of the boot. */
export function bootOf(
  bootSha256: string,
  fuelModel: string,
  args: readonly string[],
  env: Readonly<Record<string, string>>,
): string {
  return sha256Of([bootSha256, fuelModel, args, env])
}

/** Name of a cache entry of a mount, and what tells it from another: a hash of what it is made from. */
export function mountKeyOf(sha256: string, strip: string): string {
  return sha256Of(['mount', ARCHIVE_FORMAT, sha256, strip])
}

/** Name of a cache entry of a tuned wasm: a hash of what it is made from, and of what has to come out. */
export function tunedKeyOf(wasmSha256: string, tunedSha256: string): string {
  return sha256Of(['tuned', wasmSha256, tunedSha256])
}

/** The fuel epoch: a short hash of all that a fuel figure depends on besides the request. */
export function epochOf(
  wasmSha256: string,
  fuelModel: string,
  bootSha256: string,
  start: Start,
  args: readonly string[],
  env: Readonly<Record<string, string>>,
  mounts: ReadonlyArray<readonly [guest: string, key: string, report: boolean]>,
): string {
  const parts = [wasmSha256, fuelModel, bootSha256, start, args, env]
  return sha256Of(mounts.length === 0 ? parts : [...parts, mounts]).slice(0, 12)
}

/** The fuel epoch of programs that are built: the epochs of the tools, what they are told, and how the program is started. */
export function builtEpochOf(
  tools: readonly string[],
  stages: ReadonlyArray<readonly string[]>,
  args: readonly string[],
  env: Readonly<Record<string, string>>,
): string {
  return sha256Of(['built', tools, stages, args, env]).slice(0, 12)
}

function sha256Of(parts: readonly unknown[]): string {
  return createHash('sha256').update(JSON.stringify(parts)).digest('hex')
}
