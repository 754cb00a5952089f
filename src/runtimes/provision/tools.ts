/** What provisioning has done for it, by whoever has workers. */

import type { CompiledModule, Mount } from '../../core/compiled-module.js'
import type { Start } from '../../core/result.js'
import type { Compiled, ModuleTools, StartupCost } from '../cache/provisioned.js'
import type { Tuning } from '../manifest/manifest.js'
import type { RuntimeFile } from './runtime-files.js'

export interface ProvisionTools extends ModuleTools {
  /** Runs empty programs. Absent for a tool, which runs none. */
  readonly measureStartup?: (source: CompiledModule, start: Start) => Promise<StartupCost>
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
  /** Boots a compiled module in a run directory that holds the files, and writes its image. */
  readonly image: (module: CompiledModule, bootFiles: readonly RuntimeFile[], outPath: string) => Promise<Compiled>
  /** A wheel that the user has got by hand. Absent: it is downloaded. */
  readonly wheelFile?: string | undefined
  /** BLAKE3 of a file. */
  readonly digest: (path: string) => Promise<string>
}
