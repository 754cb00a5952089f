import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { Runner } from '../../src/runner/runner.js'
import { createFakeRunner, fakeProvisioned, fakeProvisioner, steps } from '../support/fakes.js'

let runner: Runner
beforeEach(async () => {
  runner = await createFakeRunner('obedient')
})
afterEach(() => runner.close())

const next = steps({ stdout: 'next' }, { result: {} })
const endless = steps({ stdout: 'begun' }, { hang: 0 })

/** Starts an endless run and resolves when the guest has begun. */
async function begin(options: { signal?: AbortSignal; runner?: Runner } = {}): Promise<{ run: Promise<unknown> }> {
  let run: Promise<unknown> = Promise.resolve()
  await new Promise<void>((resolve) => {
    const { signal } = options
    run = (options.runner ?? runner).run({ ...endless, onOutput: () => resolve(), ...(signal && { signal }) })
    run.catch(() => {})
  })
  return { run }
}

/** Resolves when all promises that can settle by now have: runs are in the queue. */
const afterPromises = () => new Promise((resolve) => setImmediate(resolve))

describe('an AbortSignal', () => {
  test('that has fired refuses the run', async () => {
    const run = runner.run({ ...next, signal: AbortSignal.abort('why') })
    await expect(run).rejects.toMatchObject({ code: 'aborted', cause: 'why' })
  })

  test('ends a run that is going on, and the next run is right', async () => {
    const controller = new AbortController()
    const { run } = await begin({ signal: controller.signal })
    controller.abort('enough')
    await expect(run).rejects.toMatchObject({ code: 'aborted', fault: 'caller', cause: 'enough' })
    expect((await runner.run(next)).stdout).toBe('next')
  })

  test('takes a run out of the queue and leaves the one that is going on', async () => {
    const first = new AbortController()
    const { run } = await begin({ signal: first.signal })
    const second = new AbortController()
    const queued = runner.run({ ...next, signal: second.signal })
    const behind = runner.run(next)
    await afterPromises()
    second.abort()
    await expect(queued).rejects.toMatchObject({ code: 'aborted' })
    first.abort()
    await expect(run).rejects.toMatchObject({ code: 'aborted' })
    expect((await behind).stdout).toBe('next')
  })

  test('that fires between the acceptance and the queue is noticed', async () => {
    const controller = new AbortController()
    const run = runner.run({ ...next, signal: controller.signal })
    controller.abort()
    await expect(run).rejects.toMatchObject({ code: 'aborted' })
    expect((await runner.run(next)).stdout).toBe('next')
  })

  test('ends the waiting for a runtime that is being provisioned', async () => {
    let isAsked = () => {}
    const asked = new Promise<void>((resolve) => {
      isAsked = resolve
    })
    const slow = await createFakeRunner(
      'obedient',
      {},
      {
        provisioner: {
          ...fakeProvisioner,
          provision: () => {
            isAsked()
            return new Promise(() => {})
          },
        },
      },
    )
    const controller = new AbortController()
    const run = slow.run({ ...next, signal: controller.signal })
    await asked
    controller.abort()
    await expect(run).rejects.toMatchObject({ code: 'aborted' })
  })

  test('that fires after the end changes nothing and has no listener left', async () => {
    const controller = new AbortController()
    let listeners = 0
    const { signal } = controller
    const add = signal.addEventListener.bind(signal)
    const remove = signal.removeEventListener.bind(signal)
    signal.addEventListener = (...args: Parameters<typeof add>) => {
      listeners += 1
      add(...args)
    }
    signal.removeEventListener = (...args: Parameters<typeof remove>) => {
      listeners -= 1
      remove(...args)
    }
    expect((await runner.run({ ...next, signal })).stdout).toBe('next')
    expect(listeners).toBe(0)
    controller.abort()
    expect((await runner.run(next)).stdout).toBe('next')
  })
})

describe('the watchdog', () => {
  test('ends a run whose host hangs as a timeout, with the output so far, and the next run is right', async () => {
    const result = await runner.run({ ...endless, limits: { timeoutMs: 1 } })
    expect(result).toMatchObject({
      status: 'timeout',
      ok: false,
      exitCode: null,
      stdout: 'begun',
      usage: { fuel: 0, fuelExact: false, outputBytes: 5 },
    })
    expect(result.usage.durationMs).toBeGreaterThan(250)
    expect((await runner.run(next)).stdout).toBe('next')
  })
})

describe('close', () => {
  test('rejects what goes on and what waits, and may be called again', async () => {
    const { run } = await begin()
    const queued = runner.run(next)
    queued.catch(() => {})
    await afterPromises()
    await Promise.all([runner.close(), runner.close()])
    await expect(run).rejects.toMatchObject({ code: 'runner-closed' })
    await expect(queued).rejects.toMatchObject({ code: 'runner-closed' })
    await expect(runner.run(next)).rejects.toMatchObject({ code: 'runner-closed' })
    await runner.close()
  })

  test('is what disposing does', async () => {
    await runner[Symbol.asyncDispose]()
    await expect(runner.run(next)).rejects.toMatchObject({ code: 'runner-closed' })
  })

  test('removes modules that were compiled for this process only', async () => {
    let disposals = 0
    const own = await createFakeRunner(
      'obedient',
      {},
      {
        provisioner: {
          ...fakeProvisioner,
          provision: async () => ({ ...fakeProvisioned(), dispose: async () => void disposals++ }),
        },
      },
    )
    await own.run(next)
    expect(disposals).toBe(0)
    await own.close()
    expect(disposals).toBe(1)
  })
})
