/** Tuning where a disk is really full: a small file system in a mount namespace, which most Linux systems let anybody make. */
import { execFile, spawnSync } from 'node:child_process'
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { expect, it } from 'vitest'
import { assemble } from '../conformance/guest.js'
import { temporaryFolder } from '../support/fake-runtime.js'
import { pinsOf, writeTunedRuntime } from './tuner.js'

const canMount = spawnSync('unshare', ['-Urm', 'mount', '-t', 'tmpfs', 'none', '/mnt']).status === 0

/** Has a variable in memory, and data that do not fit into the small file system. */
const wasm = assemble(`(module
  (memory (export "memory") 1)
  (global $sp (mut i32) (i32.const 1024))
  (data (i32.const 2000) "${'x'.repeat(40_000)}")
  (func (export "_start") (local $fp i32)
    (global.set $sp (local.tee $fp (i32.sub (global.get $sp) (i32.const 16))))
    (i32.store offset=12 (local.get $fp) (i32.const 0))
    (drop (i32.load offset=12 (local.get $fp)))
    (global.set $sp (i32.add (local.get $fp) (i32.const 16)))))`)

it.runIf(canMount)('a disk that is too small for tuning is told with what it needs', async () => {
  const folder = await temporaryFolder()
  const [roomy, full] = [join(folder, 'roomy'), join(folder, 'full')]
  mkdirSync(full)
  writeTunedRuntime(join(roomy, 'runtimes'), 'large', wasm, await pinsOf(wasm))
  writeFileSync(join(roomy, 'promoted.wasm'), wasm)
  const mounted = 'mount -t tmpfs -o size=16k,mode=700 none "$3" && exec "$0" "$@"'
  const script = join(import.meta.dirname, 'full-disk.mjs')
  const args = ['-Urm', 'sh', '-c', mounted, process.execPath, script, roomy, full]
  const { stdout } = await promisify(execFile)('unshare', args)
  const need = `Tuning "large" takes ${(3 * wasm.byteLength).toLocaleString('en')} bytes in `
  expect(JSON.parse(stdout)).toEqual({
    fullCache: [0, 2],
    fullEverywhere: ['disk-full', expect.stringContaining(need), 1],
    fullMeanwhile: [
      'disk-full',
      `"large" could not be tuned: the disk is full, so that "${join(full, 'out')}" could not be written; free some space, or choose another folder with FUELCELL_CACHE_DIR`,
    ],
  })
})
