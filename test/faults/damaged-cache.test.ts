/** Files of the cache that were damaged between two processes: never loaded, made again. */
import { copyFileSync, mkdtempSync, readdirSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import initWabt from 'wabt'
import { createRunner } from '../../src/runner/runner.js'

let cacheDir: string
beforeEach(() => {
  cacheDir = mkdtempSync(join(tmpdir(), 'fuelcell-damaged-'))
})
afterEach(() => {
  rmSync(cacheDir, { recursive: true })
})

const wabt = await initWabt()

/** A module that exits with a code. */
function exiting(code: number): Uint8Array {
  const text = `(module
    (import "wasi_snapshot_preview1" "proc_exit" (func $exit (param i32)))
    (memory (export "memory") 1)
    (func (export "_start") (call $exit (i32.const ${code}))))`
  return wabt.parseWat('exit.wat', text).toBinary({}).buffer
}

async function exitCodeOf(module: Uint8Array): Promise<number | null> {
  await using runner = await createRunner({ workers: 1, cacheDir })
  return (await runner.run({ runtime: 'wasm', module })).exitCode
}

/** The compiled files in the cache. */
function compiledFiles(): string[] {
  const entries = readdirSync(cacheDir).filter((name) => /^[0-9a-f]{64}$/.test(name))
  return entries.map((name) => join(cacheDir, name, 'module.cwasm'))
}

const damages: ReadonlyArray<readonly [how: string, damage: (file: string) => void]> = [
  ['cut short', (file) => truncateSync(file, 1000)],
  ['empty', (file) => truncateSync(file, 0)],
  [
    'changed in one bit of its code',
    (file) => {
      const bytes = readFileSync(file)
      const middle = bytes.length >> 1
      bytes[middle] = (bytes[middle] ?? 0) ^ 1
      writeFileSync(file, bytes)
    },
  ],
  ['longer than it was', (file) => writeFileSync(file, Buffer.concat([readFileSync(file), Buffer.alloc(4096)]))],
  ['no code at all', (file) => writeFileSync(file, 'not code')],
]

it.each(damages)('a compiled file that is %s is not loaded but made again', async (_, damage) => {
  expect(await exitCodeOf(exiting(7))).toBe(7)
  const [file = ''] = compiledFiles()
  const sound = readFileSync(file)
  damage(file)
  expect(await exitCodeOf(exiting(7))).toBe(7)
  expect(Buffer.compare(readFileSync(file), sound)).toBe(0)
})

it('a compiled file in the place of another is not loaded', async () => {
  expect([await exitCodeOf(exiting(7)), await exitCodeOf(exiting(8))]).toEqual([7, 8])
  const [one = '', other = ''] = compiledFiles()
  copyFileSync(one, other)
  expect([await exitCodeOf(exiting(7)), await exitCodeOf(exiting(8))]).toEqual([7, 8])
})

it('an entry of another engine is not used', async () => {
  expect(await exitCodeOf(exiting(7))).toBe(7)
  const [file = ''] = compiledFiles()
  const description = join(file, '..', 'entry.json')
  const entry: Record<string, unknown> = JSON.parse(readFileSync(description, 'utf8'))
  writeFileSync(description, JSON.stringify({ ...entry, engine: 'another', digest: 'f'.repeat(64) }))
  expect(await exitCodeOf(exiting(7))).toBe(7)
})
