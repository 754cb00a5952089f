import { mkdirSync, mkdtempSync, rmSync, utimesSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { takeInventory } from '../../../src/cli/runtimes/inventory.js'
import { inventoryTable } from '../../../src/cli/runtimes/list.js'
import { resolveRuntime } from '../../../src/runtimes/manifest/resolve.js'
import { cacheEntry } from '../../support/cache-entry.js'
import { fuelcell } from '../../support/command-line.js'

let folder: string
let places: { cacheDir: string; folder: string; env: Record<string, string> }
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'fuelcell-runtimes-'))
  places = { cacheDir: join(folder, 'cache'), folder: join(folder, 'runtimes'), env: {} }
  const manifest = {
    name: 'tiny',
    version: '1.0',
    title: 'Tiny 1.0',
    licence: 'MIT',
    source: 'here',
    wasm: { package: 'tiny', path: 'tiny.wasm', sha256: 'a'.repeat(64), bytes: 2048 },
    args: ['tiny'],
    entry: 'main.tiny',
    extensions: ['.tiny'],
    env: {},
    starts: { cold: {}, warm: { boot: 'boot.py' } },
    defaultStart: 'warm',
  }
  mkdirSync(join(places.folder, 'tiny'), { recursive: true })
  writeFileSync(join(places.folder, 'tiny/manifest.json'), JSON.stringify(manifest))
})
afterEach(() => {
  rmSync(folder, { recursive: true })
})

it('knows which starts are provisioned for the engine', async () => {
  cacheEntry(places.cacheDir, '1'.repeat(64), { name: 'tiny', manifestSha256: 'm' })
  cacheEntry(places.cacheDir, '2'.repeat(64), {
    name: 'tiny',
    manifestSha256: 'm',
    start: 'warm',
    reactor: {},
    engine: 'another',
  })
  cacheEntry(places.cacheDir, '3'.repeat(64), { name: 'app.wasm' })
  expect(await takeInventory(places, ['e1'])).toEqual({
    cacheDir: places.cacheDir,
    runtimes: [
      {
        name: 'tiny',
        version: '1.0',
        title: 'Tiny 1.0',
        licence: 'MIT',
        source: 'here',
        aliases: [],
        extensions: ['.tiny'],
        wasmSha256: 'a'.repeat(64),
        wasmBytes: 2048,
        starts: [
          {
            start: 'cold',
            isDefault: false,
            provisioned: { digest: 'b'.repeat(64), bytes: 4, startupFuel: 5, fuelEpoch: '0123456789ab' },
          },
          { start: 'warm', isDefault: true, provisioned: null },
        ],
      },
    ],
    broken: [],
    modules: { count: 1, bytes: 4 },
  })
})

it('takes the entry that was used last when the engine is not known', async () => {
  cacheEntry(places.cacheDir, '1'.repeat(64), { name: 'tiny', manifestSha256: 'm', engine: 'old', fuelEpoch: 'old' })
  cacheEntry(places.cacheDir, '2'.repeat(64), { name: 'tiny', manifestSha256: 'm', engine: 'new', fuelEpoch: 'new' })
  utimesSync(join(places.cacheDir, '1'.repeat(64), 'entry.json'), 1, 1)
  const { runtimes } = await takeInventory(places, null)
  expect(runtimes[0]?.starts[0]?.provisioned?.fuelEpoch).toBe('new')
})

it('does not count code of another wasm as the runtime', async () => {
  cacheEntry(places.cacheDir, '1'.repeat(64), { name: 'tiny', manifestSha256: 'm', wasmSha256: 'c'.repeat(64) })
  const { runtimes } = await takeInventory(places, ['e1'])
  expect(runtimes[0]?.starts.map(({ provisioned }) => provisioned)).toEqual([null, null])
})

it('counts what was compiled from the patched or tuned wasm', async () => {
  const manifest = await resolveRuntime('python-tuned')
  const sha256 = manifest.tune?.sha256 ?? ''
  cacheEntry(places.cacheDir, '1'.repeat(64), { name: 'python-tuned', manifestSha256: 'm', wasmSha256: sha256 })
  const { runtimes } = await takeInventory({ cacheDir: places.cacheDir, env: {} }, ['e1'])
  const tuned = runtimes.find(({ name }) => name === 'python-tuned')
  expect(tuned?.starts.map(({ provisioned }) => provisioned?.digest)).toEqual(['b'.repeat(64), undefined])
})

it('is a table for people', async () => {
  cacheEntry(places.cacheDir, '1'.repeat(64), { name: 'tiny', manifestSha256: 'm' })
  cacheEntry(places.cacheDir, '3'.repeat(64), { name: 'app.wasm' })
  expect(await inventoryTable(await takeInventory(places, ['e1']))).toBe(
    [
      'RUNTIME  VERSION  START           STATE        FUEL EPOCH    SIZE   DIGEST        LICENCE',
      'tiny     1.0      cold            provisioned  0123456789ab  4 B    bbbbbbbbbbbb  MIT',
      'tiny     1.0      warm (default)  available    -             2 KiB  aaaaaaaaaaaa  MIT',
      '',
      '1 compiled module of your own in the cache (4 B)',
      '',
    ].join('\n'),
  )
})

it('has the columns that fit a terminal', async () => {
  expect((await inventoryTable(await takeInventory(places, ['e1']), 69)).split('\n')).toEqual(
    [
      'RUNTIME  VERSION  START           STATE      FUEL EPOCH  SIZE ',
      'tiny     1.0      cold            available  -           2 KiB',
      'tiny     1.0      warm (default)  available  -           2 KiB',
      '',
      'For want of room without: DIGEST, LICENCE; --json tells them',
      '',
    ].map((line) => line.trimEnd()),
  )
})

it('shows a runtime that is broken beside the others', async () => {
  mkdirSync(join(places.folder, 'bad'))
  writeFileSync(join(places.folder, 'bad/manifest.json'), '{"name": "bad", "col\\u001bour": 1}')
  mkdirSync(join(places.folder, 'No JSON'))
  writeFileSync(join(places.folder, 'No JSON/manifest.json'), '{')
  const inventory = await takeInventory(places, ['e1'])
  expect(inventory.runtimes.map(({ name }) => name)).toEqual(['tiny'])
  expect(inventory.broken.map(({ name, path }) => [name, path.replace(folder, '')])).toEqual([
    ['No JSON', '/runtimes/No JSON/manifest.json'],
    ['bad', '/runtimes/bad/manifest.json'],
  ])
  const table = await inventoryTable(inventory)
  expect(table).toContain('\nbad      -        -               broken     -')
  expect(table).toMatch(/No JSON is broken\. The manifest ".*" is not valid:\n {2}its folder must be called by/)
  expect(table).toMatch(/bad is broken\. The manifest ".*" is not valid:\n/)
  expect(table).toMatch(/"col.*our": is not known/)
})

it('is JSON for programs', async () => {
  const { exitCode, stdout } = await fuelcell(['runtimes', '--json', '--cache-dir', places.cacheDir])
  expect(exitCode).toBe(0)
  expect(JSON.parse(stdout)).toMatchObject({ cacheDir: places.cacheDir, modules: { count: 0, bytes: 0 } })
})
