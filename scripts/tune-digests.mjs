/**
 * `npm run tune:digests -- [--write] [NAME…]`: tunes the runtimes that are tuned, or those named, and prints the digests of both steps as
 * the manifests have to pin them. With `--write` they are written there. To be run after a change of `host/crates/rewrite/src/promote`, `src/tune` or binaryen.
 */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { findHost, packageVersion } from '../build/host/binary.js'
import { Worker } from '../build/host/worker.js'
import { optimise, promote } from '../build/runner/provisioning/tuning.js'
import { digestOfFile } from '../build/runtimes/cache/file-digest.js'
import { listRuntimes, resolveRuntime } from '../build/runtimes/manifest/resolve.js'
import { resolveAsset } from '../build/runtimes/provision/asset.js'
import { writePatched } from '../build/runtimes/provision/patched.js'
import { runScript } from './command.mjs'
import { tuning as say } from './messages.mjs'
import { tell } from './steps.mjs'

const HANDSHAKE_MS = 10_000

await runScript(async () => {
  const { values, positionals } = parseArgs({ options: { write: { type: 'boolean' } }, allowPositionals: true })
  const names = positionals.length > 0 ? positionals : await listRuntimes()
  const runtimes = await Promise.all(names.map((name) => resolveRuntime(name)))
  const folder = mkdtempSync(join(tmpdir(), 'fuelcell-digests-'))
  try {
    for (const runtime of runtimes) {
      if (runtime.tune !== undefined) report(runtime, await digestsOf(runtime, folder), values.write === true)
    }
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
})

async function digestsOf(runtime, folder) {
  const { name, tune } = runtime
  const [hostPath, version] = await Promise.all([findHost(), packageVersion()])
  const builds = { startWorker: () => Worker.start({ hostPath, version, handshakeMs: HANDSHAKE_MS }, () => {}) }
  const [promoted, out] = ['promoted', 'tuned'].map((step) => join(folder, `${name}.${step}`))
  const startMs = performance.now()
  const { path: wasm, sha256 } = await sourceOf(runtime, folder)
  const { signal } = new AbortController()
  const first = await promote(builds, runtime, { wasm, sha256, promoted }, tune, signal)
  tell(say.promoted(name, ((performance.now() - startMs) / 1000).toFixed(1)))
  const work = { source: promoted, target: out, features: first.features }
  await optimise(runtime, work, () => {}, signal)
  return { promotedSha256: first.sha256, ...(await digestOfFile(out)) }
}

/** What is tuned: the asset, or a patched copy of it. */
async function sourceOf(runtime, folder) {
  const { name, wasm, patches } = runtime
  const asset = await resolveAsset(runtime, wasm)
  if (patches === undefined) return { path: asset, sha256: wasm.sha256 }
  const path = join(folder, `${name}.patched`)
  return { path, sha256: await writePatched(asset, patches, name, path) }
}

function report({ name, folder, tune }, found, isWritten) {
  process.stdout.write(`${JSON.stringify({ name, ...found }, null, 2)}\n`)
  const changed = Object.keys(found).filter((field) => found[field] !== tune[field])
  if (changed.length === 0) return tell(say.pinned(name))
  if (!isWritten) return tell(say.differs(name))
  const path = join(folder, 'manifest.json')
  const text = changed.reduce(
    (manifest, field) =>
      manifest.replace(`"${field}": ${JSON.stringify(tune[field])}`, `"${field}": ${JSON.stringify(found[field])}`),
    readFileSync(path, 'utf8'),
  )
  writeFileSync(path, text)
  tell(say.written(path))
}
