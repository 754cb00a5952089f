import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { beforeEach, expect, it, vi } from 'vitest'
import { lockPath } from '../../../src/runtimes/cache/cache.js'
import { withLock } from '../../../src/runtimes/cache/lock.js'
import { resolveRuntime } from '../../../src/runtimes/manifest/resolve.js'
import { toolsOf } from '../../../src/runtimes/manifest/stages.js'
import { cacheEntry } from '../../support/cache-entry.js'
import { fuelcell, Screen } from '../../support/command-line.js'
import { temporaryFolder } from '../../support/fake-runtime.js'

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

it('says who loses what is shared, unless all of them were named', async () => {
  const tool = toolsOf(await resolveRuntime('c'))[0]?.name ?? ''
  const shared = () => cacheEntry(cacheDir, '1'.repeat(64), { manifestSha256: 'm'.repeat(64), name: tool })
  shared()
  expect(await remove('c')).toMatchObject({
    stdout: 'c: 1 file removed, 4 B freed; cpp used them too, and will be compiled again\n',
  })
  shared()
  expect(await remove('c', 'cpp')).toMatchObject({
    stdout: 'c: 1 file removed, 4 B freed\ncpp has nothing in the cache\n',
  })
})

it('waits for those that make it ready, and says so', async () => {
  cacheEntry(cacheDir, '1'.repeat(64), { manifestSha256: 'm'.repeat(64) })
  const stderr = new Screen()
  let removal: ReturnType<typeof fuelcell> | undefined
  const told = () =>
    new Promise<void>((resolve) => {
      vi.spyOn(stderr, '_write').mockImplementationOnce((chunk, encoding, done) => {
        resolve()
        stderr._write(chunk, encoding, done)
      })
      removal = fuelcell(['runtimes', 'remove', 'python', '--cache-dir', cacheDir], { stderr })
    })
  await withLock(
    lockPath(cacheDir, '2'.repeat(64)),
    async () => {
      await told()
      expect(has('1')).toBe(true)
    },
    { makes: 'python' },
  )
  expect(await removal).toMatchObject({
    exitCode: 0,
    stdout: 'python: 1 file removed, 4 B freed\n',
    stderr: 'fuelcell: python is being made ready; it is removed when that is done (Ctrl-C leaves it)\n',
  })
})

it('takes out with --all what belongs to no runtime any more, what is damaged, and nothing of your own', async () => {
  cacheEntry(cacheDir, '1'.repeat(64), { manifestSha256: 'm'.repeat(64), name: 'gone' })
  cacheEntry(cacheDir, '2'.repeat(64), { bytes: 9 })
  cacheEntry(cacheDir, '3'.repeat(64), { name: 'module' })
  const { exitCode, stdout } = await remove('--all')
  expect([exitCode, stdout.split('\n').at(-2)]).toEqual([0, expect.stringMatching(/^2 leftovers removed, /)])
  expect(['1', '2', '3'].map(has)).toEqual([false, false, true])
})

it('needs names or --all', async () => {
  expect(await remove()).toMatchObject({ exitCode: 126, stderr: expect.stringContaining('or --all') })
})
