import { describe, expect, test } from 'vitest'
import type { Worker } from '../../../src/host/worker.js'
import { IdleWorkers } from '../../../src/runner/pool/idle-workers.js'

/** A worker as far as waiting goes. */
class StubWorker {
  isUsable = true
  runs = 1
  isHeld = true
  grown = false
  hold() {
    this.isHeld = true
  }
  release() {
    this.isHeld = false
  }
  kill() {
    this.isUsable = false
  }
  hasGrown() {
    return this.grown
  }
}

function idleWorkers(size: number) {
  const idle = new IdleWorkers({ size, runsPerWorker: 10, growth: { runsPerLook: 1, slackBytes: 0 } })
  const put = (program: string, change: Partial<StubWorker> = {}) => {
    const worker = Object.assign(new StubWorker(), change)
    idle.put(program, worker as unknown as Worker)
    return worker
  }
  return { idle, put }
}

describe('a worker that waits', () => {
  test('is given to a run of its own program, once, and keeps Node alive from then on', () => {
    const { idle, put } = idleWorkers(2)
    const worker = put('a')
    expect([worker.isHeld, idle.take('b')]).toEqual([false, undefined])
    expect([idle.take('a'), worker.isHeld]).toEqual([worker, true])
    expect(idle.take('a')).toBeUndefined()
  })

  test('is ended when too many wait, that which waited longest first', () => {
    const { idle, put } = idleWorkers(2)
    const [first, second, third] = [put('a'), put('b'), put('a')]
    expect([first.isUsable, second.isUsable, third.isUsable]).toEqual([false, true, true])
    expect([idle.take('a'), idle.take('a'), idle.take('b')]).toEqual([third, undefined, second])
  })

  test('is not given when it died meanwhile', () => {
    const { idle, put } = idleWorkers(2)
    put('a').isUsable = false
    expect(idle.take('a')).toBeUndefined()
  })

  test('is ended with its program', () => {
    const { idle, put } = idleWorkers(3)
    const [first, other, second] = [put('a'), put('b'), put('a')]
    idle.drop('a')
    expect([first.isUsable, other.isUsable, second.isUsable]).toEqual([false, true, false])
  })

  test.each([{ runs: 10 }, { grown: true }])('is ended in place of waiting with %j', (change) => {
    const { idle, put } = idleWorkers(2)
    const other = put('a')
    expect([put('a', change).isUsable, other.isUsable]).toEqual([false, true])
    expect(idle.take('a')).toBe(other)
  })
})
