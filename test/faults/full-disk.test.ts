/** Disks that are really full: small file systems in a mount namespace, which most Linux systems let anybody make. */
import { execFile, spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { promisify } from 'node:util'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { assemble } from '../conformance/guest.js'
import { cacheEntry } from '../support/cache-entry.js'

const script = fileURLToPath(new URL('full-disk.mjs', import.meta.url))
const built = pathToFileURL(fileURLToPath(new URL('../../build/index.js', import.meta.url))).href
const builtCommand = fileURLToPath(new URL('../../build/cli/main.js', import.meta.url))
const canMount = spawnSync('unshare', ['-Urm', 'mount', '-t', 'tmpfs', 'none', '/mnt']).status === 0
const NOSPC = 51

let folder: string
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'fuelcell-full-'))
  mkdirSync(join(folder, 'roomy'))
  mkdirSync(join(folder, 'full'))
})
afterAll(() => {
  rmSync(folder, { recursive: true })
})

/** Too large when compiled for the small file system, because of its data. */
const exiting = `(module
  (import "wasi_snapshot_preview1" "proc_exit" (func $exit (param i32)))
  (memory (export "memory") 1)
  (data (i32.const 0) "${'x'.repeat(40_000)}")
  (func (export "_start") (call $exit (i32.const 7))))`

/** Writes 64 KiB to a file in its last directory, twice, and exits with the error number of the second time. */
const writing = `(module
  (import "wasi_snapshot_preview1" "proc_exit" (func $exit (param i32)))
  (import "wasi_snapshot_preview1" "fd_prestat_get" (func $preopen (param i32 i32) (result i32)))
  (import "wasi_snapshot_preview1" "path_open"
    (func $open (param i32 i32 i32 i32 i32 i64 i64 i32 i32) (result i32)))
  (import "wasi_snapshot_preview1" "fd_write" (func $write (param i32 i32 i32 i32) (result i32)))
  (memory (export "memory") 2)
  (data (i32.const 0) "f")
  (func (export "_start") (local $last i32)
    (local.set $last (i32.add (i32.const 3) (i32.eqz (call $preopen (i32.const 4) (i32.const 32)))))
    (i32.store (i32.const 8) (i32.const 1024))
    (i32.store (i32.const 12) (i32.const 65536))
    (drop (call $open (local.get $last) (i32.const 0) (i32.const 0) (i32.const 1) (i32.const 1) (i64.const 64)
      (i64.const 0) (i32.const 0) (i32.const 16)))
    (drop (call $write (i32.load (i32.const 16)) (i32.const 8) (i32.const 1) (i32.const 20)))
    (call $exit (call $write (i32.load (i32.const 16)) (i32.const 8) (i32.const 1) (i32.const 20)))))`

it.runIf(canMount)('a cache that cannot be written is told where something is to be taken out of it', async () => {
  const cacheDir = join(folder, 'read-only')
  const entry = '1'.repeat(64)
  cacheEntry(cacheDir, entry, { manifestSha256: 'm' })
  const frozen =
    'mount --bind "$1" "$1" && mount -o remount,bind,ro "$1" && exec "$0" "$2" runtimes remove python --cache-dir "$1"'
  const args = ['-Urm', 'sh', '-c', frozen, process.execPath, cacheDir, builtCommand]
  await expect(promisify(execFile)('unshare', args)).rejects.toMatchObject({
    code: 126,
    stderr: `fuelcell: "${join(cacheDir, entry)}" cannot be removed: read-only file system; make its folder writable for you, or delete it yourself\n`,
  })
})

it.runIf(canMount)('a full disk costs the cache and nothing else, and is an error number to a guest', async () => {
  const [roomy, full] = [join(folder, 'roomy'), join(folder, 'full')]
  writeFileSync(join(roomy, 'exit.wasm'), assemble(exiting))
  writeFileSync(join(roomy, 'write.wasm'), assemble(writing))
  const mounted = 'mount -t tmpfs -o size=16k,mode=700 none "$4" && exec "$0" "$@"'
  const args = ['-Urm', 'sh', '-c', mounted, process.execPath, script, built, roomy, full]
  const { stdout } = await promisify(execFile)('unshare', args)
  expect(JSON.parse(stdout)).toEqual({
    fullCache: ['exit', 7, [], 1],
    fullRequired: ['disk-full', null, [], 0],
    fullEverywhere: ['disk-full', null, [], 1],
    roomyCache: ['exit', 7, [], 0],
    // A run's own directory is in memory.
    fullTemporary: ['exit', 0, [131_072], 0],
    fullPreopen: ['exit', NOSPC, [], 0],
  })
  expect(readdirSync(roomy).sort()).toEqual(['cache', 'exit.wasm', 'write.wasm'])
})
