/** The server without a socket, over a runner that a test makes up. */
import { describe, expect, it, test } from 'vitest'
import { FuelcellError } from '../../src/core/errors.js'
import type { Result } from '../../src/core/result.js'
import type { RunRequest } from '../../src/runner/request/request.js'
import { type AppOptions, createApp, parseKeyFile } from '../../src/server/index.js'
import { eventSchema, resultSchema } from '../../src/wire/index.js'
import { exited } from '../support/results.js'

type Run = (request: RunRequest) => Promise<Result>

const echo: Run = async ({ code }) => exited(0, { stdout: String(code), stdoutBytes: Buffer.from(String(code)) })

async function app(run: Run = echo, options: Partial<AppOptions> = {}) {
  const runner = {
    run,
    provision: async (name: string) => ({ name, starts: [], epoch: '0123456789ab' }),
    compile: async () => {
      throw new FuelcellError('invalid-code', 'nothing is compiled here')
    },
  }
  const { hono, drain } = await createApp({ runner, ...options })
  const post = (path: string, body: unknown, headers: Record<string, string> = {}) =>
    hono.request(path, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...headers },
      body: typeof body === 'string' ? body : JSON.stringify(body),
    })
  return { hono, drain, post }
}

const hello = { runtime: 'python', code: 'hello' } as const

describe('POST /v1/run', () => {
  it('gives a Result of the wire, with its fuel in a header', async () => {
    const { post } = await app()
    const response = await post('/v1/run', hello)
    expect([response.status, response.headers.get('fuelcell-fuel')]).toEqual([200, '236412'])
    const result = resultSchema.parse(await response.json())
    expect(result.stdout).toBe('hello')
  })

  it('gives what a guest did wrong as 200', async () => {
    const { post } = await app(async () => exited(3))
    const response = await post('/v1/run', hello)
    expect([response.status, await response.json()]).toMatchObject([200, { status: 'exit', exitCode: 3, ok: false }])
  })

  const problems: ReadonlyArray<readonly [string, unknown, Record<string, string>, number, string, RegExp]> = [
    ['broken JSON', '{', {}, 400, 'malformed-body', /body cannot be read/],
    ['no object', '[1]', {}, 400, 'invalid-option', /not an object/],
    ['bytes that are no text', Buffer.from([0xff, 0xfe]).toString('latin1'), {}, 400, 'malformed-body', /read/],
    ['an unknown field', { ...hello, runtme: 1 }, {}, 400, 'unknown-option', /did you mean "runtime"/],
    ['a wrong type', { ...hello, args: 'a' }, {}, 400, 'invalid-option', /args/],
    ['a limit out of range', { ...hello, limits: { fuel: -1 } }, {}, 400, 'invalid-option', /fuel/],
    ['a directory of the machine', { ...hello, preopens: [{ host: '/' }] }, {}, 400, 'invalid-option', /preopens/],
    ['another type of body', hello, { 'content-type': 'text/plain' }, 415, 'unsupported-media-type', /text\/plain/],
    ['deep JSON', `${'{"a":'.repeat(10_000)}1${'}'.repeat(10_000)}`, {}, 400, 'invalid-option', /deep/],
    ['a body that is too long', { ...hello, code: 'x'.repeat(2000) }, {}, 413, 'body-too-large', /1000 bytes/],
  ]
  it.each(problems)('%s is a problem', async (_, body, headers, status, code, detail) => {
    const big = String(_).startsWith('deep') ? 1_000_000 : 1000
    const { post } = await app(echo, { bodyLimit: big })
    const response = await post('/v1/run', body, headers)
    expect(response.headers.get('content-type')).toBe('application/problem+json')
    expect(await response.json()).toMatchObject({
      status,
      code,
      retryable: false,
      detail: expect.stringMatching(detail),
    })
    expect(response.status).toBe(status)
    expect((await post('/v1/run', hello)).status).toBe(200)
  })

  it('tells nothing of what is a mistake of its own', async () => {
    const faults: unknown[] = []
    const { post } = await app(
      async () => {
        throw new TypeError('secret of the server')
      },
      { onFault: (fault) => faults.push(fault) },
    )
    const response = await post('/v1/run', hello)
    expect(response.status).toBe(500)
    expect(await response.text()).not.toContain('secret')
    expect(String(faults)).toContain('secret of the server')
  })

  it.each(['application/x-ndjson', 'text/event-stream'])('streams events as %s', async (accept) => {
    const { post } = await app(async (request) => {
      request.onOutput?.({ stream: 'stdout', bytes: Buffer.from('héé') })
      request.onOutput?.({ stream: 'stderr', bytes: new Uint8Array([255]) })
      return echo(request)
    })
    const response = await post('/v1/run', hello, { accept })
    const text = await response.text()
    const lines = accept.includes('ndjson')
      ? text.trim().split('\n')
      : [...text.matchAll(/^data: (.*)$/gm)].map(([, data]) => data ?? '')
    const events = lines.map((line) => eventSchema.parse(JSON.parse(line)))
    expect(events).toMatchObject([
      { type: 'output', stream: 'stdout', bytes: { text: 'héé' } },
      { type: 'output', stream: 'stderr', bytes: { base64: '/w==' } },
      { type: 'result', result: { stdout: 'hello' } },
    ])
  })

  it('ends a stream with the error', async () => {
    const { post } = await app(async () => {
      throw new FuelcellError('worker-lost', 'gone')
    })
    const text = await (await post('/v1/run?stream', hello)).text()
    expect(eventSchema.parse(JSON.parse(text))).toMatchObject({ type: 'error', error: { code: 'worker-lost' } })
  })

  it('takes files of a form', async () => {
    let files: unknown
    const { hono } = await app(async (request) => {
      files = request.files
      return exited(0)
    })
    const form = new FormData()
    form.set('request', JSON.stringify({ ...hello, files: { a: 'x' } }))
    form.append('files', new File(['one'], 'one.txt'))
    form.append('data/two.bin', new File([new Uint8Array([255])], 'ignored'))
    const response = await hono.request('/v1/run', { method: 'POST', body: form })
    expect(response.status).toBe(200)
    const text = Object.fromEntries(
      Object.entries(files as Record<string, string | Uint8Array>).map(([path, content]) => [
        path,
        Buffer.from(content).toString('hex'),
      ]),
    )
    expect(text).toEqual({ a: '78', 'one.txt': '6f6e65', 'data/two.bin': 'ff' })
  })
})

describe('pure runs', () => {
  const pure = { ...hello, clockStartMs: 0 }

  it('have an entity tag that stands for their Result', async () => {
    let times = 0
    const { post } = await app(async (request) => {
      times += 1
      return echo(request)
    })
    const first = await post('/v1/run', pure)
    const etag = first.headers.get('etag') ?? ''
    expect(etag).toMatch(/^"[0-9a-f]{64}"$/)
    const second = await post(
      '/v1/run',
      { clockStartMs: 0, code: 'hello', runtime: 'python' },
      { 'if-none-match': etag },
    )
    expect([second.status, await second.text(), times]).toEqual([304, '', 1])
    expect((await post('/v1/run', { ...pure, seed: 1 })).headers.get('etag')).not.toBe(etag)
    expect((await post('/v1/run', hello)).headers.get('etag')).toBeNull()
  })

  it('are kept where a cache is asked for, to the byte', async () => {
    const { post } = await app(echo, { cacheBytes: 1_000_000 })
    const [first, second] = [await post('/v1/run', pure), await post('/v1/run', pure)]
    expect([first, second].map(({ headers }) => headers.get('fuelcell-cache'))).toEqual(['miss', 'hit'])
    expect(await second.text()).toBe(await first.text())
    const { post: plain } = await app()
    expect((await plain('/v1/run', pure)).headers.get('fuelcell-cache')).toBeNull()
  })

  it('are not kept when the clock of the machine ended them', async () => {
    const { post } = await app(async () => ({ ...exited(0), status: 'timeout', exitCode: null, ok: false }) as Result, {
      cacheBytes: 1_000_000,
    })
    await post('/v1/run', pure)
    const second = await post('/v1/run', pure)
    expect([second.headers.get('fuelcell-cache'), second.headers.get('etag')]).toEqual(['miss', null])
  })
})

describe('admission', () => {
  /** Runs that end when they are told to. */
  function held() {
    const ends: Array<() => void> = []
    const order: string[] = []
    const run: Run = (request) => {
      order.push(String(request.code))
      return new Promise((resolve) => ends.push(() => resolve(exited(0))))
    }
    const end = async () => {
      ends.shift()?.()
      await new Promise(setImmediate)
    }
    return { run, end, order }
  }
  const settle = () => new Promise(setImmediate)

  it('refuses what the queue does not hold, and answers each of the others once', async () => {
    const { run, end } = held()
    const { post } = await app(run, { slots: 1, queueLimit: 2 })
    const asked = Array.from({ length: 5 }, () => post('/v1/run', hello))
    await settle()
    await settle()
    for (let index = 0; index < 5; index++) await end()
    const statuses = await Promise.all(asked.map(async (one) => (await one).status))
    expect(statuses.sort()).toEqual([200, 200, 200, 429, 429])
    const busy = await Promise.all(asked)
    expect(busy.find(({ status }) => status === 429)?.headers.get('retry-after')).toBe('1')
  })

  it('takes runs of a higher priority first', async () => {
    const { run, end, order } = held()
    const keys = parseKeyFile(
      'keys:\n- {name: l, key: lowlowlow, priority: low}\n- {name: h, key: highhigh, priority: high}',
      'k',
    )
    const { post } = await app(run, { slots: 1, keys })
    const as = (key: string, code: string) => post('/v1/run', { ...hello, code }, { authorization: `Bearer ${key}` })
    const asked = [as('lowlowlow', 'first')]
    await settle()
    asked.push(as('lowlowlow', 'low'))
    await settle()
    asked.push(as('highhigh', 'high'))
    await settle()
    for (let index = 0; index < 3; index++) await end()
    await Promise.all(asked)
    expect(order).toEqual(['first', 'high', 'low'])
  })

  it('lets a drain end what is under way, and takes nothing new', async () => {
    const { run, end } = held()
    const { post, drain, hono } = await app(run, { slots: 1 })
    const running = post('/v1/run', hello)
    await settle()
    const drained = drain()
    const refused = await post('/v1/run', hello)
    expect([refused.status, await refused.json()]).toMatchObject([503, { code: 'draining', retryable: true }])
    expect((await hono.request('/readyz')).status).toBe(503)
    await end()
    expect((await running).status).toBe(200)
    await drained
  })

  it('counts a budget by what is asked for, and gives back what was not used', async () => {
    const keys = parseKeyFile('keys:\n- {name: a, key: aaaaaaaa, fuelPerMinute: 100000000}', 'k')
    const { post } = await app(async () => exited(0), { keys })
    const ask = (fuel: number) => post('/v1/run', { ...hello, limits: { fuel } }, { authorization: 'Bearer aaaaaaaa' })
    expect((await ask(100_000_000)).status).toBe(200)
    expect((await ask(99_000_000)).status).toBe(200)
    const third = await ask(99_000_000)
    expect([third.status, await third.json()]).toMatchObject([429, { code: 'over-budget', retryable: true }])
    expect(Number(third.headers.get('retry-after'))).toBeGreaterThan(0)
    expect((await ask(50_000_000)).status).toBe(200)
  })

  it('holds a key to its runs and limits', async () => {
    const { run, end } = held()
    const keys = parseKeyFile(
      'keys:\n- {name: a, key: aaaaaaaa, inFlight: 1, limits: {memoryPages: 1000, fuel: 20000000000}}',
      'k',
    )
    const { post } = await app(run, { keys })
    const ask = (limits: object) => post('/v1/run', { ...hello, limits }, { authorization: 'Bearer aaaaaaaa' })
    expect(await (await ask({ memoryPages: 2000 })).json()).toMatchObject({ status: 403, code: 'forbidden' })
    const first = ask({ memoryPages: 1000 })
    await settle()
    expect(await (await ask({ memoryPages: 1000 })).json()).toMatchObject({ status: 429, code: 'too-many-runs' })
    await end()
    expect((await first).status).toBe(200)
  })
})

describe('keys', () => {
  const file = 'keys:\n- {name: good, key: a-good-key}\n- {name: old, key: an-old-key, expires: "2020-01-01T00:00:00Z"}'

  test.each([
    [{}, 401, 'unauthorized'],
    [{ authorization: 'Bearer wrong-key' }, 401, 'unauthorized'],
    [{ authorization: 'Bearer an-old-key' }, 401, 'unauthorized'],
    [{ authorization: 'Bearer a-good-key' }, 200, undefined],
    [{ authorization: 'a-good-key' }, 200, undefined],
    [{ 'x-api-key': 'a-good-key, a-good-key' }, 200, undefined],
    [{ 'x-auth-token': 'a-good-key' }, 200, undefined],
  ])('%j', async (headers, status, code) => {
    const logged: string[] = []
    const { post, hono } = await app(echo, {
      keys: parseKeyFile(file, 'k'),
      onAccess: (access) => logged.push(JSON.stringify(access)),
    })
    const response = await post('/v1/run?X-Ignored=a-good-key', hello, headers as Record<string, string>)
    expect([response.status, ((await response.json()) as { code?: string }).code]).toEqual([status, code])
    const metrics = await (await hono.request('/metrics', { headers: { authorization: 'Bearer a-good-key' } })).text()
    for (const text of [...logged, metrics]) expect(text).not.toMatch(/good-key|wrong-key|old-key/)
    expect((await hono.request('/healthz')).status).toBe(200)
  })

  test.each([
    ['keys: []', /keys/],
    ['keys:\n- {name: a}', /either key or sha256/],
    ['keys:\n- {name: a, key: short}', /key/],
    ['keys:\n- {name: a, key: 12345678}', /key/],
    ['keys:\n- {name: a, key: aaaaaaaa}\n- {name: a, key: bbbbbbbb}', /twice/],
    ['keys:\n- {name: a, key: aaaaaaaa, colour: red}', /colour|nrecognized/],
    ['a: [', /k/],
  ])('the key file %j is refused', (text, message) => {
    expect(() => parseKeyFile(text, 'k')).toThrow(message)
    expect(() => parseKeyFile(text, 'k')).toThrow(FuelcellError)
  })
})

describe('the rest', () => {
  it('lists the runtimes and describes itself', async () => {
    const { hono } = await app()
    const { runtimes } = (await (await hono.request('/v1/runtimes')).json()) as { runtimes: Array<{ name: string }> }
    expect(runtimes.map(({ name }) => name)).toContain('python')
    const description = await (await hono.request('/openapi.json')).json()
    expect(description).toMatchObject({ openapi: '3.1.0', paths: { '/v1/run': {}, '/v1/grade': {} } })
    expect(await (await hono.request('/docs')).text()).toContain('/v1/run')
  })

  it('answers for a path that there is not, and keeps the id of a request', async () => {
    const { hono } = await app()
    const response = await hono.request('/nothing/here', { headers: { 'x-request-id': 'mine-1' } })
    expect([response.status, response.headers.get('x-request-id')]).toEqual([404, 'mine-1'])
    const strange = await hono.request('/', { headers: { 'x-request-id': 'a b\tc' } })
    expect(strange.headers.get('x-request-id')).toMatch(/^[0-9a-f-]{36}$/)
  })

  it('refuses a dialect that there is not', async () => {
    await expect(app(echo, { dialects: ['smalltalk'] })).rejects.toThrow(/smalltalk.*woma/)
  })

  it('has only the dialects that were asked for', async () => {
    const { hono } = await app(echo, { dialects: ['woma'] })
    expect((await hono.request('/health')).status).toBe(200)
    expect((await hono.request('/api/v2/runtimes')).status).toBe(404)
  })
})
