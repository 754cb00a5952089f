import { afterEach, describe, expect, test } from 'vitest'
import type { Runner } from '../../src/runner/runner.js'
import { createFakeRunner, fakeProvisioned, fakeProvisioner, steps } from '../support/fakes.js'

let runner: Runner | undefined
afterEach(() => runner?.close())

const next = steps({ stdout: 'next' }, { result: {} })

describe('a worker that is lost during a run', () => {
  test.each([
    [3, 'exit code 3'],
    ['SIGKILL', 'killed by SIGKILL'],
    ['SIGABRT', 'killed by SIGABRT'],
  ])('by %s costs that run only', async (how, words) => {
    runner = await createFakeRunner('obedient', { workers: 2 })
    const [lost, other] = await Promise.allSettled([
      runner.run(steps({ stdout: 'some' }, { die: [how, 'last words\n'] })),
      runner.run(next),
    ])
    expect(lost).toMatchObject({
      status: 'rejected',
      reason: {
        code: 'worker-lost',
        retryable: true,
        message: expect.stringContaining(`${words}; its stderr ends with:\nlast words`),
      },
    })
    expect(other).toMatchObject({ status: 'fulfilled', value: { stdout: 'next' } })
    expect((await runner.run(next)).stdout).toBe('next')
  })

  test('between two runs is replaced', async () => {
    runner = await createFakeRunner('obedient')
    const { stdout } = await runner.run(steps({ pid: 0 }, { result: {} }, { die: ['SIGKILL'] }))
    const gone = new Promise<void>((resolve) => {
      const look = () => (isAlive(Number(stdout)) ? setImmediate(look) : resolve())
      look()
    })
    await gone
    // The end of the process and the news of it are two things; a run in between is lost, and says that it may be tried again.
    const result = await runner.run(next).catch((error) => {
      expect(error).toMatchObject({ code: 'worker-lost', retryable: true })
      return runner?.run(next)
    })
    expect(result?.stdout).toBe('next')
  })
})

describe('a host that breaks the protocol in a run', () => {
  test.each([
    ['oversized-frame', 'host-protocol', 'a frame of 4,294,967,295 bytes, over the limit'],
    ['truncated-frame', 'worker-lost', "exit code 0, the stream ended after 10 of a frame's"],
    ['unknown-id', 'host-protocol', 'which is not pending'],
  ])('with an %s is named', async (host, code, message) => {
    runner = await createFakeRunner(host)
    await expect(runner.run(next)).rejects.toMatchObject({ code, message: expect.stringContaining(message) })
  })

  test.each<[string, object[], string]>([
    ['garbage', [{ raw: 'panicked at src/main.rs' }, { hang: 0 }], 'over the limit'],
    ['two pulls at once', [{ pullOnly: 0 }, { pullOnly: 0 }, { hang: 0 }], 'a second pull'],
    ['too much output', [{ stdout: '12345' }, { hang: 0 }], 'more bytes of output than the 4'],
    ['too many files', [{ file: ['a', ''] }, { file: ['b', ''] }, { hang: 0 }], 'more files than the 1'],
    ['half a file', [{ file: ['a', 'x', false] }, { result: {} }], 'the file "a" was not complete'],
    ['a second hello', [{ send: { type: 'hello' } }, { hang: 0 }], 'whose field "protocol" is missing or wrong'],
    ['a contradiction', [{ result: { status: 'trap' } }, { hang: 0 }], 'does not fit it'],
  ])('with %s is ended, and the next run is right', async (_, list, message) => {
    runner = await createFakeRunner('obedient')
    const source = new ReadableStreamWithoutEnd()
    const run = runner.run({ ...steps(...list), limits: { outputBytes: 4, diskEntries: 1 }, stdin: source })
    await expect(run).rejects.toMatchObject({ code: 'host-protocol', message: expect.stringContaining(message) })
    expect((await runner.run(next)).stdout).toBe('next')
  })
})

describe('a failure that the host reports', () => {
  test.each([
    ['bad-request', 'host-protocol'],
    ['bad-module', 'invalid-module'],
    ['disk-full', 'disk-full'],
    ['io', 'worker-lost'],
    ['internal', 'worker-lost'],
  ])('as %s becomes %s with the host’s words, and the worker is replaced', async (failure, code) => {
    runner = await createFakeRunner('obedient')
    await expect(runner.run(steps({ failed: [failure, 'its words'] }))).rejects.toMatchObject({
      code,
      message: expect.stringContaining('its words'),
    })
    expect((await runner.run(next)).stdout).toBe('next')
  })
})

describe('a compiled module that the host refuses', () => {
  test('is made again, once, and then runs', async () => {
    const discarded: string[] = []
    let digest = 'damaged'
    runner = await createFakeRunner(
      'refuses-to-open',
      {},
      {
        provisioner: {
          ...fakeProvisioner,
          provision: async () => fakeProvisioned(digest),
          discard: async ({ source }) => {
            discarded.push(source.digest)
            digest = 'renewed'
          },
        },
      },
    )
    expect((await runner.run(next)).ok).toBe(true)
    expect((await runner.run(next)).ok).toBe(true)
    expect(discarded).toEqual(['damaged'])
  })

  test('twice is an error that names it', async () => {
    runner = await createFakeRunner('refuses-to-open')
    await expect(runner.run(next)).rejects.toMatchObject({
      code: 'compile-failed',
      message: expect.stringContaining('found another digest than digest'),
    })
  })
})

describe('provisioning that fails', () => {
  test('rejects the run with its error, and is tried again by the next run', async () => {
    const failures = [new Error('first'), new Error('second')]
    let attempts = 0
    runner = await createFakeRunner(
      'obedient',
      {},
      {
        provisioner: {
          ...fakeProvisioner,
          provision: async () => {
            const failure = failures[attempts++]
            if (failure !== undefined) throw failure
            return fakeProvisioned()
          },
        },
      },
    )
    await expect(runner.run(next)).rejects.toBe(failures[0])
    await expect(runner.run(next)).rejects.toBe(failures[1])
    expect((await runner.run(next)).stdout).toBe('next')
    expect((await runner.run(next)).stdout).toBe('next')
    expect(attempts).toBe(3)
  })
})

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0)
  } catch {
    return false
  }
}

/** Bytes that never come. */
class ReadableStreamWithoutEnd implements AsyncIterable<Uint8Array> {
  [Symbol.asyncIterator](): AsyncIterator<Uint8Array> {
    return { next: () => new Promise(() => {}) }
  }
}
