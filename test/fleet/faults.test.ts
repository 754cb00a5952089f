/** What happens to a fleet at the worst moment: every accepted run ends in one answer, and it is that of a sound machine. */
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { connect as connectSocket, createServer, type Server, type Socket } from 'node:net'
import { join } from 'node:path'
import { afterEach, describe, expect, test } from 'vitest'
import { connect } from '../../src/fleet/connect.js'
import { type Fleet, type FleetWorker, openFleet } from '../../src/fleet/index.js'
import { hasRedis, startRedis, type TestRedis } from '../support/redis.js'
import { exited } from '../support/results.js'
import { printed, pureRun, startWorker } from './support.js'

const world = { runtime: 'python', clockStartMs: 5, seed: 7 } as const
const process = join(import.meta.dirname, 'worker-process.mjs')

describe.skipIf(!hasRedis)('a fleet in trouble (needs redis-server)', () => {
  const open: Array<{ close(): Promise<unknown> }> = []
  afterEach(async () => {
    for (const one of open.splice(0).reverse()) await one.close()
  })

  async function redis(...options: readonly string[]): Promise<TestRedis> {
    const server = await startRedis(...options)
    open.push({ close: () => server.stop() })
    return server
  }
  async function fleet(url: string, options: Partial<Parameters<typeof openFleet>[0]> = {}): Promise<Fleet> {
    const opened = await openFleet({ redis: url, prefix: 'test', pollMs: 50, ...options })
    open.push(opened)
    return opened
  }
  async function worker(...given: Parameters<typeof startWorker>): Promise<FleetWorker> {
    const started = await startWorker(...given)
    open.push(started)
    return started
  }
  /** A worker in a process of its own, which can be killed. */
  async function workerProcess(url: string, behaviour: 'sound' | 'deadly'): Promise<ChildProcess> {
    const child = spawn(globalThis.process.execPath, [process, url, behaviour], {
      stdio: ['ignore', 'pipe', 'inherit'],
    })
    open.push({
      close: async () => {
        child.kill('SIGKILL')
      },
    })
    await once(child.stdout, 'data')
    return child
  }

  test('workers that are killed lose no run, and none is answered twice', async () => {
    const server = await redis()
    const one = await fleet(server.url)
    let [first, second] = [await workerProcess(server.url, 'sound'), await workerProcess(server.url, 'sound')]
    let answered = 0
    const answers = Array.from({ length: 400 }, async (_, index) => {
      const request = { ...world, code: `${index}` }
      const { stdout } = await one.run(request)
      answered += 1
      if (answered % 100 === 0) {
        first.kill('SIGKILL')
        first = second
        second = await workerProcess(server.url, 'sound')
      }
      return stdout === printed(request)
    })
    expect((await Promise.all(answers)).every(Boolean)).toBe(true)
    expect(answered).toBe(400)
  })

  test('a run that kills every worker is parked and told by its name, and the others go on', async () => {
    const server = await redis()
    const one = await fleet(server.url)
    let killed = 0
    const deadly = async () => {
      const child = await workerProcess(server.url, 'deadly')
      child.on('exit', () => {
        killed += 1
        if (killed < 3) void deadly()
        else void worker(server.url)
      })
    }
    await deadly()
    await expect(one.run({ ...world, code: 'poison' })).rejects.toMatchObject({
      code: 'fleet-job-parked',
      message: expect.stringMatching(/^job r-[0-9a-f-]+ was started 3 times/),
    })
    expect(killed).toBe(3)
    expect((await one.run({ ...world, code: 'fine' })).stdout).toBe('fine||7|5')
    expect((await one.status()).queues).toMatchObject([{ parked: 1, waiting: 0, active: 0 }])
  })

  test('Redis that is killed and comes back with its files loses nothing that was accepted', async () => {
    const server = await redis('--appendonly', 'yes')
    let begun = 0
    let isHalfway = () => {}
    const halfway = new Promise<void>((resolve) => {
      isHalfway = resolve
    })
    await worker(server.url, async (asked) => {
      begun += 1
      if (begun === 20) isHalfway()
      return pureRun(asked)
    })
    const one = await fleet(server.url)
    const answers = Array.from({ length: 60 }, (_, index) => one.run({ ...world, code: `${index}` }))
    await halfway
    await server.restart()
    const results = await Promise.all(answers)
    expect(results.map(({ stdout }) => stdout)).toEqual(
      Array.from({ length: 60 }, (_, index) => printed({ ...world, code: `${index}` })),
    )
  })

  test('a network that stalls, resets and splits what is sent changes no answer', async () => {
    const server = await redis()
    const proxy = await badNetwork(server.url.slice('unix://'.length))
    open.push(proxy)
    await worker(proxy.url)
    const one = await fleet(proxy.url)
    for (let round = 0; round < 5; round++) {
      const answers = Array.from({ length: 10 }, (_, index) => one.run({ ...world, code: `${round} ${index}` }))
      proxy.resetAll()
      for (const [index, { stdout }] of (await Promise.all(answers)).entries()) {
        expect(stdout).toBe(printed({ ...world, code: `${round} ${index}` }))
      }
    }
  })

  test('Redis that stays away is told in time', async () => {
    const server = await redis()
    const proxy = await badNetwork(server.url.slice('unix://'.length))
    open.push(proxy)
    const one = await fleet(proxy.url, { unreachableMs: 300 })
    proxy.stall()
    await expect(one.run({ ...world, code: '1' })).rejects.toMatchObject({ code: 'fleet-unreachable', retryable: true })
  })

  test('a Redis without room refuses runs by name, and takes them again when there is room', async () => {
    const server = await redis('--maxmemory', '3mb', '--maxmemory-policy', 'noeviction')
    const direct = connect(server.url)
    open.push({ close: async () => direct.disconnect() })
    await worker(server.url)
    const one = await fleet(server.url)
    await one.run({ ...world, code: 'before' })
    let filled = 0
    for (const size of [100_000, 1_000, 10]) {
      while (await direct.set(`filler:${filled}`, 'x'.repeat(size)).then(Boolean, () => false)) filled += 1
    }
    await expect(one.run({ ...world, code: 'x'.repeat(50_000) })).rejects.toMatchObject({
      code: 'queue-full',
      retryable: true,
    })
    for (let index = 0; index < filled; index++) await direct.del(`filler:${index}`)
    expect((await one.run({ ...world, code: 'after' })).stdout).toBe('after||7|5')
  })

  test('two fleets under one prefix share workers and Results, and hear their own answers only', async () => {
    const server = await redis()
    let times = 0
    await worker(server.url, async () => {
      times += 1
      return exited(0, { stdout: `${times}` })
    })
    const [one, two] = [await fleet(server.url), await fleet(server.url)]
    const [a, b] = await Promise.all([one.run({ ...world, code: 'a' }), two.run({ ...world, code: 'b' })])
    expect([a.stdout, b.stdout].sort()).toEqual(['1', '2'])
    expect((await two.run({ ...world, code: 'a' })).stdout).toBe(a.stdout)
  })
})

/** A proxy before a socket that sends bytes apart, and can reset or stall its connections. */
async function badNetwork(path: string) {
  const pairs = new Set<Socket>()
  let stalled = false
  const server: Server = createServer((client) => {
    const upstream = connectSocket(path)
    for (const [from, to] of [
      [client, upstream],
      [upstream, client],
    ] as const) {
      pairs.add(from)
      from.on('error', () => {})
      from.on('close', () => {
        pairs.delete(from)
        to.destroy()
      })
      from.on('data', (bytes) => {
        if (stalled) return
        const middle = Math.floor(bytes.byteLength / 2)
        to.write(bytes.subarray(0, middle))
        setImmediate(() => to.write(bytes.subarray(middle)))
      })
    }
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('no port')
  return {
    url: `redis://127.0.0.1:${address.port}`,
    resetAll: () => {
      for (const socket of [...pairs]) socket.destroy()
    },
    stall: () => {
      stalled = true
    },
    close: async () => {
      for (const socket of pairs) socket.destroy()
      server.close()
    },
  }
}
