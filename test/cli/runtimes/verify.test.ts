import { writeFileSync } from 'node:fs'
import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import { beforeEach, expect, it, vi } from 'vitest'
import { verifyAssets, verifyEntries } from '../../../src/cli/runtimes/integrity.js'
import * as examining from '../../../src/runtimes/manifest/examine.js'
import { resolveRuntime } from '../../../src/runtimes/manifest/resolve.js'
import { cacheEntry } from '../../support/cache-entry.js'
import { fuelcell } from '../../support/command-line.js'
import { fakeRuntime, temporaryFolder } from '../../support/fake-runtime.js'

let cacheDir: string
beforeEach(async () => {
  cacheDir = await temporaryFolder()
})

/** BLAKE3 of `code`, what entries of these tests hold. */
const DIGEST = 'bd124bf390b2978f6fa38a38904b8d7d773fc518b52ebefa6462bf2d7b6f5a3f'
const key = (digit: string) => digit.repeat(64)
const states = async (only?: ReadonlySet<string>) =>
  (await verifyEntries(cacheDir, only)).map(({ what, name, state }) => `${what} ${name} ${state}`)

it('tells sound, altered and damaged entries apart', async () => {
  cacheEntry(cacheDir, key('1'), { digest: DIGEST })
  cacheEntry(cacheDir, key('2'), { digest: DIGEST })
  writeFileSync(join(cacheDir, key('2'), 'module.cwasm'), 'edoc')
  cacheEntry(cacheDir, key('3'), { digest: DIGEST, bytes: 9 })
  cacheEntry(cacheDir, key('4'), { digest: DIGEST, name: 'other' })
  expect(await states()).toEqual([
    'module python sound',
    'module python altered',
    'entry  altered',
    'module other sound',
  ])
  expect(await states(new Set(['other']))).toEqual(['entry  altered', 'module other sound'])
})

it('checks the archives of mounts', async () => {
  cacheEntry(cacheDir, key('1'), { digest: DIGEST, kind: 'mount' })
  writeFileSync(join(cacheDir, key('1'), 'mount.archive'), 'code')
  expect(await states()).toEqual(['mount python sound'])
  writeFileSync(join(cacheDir, key('1'), 'mount.archive'), 'edoc')
  expect(await states()).toEqual(['mount python altered'])
})

it('checks the wasm of tuned runtimes', async () => {
  cacheEntry(cacheDir, key('1'), { digest: DIGEST, kind: 'tuned', name: 'python-tuned' })
  expect(await states(new Set(['python-tuned']))).toEqual(['tuned python-tuned sound'])
  writeFileSync(join(cacheDir, key('1'), 'tuned.wasm'), 'edoc')
  expect(await states(new Set(['python-tuned']))).toEqual(['tuned python-tuned altered'])
})

it('checks every pinned asset', async () => {
  const archive = { path: 'a.tar', sha256: '0'.repeat(64), bytes: 4 }
  const runtime = await fakeRuntime({ starts: { cold: {} }, mounts: [{ guest: '/a', from: archive }] })
  const check = async () => (await verifyAssets([runtime])).map(({ state }) => state)
  expect(await check()).toEqual(['sound', 'missing'])
  writeFileSync(join(runtime.folder, 'a.tar'), 'what')
  expect(await check()).toEqual(['sound', 'altered'])
  await rm(join(runtime.folder, 'a.tar'))
})

it('fails when something is not sound, and says what to do', async () => {
  cacheEntry(cacheDir, key('1'), { digest: '0'.repeat(64) })
  const { exitCode, stdout } = await fuelcell(['runtimes', 'verify', 'python', '--cache-dir', cacheDir])
  expect(exitCode).toBe(1)
  expect(stdout).toMatch(/altered {2}module {2}python {2}/)
  expect(stdout).toContain('1 of 3 files are not sound:\n')
  expect(stdout).toContain('is not what was written there; it is never loaded, and made again at the next run')
})

it('fails for a manifest that is broken, and checks the others', async () => {
  const broken = [{ name: 'bad', path: '/r/bad/manifest.json', reason: 'It is not valid' }]
  vi.spyOn(examining, 'examineRuntimes').mockResolvedValueOnce({ sound: [await resolveRuntime('python')], broken })
  const { exitCode, stdout } = await fuelcell(['runtimes', 'verify', '--cache-dir', cacheDir])
  expect(exitCode).toBe(1)
  expect(stdout).toMatch(/broken +manifest +bad +\/r\/bad\/manifest.json\nsound +asset +python /)
  expect(stdout).toContain('1 of 3 files are not sound:\n  It is not valid\n')
})

it('is JSON for programs', async () => {
  const { exitCode, stdout } = await fuelcell(['runtimes', 'verify', 'python', '--json', '--cache-dir', cacheDir])
  expect(exitCode).toBe(0)
  expect(JSON.parse(stdout)).toMatchObject({
    cacheDir,
    findings: Array.from({ length: 2 }, () => ({ what: 'asset', name: 'python', state: 'sound' })),
  })
})
