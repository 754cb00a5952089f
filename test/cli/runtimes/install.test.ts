import { fileURLToPath } from 'node:url'
import { expect, it, vi } from 'vitest'
import * as examining from '../../../src/runtimes/manifest/examine.js'
import { listRuntimes, resolveRuntime } from '../../../src/runtimes/manifest/resolve.js'
import { fuelcell, StubRunner } from '../../support/command-line.js'
import { exited } from '../../support/results.js'

const stub = () => new StubRunner(() => exited(0))

it('makes the named runtimes ready, each once', async () => {
  const runner = stub()
  expect(await fuelcell(['runtimes', 'install', 'py', 'python', '--cache-dir', '/c'], { runner })).toMatchObject({
    exitCode: 0,
    stdout: 'python is ready: cold start\n',
    stderr: '',
  })
  expect([runner.provisioned, runner.options.cacheDir, runner.closed]).toEqual([['python'], '/c', 1])
})

it('makes all ready', async () => {
  const runner = stub()
  await fuelcell(['runtimes', 'install', '--all'], { runner })
  expect(runner.provisioned).toEqual((await listRuntimes()).filter((name) => name !== 'python-sci'))
})

it('makes with --all those ready that are sound, and fails for one that is broken', async () => {
  const sound = [await resolveRuntime('python')]
  const broken = [{ name: 'bad', path: '/r/bad/manifest.json', reason: 'It has no\nname' }]
  vi.spyOn(examining, 'examineRuntimes').mockResolvedValueOnce({ sound, broken })
  const runner = stub()
  expect(await fuelcell(['runtimes', 'install', '--all'], { runner })).toMatchObject({
    exitCode: 1,
    stdout: 'python is ready: cold start\n',
    stderr: 'fuelcell: bad is broken. It has no\nname\n',
  })
})

it('asks for a cache that keeps what is made', async () => {
  const runner = stub()
  await fuelcell(['runtimes', 'install', 'python'], { runner })
  expect(runner.options.requireCache).toBe(true)
})

it.each([[[]], [['--all', 'python']]])('needs names or --all, not %j', async (tokens) => {
  expect(await fuelcell(['runtimes', 'install', ...tokens])).toMatchObject({
    exitCode: 126,
    stderr:
      'fuelcell: `fuelcell runtimes install` needs either names of runtimes or --all; `fuelcell runtimes` lists them\n',
  })
})

it('does nothing when one of the names is unknown', async () => {
  const { exitCode, stderr } = await fuelcell(['runtimes', 'install', 'python', 'pyton'])
  expect([exitCode, stderr]).toEqual([126, expect.stringContaining('did you mean "python"?')])
})

it('compiles nothing for a cache that cannot be used', async () => {
  const runner = stub()
  const file = fileURLToPath(import.meta.url)
  expect(await fuelcell(['runtimes', 'install', 'python', '--cache-dir', file], { runner })).toMatchObject({
    exitCode: 126,
    stdout: '',
    stderr: `fuelcell: the cache "${file}" cannot be used: file already exists; make it writable for you, or choose another folder with --cache-dir or FUELCELL_CACHE_DIR\n`,
  })
  expect(runner.provisioned).toEqual([])
})
