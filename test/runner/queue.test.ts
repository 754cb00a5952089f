import { mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, describe, expect, test } from 'vitest'
import { createRunnerWith, type Runner } from '../../src/runner/runner.js'
import { createFakeRunner, fakeHost, fakeProvisioner, steps } from '../support/fakes.js'

let runner: Runner | undefined
afterEach(() => runner?.close())

const pid = steps({ pid: 0 }, { result: {} })
const said = (text: string) => steps({ stdout: text }, { result: {} })

describe('the queue', () => {
  test('is served in order, first in first out', async () => {
    runner = await createFakeRunner('obedient')
    const order: string[] = []
    const names = Array.from({ length: 20 }, (_, index) => `run ${index}`)
    await Promise.all(names.map(async (name) => order.push((await (runner as Runner).run(said(name))).stdout)))
    expect(order).toEqual(names)
  })

  test('refuses one run more than the workers and the limit hold', async () => {
    runner = await createFakeRunner('obedient', { workers: 2, queueLimit: 3 })
    const outcomes = await Promise.allSettled(Array.from({ length: 7 }, () => (runner as Runner).run(said('x'))))
    expect(outcomes.map(({ status }) => status)).toEqual([
      'fulfilled',
      'fulfilled',
      'fulfilled',
      'fulfilled',
      'fulfilled',
      'rejected',
      'rejected',
    ])
    expect(outcomes[5]).toMatchObject({
      reason: {
        code: 'queue-full',
        retryable: true,
        message: 'The queue is full: 3 runs wait; try again when runs have ended, or raise queueLimit',
      },
    })
    expect((await runner.run(said('room again'))).stdout).toBe('room again')
  })

  test('holds 10,000 runs and answers each', async () => {
    runner = await createFakeRunner('echo')
    const runs = Array.from({ length: 10_001 }, (_, index) =>
      (runner as Runner).run({ runtime: 'python', code: `${index}` }),
    )
    await expect(runner.run({ runtime: 'python', code: 'too many' })).rejects.toMatchObject({ code: 'queue-full' })
    const outputs = (await Promise.all(runs)).map(({ stdout }) => stdout)
    expect(outputs).toEqual(runs.map((_, index) => `${index}`))
  })
})

describe('workers', () => {
  test('are started as runs need them, up to the number asked for', async () => {
    runner = await createFakeRunner('obedient', { workers: 2 })
    const alone = [(await runner.run(pid)).stdout, (await runner.run(pid)).stdout]
    expect(new Set(alone).size).toBe(1)
    // The first run ends only when the second has begun, so they cannot share a worker.
    let tell = () => {}
    const secondBegan = new Promise<void>((resolve) => {
      tell = resolve
    })
    async function* whenSecondBegan() {
      await secondBegan
      yield Buffer.from('go')
    }
    const waiting = runner.run({ ...steps({ pid: 0 }, { pull: 1 }, { result: {} }), stdin: whenSecondBegan() })
    const beside = await runner.run({ ...pid, onOutput: () => tell() })
    expect((await waiting).stdout).not.toContain(beside.stdout)
  })

  test('are replaced after as many runs as they may serve', async () => {
    runner = await createFakeRunner('obedient', {}, { runsPerWorker: 3 })
    const pids: string[] = []
    for (let run = 0; run < 9; run++) pids.push((await runner.run(pid)).stdout)
    expect([new Set(pids.slice(0, 3)).size, new Set(pids.slice(3, 6)).size, new Set(pids).size]).toEqual([1, 1, 3])
  })
})

describe('workers that cannot be started any more', () => {
  async function afterStarts(allowed: number) {
    const folder = await mkdtemp(join(tmpdir(), 'fuelcell-test-'))
    const hostPath = join(folder, 'host')
    await writeFile(join(folder, 'allowed'), `${allowed}`)
    await symlink(fakeHost('starts-so-often'), hostPath)
    runner = await createRunnerWith({ hostPath, workers: 1 }, { provisioner: fakeProvisioner })
    return { folder, tries: async () => (await readFile(join(folder, 'tries'))).length }
  }

  test('reject what waits with the cause after three tries in a row', async () => {
    const { folder, tries } = await afterStarts(1)
    const outcomes = await Promise.allSettled(
      ['a', 'b', 'c'].map((code) => (runner as Runner).run({ runtime: 'python', code })),
    )
    const failed = { code: 'host-start-failed', message: expect.stringContaining('exit code 9') }
    expect(outcomes).toMatchObject([{ reason: { code: 'worker-lost' } }, { reason: failed }, { reason: failed }])
    expect(await tries()).toBe(4)
    await expect(runner?.run({ runtime: 'python', code: 'd' })).rejects.toMatchObject(failed)
    expect(await tries()).toBe(5)
    await rm(folder, { recursive: true })
  })

  test('leave what waits to those that live', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'fuelcell-test-'))
    const hostPath = join(folder, 'host')
    await symlink(fakeHost('obedient'), hostPath)
    runner = await createRunnerWith({ hostPath, workers: 2 }, { provisioner: fakeProvisioner })
    await rm(hostPath)
    await writeFile(hostPath, '#!/bin/sh\necho x >> "$0.tries"\nexit 9\n', { mode: 0o755 })
    const tries = () => readFile(`${hostPath}.tries`, 'utf8').catch(() => '')
    async function* afterThreeTries() {
      while ((await tries()).length < 6) await new Promise((resolve) => setImmediate(resolve))
      yield Buffer.from('go')
    }
    const first = runner.run({ ...steps({ pull: 1 }, { result: {} }), stdin: afterThreeTries() })
    const [, second, third] = await Promise.all([first, runner.run(said('b')), runner.run(said('c'))])
    expect([second.stdout, third.stdout]).toEqual(['b', 'c'])
    await rm(folder, { recursive: true })
  })

  test('are tried again by later runs', async () => {
    const { folder } = await afterStarts(1)
    await Promise.allSettled(['a', 'b'].map((code) => (runner as Runner).run({ runtime: 'python', code })))
    await writeFile(join(folder, 'allowed'), '100')
    await expect(runner?.run({ runtime: 'python', code: 'c' })).rejects.toMatchObject({
      code: 'worker-lost',
      message: expect.stringContaining('exit code 8'),
    })
    await rm(folder, { recursive: true })
  })
})
