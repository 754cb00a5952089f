import { createHash } from 'node:crypto'
import { chmod, mkdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { zipSync } from 'fflate'
import { beforeEach, describe, expect, it, test } from 'vitest'
import { archivePath, entryFolder } from '../../../src/runtimes/cache/cache.js'
import { wheelKeyOf } from '../../../src/runtimes/cache/identity.js'
import type { Wheel } from '../../../src/runtimes/manifest/manifest.js'
import { fetchWheel } from '../../../src/runtimes/provision/fetch-wheel.js'
import { provision } from '../../../src/runtimes/provision/provision.js'
import { fakeRuntime, fakeTools, temporaryFolder } from '../../support/fake-runtime.js'

const sha256 = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex')
const text = (words: string) => new TextEncoder().encode(words)

const inner = zipSync({ 'fonts/a.ttf': text('a font'), 'style.txt': text('a style') })
const library = zipSync({ 'os.pyc': text('a module'), 'plots/data.zip': inner })
const wasm = text('\0asm and more')
const packed = zipSync({ 'sci/python.wasm': wasm, 'sci/lib.zip': library })
const wheel: Wheel = {
  registry: 'pypi',
  package: 'sci',
  version: '1.0',
  python: '3.15',
  file: 'sci-1.0-py3-none-any.whl',
  sha256: sha256(packed),
  bytes: packed.byteLength,
}
const lib = { registry: 'pypi', path: 'sci/lib.zip', sha256: sha256(library), bytes: library.byteLength }

const runtime = (change: Record<string, unknown> = {}) =>
  fakeRuntime({
    wheel,
    wasm: { registry: 'pypi', path: 'sci/python.wasm', sha256: sha256(wasm), bytes: wasm.byteLength },
    mounts: [
      { guest: '/lib', from: { ...lib, as: 'python.zip' } },
      { guest: '/data', from: { ...lib, zip: 'plots/data.zip' } },
    ],
    starts: {
      cold: { functions: ['begin', 'run'] },
      warm: { boot: 'warm', call: { init: 'begin', turn: 'turn', alloc: 'room' }, image: 'mapped' },
    },
    ...change,
  })

let folder: string
let file: string

beforeEach(async () => {
  folder = await temporaryFolder()
  file = join(folder, 'by-hand.whl')
  await writeFile(file, packed)
})

/** A folder for PATH with programs of these names and scripts; `$DEST` is where a download goes. */
async function path(scripts: Record<string, string>): Promise<string> {
  const bin = join(folder, 'bin')
  await mkdir(bin)
  for (const [name, script] of Object.entries(scripts)) {
    const dest = 'while [ "$1" != --dest ]; do shift; done; DEST="$2"'
    await writeFile(
      join(bin, name),
      `#!/bin/sh\nPATH=/usr/bin:/bin\necho "$0 $@" >> ${folder}/asked\n${dest}\n${script}\n`,
    )
    await chmod(join(bin, name), 0o700)
  }
  return bin
}

const download = () => `cp ${file} "$DEST/${wheel.file}"`

describe('fetching a wheel', () => {
  const fetch = async (scripts: Record<string, string>, limitMs = 20_000) => {
    const dest = join(folder, 'dest')
    await mkdir(dest)
    return fetchWheel('fake', wheel, dest, { limitMs, env: { PATH: await path(scripts) } })
  }
  const asked = async () => (await readFile(join(folder, 'asked'), 'utf8')).replaceAll(`${folder}/`, '')

  it('is what pip downloads, which builds and runs nothing', async () => {
    const found = await fetch({ pip: download(), uv: 'exit 1' })
    expect(new Uint8Array(await readFile(found))).toEqual(packed)
    expect(await asked()).toBe(
      'bin/pip download --no-deps --only-binary :all: --python-version 3.15 --dest dest ' +
        '--no-input --disable-pip-version-check --progress-bar off --quiet sci==1.0\n',
    )
  })

  it.each([
    ['pip3', /^bin\/pip3 download /],
    ['uv', /^bin\/uv tool run --quiet pip download /],
  ])('uses %s where there is no pip', async (name, expected) => {
    await fetch({ [name]: download() })
    expect(await asked()).toMatch(expected)
  })

  it('is not disturbed by what pip prints', async () => {
    await expect(fetch({ pip: `${download()}; echo noise; echo noise >&2` })).resolves.toContain(wheel.file)
  })

  test.each([
    ['no tool', {}, 'asset-missing', 'there is neither pip nor uv to download it with'],
    ['a failure', { pip: 'echo "no such index" >&2; exit 2' }, 'asset-missing', 'no such index'],
    ['a silent failure', { pip: 'exit 3' }, 'asset-missing', 'Command failed with exit code 3'],
    ['a full disk', { pip: 'echo "OSError: [Errno 28] No space left on device"; exit 2' }, 'disk-full', 'Errno 28'],
    ['nothing', { pip: 'exit 0' }, 'asset-missing', `ended well and left no "${wheel.file}"`],
    ['no end', { pip: 'exec sleep 60' }, 'asset-missing', 'within 0.3 s, and was stopped'],
  ])('says what to do after %s', async (what, scripts, code, message) => {
    await expect(fetch(scripts as Record<string, string>, what === 'no end' ? 300 : 20_000)).rejects.toMatchObject({
      code,
      message: expect.stringMatching(
        new RegExp(`${message.replace(/[[\]]/g, '\\$&')}[^]*runtimes install fake --from FILE`),
      ),
    })
  })
})

describe('a runtime out of a wheel', () => {
  const tools = (change: object = {}) => fakeTools(join(folder, 'cache'), { wheelFile: file, ...change })

  it('has its wasm and its mounts from there, and one compilation for both starts', async () => {
    const used = tools()
    const manifest = await runtime()
    const compiled: string[] = []
    const compile: typeof used.compile = async (from, digest, out) => {
      compiled.push(await readFile(from, 'utf8'), digest)
      return used.compile(from, digest, out)
    }
    const warm = await provision(manifest, 'warm', { ...used, compile })
    const cold = await provision(manifest, 'cold', { ...used, compile })
    expect(compiled).toEqual(['\0asm and more', sha256(wasm)])
    expect(used.record.archives).toEqual([['python.zip'], ['fonts/a.ttf', 'style.txt']])
    expect(used.record.images).toEqual([['fake-cold', 'main.fk']])
    expect(used.record.snapshots).toEqual([])
    expect(warm.source).toMatchObject({
      name: 'fake-warm',
      compiled: cold.source.compiled,
      needs: { exceptions: false, tableElements: null, stubs: [], starts: ['begin', 'run'] },
    })
    expect([cold.source.image, await readFile(warm.source.image?.path ?? '', 'utf8')]).toEqual([null, 'memory'])
    expect(warm.fuelEpoch).not.toBe(cold.fuelEpoch)
  })

  it('is fetched once for all that is made of it, also by two at once', async () => {
    const manifest = await runtime()
    const used = tools()
    await Promise.all([provision(manifest, 'warm', used), provision(manifest, 'cold', used)])
    expect(used.record.steps.filter((step) => step === 'fetch')).toEqual(['fetch'])
  })

  it('is fetched again when the kept wheel is damaged', async () => {
    const manifest = await runtime()
    await provision(manifest, 'cold', tools())
    const kept = archivePath(entryFolder(join(folder, 'cache'), wheelKeyOf(wheel.sha256)))
    await writeFile(kept, packed.slice(1))
    const used = tools({ engine: 'engine-2' })
    await provision(manifest, 'cold', used)
    expect(used.record.steps.filter((step) => step === 'fetch')).toEqual(['fetch'])
    expect(new Uint8Array(await readFile(kept))).toEqual(packed)
  })

  test.each([
    ['another file', () => text('another'), 'asset-digest-mismatch', 'is not the "sci-1.0-py3-none-any.whl"'],
    ['a cut file', () => packed.slice(0, -1), 'asset-digest-mismatch', `${packed.byteLength - 1}`],
  ])('refuses %s', async (_, bytes, code, message) => {
    await writeFile(file, bytes())
    await expect(provision(await runtime(), 'cold', tools())).rejects.toMatchObject({
      code,
      message: expect.stringContaining(message),
    })
  })

  it('says that a file by hand cannot be read', async () => {
    const wheelFile = join(folder, 'nothing.whl')
    await expect(provision(await runtime(), 'cold', tools({ wheelFile }))).rejects.toMatchObject({
      code: 'asset-missing',
      message: expect.stringContaining('name another file, or leave --from out'),
    })
  })

  test.each([
    ['a member of another digest', { from: { ...lib, as: 'a', sha256: 'ab'.repeat(32) } }, 'asset-digest-mismatch'],
    ['a member that is not there', { from: { ...lib, as: 'a', path: 'sci/none' } }, 'invalid-manifest'],
    ['a zip that is not in the member', { from: { ...lib, zip: 'none.zip' } }, 'invalid-manifest'],
    ['a member that is no zip', { from: { ...lib, zip: 'os.pyc' } }, 'asset-missing'],
  ])('refuses a mount of %s', async (_, mount, code) => {
    const manifest = await runtime({ mounts: [{ guest: '/lib', ...mount }] })
    await expect(provision(manifest, 'cold', tools())).rejects.toMatchObject({ code })
  })

  it('makes the image again, and only that, when its boot is another', async () => {
    const used = tools()
    const manifest = await runtime()
    await provision(manifest, 'warm', used)
    await writeFile(join(manifest.folder, 'warm', 'main.fk'), 'another boot')
    await provision(manifest, 'warm', used)
    expect([used.record.compiled.length, used.record.images.length]).toEqual([1, 2])
  })
})
