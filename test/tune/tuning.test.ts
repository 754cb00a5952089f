/** Tuning of small modules, by a real host and the optimiser's thread. */
import { createHash } from 'node:crypto'
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import initWabt from 'wabt'
import { packageVersion } from '../../src/core/package-version.js'
import { findHost } from '../../src/host/binary.js'
import { Worker } from '../../src/host/worker.js'
import { optimise, promote, tuneRuntime } from '../../src/runner/provisioning/tuning.js'
import type { ResolvedRuntime } from '../../src/runtimes/manifest/manifest.js'
import { fakeRuntime } from '../support/fake-runtime.js'

/** Adds up, in a variable that lies in memory. */
const SUMMING = `(module
  (memory (export "memory") 1)
  (global $sp (mut i32) (i32.const 1024))
  (func (export "sum") (param $n i32) (result i32) (local $fp i32)
    (global.set $sp (local.tee $fp (i32.sub (global.get $sp) (i32.const 16))))
    (i32.store offset=12 (local.get $fp) (i32.const 0))
    (block (loop
      (br_if 1 (i32.eqz (local.get $n)))
      (i32.store offset=12 (local.get $fp) (i32.add (i32.load offset=12 (local.get $fp)) (local.get $n)))
      (local.set $n (i32.sub (local.get $n) (i32.const 1)))
      (br 0)))
    (i32.load offset=12 (local.get $fp))
    (global.set $sp (i32.add (local.get $fp) (i32.const 16)))))`

let folder: string
let runtime: ResolvedRuntime
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'fuelcell-tuning-'))
})
afterAll(() => rm(folder, { recursive: true }))

interface Wishes {
  readonly signal?: AbortSignal
  readonly onShare?: (share: number) => void
  /** Default: what the promotion writes. */
  readonly promotedSha256?: string
}

async function tune(text: string, name: string, wishes: Wishes = {}) {
  const { signal = new AbortController().signal, onShare = () => {} } = wishes
  runtime = await fakeRuntime()
  const wabt = await initWabt()
  const wasm = wabt.parseWat(name, text, { simd: true }).toBinary({}).buffer
  const path = join(folder, `${name}.wasm`)
  await writeFile(path, wasm)
  const [hostPath, version] = await Promise.all([findHost(), packageVersion()])
  const startWorker = () => Worker.start({ hostPath, version, handshakeMs: 10_000 }, () => {})
  const builds = { startWorker, graceMs: 1000, compileLimitMs: 60_000 }
  const sha256 = createHash('sha256').update(wasm).digest('hex')
  const out = join(folder, `${name}.tuned`)
  const known = join(folder, `${name}.known`)
  const promotedSha256 =
    wishes.promotedSha256 ??
    (await promote(builds, runtime, { wasm: path, sha256, promoted: known }, {}, new AbortController().signal)).sha256
  await rm(known, { force: true })
  const pinned = { promotedSha256, sha256: '', bytes: 0 }
  return tuneRuntime(builds, runtime, path, sha256, pinned, out, onShare, signal)
}

test('a tuned module answers as before, without memory', async () => {
  const shares: number[] = []
  const { sha256, bytes } = await tune(SUMMING, 'summing', { onShare: (share) => shares.push(share) })
  const tuned = await readFile(join(folder, 'summing.tuned'))
  expect([createHash('sha256').update(tuned).digest('hex'), tuned.byteLength]).toEqual([sha256, bytes])
  const { exports } = new WebAssembly.Instance(await WebAssembly.compile(tuned)) as {
    exports: { sum?: (n: number) => number; memory?: WebAssembly.Memory }
  }
  expect(exports.sum?.(100)).toBe(5050)
  expect(new Uint8Array(exports.memory?.buffer ?? new ArrayBuffer(0)).every((byte) => byte === 0)).toBe(true)
  expect(shares.slice(0, 2)).toEqual([0, 0.03])
  expect(shares.at(-1)).toBe(1)
  expect(shares.every((share, index) => share >= (shares[index - 1] ?? 0))).toBe(true)
  expect((await readdir(folder)).sort()).toEqual(['summing.tuned', 'summing.wasm'])
})

test('the same module gives the same bytes', async () => {
  const [first, second] = [await tune(SUMMING, 'first'), await tune(SUMMING, 'second')]
  expect(second).toEqual(first)
})

test('a module without variables in memory is said to be one', async () => {
  await expect(tune('(module (memory (export "memory") 1))', 'empty')).rejects.toMatchObject({
    code: 'tune-failed',
    message: expect.stringContaining('no variables of its functions could be taken out of memory'),
  })
})

test('a promotion that gives something else than is pinned is told before the optimiser begins', async () => {
  const shares: number[] = []
  const promotedSha256 = '0'.repeat(64)
  const other = tune(SUMMING, 'other', { promotedSha256, onShare: (share) => shares.push(share) })
  await expect(other).rejects.toMatchObject({
    code: 'tune-failed',
    message: expect.stringMatching(/the first step, in the host, .* SHA-256 [0-9a-f]{64}, not 0{64}\./),
  })
  expect(shares).toEqual([0])
})

test('a module with features that are not known is refused by their name', async () => {
  await expect(tune('(module (func (drop (v128.const i32x4 0 0 0 0))))', 'vector')).rejects.toMatchObject({
    code: 'tune-failed',
    message:
      '"fake" could not be tuned: the module cannot be tuned: it uses features of WebAssembly that tuning does not know (simd)',
  })
})

/** Returns two numbers, copies them in memory, and has a variable there. */
const FEATURES = `(module
  (memory (export "memory") 1)
  (global $sp (mut i32) (i32.const 1024))
  (func $two (result i32 i32) (i32.const 3) (i32.const 4))
  (func (export "sum") (param $n i32) (result i32) (local $fp i32)
    (global.set $sp (local.tee $fp (i32.sub (global.get $sp) (i32.const 16))))
    (i32.store offset=12 (local.get $fp) (i32.add (call $two)))
    (i32.store (i32.const 2000) (i32.load offset=12 (local.get $fp)))
    (memory.copy (i32.const 3000) (i32.const 2000) (local.get $n))
    (i32.load (i32.const 3000))
    (global.set $sp (i32.add (local.get $fp) (i32.const 16)))))`

test('a module keeps the features that it uses', async () => {
  await tune(FEATURES, 'features')
  const { exports } = new WebAssembly.Instance(
    await WebAssembly.compile(await readFile(join(folder, 'features.tuned'))),
  ) as { exports: { sum?: (n: number) => number } }
  expect([exports.sum?.(4), exports.sum?.(0)]).toEqual([7, 7])
})

test('a feature that the optimiser was not prepared for is named', async () => {
  const work = { source: join(folder, 'summing.wasm'), target: join(folder, 'never'), features: ['bulk-memory', 'odd'] }
  const { signal } = new AbortController()
  await expect(optimise(await fakeRuntime(), work, () => {}, signal)).rejects.toMatchObject({
    code: 'tune-failed',
    message: expect.stringMatching(
      /^"fake" could not be tuned: the optimiser failed \(it knows no feature "odd" of WebAssembly\); it needs 1,073,741,824 bytes of memory, and [\d,]+ are free$/,
    ),
  })
  expect(await readdir(folder)).not.toContain('never')
})

test('a tuning that is stopped leaves nothing that could be taken for its outcome', async () => {
  const stopping = new AbortController()
  const stopped = tune(SUMMING, 'stopped', {
    signal: stopping.signal,
    onShare: (share) => share > 0 && stopping.abort(),
  })
  await expect(stopped).rejects.toMatchObject({ code: 'tune-failed' })
  expect(await readdir(folder)).not.toContain('stopped.tuned')
})
