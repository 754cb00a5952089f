import { execFile } from 'node:child_process'
import { createHash } from 'node:crypto'
import { chmod, mkdir, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { promisify } from 'node:util'
import { create } from 'tar'
import { describe, expect, test, vi } from 'vitest'
import type { CompiledModule } from '../../../src/core/compiled-module.js'
import { FuelcellError } from '../../../src/core/errors.js'
import { entryFolder, listEntries, tunedPath } from '../../../src/runtimes/cache/cache.js'
import { discard, noStartup, type ProgressEvent } from '../../../src/runtimes/cache/provisioned.js'
import { resolveRuntime } from '../../../src/runtimes/manifest/resolve.js'
import { planMounts } from '../../../src/runtimes/provision/mounts.js'
import { provision } from '../../../src/runtimes/provision/provision.js'
import { provisionModule } from '../../../src/runtimes/provision/provision-module.js'
import type { ProvisionTools } from '../../../src/runtimes/provision/tools.js'
import { fakeManifest, fakeRuntime, fakeTools, temporaryFolder, writeRuntime } from '../../support/fake-runtime.js'

/** Of what has no mount, nothing has to be looked at. */
const noDigest = () => Promise.reject(new Error('not asked for'))
/** A tool that waits, once it has begun, until it is let go. */
function holdUp<A extends unknown[], R>(tool: (...args: A) => Promise<R>) {
  const [begun, begin] = gate()
  const [released, release] = gate()
  const held = async (...args: A) => {
    begin()
    await released
    return tool(...args)
  }
  return { held, begun, release }
}

function gate(): [Promise<void>, () => void] {
  let open = () => {}
  const passed = new Promise<void>((resolve) => {
    open = resolve
  })
  return [passed, open]
}

/** Notes the steps of a provisioning, and lets another one go on when it waits for that. */
function noteSteps(onWait: () => void) {
  const steps: ProgressEvent['step'][] = []
  const onProgress = ({ step }: ProgressEvent) => {
    steps.push(step)
    if (step === 'wait') onWait()
  }
  return { steps, onProgress }
}

const systemError = (code: string) => Object.assign(new Error(`${code}: no luck`), { code })

describe('the first time', () => {
  test('a runtime is verified, compiled, measured and kept', async () => {
    const cacheDir = await temporaryFolder()
    const tools = fakeTools(cacheDir)
    const provisioned = await provision(await fakeRuntime(), 'cold', tools)
    expect(provisioned).toMatchObject({ start: 'cold', startupFuel: 42, source: { name: 'fake-cold' } })
    expect(provisioned.fuelEpoch).toMatch(/^[0-9a-f]{12}$/)
    expect(await readFile(provisioned.source.compiled, 'utf8')).toBe('cold code')
    expect(tools.record.steps).toEqual(['verify', 'compile', 'measure', 'ready'])
    expect(tools.record.warnings).toEqual([])
    expect(await readdir(cacheDir)).toEqual([provisioned.build.key])
    expect((await stat(dirname(provisioned.source.compiled))).mode & 0o777).toBe(0o700)
  })

  test('a warm start takes a snapshot with the boot files', async () => {
    const tools = fakeTools(await temporaryFolder())
    const provisioned = await provision(await fakeRuntime(), 'warm', tools)
    expect(await readFile(provisioned.source.compiled, 'utf8')).toBe('warm code')
    expect(tools.record.snapshots).toEqual([['main.fk']])
    expect(tools.record.steps).toEqual(['verify', 'snapshot', 'measure', 'ready'])
  })
})

describe('a runtime that is tuned', () => {
  const tuned = Buffer.from('tuned wasm')
  const sha256 = createHash('sha256').update(tuned).digest('hex')
  const tune = { promotedSha256: sha256, sha256, bytes: tuned.byteLength }

  test('is tuned once for both starts, and the tuned wasm is what is compiled', async () => {
    const cacheDir = await temporaryFolder()
    const runtime = await fakeRuntime({ tune })
    const given: string[][] = []
    const tools = fakeTools(cacheDir)
    const { compile } = tools
    const watched = {
      ...tools,
      compile: async (wasm: string, sha256: string, out: string) => {
        given.push([await readFile(wasm, 'utf8'), sha256])
        return compile(wasm, sha256, out)
      },
    }
    const cold = await provision(runtime, 'cold', watched)
    await provision(runtime, 'warm', watched)
    expect(given).toEqual([['tuned wasm', tune.sha256]])
    expect(tools.record.tuned).toHaveLength(1)
    expect(tools.record.steps.slice(0, 5)).toEqual(['verify', 'tune', 'tune', 'compile', 'measure'])
    const stock = await provision(await fakeRuntime(), 'cold', tools)
    expect(cold.fuelEpoch).not.toBe(stock.fuelEpoch)
    expect((await listEntries(cacheDir)).map(({ kind }) => kind).sort()).toEqual([
      'module',
      'module',
      'module',
      'tuned',
    ])
  })

  test('is not used when something else than what is pinned came out, and nothing is left', async () => {
    const cacheDir = await temporaryFolder()
    const runtime = await fakeRuntime({ tune: { ...tune, bytes: 11 } })
    await expect(provision(runtime, 'cold', fakeTools(cacheDir))).rejects.toMatchObject({
      code: 'tune-failed',
      message: expect.stringContaining(
        `the last step, the optimiser, made another module than its manifest pins: SHA-256 ${tune.sha256} (10 bytes), not ${tune.sha256} (11 bytes)`,
      ),
    })
    expect(await readdir(cacheDir)).toEqual([])
  })

  /** The tuned wasm in the cache, and a provisioning of another engine, which compiles it once more. */
  async function tunedBefore() {
    const cacheDir = await temporaryFolder()
    const runtime = await fakeRuntime({ tune })
    await provision(runtime, 'cold', fakeTools(cacheDir))
    const [entry] = (await listEntries(cacheDir)).filter(({ kind }) => kind === 'tuned')
    const again = fakeTools(cacheDir, { engine: 'engine-2' })
    return { path: tunedPath(entryFolder(cacheDir, entry?.key ?? '')), runtime, again }
  }

  test('is compiled for another engine without being tuned again', async () => {
    const { runtime, again } = await tunedBefore()
    await provision(runtime, 'cold', again)
    expect(again.record).toMatchObject({ tuned: [], compiled: [expect.any(String)], warnings: [] })
  })

  test('is tuned again, with a warning, where the tuned wasm was altered', async () => {
    const { path, runtime, again } = await tunedBefore()
    await writeFile(path, 'tuned w4sm')
    await provision(runtime, 'cold', again)
    expect([again.record.tuned.length, await readFile(path, 'utf8')]).toEqual([1, 'tuned wasm'])
    expect(again.record.warnings).toEqual([expect.stringContaining('The cached "fake" in ')])
  })

  test('is not looked at while what was compiled from it is there', async () => {
    const { path, runtime, again } = await tunedBefore()
    await rm(path)
    const tools = fakeTools(again.cacheDir)
    await provision(runtime, 'cold', tools)
    expect(tools.record).toMatchObject({ tuned: [], compiled: [], steps: ['ready'] })
  })

  test('tells that another process tunes it', async () => {
    const cacheDir = await temporaryFolder()
    const runtime = await fakeRuntime({ tune })
    const other = fakeTools(cacheDir)
    const { held, begun, release } = holdUp(other.tune)
    const first = provision(runtime, 'cold', { ...other, tune: held })
    await begun
    const waiting = noteSteps(release)
    await Promise.all([first, provision(runtime, 'warm', fakeTools(cacheDir, waiting))])
    expect(waiting.steps).toEqual(['verify', 'wait', 'snapshot', 'measure', 'ready'])
  })

  test('says what it needs where there is too little memory', async () => {
    const cacheDir = await temporaryFolder()
    vi.spyOn(process, 'availableMemory').mockReturnValue(1000)
    await expect(provision(await fakeRuntime({ tune }), 'cold', fakeTools(cacheDir))).rejects.toMatchObject({
      code: 'tune-failed',
      message: expect.stringContaining('takes 1,073,741,824 bytes of memory, but 1,000 are free'),
    })
    expect(await readdir(cacheDir)).toEqual([])
  })

  test('tells how much is done and how long it will take', async () => {
    const messages: string[] = []
    const onProgress = ({ step, message }: ProgressEvent) => step === 'tune' && messages.push(message)
    await provision(await fakeRuntime({ tune }), 'cold', fakeTools(await temporaryFolder(), { onProgress }))
    expect(messages).toEqual(['Fake 1.0: tuning, once: 0 %', 'Fake 1.0: tuning, once: 50 %, about 1 s left'])
  })

  test('boots from the folder of another runtime where it says so', async () => {
    const folder = await temporaryFolder()
    await writeRuntime(folder)
    await mkdir(join(folder, 'other', 'warm'), { recursive: true })
    await writeFile(join(folder, 'other', 'warm', 'boot.fk'), 'boot')
    await writeRuntime(folder, { starts: { cold: {}, warm: { boot: 'warm', of: 'other' } } })
    const tools = fakeTools(await temporaryFolder())
    await provision(await resolveRuntime('fake', { folder }), 'warm', tools)
    expect(tools.record.snapshots).toEqual([['boot.fk']])
  })
})

describe('the second time', () => {
  test('a mount that the host could not read is made anew', async () => {
    const cacheDir = await temporaryFolder()
    const runtime = await fakeRuntime({ starts: { cold: {} }, mounts: [{ guest: '/lib', folder: 'warm' }] })
    const refused = Object.assign(new Error('refused'), { code: 'digest-mismatch' })
    const failing = (cause: Error) =>
      fakeTools(cacheDir, { measureStartup: () => Promise.reject(new FuelcellError('worker-lost', 'lost', { cause })) })
    const kinds = async () => (await listEntries(cacheDir)).map(({ kind }) => kind)
    await expect(provision(runtime, 'cold', failing(new Error('other')))).rejects.toThrow('lost')
    expect(await kinds()).toEqual(['mount'])
    await expect(provision(runtime, 'cold', failing(refused))).rejects.toThrow('lost')
    expect(await kinds()).toEqual([])
    const tools = fakeTools(cacheDir)
    await provision(runtime, 'cold', tools)
    expect(tools.record.archives).toEqual([['main.fk']])
  })

  test('a mount that somebody removed meanwhile is made anew, and so is what needed it', async () => {
    const cacheDir = await temporaryFolder()
    const runtime = await fakeRuntime({ starts: { cold: {} }, mounts: [{ guest: '/lib', folder: 'warm' }] })
    const cause = Object.assign(new Error('not there'), { code: 'io' })
    let turns = 0
    const tools = fakeTools(cacheDir, {
      measureStartup: async ({ mounts }) => {
        turns += 1
        if (turns > 1) return { ...noStartup, startupFuel: 42 }
        await rm(dirname(mounts[0]?.archive ?? ''), { recursive: true })
        throw new FuelcellError('worker-lost', 'lost', { cause })
      },
    })
    expect(await provision(runtime, 'cold', tools)).toMatchObject({ startupFuel: 42 })
    expect([tools.record.archives.length, tools.record.compiled.length, tools.record.warnings]).toEqual([2, 2, []])
  })

  test('of a mount and a module only what is damaged is made anew', async () => {
    const cacheDir = await temporaryFolder()
    const runtime = await fakeRuntime({ starts: { cold: {} }, mounts: [{ guest: '/lib', folder: 'warm' }] })
    const again = async (damage: (of: CompiledModule) => string) => {
      const tools = fakeTools(cacheDir)
      const first = await provision(runtime, 'cold', tools)
      const path = damage(first.source)
      await writeFile(path, (await readFile(path, 'utf8')).toUpperCase())
      await discard(first, tools.digest)
      const { record } = fakeTools(cacheDir)
      await provision(runtime, 'cold', {
        ...tools,
        ...fakeTools(cacheDir),
        onProgress: ({ step }) => record.steps.push(step),
      })
      return record.steps
    }
    expect(await again(({ mounts }) => mounts[0]?.archive ?? '')).toEqual(['mount', 'ready'])
    expect(await again(({ compiled }) => compiled)).toEqual(['verify', 'compile', 'measure', 'ready'])
  })

  test('nothing is done again', async () => {
    const cacheDir = await temporaryFolder()
    const runtime = await fakeRuntime()
    const first = await provision(runtime, 'cold', fakeTools(cacheDir))
    const tools = fakeTools(cacheDir)
    const second = await provision(runtime, 'cold', tools)
    expect(second.source).toEqual(first.source)
    expect(tools.record).toMatchObject({ compiled: [], measured: [], steps: ['ready'] })
  })

  test('the asset need not be there any more', async () => {
    const cacheDir = await temporaryFolder()
    const runtime = await fakeRuntime()
    await provision(runtime, 'cold', fakeTools(cacheDir))
    const gone = { ...runtime, wasm: { ...runtime.wasm, package: 'fuelcell-no-such-package' } }
    await expect(provision(gone, 'cold', fakeTools(cacheDir))).resolves.toMatchObject({ startupFuel: 42 })
  })

  test('another engine compiles anew, another fuel model measures anew', async () => {
    const cacheDir = await temporaryFolder()
    const runtime = await fakeRuntime()
    const first = await provision(runtime, 'cold', fakeTools(cacheDir))
    const engine = fakeTools(cacheDir, { engine: 'engine-2' })
    expect((await provision(runtime, 'cold', engine)).fuelEpoch).toBe(first.fuelEpoch)
    expect(engine.record.compiled).toHaveLength(1)
    const model = fakeTools(cacheDir, {
      fuelModel: 'model-2',
      measureStartup: async () => ({ ...noStartup, startupFuel: 43 }),
    })
    const measured = await provision(runtime, 'cold', model)
    expect([measured.startupFuel, model.record.compiled.length]).toEqual([43, 0])
    expect(measured.fuelEpoch).not.toBe(first.fuelEpoch)
  })

  test('other boot files take another snapshot', async () => {
    const cacheDir = await temporaryFolder()
    const runtime = await fakeRuntime()
    const first = await provision(runtime, 'warm', fakeTools(cacheDir))
    await writeFile(join(runtime.folder, 'warm', 'main.fk'), 'boot otherwise')
    const second = await provision(runtime, 'warm', fakeTools(cacheDir))
    expect(second.build.key).not.toBe(first.build.key)
    expect(second.fuelEpoch).not.toBe(first.fuelEpoch)
  })

  test('a changed manifest is checked strictly', async () => {
    const cacheDir = await temporaryFolder()
    await provision(await fakeRuntime(), 'cold', fakeTools(cacheDir))
    const changed = await fakeRuntime({ colour: 'red' })
    await expect(provision(changed, 'cold', fakeTools(cacheDir))).rejects.toMatchObject({ code: 'invalid-manifest' })
  })
})

describe('several at once', () => {
  test('in one process compile once', async () => {
    const cacheDir = await temporaryFolder()
    const runtime = await fakeRuntime()
    const tools = fakeTools(cacheDir)
    const all = await Promise.all([1, 2, 3, 4].map(() => provision(runtime, 'cold', tools)))
    expect(tools.record.compiled).toHaveLength(1)
    expect(new Set(all.map((provisioned) => provisioned.build.id)).size).toBe(1)
  })

  test('in twenty processes compile once', { timeout: 120_000 }, async () => {
    const folder = await temporaryFolder()
    await writeRuntime(folder)
    const args = [join(import.meta.dirname, 'provision-once.mjs'), folder, join(folder, 'cache'), join(folder, 'log')]
    const processes = Array.from({ length: 20 }, () => promisify(execFile)(process.execPath, args))
    const answers = new Set((await Promise.all(processes)).map(({ stdout }) => stdout))
    expect(answers.size).toBe(1)
    expect((await readFile(join(folder, 'log'), 'utf8')).trim().split('\n')).toHaveLength(1)
  })
})

test('devices and how a snapshot is rewound are part of the fuel epoch', async () => {
  const tools = fakeTools(await temporaryFolder())
  const warm = { boot: 'warm', rewind: { main: 1, clear: [] as number[] } }
  const starts = { cold: {}, warm }
  const epochs = new Set<string>()
  for (const change of [
    { starts },
    { starts, devices: '/dev' },
    { starts: { cold: {}, warm: { ...warm, rewind: { main: 2, clear: [] } } } },
    { starts: { cold: {}, warm: { ...warm, args: ['fake', '/boot.fk'] } } },
  ]) {
    const provisioned = await provision(await fakeRuntime(change), 'warm', tools)
    expect(provisioned.source).toMatchObject({ reactor: null, devices: change.devices ?? null })
    epochs.add(provisioned.fuelEpoch)
  }
  expect([epochs.size, tools.record.snapshots.length]).toEqual([4, 4])
})

describe('mounts', () => {
  test('a folder may lie beside the manifest of another runtime', async () => {
    const folder = await temporaryFolder()
    await writeRuntime(folder, { starts: { cold: {} }, mounts: [{ guest: '/lib', folder: 'warm', of: 'other' }] })
    await mkdir(join(folder, 'other', 'warm'), { recursive: true })
    await writeFile(join(folder, 'other', 'warm', 'a.txt'), 'of the other')
    const [planned] = await planMounts(await resolveRuntime('fake', { folder }))
    expect(planned?.origin).toEqual([{ path: 'a.txt', data: Buffer.from('of the other') }])
  })

  const mounted = { starts: { cold: {} }, mounts: [{ guest: '/fuelcell', folder: 'warm', report: true }] }

  test('are archived once, and found by every start', async () => {
    const cacheDir = await temporaryFolder()
    const runtime = await fakeRuntime(mounted)
    const tools = fakeTools(cacheDir)
    const first = await provision(runtime, 'cold', tools)
    expect(tools.record.archives).toEqual([['main.fk']])
    expect(tools.record.steps).toEqual(['mount', 'verify', 'compile', 'measure', 'ready'])
    expect(tools.record.measured[0]?.mounts).toEqual(first.source.mounts)
    const [mount] = first.source.mounts
    expect(mount).toMatchObject({ guest: '/fuelcell', report: true })
    expect(await readFile(mount?.archive ?? '', 'utf8')).toBe('boot')
    const again = fakeTools(cacheDir)
    expect((await provision(runtime, 'cold', again)).source).toEqual(first.source)
    expect(again.record).toMatchObject({ archives: [], compiled: [], steps: ['ready'] })
  })

  test('that change are measured anew and not compiled anew', async () => {
    const cacheDir = await temporaryFolder()
    const runtime = await fakeRuntime(mounted)
    const first = await provision(runtime, 'cold', fakeTools(cacheDir))
    await writeFile(join(runtime.folder, 'warm', 'main.fk'), 'otherwise')
    const tools = fakeTools(cacheDir)
    const second = await provision(runtime, 'cold', tools)
    expect(tools.record).toMatchObject({ archives: [['main.fk']], compiled: [] })
    expect(tools.record.measured).toHaveLength(1)
    expect(second.fuelEpoch).not.toBe(first.fuelEpoch)
  })

  test('that another process makes are waited for, which is told', async () => {
    const cacheDir = await temporaryFolder()
    const runtime = await fakeRuntime(mounted)
    const other = fakeTools(cacheDir)
    const { held, begun, release } = holdUp(other.archive)
    const first = provision(runtime, 'cold', { ...other, archive: held })
    await begun
    const waiting = noteSteps(release)
    await Promise.all([first, provision(runtime, 'cold', fakeTools(cacheDir, waiting))])
    expect(waiting.steps[0]).toBe('wait')
  })

  test('leave the file of the report free', async () => {
    const runtime = await fakeRuntime(mounted)
    await writeFile(join(runtime.folder, 'warm', 'report'), '')
    await expect(provision(runtime, 'cold', fakeTools(await temporaryFolder()))).rejects.toMatchObject({
      code: 'invalid-manifest',
      message: expect.stringContaining('it has a file "report"'),
    })
  })

  test('leave it free also where the same archive was mounted without a report', async () => {
    const cacheDir = await temporaryFolder()
    const folder = await temporaryFolder()
    await writeFile(join(folder, 'report'), '')
    await create({ file: join(folder, 'a.tar'), cwd: folder }, ['report'])
    const bytes = await readFile(join(folder, 'a.tar'))
    const sha256 = createHash('sha256').update(bytes).digest('hex')
    const from = { path: 'a.tar', sha256, bytes: bytes.byteLength }
    const mountedWith = async (report: boolean) => {
      const runtime = await fakeRuntime({ starts: { cold: {} }, mounts: [{ guest: '/a', from, report }] })
      await writeFile(join(runtime.folder, 'a.tar'), bytes)
      return runtime
    }
    await provision(await mountedWith(false), 'cold', fakeTools(cacheDir))
    await expect(provision(await mountedWith(true), 'cold', fakeTools(cacheDir))).rejects.toMatchObject({
      code: 'invalid-manifest',
      message: expect.stringContaining('it has a file "report"'),
    })
  })

  test('have other bytes where they are patched, under a key of their own', async () => {
    const cacheDir = await temporaryFolder()
    const folder = await temporaryFolder()
    await Promise.all(['one', 'two'].map((name) => writeFile(join(folder, name), `I am ${name}`)))
    await create({ file: join(folder, 'a.tar'), cwd: folder }, ['one', 'two'])
    const bytes = await readFile(join(folder, 'a.tar'))
    const sha256 = createHash('sha256').update(bytes).digest('hex')
    const archiveOf = async (patches?: readonly unknown[]) => {
      const from = { path: 'a.tar', sha256, bytes: bytes.byteLength, ...(patches !== undefined && { patches }) }
      const runtime = await fakeRuntime({ starts: { cold: {} }, mounts: [{ guest: '/a', from }] })
      await writeFile(join(runtime.folder, 'a.tar'), bytes)
      const [mount] = (await provision(runtime, 'cold', fakeTools(cacheDir))).source.mounts
      return readFile(mount?.archive ?? '', 'utf8')
    }
    const patch = { file: 'two', offset: 2, from: '616d', to: '6973', why: 'a test' }
    expect(await archiveOf()).toBe('I am one,I am two')
    expect(await archiveOf([patch])).toBe('I am one,I is two')
    await expect(archiveOf([{ ...patch, file: 'three' }])).rejects.toMatchObject({
      code: 'invalid-manifest',
      message: 'A mount of "fake" has no file "three" to patch; correct "patches" of its manifest',
    })
    await expect(archiveOf([{ ...patch, offset: 3 }])).rejects.toMatchObject({
      code: 'invalid-manifest',
      message: 'The file "two" of a mount of "fake" has 6d20 at byte 3 and not 616d; correct "patches" of its manifest',
    })
  })

  test('need their folder', async () => {
    const runtime = await fakeRuntime({ ...mounted, mounts: [{ guest: '/fuelcell', folder: 'nowhere' }] })
    await expect(provision(runtime, 'cold', fakeTools(await temporaryFolder()))).rejects.toMatchObject({
      code: 'asset-missing',
    })
  })

  test('that the host refused are made anew', async () => {
    const cacheDir = await temporaryFolder()
    const runtime = await fakeRuntime(mounted)
    await discard(await provision(runtime, 'cold', fakeTools(cacheDir)), fakeTools(cacheDir).digest)
    const tools = fakeTools(cacheDir)
    await provision(runtime, 'cold', tools)
    expect([tools.record.archives.length, tools.record.compiled.length]).toEqual([1, 1])
  })
})

describe('a wrong asset', () => {
  test.each([
    ['digest', { sha256: '0'.repeat(64) }],
    ['size', { bytes: 1 }],
  ])('by its %s is never compiled', async (_what, change) => {
    const wasm = { ...((await fakeManifest()).wasm as object), ...change }
    const cacheDir = await temporaryFolder()
    const tools = fakeTools(cacheDir)
    await expect(provision(await fakeRuntime({ wasm }), 'cold', tools)).rejects.toMatchObject({
      code: 'asset-digest-mismatch',
      message: expect.stringContaining('It was not used; run `npm ci`'),
    })
    expect([tools.record.compiled, await readdir(cacheDir)]).toEqual([[], []])
  })
})

describe('a corrupt entry', () => {
  test('is set aside with a warning and rebuilt', async () => {
    const cacheDir = await temporaryFolder()
    const runtime = await fakeRuntime()
    const first = await provision(runtime, 'cold', fakeTools(cacheDir))
    await writeFile(first.source.compiled, 'cut')
    const tools = fakeTools(cacheDir)
    const second = await provision(runtime, 'cold', tools)
    expect(await readFile(second.source.compiled, 'utf8')).toBe('cold code')
    expect(tools.record.warnings).toEqual([expect.stringContaining('was damaged; it was set aside and is made again')])
    expect((await readdir(cacheDir)).filter((name) => name.includes('.corrupt-'))).toHaveLength(1)
  })

  test('of another version is replaced without a word', async () => {
    const cacheDir = await temporaryFolder()
    const runtime = await fakeRuntime()
    const first = await provision(runtime, 'cold', fakeTools(cacheDir))
    await writeFile(join(dirname(first.source.compiled), 'entry.json'), JSON.stringify({ format: 1 }))
    const tools = fakeTools(cacheDir)
    await provision(runtime, 'cold', tools)
    expect([tools.record.warnings, tools.record.compiled.length]).toEqual([[], 1])
    expect(await readdir(cacheDir)).toEqual([first.build.key])
  })

  test('that only the host could see is discarded and rebuilt', async () => {
    const cacheDir = await temporaryFolder()
    const runtime = await fakeRuntime()
    const first = await provision(runtime, 'cold', fakeTools(cacheDir))
    await discard(first, noDigest)
    const second = await provision(runtime, 'cold', fakeTools(cacheDir))
    expect(second.build.id).not.toBe(first.build.id)
    await discard(first, noDigest)
    const third = await provision(runtime, 'cold', fakeTools(cacheDir))
    expect(third.build.id).toBe(second.build.id)
  })
})

describe('a cache that cannot be used', () => {
  /** A file where the cache should be: no user, not even root, can make a directory of it. */
  async function blockedCache(): Promise<string> {
    const path = join(await temporaryFolder(), 'cache')
    await writeFile(path, '')
    return path
  }

  test('is done without, with a warning, and leaves nothing behind', async () => {
    const temporary = await temporaryFolder()
    vi.stubEnv('TMPDIR', temporary)
    const tools = fakeTools(await blockedCache())
    const provisioned = await provision(await fakeRuntime(), 'cold', tools)
    expect(await readFile(provisioned.source.compiled, 'utf8')).toBe('cold code')
    expect(tools.record.warnings).toEqual([expect.stringContaining('is compiled for this process only')])
    await provisioned.dispose()
    expect((await readdir(temporary)).filter((name) => name.startsWith('fuelcell-') && !name.includes('test'))).toEqual(
      [],
    )
  })

  test('leaves nothing behind where a mount was made and the module was not', async () => {
    const temporary = await temporaryFolder()
    vi.stubEnv('TMPDIR', temporary)
    const runtime = await fakeRuntime({ starts: { cold: {} }, mounts: [{ guest: '/lib', folder: 'warm' }] })
    const before = await readdir(temporary)
    const tools = fakeTools(join(temporary, before[0] ?? '', 'fake', 'manifest.json'), {
      compile: () => Promise.reject(new FuelcellError('compile-failed', 'no')),
    })
    await expect(provision(runtime, 'cold', tools)).rejects.toMatchObject({ code: 'compile-failed' })
    expect(tools.record.archives).toHaveLength(1)
    expect(await readdir(temporary)).toEqual(before)
  })

  test('is an error where it has to be used, and nothing is built elsewhere', async () => {
    const cacheDir = await temporaryFolder()
    const cause = new Error('the 9 bytes cannot be written')
    const compile = vi.fn(() => Promise.reject(new FuelcellError('disk-full', 'full, free some', { cause })))
    const tools = { ...fakeTools(cacheDir, { compile }), needsCache: true }
    await expect(provision(await fakeRuntime(), 'cold', tools)).rejects.toMatchObject({
      code: 'disk-full',
      message: `"fake" cannot be kept in the cache "${cacheDir}": the 9 bytes cannot be written. Make room there, or choose another folder with --cache-dir or FUELCELL_CACHE_DIR`,
    })
    expect([compile.mock.calls.length, tools.record.warnings]).toEqual([1, []])
    await expect(
      provision(await fakeRuntime(), 'cold', { ...fakeTools(await blockedCache()), needsCache: true }),
    ).rejects.toMatchObject({ code: 'cache-unwritable', message: expect.stringContaining('file already exists') })
  })

  test('keeps a discarded build from being used again', async () => {
    const tools = fakeTools(await blockedCache())
    const provisioned = await provision(await fakeRuntime(), 'cold', tools)
    await discard(provisioned, noDigest)
    await expect(stat(provisioned.source.compiled)).rejects.toMatchObject({ code: 'ENOENT' })
  })

  test('when a build is to be discarded is a named error', async () => {
    const provisioned = await provision(await fakeRuntime(), 'cold', fakeTools(await temporaryFolder()))
    const build = { ...provisioned.build, cacheDir: await blockedCache() }
    await expect(discard({ ...provisioned, build }, noDigest)).rejects.toMatchObject({ code: 'cache-unwritable' })
  })

  test('since others can write there is done without', async () => {
    const cacheDir = await temporaryFolder()
    await chmod(cacheDir, 0o777)
    const tools = fakeTools(cacheDir)
    const provisioned = await provision(await fakeRuntime(), 'cold', tools)
    expect(provisioned.source.compiled.startsWith(cacheDir)).toBe(false)
    expect(tools.record.warnings).toEqual([expect.stringContaining('can be written by other users')])
    await provisioned.dispose()
  })

  test.each([
    ['by the file system', systemError('ENOSPC')],
    ['by the host', new FuelcellError('disk-full', 'the disk is full')],
  ])('since the disk is full, as told %s, is done without and left clean', async (_who, fault) => {
    const cacheDir = await temporaryFolder()
    const { compile, record, ...rest } = fakeTools(cacheDir)
    const tools: ProvisionTools = {
      ...rest,
      compile: async (wasm, sha256, out) => {
        if (out.startsWith(cacheDir)) throw fault
        return compile(wasm, sha256, out)
      },
    }
    const provisioned = await provision(await fakeRuntime(), 'cold', tools)
    expect(provisioned.source.compiled.startsWith(cacheDir)).toBe(false)
    expect([record.warnings.length, await readdir(cacheDir)]).toEqual([1, []])
    await provisioned.dispose()
  })

  test.each([
    ['ENOSPC', 'disk-full'],
    ['EROFS', 'cache-unwritable'],
  ])('and no place else (%s) is the error %s', async (errno, code) => {
    const tools = fakeTools(await temporaryFolder(), {
      compile: async () => {
        throw systemError(errno)
      },
    })
    await expect(provision(await fakeRuntime(), 'cold', tools)).rejects.toMatchObject({
      code,
      message: expect.stringContaining('choose another folder with FUELCELL_CACHE_DIR'),
    })
  })
})

test('a compiler that fails is no fault of the cache', async () => {
  const cacheDir = await temporaryFolder()
  const tools = fakeTools(cacheDir, {
    compile: async () => {
      throw new FuelcellError('compile-failed', 'no')
    },
  })
  await expect(provision(await fakeRuntime(), 'cold', tools)).rejects.toMatchObject({ code: 'compile-failed' })
  expect([tools.record.warnings, await readdir(cacheDir)]).toEqual([[], []])
})

test('a start that the manifest does not describe is refused', async () => {
  const runtime = await fakeRuntime({ starts: { cold: {} } })
  await expect(provision(runtime, 'warm', fakeTools(await temporaryFolder()))).rejects.toMatchObject({
    code: 'invalid-option',
  })
})

test('a warm start without its boot files says so', async () => {
  const folder = await temporaryFolder()
  await writeRuntime(folder, { starts: { cold: {}, warm: { boot: 'nothing' } } })
  await mkdir(join(folder, 'fake', 'nothing'))
  const runtime = await resolveRuntime('fake', { folder })
  await expect(provision(runtime, 'warm', fakeTools(folder))).rejects.toMatchObject({ code: 'asset-missing' })
})

test("a module of the caller's own is compiled once and has no start-up fuel", async () => {
  const tools = fakeTools(await temporaryFolder())
  const module = { name: 'app', wasmPath: '/app.wasm', sha256: '0'.repeat(64) }
  const first = await provisionModule(module, tools)
  const second = await provisionModule(module, tools)
  expect(second.source).toEqual(first.source)
  expect([tools.record.compiled.length, tools.record.measured.length]).toEqual([1, 0])
  await discard(second, noDigest)
  expect((await provisionModule(module, tools)).build.id).not.toBe(first.build.id)
})

test('a runtime takes over what was compiled from the same bytes under another name', async () => {
  const runtime = await fakeRuntime()
  const tools = fakeTools(await temporaryFolder())
  await provisionModule({ name: 'app', wasmPath: '/app.wasm', sha256: runtime.wasm.sha256 }, tools)
  await provision(runtime, 'cold', tools)
  expect(tools.record.compiled).toHaveLength(1)
  expect(await listEntries(tools.cacheDir)).toMatchObject([{ name: 'fake', licence: 'MIT', startupFuel: 42 }])
})
