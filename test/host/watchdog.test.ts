import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { Watchdog } from '../../src/host/watchdog.js'

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance'] })
})
afterEach(() => {
  vi.useRealTimers()
})

/** A watchdog of 1,000 ms and 250 ms of grace, and whether it has expired. */
function watch() {
  const watchdog = new Watchdog(1000, 250)
  const state = { watchdog, hasExpired: false }
  void watchdog.expired.then(() => {
    state.hasExpired = true
  })
  return state
}

test('expires at the limit and its grace, not before', async () => {
  const state = watch()
  await vi.advanceTimersByTimeAsync(1249)
  expect(state.hasExpired).toBe(false)
  await vi.advanceTimersByTimeAsync(1)
  expect(state.hasExpired).toBe(true)
})

test('waits for a host that is still sending', async () => {
  const state = watch()
  await vi.advanceTimersByTimeAsync(1200)
  state.watchdog.heard()
  await vi.advanceTimersByTimeAsync(200)
  expect(state.hasExpired).toBe(false)
  await vi.advanceTimersByTimeAsync(100)
  expect(state.hasExpired).toBe(true)
})

test('does not blame the host for a blocked event loop', async () => {
  const state = watch()
  // Time passes without a timer running, as it does while other code computes.
  const blockedMs = performance.now() + 5000
  vi.spyOn(performance, 'now').mockImplementation(() => blockedMs)
  await vi.advanceTimersByTimeAsync(1250)
  expect(state.hasExpired).toBe(false)
  await vi.advanceTimersByTimeAsync(250)
  expect(state.hasExpired).toBe(true)
})

test('leaves no timer when it is stopped', async () => {
  const state = watch()
  state.watchdog.stop()
  expect(vi.getTimerCount()).toBe(0)
  await vi.advanceTimersByTimeAsync(10_000)
  expect(state.hasExpired).toBe(false)
})
