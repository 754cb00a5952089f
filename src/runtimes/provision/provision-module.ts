import { modulePath } from '../cache/cache.js'
import { newEntry } from '../cache/entry.js'
import { epochOf, keyOf } from '../cache/identity.js'
import { obtain } from '../cache/obtain.js'
import { handleOf, type ModuleTools, noStartup, type ProvisionedModule } from '../cache/provisioned.js'

/** A module of the caller's own: `sha256` is that of the file at `wasmPath`. */
export interface OwnModule {
  readonly name: string
  readonly wasmPath: string
  readonly sha256: string
}

/**
 * Makes a module of the caller's own ready to be opened, compiled once for all processes like a runtime.
 * Its content decides: the same bytes under another name are not compiled again. The host refuses to compile a file of another digest.
 * @throws FuelcellError `cache-unwritable`, `disk-full`, and whatever `compile` throws.
 */
export async function provisionModule(module: OwnModule, tools: ModuleTools): Promise<ProvisionedModule> {
  const { name, wasmPath, sha256 } = module
  const { cacheDir, engine } = tools
  const fuelEpoch = epochOf(sha256, tools.fuelModel, '', 'cold', [], {}, [])
  const obtained = await obtain({
    cacheDir,
    name,
    key: keyOf(sha256, engine, '', 'cold'),
    isCurrent: () => true,
    build: async (folder) => {
      const compiled = await tools.compile(wasmPath, sha256, modulePath(folder))
      const own = {
        kind: 'module',
        name,
        version: '',
        licence: '',
        start: 'cold',
        ...noStartup,
        manifestSha256: '',
      } as const
      return newEntry({ ...compiled, ...own, reactor: null, fuelEpoch, wasmSha256: sha256, engine })
    },
    refresh: async (entry) => entry,
    onWarning: (message) => tools.onWarning?.(message),
    needsCache: tools.needsCache,
  })
  const source = { name, compiled: modulePath(obtained.folder), digest: obtained.entry.digest, reactor: null }
  return handleOf(cacheDir, obtained, { ...source, mounts: [], devices: null, needs: null, image: null }, fuelEpoch, [])
}
