import { describe, expect, test } from 'vitest'
import type { RunRequest } from '../../src/runner/request/request.js'
import { createFakeRunner, fakeProvisioned, fakeProvisioner, steps } from '../support/fakes.js'

/** Every runtime has a module of its own. */
const provisioner = {
  ...fakeProvisioner,
  provision: async ({ name }: { readonly name: string }) => {
    const provisioned = fakeProvisioned()
    return { ...provisioned, source: { ...provisioned.source, name: `${name}-cold` } }
  },
}

const pidOf = (runtime: string): RunRequest => ({ ...steps({ pid: 0 }, { result: {} }), runtime })

describe('a worker that is sealed', () => {
  test('serves every runtime that was known then, and another takes its place for one that was not', async () => {
    await using runner = await createFakeRunner('obedient', {}, { provisioner })
    const pid = async (runtime: string) => (await runner.run(pidOf(runtime))).stdout
    const first = await pid('python')
    expect(await pid('python')).toBe(first)
    const second = await pid('ruby')
    expect(second).not.toBe(first)
    expect([await pid('python'), await pid('ruby')]).toEqual([second, second])
  })
})

describe('strict', () => {
  test('starts nothing with a wall missing, and names it', async () => {
    await expect(createFakeRunner('obedient', { strict: true })).rejects.toMatchObject({
      code: 'hardening-missing',
      fault: 'system',
      retryable: false,
      message:
        'A wall around the worker cannot stand here, and `strict` asks for all of them: ' +
        'seccomp (a fake host has no walls). Use a system that has them, or do without `strict`',
    })
  })

  test('runs nothing when a wall that was promised does not stand in the end', async () => {
    await using runner = await createFakeRunner('drops-a-wall', { strict: true })
    expect(runner.hardening).toEqual([{ layer: 'seccomp', state: 'ready', detail: 'a list of calls' }])
    await expect(runner.run(steps())).rejects.toMatchObject({
      code: 'hardening-missing',
      message: expect.stringContaining('seccomp (refused: EINVAL)'),
    })
  })

  test('is not the default: the wall is reported missing, and runs go on', async () => {
    await using runner = await createFakeRunner('drops-a-wall')
    expect((await runner.run(steps())).status).toBe('exit')
    expect(runner.hardening).toEqual([{ layer: 'seccomp', state: 'off', detail: 'refused: EINVAL' }])
  })

  test('is true or false', async () => {
    await expect(createFakeRunner('obedient', { strict: 'yes' as never })).rejects.toMatchObject({
      code: 'invalid-option',
      message: 'createRunner: strict must be true or false, but the string "yes" was given',
    })
  })
})
