import { mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, relative } from 'node:path'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import type { Runner } from '../../src/runner/runner.js'
import { discard } from '../../src/runtimes/cache/provisioned.js'
import { provisionModule } from '../../src/runtimes/provision/provision-module.js'
import { createFakeRunner, fakeProvisioner } from '../support/fakes.js'

let folder = ''
let runner: Runner

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'fuelcell-test-'))
  const provisioner = { ...fakeProvisioner, provisionModule, discard }
  const options = { cacheDir: join(folder, 'cache') }
  runner = await createFakeRunner('module-runner', options, { provisioner, compileLimitMs: 300 })
})
afterEach(async () => {
  await runner.close()
  await rm(folder, { recursive: true })
})

/** A file that the fake host takes for a module. */
async function moduleFile(name: string, content: string): Promise<string> {
  const path = join(folder, name)
  await writeFile(path, content)
  return path
}

describe('a module of the caller’s own', () => {
  test('is compiled once and run as it is, from a path or from bytes', async () => {
    const module = await moduleFile('app.wasm', 'some module')
    const first = await runner.run({ runtime: 'wasm', module, args: ['x'], env: { A: 'b' } })
    expect(JSON.parse(first.stdout)).toEqual({ args: ['app.wasm', 'x'], env: [['A', 'b']], entry: null, compiles: 0 })
    expect(first).toMatchObject({ ok: true, runtime: 'wasm', start: 'cold', usage: { startupFuel: 0 } })
    const second = await runner.run({ runtime: 'wasm', module: Buffer.from('some module') })
    expect(JSON.parse(second.stdout).args).toEqual(['module.wasm'])
    expect(second.fuelEpoch).toBe(first.fuelEpoch)
    expect(await readdir(join(folder, 'cache'))).toEqual([expect.stringMatching(/^[0-9a-f]{64}$/)])
  })

  test.each([
    ['a device', '/dev/zero'],
    ['a folder', '/'],
  ])('is not read from %s, which may never end', async (_, path) => {
    await expect(runner.run({ runtime: 'wasm', module: path })).rejects.toMatchObject({
      code: 'invalid-module',
      message: `The module "${path}" is not a regular file; give the path of a file, or its bytes`,
    })
  })

  test('is found by a path from the working directory', async () => {
    const module = relative(process.cwd(), await moduleFile('app.wasm', 'some module'))
    expect(JSON.parse((await runner.run({ runtime: 'wasm', module })).stdout).args).toEqual(['app.wasm'])
  })

  test('leaves no temporary file when it came as bytes', async () => {
    const own = join(folder, 'tmp')
    await mkdir(own)
    vi.stubEnv('TMPDIR', own)
    const { stdout } = await runner.run({ runtime: 'wasm', module: Buffer.from('a module of its own') })
    expect(JSON.parse(stdout).args).toEqual(['module.wasm'])
    expect(await readdir(own)).toEqual([])
  })

  test('that the host refuses to compile is the caller’s fault, with the host’s words', async () => {
    await expect(runner.run({ runtime: 'wasm', module: Buffer.from('bad') })).rejects.toMatchObject({
      code: 'invalid-module',
      fault: 'caller',
      message: 'The module cannot run here: it has no memory',
    })
  })

  test('that takes too long to compile is refused', async () => {
    await expect(runner.run({ runtime: 'wasm', module: Buffer.from('slow') })).rejects.toMatchObject({
      code: 'invalid-module',
      message: 'The module was not compiled within 300 ms; make it smaller',
    })
  })

  test('that ends the worker which compiles it is the caller’s fault too', async () => {
    await expect(runner.run({ runtime: 'wasm', module: Buffer.from('huge') })).rejects.toMatchObject({
      code: 'invalid-module',
      message: expect.stringMatching(
        /^The module ended the worker that compiled it, .*; make it smaller. .*exit code 134$/,
      ),
    })
  })

  test('can be aborted while it is compiled', async () => {
    const controller = new AbortController()
    const run = runner.run({ runtime: 'wasm', module: Buffer.from('slow'), signal: controller.signal })
    setImmediate(() => controller.abort())
    await expect(run).rejects.toMatchObject({ code: 'aborted' })
  })

  test('that cannot be read is named', async () => {
    await expect(runner.run({ runtime: 'wasm', module: join(folder, 'missing.wasm') })).rejects.toMatchObject({
      code: 'invalid-module',
      message: expect.stringContaining('missing.wasm'),
    })
  })

  test('whose compiled file was damaged is compiled again', async () => {
    const module = Buffer.from('some module')
    await runner.run({ runtime: 'wasm', module })
    const [entry] = (await readdir(join(folder, 'cache'))).filter((name) => /^[0-9a-f]{64}$/.test(name))
    await writeFile(join(folder, 'cache', `${entry}`, 'module.cwasm'), 'SOME MODULE')
    expect((await runner.run({ runtime: 'wasm', module })).ok).toBe(true)
  })

  test('has no warm start', async () => {
    await expect(runner.run({ runtime: 'wasm', module: Buffer.from('x'), start: 'warm' })).rejects.toMatchObject({
      code: 'invalid-option',
      message: 'runner.run: the runtime "wasm" has no warm start; it has: cold',
    })
  })
})
