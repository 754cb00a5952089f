import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { beforeEach, expect, it } from 'vitest'
import { temporaryFolder } from '../../runtimes/fake-runtime.js'
import { cacheEntry } from '../cache-entry.js'
import { fuelcell } from '../command-line.js'

let cacheDir: string
beforeEach(async () => {
  cacheDir = await temporaryFolder()
})

const remove = (...tokens: string[]) => fuelcell(['runtimes', 'remove', ...tokens, '--cache-dir', cacheDir])
const has = (digit: string) => existsSync(join(cacheDir, digit.repeat(64)))

it('takes out every entry of a runtime and nothing else', async () => {
  const manifestSha256 = 'm'.repeat(64)
  cacheEntry(cacheDir, '1'.repeat(64), { manifestSha256 })
  cacheEntry(cacheDir, '2'.repeat(64), { manifestSha256, engine: 'older', start: 'warm', reactor: {} })
  cacheEntry(cacheDir, '3'.repeat(64), { manifestSha256, name: 'other' })
  cacheEntry(cacheDir, '4'.repeat(64), { name: 'python' })
  expect(await remove('py')).toMatchObject({ exitCode: 0, stdout: 'python: 2 files removed, 8 B freed\n' })
  expect(['1', '2', '3', '4'].map(has)).toEqual([false, false, true, true])
  expect(await remove('python')).toMatchObject({ exitCode: 0, stdout: 'python has nothing in the cache\n' })
})

it('needs names or --all', async () => {
  expect(await remove()).toMatchObject({ exitCode: 126, stderr: expect.stringContaining('or --all') })
})
