/** A runtime is data: a folder with a manifest adds one, with its mount, its aliases and its limits. */
import { createHash } from 'node:crypto'
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { create } from 'tar'
import { beforeEach, expect, it } from 'vitest'
import initWabt from 'wabt'
import { createRunnerWith, type Runner } from '../../src/runner/runner.js'
import { discard } from '../../src/runtimes/cache/provisioned.js'
import { resolveRuntime } from '../../src/runtimes/manifest/resolve.js'
import { provision } from '../../src/runtimes/provision/provision.js'
import { provisionModule } from '../../src/runtimes/provision/provision-module.js'
import { temporaryFolder } from '../support/fake-runtime.js'

/** A folder of runtimes and a cache, anew for each test. */
let folder: string

beforeEach(async () => {
  folder = await temporaryFolder()
})

const sha256 = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex')

async function assembled(): Promise<Uint8Array> {
  const wabt = await initWabt()
  const module = wabt.parseWat('mounted.wat', await readFile('fixtures/guests/mounted.wat', 'utf8'))
  return module.toBinary({}).buffer
}

/** Writes the runtime `added`, whose guest prints its mount's `greeting` and reports what its code says. */
async function addRuntime(files: Record<string, string>, change: Record<string, unknown> = {}): Promise<void> {
  const wasm = await assembled()
  const manifest = {
    name: 'added',
    aliases: ['ad-ded'],
    extensions: ['.add'],
    version: '1',
    title: 'Added',
    licence: 'MIT',
    source: 'here',
    wasm: { path: 'guest.wasm', sha256: sha256(wasm), bytes: wasm.byteLength },
    args: ['added', '{args}', '{entry}'],
    entry: 'main.txt',
    env: {},
    starts: { cold: {} },
    defaultStart: 'cold',
    mounts: [{ guest: '/mounted', folder: 'prelude', report: true }],
    ...change,
  }
  const added = join(folder, 'runtimes', 'added')
  for (const [path, text] of Object.entries(files)) {
    await mkdir(dirname(join(added, path)), { recursive: true })
    await writeFile(join(added, path), text)
  }
  await writeFile(join(added, 'guest.wasm'), wasm)
  await writeFile(join(added, 'manifest.json'), JSON.stringify(manifest))
}

async function withRunner<T>(use: (runner: Runner) => Promise<T>): Promise<T> {
  const provisioner = {
    resolveRuntime: (name: string) => resolveRuntime(name, { folder: join(folder, 'runtimes') }),
    provision,
    provisionModule,
    discard,
  }
  const runner = await createRunnerWith({ workers: 1, cacheDir: join(folder, 'cache') }, { provisioner })
  try {
    return await use(runner)
  } finally {
    await runner.close()
  }
}

const run = (code: string, runtime = 'added') => withRunner((runner) => runner.run({ runtime, code, clockStartMs: 0 }))

it('runs by its name and by its alias, and finds its mount', async () => {
  await addRuntime({ 'prelude/greeting': 'hello' })
  const [byName, byAlias] = [await run(''), await run('', 'ad-ded')]
  expect([byName.status, byName.exitCode, byName.stdout, byName.runtime]).toEqual(['exit', 0, 'hello', 'added'])
  expect([byAlias.runtime, byAlias.usage.fuel, byAlias.fuelEpoch]).toEqual([
    'added',
    byName.usage.fuel,
    byName.fuelEpoch,
  ])
  expect([byName.files, byName.usage.diskEntries]).toEqual([{}, 1])
})

it('tells what its guest reports, and only then', async () => {
  await addRuntime({ 'prelude/greeting': '' })
  const failed = await run('{"type":"NameError","message":"no x","line":7}')
  expect(failed).toMatchObject({ status: 'exit', exitCode: 3 })
  expect(failed.status === 'exit' && failed.error).toEqual({
    type: 'NameError',
    message: 'no x',
    line: 7,
    traceback: '',
  })
  const rubbish = await run('{"type":"NameError"')
  expect([rubbish.status === 'exit' && rubbish.error, rubbish.exitCode]).toEqual([undefined, 3])
})

it('sees what its folder holds now, and is another fuel epoch then', async () => {
  await addRuntime({ 'prelude/greeting': 'one' })
  const before = await run('')
  await addRuntime({ 'prelude/greeting': 'other' })
  const after = await run('')
  expect([before.stdout, after.stdout]).toEqual(['one', 'other'])
  expect(after.fuelEpoch).not.toBe(before.fuelEpoch)
})

it('mounts a folder of an archive', async () => {
  await addRuntime({ 'root/sys/greeting': 'packed', 'root/other': 'left out' })
  const added = join(folder, 'runtimes', 'added')
  await create({ file: join(added, 'sys.tar.gz'), cwd: join(added, 'root'), gzip: true }, ['.'])
  const archive = await readFile(join(added, 'sys.tar.gz'))
  const from = { path: 'sys.tar.gz', sha256: sha256(archive), bytes: archive.byteLength, strip: 'sys' }
  await addRuntime({}, { mounts: [{ guest: '/mounted', from, report: true }] })
  expect((await run('')).stdout).toBe('packed')
  await addRuntime({}, { mounts: [{ guest: '/mounted', from: { ...from, strip: 'none' } }] })
  await expect(run('')).rejects.toMatchObject({
    code: 'invalid-manifest',
    message: expect.stringContaining('it has no files below "none"'),
  })
})

it('has limits of its own, below those of the request', async () => {
  await addRuntime({ 'prelude/greeting': 'hello' }, { limits: { outputBytes: 2 } })
  await expect(run('')).rejects.toMatchObject({ code: 'compile-failed' })
  await addRuntime({ 'prelude/greeting': 'hello' }, { limits: { outputBytes: 5 } })
  expect((await run('')).status).toBe('exit')
  const given = await withRunner((runner) => runner.run({ runtime: 'added', code: '', limits: { outputBytes: 4 } }))
  expect([given.status, given.stdout]).toEqual(['output-limit', 'hell'])
})

it('makes an archive that was damaged anew', async () => {
  await addRuntime({ 'prelude/greeting': 'hello' })
  const archives = await withRunner(async (runner) => {
    await runner.run({ runtime: 'added', code: '' })
    const { listEntries, entryFolder, archivePath } = await import('../../src/runtimes/cache/cache.js')
    const cacheDir = join(folder, 'cache')
    const mounts = (await listEntries(cacheDir)).filter(({ kind }) => kind === 'mount')
    return mounts.map(({ key }) => archivePath(entryFolder(cacheDir, key)))
  })
  expect(archives).toHaveLength(1)
  const [archive = ''] = archives
  const bytes = await readFile(archive)
  bytes[bytes.length - 1] = 0
  await writeFile(archive, bytes)
  expect((await run('')).stdout).toBe('hello')
})

it('is not run from an asset that is altered, or gone', async () => {
  await addRuntime({ 'prelude/greeting': 'hello' })
  const asset = join(folder, 'runtimes', 'added', 'guest.wasm')
  const bytes = await readFile(asset)
  await writeFile(asset, Buffer.concat([bytes, Buffer.from([0])]))
  await expect(run('')).rejects.toMatchObject({
    code: 'asset-digest-mismatch',
    message: expect.stringContaining('It was not used'),
  })
  await rm(asset)
  await expect(run('')).rejects.toMatchObject({
    code: 'asset-missing',
    message: 'The runtime "added" needs "guest.wasm" beside its manifest, which is not there; put it there',
  })
})

it('gives its mount’s place away to no file and no directory', async () => {
  await addRuntime({ 'prelude/greeting': 'hello' })
  await withRunner(async (runner) => {
    const files = { mounted: { greeting: 'mine' } }
    await expect(runner.runCode('added', '', { files })).rejects.toMatchObject({
      code: 'invalid-file-name',
      message: expect.stringContaining('"mounted/greeting" would be hidden by the runtime\'s own directory "/mounted"'),
    })
    const preopens = [{ host: folder, guest: '/mounted/', access: 'read' }] as const
    await expect(runner.runCode('added', '', { preopens })).rejects.toMatchObject({
      code: 'invalid-option',
      message: expect.stringContaining('is a directory of the runtime already'),
    })
  })
})

it.each(['/mounted', '/./mounted/', '/x/../mounted', '/devices'])(
  'gives its own %s away to no directory',
  async (guest) => {
    await addRuntime({ 'prelude/greeting': 'hello' }, { devices: '/devices' })
    await withRunner(async (runner) => {
      const preopens = [{ host: folder, guest, access: 'read' }] as const
      await expect(runner.runCode('added', '', { preopens })).rejects.toMatchObject({ code: 'invalid-option' })
      const files = { 'devices/null': 'mine' }
      await expect(runner.runCode('added', '', { files })).rejects.toMatchObject({ code: 'invalid-file-name' })
    })
  },
)

it('is provisioned ahead of its first run', async () => {
  await addRuntime({ 'prelude/greeting': 'hello' })
  const ready = await withRunner((runner) => runner.provision('ad-ded'))
  expect(ready).toEqual({ name: 'added', starts: ['cold'], epoch: expect.stringMatching(/^[0-9a-f]{12}$/) })
  await rm(join(folder, 'runtimes', 'added', 'guest.wasm'))
  expect((await run('')).stdout).toBe('hello')
})
