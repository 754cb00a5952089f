import { readdirSync, readFileSync } from 'node:fs'
import { expect, it } from 'vitest'
import { OUT, parameters, type Step } from './guest.js'
import { BADF, doubleWord, INVAL, NOSYS, NOTSOCK, OK, useGuests, word } from './preview1.js'

const { printed, errnos } = useGuests()

const [SUBSCRIPTIONS, EVENTS] = [1000, 2000]
const CLOCK_MONOTONIC = 1

/** A subscription to the monotonic clock, after so many nanoseconds. */
const after = (index: number, userdata: number, timeoutNs: number): Step[] => {
  const at = SUBSCRIPTIONS + 48 * index
  return [
    ['put', at, userdata],
    ['put', at + 16, CLOCK_MONOTONIC],
    ['put', at + 24, timeoutNs],
  ]
}

it('a poll waits for the first clock, and time has moved on by as much', async () => {
  const steps: Step[] = [
    ['clock_time_get', CLOCK_MONOTONIC, 0n, 100],
    ...after(0, 7, 2_000_000_000),
    ...after(1, 8, 1_000_000_000),
    ['poll_oneoff', SUBSCRIPTIONS, EVENTS, 2, OUT],
    ['clock_time_get', CLOCK_MONOTONIC, 0n, 108],
    ['print', OUT, 4],
    ['print', EVENTS, 11],
    ['print', 100, 16],
  ]
  const out = await printed(steps)
  expect(out.subarray(0, 7)).toEqual(Buffer.concat([Buffer.from([OK, OK, OK]), word(1)]))
  expect(out.subarray(7, 18)).toEqual(Buffer.concat([doubleWord(8n), Buffer.from([OK, 0, 0])]))
  const [before, afterwards] = [out.readBigUInt64LE(18), out.readBigUInt64LE(26)]
  expect(afterwards - before).toBeGreaterThanOrEqual(1_000_000_000n)
  expect(afterwards - before).toBeLessThan(1_000_100_000n)
})

it('a poll of nothing, or of a clock that does not exist, is invalid', async () => {
  const codes = await errnos(
    ['poll_oneoff', SUBSCRIPTIONS, EVENTS, 0, OUT],
    ['put', SUBSCRIPTIONS + 16, 9],
    ['poll_oneoff', SUBSCRIPTIONS, EVENTS, 1, OUT],
    ['clock_time_get', 9, 0n, OUT],
  )
  expect(codes).toEqual([INVAL, INVAL, INVAL])
})

it('yielding is allowed, signals are not there, and nothing is a socket', async () => {
  const codes = await errnos(
    ['sched_yield'],
    ['proc_raise', 9],
    ['sock_accept', 0, 0, OUT],
    ['sock_recv', 0, 100, 1, 0, OUT, OUT],
    ['sock_send', 1, 100, 1, 0, OUT],
    ['sock_shutdown', 2, 3],
    ['sock_shutdown', 99, 3],
  )
  expect(codes).toEqual([OK, NOSYS, NOTSOCK, NOTSOCK, NOTSOCK, NOTSOCK, BADF])
})

it('every function of preview1 is called by a test of this folder', () => {
  const tests = readdirSync(import.meta.dirname).filter((name) => name.endsWith('.test.ts'))
  const text = tests.map((name) => readFileSync(new URL(name, import.meta.url), 'utf8')).join('\n')
  // `path_open` is what `open` makes, and `proc_exit` is the step `exit`.
  const called = Object.keys(parameters).filter((name) => text.includes(`['${name}'`))
  expect(called).toEqual(Object.keys(parameters))
  expect([called.length, text.includes("['exit'")]).toEqual([45, true])
})
