import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { mkdir, readdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { beforeEach, describe, expect, onTestFinished, test, vi } from 'vitest'
import { machineName } from '../../../src/core/machine-name.js'
import { temporaryPrefix } from '../../../src/core/temporary-folder.js'
import { lockPath } from '../../../src/runtimes/cache/cache.js'
import { withLock } from '../../../src/runtimes/cache/lock.js'
import { awaitBuilders, removeEntries, removeLeftovers } from '../../../src/runtimes/cache/remove.js'
import { cacheEntry } from '../../support/cache-entry.js'
import { temporaryFolder } from '../../support/fake-runtime.js'

const key = (digit: string) => digit.repeat(64)
/** A process that has ended. */
const deadPid = () => spawnSync(process.execPath, ['-e', '0']).pid

let cacheDir: string
let temporary: string
beforeEach(async () => {
  cacheDir = await temporaryFolder()
  temporary = await temporaryFolder()
  vi.stubEnv('TMPDIR', temporary)
  onTestFinished(() => void vi.unstubAllEnvs())
})

describe('those that are built', () => {
  test('are waited for, by name, and whoever waits is told', async () => {
    const order: string[] = []
    let waiting: Promise<void> | undefined
    const build = () =>
      new Promise<void>((done) => {
        waiting = awaitBuilders(cacheDir, new Set(['python']), () => {
          order.push('waits')
          done()
        }).then(() => void order.push('waited'))
      }).then(() => void order.push('built'))
    await withLock(lockPath(cacheDir, key('1')), build, { makes: 'python' })
    await waiting
    expect(order).toEqual(['waits', 'built', 'waited'])
  })

  test('of other names are not', async () => {
    const onWait = vi.fn()
    const look = () => awaitBuilders(cacheDir, new Set(['python']), onWait)
    await withLock(lockPath(cacheDir, key('1')), look, { makes: 'ruby' })
    expect(onWait).not.toHaveBeenCalled()
  })
})

test('entries that are wanted go, and are told', async () => {
  cacheEntry(cacheDir, key('1'), { name: 'python' })
  cacheEntry(cacheDir, key('2'), { name: 'ruby' })
  expect((await removeEntries(cacheDir, ({ name }) => name === 'ruby')).map((entry) => entry.key)).toEqual([key('2')])
  expect(await readdir(cacheDir)).toEqual([key('1')])
})

describe('leftovers', () => {
  test('are what is damaged, of another version, set aside, or half made', async () => {
    cacheEntry(cacheDir, key('1'), {})
    cacheEntry(cacheDir, key('2'), { bytes: 9 })
    cacheEntry(cacheDir, key('3'), {})
    await writeFile(join(cacheDir, key('3'), 'entry.json'), '{"format": 99}')
    const [corrupt, staging] = [`${key('4')}.corrupt-1700000000000-0a1b2c3d`, `${key('5')}.staging-0a1b-2c3d`]
    for (const name of [corrupt, staging]) {
      await mkdir(join(cacheDir, name))
      await writeFile(join(cacheDir, name, 'module.cwasm'), '12345')
    }
    const owner = { pid: deadPid(), host: machineName(), token: 'x' }
    for (const name of [`${key('5')}.lock`, `${key('6')}.lock.0a1b-2c3d`]) {
      await writeFile(join(cacheDir, name), JSON.stringify(owner))
    }
    await writeFile(join(cacheDir, 'notes.txt'), 'mine')
    expect(await removeLeftovers(cacheDir)).toMatchObject({ count: 6 })
    expect((await readdir(cacheDir)).sort()).toEqual([key('1'), 'notes.txt'])
  })

  test('are not what somebody works on', async () => {
    const staging = join(cacheDir, `${key('1')}.staging-0a1b-2c3d`)
    await withLock(lockPath(cacheDir, key('1')), async () => {
      await mkdir(staging)
      expect(await removeLeftovers(cacheDir)).toEqual({ count: 0, bytes: 0 })
    })
    expect(existsSync(staging)).toBe(true)
  })

  test('are temporary folders of processes that have ended, and of no others', async () => {
    const dead = deadPid()
    const gone = join(temporary, `${temporaryPrefix()}-${dead}-AbC123`)
    const kept = [
      `${temporaryPrefix()}-${process.pid}-AbC123`,
      `fuelcell-elsewhere-${dead}-AbC123`,
      `${temporaryPrefix()}-${dead}`,
      `fuelcell-${dead}-AbC123`,
    ]
    for (const name of kept) await mkdir(join(temporary, name))
    await writeFile(join(temporary, `${temporaryPrefix()}-${dead}-file`), '')
    await mkdir(gone)
    await writeFile(join(gone, 'program.cwasm'), '12345')
    expect(await removeLeftovers(cacheDir)).toEqual({ count: 1, bytes: 5 })
    expect((await readdir(temporary)).sort()).toEqual([...kept, `${temporaryPrefix()}-${dead}-file`].sort())
  })

  test('of a cache that is not there are none', async () => {
    expect(await removeLeftovers(join(cacheDir, 'nowhere'))).toEqual({ count: 0, bytes: 0 })
  })
})
