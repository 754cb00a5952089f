import { chmod, mkdir, readdir, stat, symlink, utimes, writeFile } from 'node:fs/promises'
import { homedir, userInfo } from 'node:os'
import { join } from 'node:path'
import { describe, expect, onTestFinished, test, vi } from 'vitest'
import {
  cacheDirectory,
  dropUnused,
  entryFolder,
  listEntries,
  makeStaging,
  modulePath,
  prepareCache,
  readEntry,
  setAside,
  writeEntry,
} from '../../../src/runtimes/cache/cache.js'
import type { Entry } from '../../../src/runtimes/cache/entry.js'
import { temporaryFolder } from '../../support/fake-runtime.js'

const entry: Entry = {
  format: 3,
  kind: 'module',
  id: 'a',
  name: 'fake',
  version: '1.0',
  licence: 'MIT',
  start: 'cold',
  wasmSha256: '0'.repeat(64),
  engine: 'engine-1',
  digest: 'd',
  bytes: 4,
  reactor: null,
  startupFuel: 42,
  startupCompileFuel: 0,
  startupSetupFuel: 0,
  startupCodeFuel: 0,
  startupCodeCompileFuel: 0,
  fuelEpoch: 'e',
  manifestSha256: 'm',
}

const key = (digit: string) => digit.repeat(64)

async function addEntry(cacheDir: string, name: string, change: Partial<Entry> = {}): Promise<string> {
  const folder = entryFolder(cacheDir, name)
  await mkdir(folder)
  await writeFile(modulePath(folder), 'code')
  await writeEntry(folder, { ...entry, ...change })
  return folder
}

describe('the cache directory', () => {
  test.each([
    ['/option', { FUELCELL_CACHE_DIR: '/variable', XDG_CACHE_HOME: '/xdg' }, '/option'],
    [undefined, { FUELCELL_CACHE_DIR: '/variable', XDG_CACHE_HOME: '/xdg' }, '/variable'],
    [undefined, { FUELCELL_CACHE_DIR: '', XDG_CACHE_HOME: '/xdg' }, '/xdg/fuelcell'],
    [undefined, { XDG_CACHE_HOME: 'relative' }, join(homedir(), '.cache', 'fuelcell')],
    ['', {}, join(homedir(), '.cache', 'fuelcell')],
    ['here', {}, join(process.cwd(), 'here')],
  ])('%j with %j is %s', (option, env, path) => {
    expect(cacheDirectory(option, env)).toBe(path)
  })

  test.each(['', 'here'])('is never below the working directory, with HOME=%j', (home) => {
    vi.stubEnv('HOME', home)
    onTestFinished(() => void vi.unstubAllEnvs())
    expect(cacheDirectory(undefined, {})).toBe(join(userInfo().homedir, '.cache', 'fuelcell'))
  })

  test('is made for its owner only', async () => {
    const cacheDir = join(await temporaryFolder(), 'a', 'b')
    await prepareCache(cacheDir)
    expect((await stat(cacheDir)).mode & 0o777).toBe(0o700)
  })

  test('is made with the folders above it', async () => {
    const cacheDir = join(await temporaryFolder(), 'a', 'b')
    await Promise.all([prepareCache(cacheDir), prepareCache(cacheDir)])
    expect((await stat(cacheDir)).isDirectory()).toBe(true)
  })

  test('that is a file is refused', async () => {
    const path = join(await temporaryFolder(), 'file')
    await writeFile(path, '')
    await expect(prepareCache(path)).rejects.toMatchObject({ code: 'EEXIST' })
    await expect(prepareCache(join(path, 'below'))).rejects.toMatchObject({ code: 'ENOTDIR' })
  })

  test.runIf(process.platform === 'linux')('that nobody can make is refused, and not tried for ever', async () => {
    await expect(prepareCache('/proc/fuelcell/cache')).rejects.toMatchObject({ code: 'ENOENT' })
  })

  test('that others can write is refused', async () => {
    const cacheDir = await temporaryFolder()
    await chmod(cacheDir, 0o770)
    await expect(prepareCache(cacheDir)).rejects.toMatchObject({
      code: 'cache-unwritable',
      message: expect.stringContaining('run `chmod go-w` on it'),
    })
  })
})

describe('an entry', () => {
  test('is read as it was written', async () => {
    const folder = await addEntry(await temporaryFolder(), key('1'))
    expect(await readEntry(folder)).toEqual(entry)
  })

  test('that is not there is no entry', async () => {
    expect(await readEntry(join(await temporaryFolder(), key('1')))).toBeUndefined()
  })

  test.each([
    ['no JSON', '{'],
    ['no number for its format', JSON.stringify({ ...entry, format: '3' })],
    ['a field of the wrong type', JSON.stringify({ ...entry, startupFuel: '42' })],
    ['a missing field', JSON.stringify({ ...entry, digest: undefined })],
    ['a negative size', JSON.stringify({ ...entry, bytes: -4 })],
    ['another size than its module', JSON.stringify({ ...entry, bytes: 5 })],
    ['no object', 'null'],
  ])('with %s is corrupt', async (_what, text) => {
    const folder = await addEntry(await temporaryFolder(), key('1'))
    await writeFile(join(folder, 'entry.json'), text)
    expect(await readEntry(folder)).toBe('corrupt')
  })

  test.each([1, 99])('of format %i is of another version, whatever else it says', async (format) => {
    const folder = await addEntry(await temporaryFolder(), key('1'))
    await writeFile(join(folder, 'entry.json'), JSON.stringify({ format }))
    expect(await readEntry(folder)).toBe('foreign')
  })

  test('that is an empty folder is corrupt', async () => {
    const cacheDir = await temporaryFolder()
    await mkdir(entryFolder(cacheDir, key('1')))
    expect(await readEntry(entryFolder(cacheDir, key('1')))).toBe('corrupt')
  })

  test('whose module is a symbolic link is corrupt', async () => {
    const folder = entryFolder(await temporaryFolder(), key('1'))
    await mkdir(folder)
    await writeFile(join(folder, 'else'), 'code')
    await symlink('else', modulePath(folder))
    await writeEntry(folder, entry)
    expect(await readEntry(folder)).toBe('corrupt')
  })
})

test('of the entries set aside the newest two are kept', async () => {
  const cacheDir = await temporaryFolder()
  for (const digit of ['1', '2', '3']) {
    await addEntry(cacheDir, key(digit))
    await setAside(cacheDir, key(digit))
  }
  const left = await readdir(cacheDir)
  expect(left).toHaveLength(2)
  expect(left.every((name) => name.includes('.corrupt-'))).toBe(true)
})

test('setting aside what is not there does nothing', async () => {
  const cacheDir = await temporaryFolder()
  await setAside(cacheDir, key('1'))
  expect(await readdir(cacheDir)).toEqual([])
})

test('what a builder that died left goes when the next one begins', async () => {
  const cacheDir = await temporaryFolder()
  await makeStaging(cacheDir, key('1'))
  const other = await makeStaging(cacheDir, key('2'))
  const staging = await makeStaging(cacheDir, key('1'))
  expect((await readdir(cacheDir)).map((name) => join(cacheDir, name)).sort()).toEqual([staging, other].sort())
})

describe('the list', () => {
  test('of a cache that does not exist is empty', async () => {
    expect(await listEntries('/nowhere')).toEqual([])
  })

  test('has the sound entries in order', async () => {
    const cacheDir = await temporaryFolder()
    await addEntry(cacheDir, key('1'), { name: 'ruby' })
    await addEntry(cacheDir, key('2'), { start: 'warm', reactor: {} })
    await addEntry(cacheDir, key('3'))
    await writeFile(join(await addEntry(cacheDir, key('4')), 'entry.json'), '')
    await addEntry(cacheDir, 'something-else')
    expect((await listEntries(cacheDir)).map((found) => found.key)).toEqual([key('3'), key('2'), key('1')])
  })
})

test('entries that nobody used for 30 days go, except the one that is kept', async () => {
  const cacheDir = await temporaryFolder()
  const nowMs = Date.now()
  const daysAgo = async (digit: string, days: number) => {
    const at = new Date(nowMs - days * 24 * 3600 * 1000)
    await utimes(join(await addEntry(cacheDir, key(digit)), 'entry.json'), at, at)
  }
  await daysAgo('1', 31)
  await daysAgo('2', 29)
  await daysAgo('3', 31)
  await dropUnused(cacheDir, key('3'), nowMs)
  expect((await listEntries(cacheDir)).map((found) => found.key)).toEqual([key('2'), key('3')])
})

test('of modules of callers’ own the newest 64 stay, and they drive no runtime out', async () => {
  const cacheDir = await temporaryFolder()
  const runtime = await addEntry(cacheDir, key('f'))
  await utimes(join(runtime, 'entry.json'), 1, 1)
  const keys = Array.from({ length: 70 }, (_, index) => index.toString(16).padStart(64, '0'))
  for (const [index, name] of keys.entries()) {
    const folder = await addEntry(cacheDir, name, { name: 'module', manifestSha256: '' })
    await utimes(join(folder, 'entry.json'), 1000 + index, 1000 + index)
  }
  await dropUnused(cacheDir, keys[0] ?? '', 1_100_000)
  const left = (await listEntries(cacheDir)).map((found) => found.key)
  expect(left.sort()).toEqual([keys[0], ...keys.slice(7), key('f')])
})
