/** The two steps of tuning as the runner does them, for modules of tests. */
import { createHash } from 'node:crypto'
import { mkdirSync, writeFileSync } from 'node:fs'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { packageVersion } from '../../src/core/package-version.js'
import { findHost } from '../../src/host/binary.js'
import { Worker } from '../../src/host/worker.js'
import type { Builds } from '../../src/runner/provisioning/builds.js'
import { optimise, promote } from '../../src/runner/provisioning/tuning.js'
import type { Tuning } from '../../src/runtimes/manifest/manifest.js'
import { resolveRuntime } from '../../src/runtimes/manifest/resolve.js'

export const sha256Of = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex')

export async function builds(): Promise<Builds> {
  const [hostPath, version] = await Promise.all([findHost(), packageVersion()])
  const startWorker = () => Worker.start({ hostPath, version, handshakeMs: 60_000 }, () => {})
  return { startWorker, graceMs: 1000, compileLimitMs: 60_000 }
}

/** What a manifest has to pin of a module. */
export async function pinsOf(wasm: Uint8Array): Promise<Tuning> {
  const folder = await mkdtemp(join(tmpdir(), 'fuelcell-pins-'))
  try {
    const path = join(folder, 'stock.wasm')
    await writeFile(path, wasm)
    const [source, target] = [join(folder, 'promoted'), join(folder, 'tuned')]
    const { signal } = new AbortController()
    // Only for messages.
    const runtime = await resolveRuntime('python-tuned')
    const files = { wasm: path, sha256: sha256Of(wasm), promoted: source }
    const { sha256, features } = await promote(await builds(), runtime, files, {}, signal)
    await optimise(runtime, { source, target, features }, () => {}, signal)
    const tuned = await readFile(target)
    return { promotedSha256: sha256, sha256: sha256Of(tuned), bytes: tuned.byteLength }
  } finally {
    await rm(folder, { recursive: true })
  }
}

/** Puts a runtime that is tuned into a folder of runtimes. */
export function writeTunedRuntime(folder: string, name: string, wasm: Uint8Array, tune: Tuning): void {
  const added = join(folder, name)
  mkdirSync(added, { recursive: true })
  writeFileSync(join(added, 'guest.wasm'), wasm)
  const manifest = {
    name,
    version: '1',
    title: 'Tuned',
    licence: 'MIT',
    source: 'here',
    wasm: { path: 'guest.wasm', sha256: sha256Of(wasm), bytes: wasm.byteLength },
    tune,
    args: [name],
    entry: 'main.txt',
    env: {},
    starts: { cold: {} },
    defaultStart: 'cold',
  }
  writeFileSync(join(added, 'manifest.json'), JSON.stringify(manifest))
}
