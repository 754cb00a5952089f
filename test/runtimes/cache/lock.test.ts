import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { readdir, readFile, utimes, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { expect, test } from 'vitest'
import { machineName } from '../../../src/core/machine-name.js'
import { madeUnder, withLock } from '../../../src/runtimes/cache/lock.js'
import { temporaryFolder } from '../../support/fake-runtime.js'

const lockFile = async () => join(await temporaryFolder(), 'a.lock')

/** A process that has ended. */
const deadPid = () => spawnSync(process.execPath, ['-e', '0']).pid

test('only one holds it at a time', async () => {
  const path = await lockFile()
  let holders = 0
  let most = 0
  const work = async () => {
    most = Math.max(most, ++holders)
    await readFile(path)
    holders--
  }
  await Promise.all([withLock(path, work), withLock(path, work), withLock(path, work)])
  expect([most, holders]).toEqual([1, 0])
})

test('it names its owner while it is held, and is gone afterwards, also after a failure', async () => {
  const path = await lockFile()
  const failing = withLock(path, async () => {
    const owner: unknown = JSON.parse(await readFile(path, 'utf8'))
    expect(owner).toMatchObject({ pid: process.pid, host: machineName() })
    throw new Error('work failed')
  })
  await expect(failing).rejects.toThrow('work failed')
  expect(await readdir(dirname(path))).toEqual([])
})

test('who has to wait is told so, once', async () => {
  const path = await lockFile()
  const told: string[] = []
  let second: Promise<string> | undefined
  const inner = async () => 'done'
  await withLock(
    path,
    () =>
      new Promise<void>((release) => {
        const onWait = () => {
          told.push('second')
          release()
        }
        second = withLock(path, inner, { onWait })
      }),
    { onWait: () => told.push('first') },
  )
  expect([await second, told]).toEqual(['done', ['second']])
})

test('that of a dead owner is taken over', async () => {
  const path = await lockFile()
  await writeFile(path, JSON.stringify({ pid: deadPid(), host: machineName(), token: 'x' }))
  expect(await withLock(path, async () => 'done')).toBe('done')
  expect(await readdir(dirname(path))).toEqual([])
})

test.each([
  ['an owner on another machine', JSON.stringify({ pid: 1, host: 'elsewhere.invalid', token: 'x' })],
  ['an owner that was never named', ''],
])('that of %s is taken over after a silence', async (_what, text) => {
  const path = await lockFile()
  await writeFile(path, text)
  const longAgo = new Date(Date.now() - 60_000)
  await utimes(path, longAgo, longAgo)
  expect(await withLock(path, async () => 'done')).toBe('done')
})

test('that of a silent owner is taken over when the clock was set back since', async () => {
  const path = await lockFile()
  await writeFile(path, '')
  const ahead = new Date(Date.now() + 3_600_000)
  await utimes(path, ahead, ahead)
  expect(await withLock(path, async () => 'done')).toBe('done')
})

test('losing it to another owner leaves that owner the lock', async () => {
  const path = await lockFile()
  await withLock(path, () => writeFile(path, JSON.stringify({ pid: process.pid, host: machineName(), token: 'other' })))
  expect(existsSync(path)).toBe(true)
})

test('a folder that does not exist is an error and not a wait', async () => {
  await expect(withLock('/nowhere/a.lock', async () => 0)).rejects.toMatchObject({ code: 'ENOENT' })
})

test('others see what is made under it, as long as its owner lives', async () => {
  const path = await lockFile()
  await withLock(path, async () => expect(await madeUnder(path)).toBe('python'), { makes: 'python' })
  expect(await madeUnder(path)).toBeUndefined()
  await writeFile(path, JSON.stringify({ pid: deadPid(), host: machineName(), token: 'x', makes: 'python' }))
  expect(await madeUnder(path)).toBeUndefined()
})
