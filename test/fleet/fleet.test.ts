import type { Redis } from 'ioredis'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { FuelcellError } from '../../src/core/errors.js'
import { connect } from '../../src/fleet/connect.js'
import { type Fleet, type FleetOptions, type FleetWorker, openFleet } from '../../src/fleet/index.js'
import { hasRedis, startRedis, type TestRedis } from '../support/redis.js'
import { exited } from '../support/results.js'
import { EPOCH, printed, pureRun, python, type Run, startWorker } from './support.js'

const request = { runtime: 'python', code: 'print(1)', clockStartMs: 5, seed: 7 } as const

describe.skipIf(!hasRedis)('a fleet (needs redis-server)', () => {
  let server: TestRedis
  let redis: Redis
  const open: Array<Fleet | FleetWorker> = []

  beforeAll(async () => {
    server = await startRedis()
    redis = connect(server.url)
  })
  afterAll(async () => {
    redis.disconnect()
    await server.stop()
  })
  beforeEach(() => redis.flushall())
  afterEach(async () => {
    for (const one of open.splice(0)) await one.close()
  })

  async function worker(run: Run = pureRun, options: Parameters<typeof startWorker>[2] = {}): Promise<FleetWorker> {
    const started = await startWorker(server.url, run, options)
    open.push(started)
    return started
  }
  async function fleet(options: Partial<FleetOptions> = {}): Promise<Fleet> {
    const opened = await openFleet({ redis: server.url, prefix: 'test', pollMs: 100, ...options })
    open.unshift(opened)
    return opened
  }

  test('a run is done by a worker, and its Result is that of the runner', async () => {
    await worker()
    const one = await fleet()
    const result = await one.run(request)
    expect(result).toEqual({ ...(await pureRun(request)), usage: result.usage })
    expect(result.stdout).toBe('print(1)||7|5')
  })

  test('a Result is kept: the same run is not done again, another one is', async () => {
    let times = 0
    await worker(async (asked) => {
      times += 1
      return pureRun(asked)
    })
    const [one, two] = [await fleet(), await fleet()]
    const first = await one.run(request)
    expect(await two.run({ ...request })).toEqual(first)
    expect(times).toBe(1)
    await one.run({ ...request, seed: 8 })
    expect(times).toBe(2)
  })

  test('what is random is drawn when the run is accepted', async () => {
    const seen: string[] = []
    await worker(async (asked) => {
      seen.push(typeof asked.seed, typeof asked.clockStartMs)
      return pureRun(asked)
    })
    const one = await fleet()
    await one.run({ runtime: 'py', code: '1', seed: 'random' })
    expect(seen).toEqual(['number', 'number'])
  })

  test('large texts, bytes and files go apart, once, and are gone when nobody needs them', async () => {
    const big = 'x'.repeat(100_000)
    const bytes = new Uint8Array(100_000).fill(255)
    const seen: unknown[] = []
    await worker(async (asked) => {
      seen.push(asked.code, asked.stdin, asked.files)
      return pureRun({ ...asked, code: '', stdin: '' })
    })
    const one = await fleet()
    await one.run({ ...request, code: big, stdin: bytes, files: { a: big, folder: { b: bytes } } })
    expect(seen).toEqual([big, bytes, { a: big, 'folder/b': bytes }])
    expect(await redis.keys('test:blob*')).toEqual([])
  })

  test('output comes as it is printed, each byte once', async () => {
    let finish = () => {}
    await worker(async (asked) => {
      for (const text of ['a', 'bc', 'd']) asked.onOutput?.({ stream: 'stdout', bytes: Buffer.from(text) })
      asked.onOutput?.({ stream: 'stderr', bytes: Buffer.from('!') })
      await new Promise<void>((resolve) => {
        finish = resolve
      })
      asked.onOutput?.({ stream: 'stdout', bytes: Buffer.from('e') })
      return exited(0, { stdout: 'abcde', stderr: '!' })
    })
    const one = await fleet()
    const heard = { stdout: '', stderr: '' }
    const result = await one.run({
      ...request,
      onOutput: ({ stream, bytes }) => {
        heard[stream] += Buffer.from(bytes).toString()
        if (heard.stdout === 'abcd' && heard.stderr === '!') finish()
      },
    })
    expect(heard).toEqual({ stdout: 'abcde', stderr: '!' })
    expect(result.stdout).toBe('abcde')
  })

  test('a signal ends the run where it is done', async () => {
    const stop = new AbortController()
    let ended = () => {}
    const wasEnded = new Promise<void>((resolve) => {
      ended = resolve
    })
    await worker((asked) => {
      queueMicrotask(() => stop.abort())
      return new Promise((_, reject) => {
        asked.signal?.addEventListener('abort', () => {
          ended()
          reject(new FuelcellError('aborted', 'the run was aborted'))
        })
      })
    })
    const one = await fleet()
    await expect(one.run({ ...request, signal: stop.signal })).rejects.toMatchObject({ code: 'aborted' })
    await wasEnded
  })

  test.each([
    [{ runtime: 'cobol' }, 'fleet-no-worker', /no worker of the fleet has "cobol"; there are: python 0123456789ab/],
    [{ preopens: [{ host: '/', guest: '/x' }] }, 'invalid-option', /preopens/],
    [{ limits: { fuel: -1 } }, 'invalid-option', /fuel/],
    [{ colour: 'red' }, 'unknown-option', /colour/],
  ])('%j fails at once', async (more, code, message) => {
    await worker()
    const one = await fleet()
    await expect(one.run({ ...request, ...more } as never)).rejects.toMatchObject({
      code,
      message: expect.stringMatching(message),
    })
  })

  test('a request goes to the epoch that was asked for, or fails with those that are there', async () => {
    const older = { ...python, epoch: 'aaaaaaaaaaaa' }
    await worker(async () => exited(0, { stdout: 'old' }), { version: '0.9.0', runtimes: [older] })
    await worker(async () => exited(0, { stdout: 'new' }), { version: '0.10.0' })
    const newest = await fleet()
    expect((await newest.run(request)).stdout).toBe('new')
    const pinned = await fleet({ epochs: { python: older.epoch } })
    expect((await pinned.run(request)).stdout).toBe('old')
    const wrong = await fleet({ epochs: { python: 'bbbbbbbbbbbb' } })
    await expect(wrong.run(request)).rejects.toMatchObject({
      code: 'fleet-no-worker',
      message: expect.stringContaining(`epoch bbbbbbbbbbbb; there are: python ${EPOCH}, python aaaaaaaaaaaa`),
    })
  })

  test("a runner's error is the caller's error; a lost host is tried again", async () => {
    let times = 0
    await worker(async (asked) => {
      times += 1
      if (asked.code === 'bad') throw new FuelcellError('invalid-code', 'no code')
      if (times < 3) throw new FuelcellError('worker-lost', 'gone')
      return pureRun(asked)
    })
    const one = await fleet()
    expect((await one.run(request)).stdout).toBe(printed(request))
    expect(times).toBe(3)
    await expect(one.run({ ...request, code: 'bad' })).rejects.toMatchObject({
      code: 'invalid-code',
      message: 'no code',
    })
  })

  test('two executions that differ are an error and a record, never one of the two', async () => {
    const liar =
      (word: string): Run =>
      async () =>
        exited(0, { stdout: word })
    const [a, b] = [await worker(liar('a')), await worker(liar('b'))]
    const one = await fleet({ verify: 1 })
    await expect(one.run(request)).rejects.toMatchObject({ code: 'fleet-disagreement' })
    const [record] = await redis.lrange('test:disagreements', 0, -1)
    const { workers, digests } = JSON.parse(record ?? '{}')
    expect(workers.sort()).toEqual([a.id, b.id].sort())
    expect(new Set(digests).size).toBe(2)
    expect((await one.status()).disagreements).toBe(1)
    await expect((await fleet()).run(request)).rejects.toMatchObject({ code: 'fleet-disagreement' })
  })

  test('two executions that agree but for their time are one Result', async () => {
    const timed =
      (durationMs: number): Run =>
      async (asked) => {
        const result = await pureRun(asked)
        return { ...result, usage: { ...result.usage, durationMs } }
      }
    await worker(timed(1))
    await worker(timed(2))
    const one = await fleet({ verify: 1 })
    expect((await one.run(request)).stdout).toBe(printed(request))
    expect((await one.status()).disagreements).toBe(0)
  })

  test("a tenant's many runs do not stop another's one", async () => {
    const order: string[] = []
    let begin = () => {}
    const begun = new Promise<void>((resolve) => {
      begin = resolve
    })
    await worker(
      async (asked) => {
        if (asked.code === 'first') await begun
        order.push(String(asked.code))
        return pureRun(asked)
      },
      { slots: 1 },
    )
    const [busy, small] = [await fleet({ tenant: 'busy' }), await fleet({ tenant: 'small' })]
    const first = busy.run({ ...request, code: 'first' })
    const many = Array.from({ length: 20 }, (_, index) => busy.run({ ...request, code: `busy ${index}` }))
    while ((await busy.status()).queues[0]?.waiting !== 20) await Promise.resolve()
    const one = small.run({ ...request, code: 'small' })
    while ((await busy.status()).queues[0]?.waiting !== 21) await Promise.resolve()
    begin()
    await Promise.all([first, one, ...many])
    expect(order.indexOf('small')).toBeLessThan(3)
    expect(await redis.keys('test:tenant:*')).toEqual([])
  })

  test('a worker that closes ends what it has and takes nothing more', async () => {
    let begun = () => {}
    let finish = () => {}
    const hasBegun = new Promise<void>((resolve) => {
      begun = resolve
    })
    const first = await startWorker(server.url, async (asked) => {
      begun()
      await new Promise<void>((resolve) => {
        finish = resolve
      })
      return pureRun(asked)
    })
    const one = await fleet()
    const running = one.run(request)
    await hasBegun
    const closing = first.close()
    finish()
    expect((await running).stdout).toBe(printed(request))
    await closing
    await expect((await fleet()).run({ ...request, seed: 1 })).rejects.toMatchObject({ code: 'fleet-no-worker' })
  })

  test('runs under way when the fleet closes are rejected, later ones too', async () => {
    await worker(() => new Promise(() => {}))
    const one = await openFleet({ redis: server.url, prefix: 'test' })
    const running = one.run(request)
    const said = expect(running).rejects.toMatchObject({ code: 'runner-closed' })
    await one.close()
    await said
    await expect(one.run(request)).rejects.toMatchObject({ code: 'runner-closed' })
    open.length = 0
  })

  test.each([
    [{ format: 2 }, /format/],
    [{ epoch: 'bbbbbbbbbbbb' }, /epoch/],
    [{ request: { runtime: 'python', colour: 1 } }, /colour/],
    [{ more: 1 }, /more/],
    [{ blobs: ['0'.repeat(64)], request: { runtime: 'python', code: { blob: '0'.repeat(64), as: 'string' } } }, /blob/],
  ])('a job with %j is answered with its error', async (more, message) => {
    const { Queue } = await import('bullmq')
    await worker()
    const queue = new Queue(`v1.python.${EPOCH}`, { connection: redis, prefix: 'test:queue' })
    const job = { format: 1, epoch: EPOCH, request: { runtime: 'python', code: '1' }, ...more }
    await queue.add('run', job, { jobId: 'by-hand' })
    let answer: string | null = null
    while (answer === null) answer = await redis.get('test:answer:by-hand')
    expect(JSON.parse(answer)).toMatchObject({
      job: 'by-hand',
      error: { fault: 'caller', message: expect.stringMatching(message) },
    })
    await queue.close()
  })
})

test('a Redis that is not there is told with its address, without its password', async () => {
  const opening = openFleet({ redis: 'redis://name:secret@127.0.0.1:1/0', unreachableMs: 300 })
  await expect(opening).rejects.toMatchObject({
    code: 'fleet-unreachable',
    message: expect.stringContaining('redis://127.0.0.1:1/0'),
  })
})

test.each([
  [{}, /redis must be a URL/],
  [{ redis: 'localhost' }, /redis must be a URL/],
  [{ redis: 'redis://x', verify: 2 }, /verify must be a number from 0 to 1/],
  [{ redis: 'redis://x', prefix: 'a:b' }, /prefix must be/],
  [{ redis: 'redis://x', epoch: {} }, /epochs/],
])('openFleet(%j) is refused', async (options, message) => {
  await expect(openFleet(options as never)).rejects.toMatchObject({
    fault: 'caller',
    message: expect.stringMatching(message),
  })
})
