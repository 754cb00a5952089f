import { afterEach, expect, it, vi } from 'vitest'
import { createRunner } from '../../src/runner/runner.js'

const HOUR_MS = 3_600_000

afterEach(() => {
  vi.useRealTimers()
})

it('a clock that is set back while a run is under way changes nothing for it, nor for the next', async () => {
  await using runner = await createRunner({ workers: 1 })
  const startMs = Date.now()
  vi.useFakeTimers({ toFake: ['Date'], now: startMs })
  const begun = await runner.run({
    runtime: 'python',
    code: "print('before', flush=True)\nprint('after')",
    onOutput: () => vi.setSystemTime(startMs - HOUR_MS),
  })
  const next = await runner.run({ runtime: 'python', code: 'import time; print(int(time.time() * 1000))' })
  expect([begun.status, begun.stdout, begun.world.clockStartMs]).toEqual(['exit', 'before\nafter\n', startMs])
  expect([next.status, next.world.clockStartMs]).toEqual(['exit', startMs - HOUR_MS])
  expect(begun.usage.durationMs).toBeGreaterThan(0)
})

it('a deadline does not follow the clock that is set back', async () => {
  await using runner = await createRunner({ workers: 1 })
  const startMs = Date.now()
  vi.useFakeTimers({ toFake: ['Date'], now: startMs })
  const result = await runner.run({
    runtime: 'python',
    code: "print('before', flush=True)\nwhile True: pass",
    limits: { fuel: 1e15, timeoutMs: 500 },
    onOutput: () => vi.setSystemTime(startMs - HOUR_MS),
  })
  expect([result.status, result.stdout]).toEqual(['timeout', 'before\n'])
})
