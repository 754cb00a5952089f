import { execFile } from 'node:child_process'
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { assemble } from '../conformance/guest.js'

const PROCESSES = 20

let folder: string
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'fuelcell-empty-cache-'))
})
afterAll(() => {
  rmSync(folder, { recursive: true })
})

/** A module that counts to a million and exits with 7, and has enough functions that compiling it takes a while. */
function module(): Uint8Array {
  const functions = Array.from({ length: 500 }, (_, n) => {
    const steps = Array.from(
      { length: 50 },
      (_, step) => `(local.set $x (i32.mul (local.get $x) (i32.const ${step + n})))`,
    )
    return `(func (export "f${n}") (param $x i32) (result i32) ${steps.join(' ')} (local.get $x))`
  })
  return assemble(`(module
    (import "wasi_snapshot_preview1" "proc_exit" (func $exit (param i32)))
    (memory (export "memory") 1)
    ${functions.join('\n')}
    (func (export "_start") (local $n i32)
      (loop $again
        (local.set $n (i32.add (local.get $n) (i32.const 1)))
        (br_if $again (i32.lt_u (local.get $n) (i32.const 1000000))))
      (call $exit (i32.const 7))))`)
}

it('twenty processes that start at once on an empty cache compile once, and all run', {
  timeout: 240_000,
}, async () => {
  const [path, cacheDir, log] = ['module.wasm', 'cache', 'log'].map((name) => join(folder, name))
  if (path === undefined || cacheDir === undefined || log === undefined) throw new Error('three paths')
  writeFileSync(path, module())
  const args = [join(import.meta.dirname, 'compile-once.mjs'), path, cacheDir, log]
  const processes = Array.from({ length: PROCESSES }, () => promisify(execFile)(process.execPath, args))
  const answers = (await Promise.all(processes)).map(({ stdout }) => stdout)
  expect(new Set(answers).size).toBe(1)
  expect(answers[0]).toMatch(/^7 \d+$/)
  expect(readFileSync(log, 'utf8').trim().split('\n')).toHaveLength(1)
  expect(readdirSync(cacheDir)).toEqual([expect.stringMatching(/^[0-9a-f]{64}$/)])
})
