/** Who is let in, when, and within which limits. */
import { createHash } from 'node:crypto'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { FuelcellError } from '../../src/core/errors.js'
import { Turns } from '../../src/server/admission/turns.js'
import type { Key, Priority } from '../../src/server/keys/key.js'
import { exited } from '../support/results.js'
import { gate, hello, made, posted, problem } from './support.js'

afterEach(() => void vi.useRealTimers())

const sha256 = (text: string) => createHash('sha256').update(text).digest('hex')
const key = (name: string, more: Partial<Key> = {}): Key => ({ name, sha256: sha256(`${name}-secret`), ...more })
const as = (name: string, more: Record<string, string> = {}) => ({ authorization: `Bearer ${name}-secret`, ...more })

describe('turns', () => {
  const entered = async (turns: Turns, priority: Priority, name: string, order: string[]) => {
    await turns.enter(priority, undefined)
    order.push(name)
  }

  it('go by priority, then by arrival; every eighth to whoever waits longest', async () => {
    const turns = new Turns({ places: 1, queueLimit: 100 })
    const order: string[] = []
    await turns.enter('normal', undefined)
    const all = [entered(turns, 'low', 'low', order)]
    for (let each = 1; each <= 9; each += 1) all.push(entered(turns, 'normal', `normal ${each}`, order))
    all.push(entered(turns, 'high', 'high', order))
    for (let each = 0; each < 11; each += 1) {
      turns.leave()
      await new Promise((resolve) => setImmediate(resolve))
    }
    expect(order).toEqual([
      'high',
      ...[1, 2, 3, 4, 5, 6].map((each) => `normal ${each}`),
      'low',
      'normal 7',
      'normal 8',
      'normal 9',
    ])
  })

  it('are refused where as many wait as may, in each priority for itself', async () => {
    const turns = new Turns({ places: 1, queueLimit: 1 })
    await turns.enter('normal', undefined)
    void turns.enter('normal', undefined)
    await expect(turns.enter('normal', undefined)).rejects.toMatchObject({ code: 'queue-full' })
    void turns.enter('low', undefined)
    expect([turns.waiting('normal'), turns.waiting('low')]).toEqual([1, 1])
  })

  it('are given up when the signal fires', async () => {
    const turns = new Turns({ places: 1, queueLimit: 9 })
    const gone = new AbortController()
    await turns.enter('normal', undefined)
    const waiting = turns.enter('normal', gone.signal)
    gone.abort(new FuelcellError('aborted', 'gone'))
    await expect(waiting).rejects.toMatchObject({ code: 'aborted' })
    turns.leave()
    expect([turns.busy, turns.waiting('normal')]).toEqual([0, 0])
  })
})

describe('the queue of a server', () => {
  it('answers each of 10,000 posts once: some run, the rest are told to come again', async () => {
    const { opened, open } = gate()
    const { app } = made({ queueLimit: 1000 }, async () => {
      await opened
      return exited(0)
    })
    const responses = Array.from({ length: 10_000 }, () => app.request('/v1/run', posted(hello)))
    await new Promise((resolve) => setImmediate(resolve))
    open()
    const statuses = (await Promise.all(responses)).map(({ status }) => status)
    const count = (wanted: number) => statuses.filter((status) => status === wanted).length
    expect([count(200), count(429)]).toEqual([1002, 8998])
    const refused = await (await Promise.all(responses)).find(({ status }) => status === 429)
    expect([refused?.headers.get('retry-after'), await problem(refused as Response)]).toEqual([
      '1',
      expect.objectContaining({ code: 'queue-full', retryable: true }),
    ])
  })

  it('lets a run of a client that is gone out of the queue', async () => {
    const { opened, open } = gate()
    const { app, service, requests } = made({ places: 1 }, async () => {
      await opened
      return exited(0)
    })
    const gone = new AbortController()
    const first = app.request('/v1/run', posted(hello))
    const second = app.request('/v1/run', { ...posted(hello), signal: gone.signal })
    await vi.waitFor(() => expect(service.admission.turns.waiting('normal')).toBe(1))
    gone.abort(new FuelcellError('aborted', 'gone'))
    expect((await second).status).toBe(499)
    open()
    expect([(await first).status, requests.length]).toEqual([200, 1])
  })
})

describe('keys', () => {
  it.each([
    ['none', {}],
    ['one that is unknown', as('mallory')],
    ['the digest of one', { authorization: `Bearer ${sha256('alice-secret')}` }],
    ['one that has expired', as('old')],
    ['its name', { authorization: 'Bearer alice' }],
  ])('are needed: %s is not enough', async (_, headers) => {
    const { app, requests } = made({ keys: [key('alice'), key('old', { expiresMs: 1000 })], now: () => 1000 })
    const response = await app.request('/v1/run', posted(hello, headers))
    expect([response.status, response.headers.get('www-authenticate'), requests.length]).toEqual([401, 'Bearer', 0])
    expect(await problem(response)).toMatchObject({ code: 'unauthorized', retryable: false })
  })

  it.each([
    ['Bearer', { authorization: 'Bearer alice-secret' }],
    ['bearer in small letters', { authorization: 'bearer alice-secret' }],
    ['alone', { authorization: 'alice-secret' }],
    ['as x-api-key', { 'x-api-key': 'alice-secret' }],
    ['as x-api-key sent twice', { 'x-api-key': 'alice-secret, alice-secret' }],
    ['as x-auth-token', { 'x-auth-token': 'alice-secret' }],
  ])('are taken %s', async (_, headers) => {
    const { app } = made({ keys: [key('alice')] })
    expect((await app.request('/v1/run', posted(hello, headers))).status).toBe(200)
  })

  it('are not asked of who asks whether the server lives', async () => {
    const { app } = made({ keys: [key('alice')] })
    const paths = ['/healthz', '/readyz', '/metrics', '/v1/runtimes', '/nothing']
    const statuses = await Promise.all(paths.map(async (path) => (await app.request(path)).status))
    expect(statuses).toEqual([200, 200, 401, 401, 401])
  })

  it('never show: not in the log, an error, or the metrics', async () => {
    const lines: object[] = []
    const { app } = made({ keys: [key('alice')], onAccess: (record) => lines.push(record) })
    const told: string[] = []
    for (const headers of [as('alice'), as('mallory')]) {
      for (const path of ['/v1/run', '/v1/run?X-Auth-Token=alice-secret', '/nothing/alice-secret']) {
        told.push(await (await app.request(path, posted({ ...hello, x: 1 }, headers))).text())
      }
    }
    told.push(await (await app.request('/metrics', { headers: as('alice') })).text())
    const logged = JSON.stringify(lines.map((line) => ({ ...line, path: '' })))
    expect([told.slice(0, 2).join().includes('-secret'), logged.includes('-secret')]).toEqual([false, false])
    expect(lines.length).toBe(7)
    expect(lines[0]).toMatchObject({ key: 'alice' })
  })

  it('have limits: what is asked above them is refused, what is not asked is lowered', async () => {
    const { app, requests } = made({ keys: [key('alice', { limits: { fuel: 1_000_000_000, memoryPages: 5000 } })] })
    const asked = (limits: object) => app.request('/v1/run', posted({ ...hello, limits }, as('alice')))
    const refused = await asked({ fuel: 1_000_000_001 })
    expect([refused.status, (await problem(refused)).detail]).toEqual([
      403,
      'limits.fuel is 1,000,000,001, but this server gives you 1,000,000,000 at most; ask for less',
    ])
    expect((await asked({ timeoutMs: 5 })).status).toBe(200)
    expect(requests.map(({ limits }) => limits)).toEqual([{ timeoutMs: 5, fuel: 1_000_000_000 }])
  })

  it('have runs under way, each so many', async () => {
    const { opened, open } = gate()
    const { app } = made({ keys: [key('alice', { runs: 2 }), key('bob')] }, async () => {
      await opened
      return exited(0)
    })
    const first = [1, 2].map(() => app.request('/v1/run', posted(hello, as('alice'))))
    const refused = await app.request('/v1/run', posted(hello, as('alice')))
    expect([refused.status, (await problem(refused)).code]).toEqual([429, 'too-many-runs'])
    const others = app.request('/v1/run', posted(hello, as('bob')))
    open()
    expect((await Promise.all([...first, others])).map(({ status }) => status)).toEqual([200, 200, 200])
    expect((await app.request('/v1/run', posted(hello, as('alice')))).status).toBe(200)
  })

  it('have priorities', async () => {
    const { app } = made({ keys: [key('alice', { priority: 'high' }), key('bob', { priority: 'low' })] })
    const status = async (name: string, priority: string) =>
      (await app.request('/v1/run', posted(hello, as(name, { 'fuelcell-priority': priority })))).status
    expect([await status('alice', 'high'), await status('bob', 'low'), await status('bob', 'normal')]).toEqual([
      200, 200, 403,
    ])
  })
})

describe('a budget of fuel', () => {
  const spending = (fuel: number) => () => exited(0, { usage: { ...exited(0).usage, fuel } })

  it('is reserved before a run, and given back after it', async () => {
    vi.useFakeTimers({ toFake: ['Date', 'setTimeout'] })
    const { app } = made({ keys: [key('alice', { fuelPerMinute: 10_000_000_000 })] }, spending(3_000_000_000))
    const run = async (fuel?: number) => {
      const limits = fuel === undefined ? {} : { limits: { fuel } }
      return app.request('/v1/run', posted({ ...hello, ...limits }, as('alice')))
    }
    // Three of ten billion are gone after each, whatever was reserved.
    expect([(await run()).status, (await run(5_000_000_000)).status]).toEqual([200, 200])
    const refused = await run(5_000_000_000)
    expect([refused.status, refused.headers.get('retry-after')]).toEqual([429, '60'])
    expect(await problem(refused)).toMatchObject({ code: 'over-budget', retryable: true })
    // What was refused has cost nothing.
    expect((await run(4_000_000_000)).status).toBe(200)
    vi.advanceTimersByTime(60_000)
    expect((await run(10_000_000_000)).status).toBe(200)
  })

  it('takes nothing over into the next minute', async () => {
    vi.useFakeTimers({ toFake: ['Date', 'setTimeout'] })
    const { opened, open } = gate()
    let isFirst = true
    const { app } = made({ keys: [key('alice', { fuelPerMinute: 10_000_000_000 })] }, async () => {
      if (isFirst) await opened
      isFirst = false
      return spending(1_000_000)()
    })
    const run = (fuel: number) => app.request('/v1/run', posted({ ...hello, limits: { fuel } }, as('alice')))
    const first = run(9_000_000_000)
    await vi.advanceTimersByTimeAsync(60_001)
    open()
    await first
    // Nine billion that come back now were of the last minute: this one has ten, and no nineteen.
    const both = [run(6_000_000_000), run(6_000_000_000)]
    expect((await Promise.all(both)).map(({ status }) => status).sort()).toEqual([200, 429])
  })

  it('bounds what one run may ask for', async () => {
    const { app, requests } = made({ keys: [key('alice', { fuelPerMinute: 2_000_000_000 })] })
    expect((await app.request('/v1/run', posted(hello, as('alice')))).status).toBe(200)
    expect(requests[0]?.limits).toEqual({ fuel: 2_000_000_000 })
    const refused = await app.request('/v1/run', posted({ ...hello, limits: { fuel: 3_000_000_000 } }, as('alice')))
    expect((await problem(refused)).code).toBe('forbidden')
  })
})

describe('draining', () => {
  it('takes nothing new, and lets what runs and what waits come to its end', async () => {
    const { opened, open } = gate()
    const { app, service } = made({ places: 1 }, async () => {
      await opened
      return exited(0)
    })
    const taken = [1, 2].map(() => app.request('/v1/run', posted(hello)))
    await vi.waitFor(() => expect(service.admission.turns.waiting('normal')).toBe(1))
    let isDrained = false
    const drained = service.drain().then(() => {
      isDrained = true
    })
    const refused = await app.request('/v1/run', posted(hello))
    expect([refused.status, (await problem(refused)).code, isDrained]).toEqual([503, 'draining', false])
    expect((await app.request('/readyz')).status).toBe(503)
    expect((await app.request('/healthz')).status).toBe(200)
    open()
    expect((await Promise.all(taken)).map(({ status }) => status)).toEqual([200, 200])
    await drained
  })
})
