/** Answers on disk: whatever goes wrong is a miss. */
import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { DiskStore } from '../../src/server/cache/disk-store.js'
import { ResultCache } from '../../src/server/cache/result-cache.js'
import { temporaryFolder } from '../support/fake-runtime.js'

const answer = (text: string) => Buffer.from(text)
const read = async (store: DiskStore, key: string) => {
  const found = await store.get(key)
  return found === undefined ? undefined : Buffer.from(found).toString()
}

describe('a store on disk', () => {
  it('keeps answers for the next server', async () => {
    const folder = await temporaryFolder()
    const first = await DiskStore.open(folder, 10_000)
    first.set('a-1', answer('one'))
    await first.settled()
    expect(await read(await DiskStore.open(folder, 10_000), 'a-1')).toBe('one')
  })

  it.each([
    ['cut', (content: Buffer) => content.subarray(0, 33)],
    ['altered', (content: Buffer) => Buffer.concat([content.subarray(0, -1), Buffer.from('x')])],
    ['empty', () => Buffer.alloc(0)],
  ])('misses what is %s', async (_, damage) => {
    const folder = await temporaryFolder()
    const store = await DiskStore.open(folder, 10_000)
    store.set('a', answer('one'))
    await store.settled()
    await writeFile(join(folder, 'a'), damage(await readFile(join(folder, 'a'))))
    expect([await read(store, 'a'), await read(store, 'a')]).toEqual([undefined, undefined])
    store.set('a', answer('again'))
    await store.settled()
    expect(await read(store, 'a')).toBe('again')
  })

  it('misses what another process has taken away', async () => {
    const folder = await temporaryFolder()
    const store = await DiskStore.open(folder, 10_000)
    store.set('a', answer('one'))
    await store.settled()
    await rm(join(folder, 'a'))
    expect(await read(store, 'a')).toBe(undefined)
  })

  it('goes on where nothing can be written', async () => {
    const folder = await temporaryFolder()
    const store = await DiskStore.open(folder, 10_000)
    await rm(folder, { recursive: true })
    // A file where the folder was: every write fails, as on a full disk.
    await writeFile(folder, '')
    store.set('a', answer('one'))
    await store.settled()
    expect(await read(store, 'a')).toBe(undefined)
    await rm(folder)
  })

  it('holds as much as it may, the oldest makes way, also what was there before', async () => {
    const folder = await temporaryFolder()
    const store = await DiskStore.open(folder, 200)
    for (const key of ['a', 'b', 'c']) {
      store.set(key, Buffer.alloc(50))
      await store.settled()
    }
    expect((await readdir(folder)).sort()).toEqual(['b', 'c'])
    store.set('large', Buffer.alloc(1000))
    await store.settled()
    expect((await readdir(folder)).sort()).toEqual(['b', 'c'])
    await DiskStore.open(folder, 100)
    expect((await readdir(folder)).length).toBe(1)
  })

  it('tidies what a process left that was killed as it wrote, and leaves other files alone', async () => {
    const folder = await temporaryFolder()
    await writeFile(join(folder, '.a.1.ff'), 'half')
    await writeFile(join(folder, 'README.md'), 'mine')
    await mkdir(join(folder, 'folder'))
    await DiskStore.open(folder, 100)
    expect((await readdir(folder)).sort()).toEqual(['README.md', 'folder'])
  })
})

it('a cache keeps nothing that would fill it', async () => {
  const cache = new ResultCache({ bytes: 8000 })
  cache.set('a', Buffer.alloc(1001))
  cache.set('b', Buffer.alloc(1000))
  expect([await cache.get('a'), (await cache.get('b'))?.byteLength]).toEqual([undefined, 1000])
})
