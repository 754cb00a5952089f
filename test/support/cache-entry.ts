import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { keptPath } from '../../src/runtimes/cache/cache.js'
import { ENTRY_FORMAT, type Entry } from '../../src/runtimes/cache/entry.js'

const MODULE = 'code'

/** Puts an entry into a cache directory; `bytes` other than the module's size makes it a damaged one. */
export function cacheEntry(cacheDir: string, key: string, fields: Partial<Entry>): void {
  const folder = join(cacheDir, key)
  const entry: Entry = {
    format: ENTRY_FORMAT,
    kind: 'module',
    id: key,
    name: 'python',
    version: '3.11.3',
    licence: 'MIT',
    start: 'cold',
    wasmSha256: 'a'.repeat(64),
    engine: 'e1',
    digest: 'b'.repeat(64),
    bytes: MODULE.length,
    reactor: null,
    startupFuel: 5,
    startupCompileFuel: 0,
    startupSetupFuel: 0,
    startupCodeFuel: 0,
    startupCodeCompileFuel: 0,
    fuelEpoch: '0123456789ab',
    manifestSha256: '',
    ...fields,
  }
  mkdirSync(folder, { recursive: true, mode: 0o700 })
  writeFileSync(keptPath(entry.kind, folder), MODULE)
  writeFileSync(join(folder, 'entry.json'), JSON.stringify(entry))
}
