/** `POST /v1/run` without a socket: what is answered, refused, kept. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { FuelcellError } from '../../src/core/errors.js'
import { createRunner, type Runner } from '../../src/runner/runner.js'
import { ResultCache } from '../../src/server/cache/result-cache.js'
import { resultSchema } from '../../src/wire/index.js'
import { ended, exited } from '../support/results.js'
import { hello, made, over, posted, problem } from './support.js'

describe('with a real sandbox', () => {
  let runner: Runner
  beforeAll(async () => {
    runner = await createRunner({ workers: 2 })
  })
  afterAll(() => runner.close())

  it('answers with a Result of the wire, and what it cost', async () => {
    const response = await over(runner).request('/v1/run', posted(hello))
    expect([response.status, response.headers.get('content-type')]).toEqual([200, 'application/json; charset=utf-8'])
    const result = resultSchema.parse(await response.json())
    expect(result).toMatchObject({
      status: 'exit',
      exitCode: 0,
      stdout: '42\n',
      world: { clockStartMs: 946_684_800_000 },
    })
    expect(response.headers.get('fuelcell-fuel')).toBe(String(result.usage.fuel))
    expect(response.headers.get('fuelcell-epoch')).toBe(result.fuelEpoch)
  })

  it('answers what the guest did wrong with 200', async () => {
    const request = { ...hello, code: 'while True: pass', limits: { fuel: 10_000_000 } }
    const response = await over(runner).request('/v1/run', posted(request))
    expect([response.status, ((await response.json()) as { status: string }).status]).toEqual([200, 'out-of-fuel'])
  })

  it('gives a kept answer that is equal to a fresh one to the byte, but for the time', async () => {
    const app = over(runner, { cache: new ResultCache({ bytes: 1024 * 1024 }) })
    const request = {
      ...hello,
      files: { 'a.bin': { base64: '/w==' } },
      code: 'open("b", "wb").write(open("a.bin", "rb").read())',
    }
    const first = await app.request('/v1/run', posted(request))
    const second = await app.request('/v1/run', posted(request))
    expect([first, second].map(({ headers }) => headers.get('fuelcell-cache'))).toEqual(['miss', 'hit'])
    const fresh = await over(runner).request('/v1/run', posted(request))
    const timeless = async (response: Response) => (await response.text()).replace(/"durationMs":[\d.]+/, '')
    const texts = [await timeless(first), await timeless(second), await timeless(fresh)]
    expect(new Set(texts).size).toBe(1)
    expect(first.headers.get('etag')).toBe(second.headers.get('etag'))
  })

  it.each([
    [
      'a runtime that does not exist',
      { ...hello, runtime: 'pyton' },
      404,
      'unknown-runtime',
      /did you mean \\?"python\\?"/,
    ],
    [
      'an option of the wrong kind',
      { ...hello, call: { function: 'f' }, returns: 'last' },
      400,
      'invalid-option',
      /exclude/,
    ],
    ['a name that climbs', { ...hello, files: { '../x': '' } }, 400, 'invalid-file-name', /stay inside/],
    ['a name with NUL', { ...hello, files: { 'a\0b': '' } }, 400, 'invalid-file-name', /NUL/],
    ['an absolute name', { ...hello, files: { '/etc/passwd': '' } }, 400, 'invalid-file-name', /relative/],
  ])('refuses %s', async (_, request, status, code, detail) => {
    const response = await over(runner).request('/v1/run', posted(request))
    expect([response.status, response.headers.get('content-type')]).toEqual([status, 'application/problem+json'])
    expect(await problem(response)).toMatchObject({
      status,
      code,
      retryable: false,
      detail: expect.stringMatching(detail),
    })
  })

  it('streams nothing of a request that is wrong: it is refused as without a stream', async () => {
    const response = await over(runner).request('/v1/run?stream', posted({ ...hello, runtime: 'pyton' }))
    expect([response.status, response.headers.get('content-type')]).toEqual([404, 'application/problem+json'])
  })

  it('streams output, and a Result at the end', async () => {
    const response = await over(runner).request('/v1/run?stream', posted({ ...hello, code: 'print("é" * 3)' }))
    expect(response.headers.get('content-type')).toBe('application/x-ndjson; charset=utf-8')
    const events = (await response.text())
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line))
    expect(events[0]).toEqual({ type: 'output', stream: 'stdout', bytes: { text: 'ééé\n' } })
    expect(events.at(-1)).toMatchObject({ type: 'result', result: { status: 'exit', stdout: 'ééé\n' } })
  })

  it('streams events of a server to whoever accepts them', async () => {
    const response = await over(runner).request('/v1/run?stream', posted(hello, { accept: 'text/event-stream' }))
    expect(response.headers.get('content-type')).toBe('text/event-stream; charset=utf-8')
    const [first, second, rest] = (await response.text()).split('\n\n')
    expect(first).toBe('event: output\ndata: {"type":"output","stream":"stdout","bytes":{"text":"42\\n"}}')
    expect(second).toMatch(/^event: result\ndata: \{"type":"result","result":\{"status":"exit"/)
    expect(rest).toBe('')
  })

  it('leaves large output out of the Result of a stream', async () => {
    const limits = { outputBytes: 4 * 1024 * 1024 }
    const request = { ...hello, code: 'print("x" * 2_000_000)', limits }
    const response = await over(runner).request('/v1/run?stream', posted(request))
    const events = (await response.text())
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line))
    const output = events
      .filter(({ type }) => type === 'output')
      .map(({ bytes }) => bytes.text)
      .join('')
    expect(output).toBe(`${'x'.repeat(2_000_000)}\n`)
    expect(events.at(-1).result).toMatchObject({ ok: true, stdout: '', tty: '', usage: { outputBytes: 2_000_001 } })
  })
})

describe('bad input', () => {
  const nested = (levels: number) => `${'['.repeat(levels)}${']'.repeat(levels)}`

  it.each([
    ['no JSON', '{"runtime":', 400, 'malformed-body'],
    ['an empty body', '', 400, 'malformed-body'],
    ['a body that is not UTF-8', Buffer.from([0x7b, 0xff, 0x7d]), 400, 'malformed-body'],
    ['10,000 levels', nested(10_000), 400, 'malformed-body'],
    ['a million parts', `[${'1,'.repeat(1_000_001)}1]`, 400, 'malformed-body'],
    ['a list', '[]', 400, 'invalid-option'],
    ['null', 'null', 400, 'invalid-option'],
    ['a wrong type', { ...hello, args: 'x' }, 400, 'invalid-option'],
    ['half of a surrogate pair', '{"runtime":"python","code":"\\ud800"}', 400, 'invalid-option'],
    ['a limit that does not exist', { ...hello, limits: { cpu: 1 } }, 400, 'invalid-option'],
    ['directories of the machine', { ...hello, preopens: [{ host: '/etc' }] }, 403, 'forbidden'],
    ['a limit above the server’s', { ...hello, limits: { timeoutMs: 3_600_000 } }, 403, 'forbidden'],
    ['a priority that does not exist', hello, 400, 'invalid-option', { 'fuelcell-priority': 'top' }],
    ['a priority that is not the caller’s', hello, 403, 'forbidden', { 'fuelcell-priority': 'high' }],
    ['another content type', hello, 415, 'unsupported-media-type', { 'content-type': 'text/plain' }],
    ['a body above the cap', { ...hello, code: 'x'.repeat(9 * 1024 * 1024) }, 413, 'body-too-large'],
  ])('refuses %s', async (_, body, status, code, headers: Record<string, string> = {}) => {
    const { app, requests } = made()
    const response = await app.request('/v1/run', posted(body, headers))
    expect([response.status, response.headers.get('content-type')]).toEqual([status, 'application/problem+json'])
    expect(await problem(response)).toMatchObject({ type: 'about:blank', status, code, retryable: false })
    expect(requests).toEqual([])
    expect((await app.request('/v1/run', posted(hello))).status).toBe(200)
  })

  it('names an unknown field, and the nearest', async () => {
    const response = await made().app.request('/v1/run', posted({ ...hello, stdn: '' }))
    expect((await problem(response)).detail).toBe('POST /v1/run does not know the option "stdn"; did you mean "stdin"?')
  })

  it('quotes nothing of a body that is no JSON', async () => {
    const response = await made().app.request('/v1/run', posted('{"secret-123": tru'))
    expect((await problem(response)).detail).not.toMatch(/secret/)
  })

  it('holds a body without a length to the cap as it comes', async () => {
    let pulled = 0
    const body = new ReadableStream({
      pull: (controller) => {
        pulled += 1
        controller.enqueue(new Uint8Array(64 * 1024))
      },
    })
    const init = {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body,
      duplex: 'half',
    } as RequestInit
    const response = await made({ bodyLimit: 1024 * 1024 }).app.request('/v1/run', init)
    expect([response.status, pulled < 30]).toEqual([413, true])
  })

  it('says which methods a path takes', async () => {
    const response = await made().app.request('/v1/run')
    expect([response.status, response.headers.get('allow')]).toEqual([405, 'POST'])
  })

  it('answers a path that does not exist with 404, and keeps the query out', async () => {
    const response = await made().app.request('/v1/nothing?X-Auth-Token=secret-123')
    const told = await problem(response)
    expect([response.status, JSON.stringify(told).includes('secret')]).toEqual([404, false])
  })
})

describe('faults', () => {
  it('tells the caller a fault’s code, and only the log its paths', async () => {
    const told: unknown[] = []
    const fault = new FuelcellError('host-missing', 'nothing at /home/me/host')
    const { app } = made({ onFault: (_, error) => told.push(error) }, () => Promise.reject(fault))
    const response = await app.request('/v1/run', posted(hello))
    expect([response.status, JSON.stringify(await problem(response)).includes('/home/me')]).toEqual([500, false])
    expect(told).toEqual([fault])
  })

  it('tells nothing of a mistake of its own', async () => {
    const { app } = made({}, () => Promise.reject(new TypeError('x is undefined')))
    const response = await app.request('/v1/run', posted(hello))
    expect([response.status, (await problem(response)).detail]).toEqual([
      500,
      'the server made a mistake; its log says more',
    ])
  })

  it('runs again, once, what lost its worker', async () => {
    let runs = 0
    const { app } = made({}, () => {
      runs += 1
      if (runs === 1) throw new FuelcellError('worker-lost', 'gone')
      return exited(0, { stdout: 'again' })
    })
    const response = await app.request('/v1/run', posted(hello))
    expect([response.status, ((await response.json()) as { stdout: string }).stdout]).toEqual([200, 'again'])
  })

  it('says when to try again', async () => {
    const { app } = made({}, () => Promise.reject(new FuelcellError('worker-lost', 'gone')))
    const response = await app.request('/v1/run', posted(hello))
    expect([response.status, response.headers.get('retry-after')]).toEqual([503, '1'])
    expect(await problem(response)).toMatchObject({ code: 'worker-lost', retryable: true })
  })
})

describe('what is kept', () => {
  it('has a tag, by which an answer that is known is not sent again', async () => {
    const { app, requests } = made()
    const etag = (await app.request('/v1/run', posted(hello))).headers.get('etag') ?? ''
    expect(etag).toMatch(/^"0123456789ab-[0-9a-f]{32}"$/)
    const known = await app.request('/v1/run', posted(hello, { 'if-none-match': `"x", ${etag}` }))
    expect([known.status, await known.text(), known.headers.get('etag'), requests.length]).toEqual([304, '', etag, 1])
    const other = await app.request('/v1/run', posted({ ...hello, args: ['x'] }, { 'if-none-match': etag }))
    expect([other.status, requests.length]).toEqual([200, 2])
  })

  it('forgets the tag of an epoch that does not hold', async () => {
    const { app, requests } = made()
    const etag = (await app.request('/v1/run', posted(hello))).headers.get('etag') ?? ''
    const old = etag.replace('0123456789ab', 'ba9876543210')
    expect((await app.request('/v1/run', posted(hello, { 'if-none-match': old }))).status).toBe(200)
    expect(requests.length).toBe(2)
  })

  it.each([
    ['a timeout', hello, () => ended('timeout')],
    ['a drawn seed', { ...hello, seed: 'random' }, undefined],
  ])('is never %s', async (_, request, behave) => {
    const { app, requests } = made({ cache: new ResultCache({ bytes: 1024 * 1024 }) }, behave)
    const responses = [await app.request('/v1/run', posted(request)), await app.request('/v1/run', posted(request))]
    expect(
      responses.map(({ headers }) => [
        headers.get('etag'),
        headers.get('cache-control'),
        headers.get('fuelcell-cache'),
      ]),
    ).toEqual([
      [null, 'no-store', 'miss'],
      [null, 'no-store', 'miss'],
    ])
    expect(requests.length).toBe(2)
  })

  it('is nothing where the clock begins now, unless the request says when', async () => {
    const { app, requests } = made({ clock: 'now' })
    expect((await app.request('/v1/run', posted(hello))).headers.get('etag')).toBe(null)
    expect((await app.request('/v1/run', posted({ ...hello, clockStartMs: 5 }))).headers.get('etag')).not.toBe(null)
    expect(requests.map(({ clockStartMs }) => clockStartMs)).toEqual([undefined, 5])
  })

  it('tells apart what differs in one field, and not what differs in their order', async () => {
    const { app } = made()
    const tagOf = async (request: object) => (await app.request('/v1/run', posted(request))).headers.get('etag')
    const all = [
      hello,
      { ...hello, code: 'print(6 * 7) ' },
      { ...hello, stdin: '' },
      { ...hello, args: ['ab'] },
      { ...hello, args: ['a', 'b'] },
      { ...hello, files: { a: 'b' } },
      { ...hello, env: { a: 'b' } },
      { ...hello, seed: 1 },
      { ...hello, limits: { fuel: 1 } },
    ]
    expect(new Set(await Promise.all(all.map(tagOf))).size).toBe(all.length)
    expect(await tagOf({ code: hello.code, runtime: hello.runtime })).toBe(await tagOf(hello))
  })
})

it('logs who asked what, and nothing of what was sent', async () => {
  const lines: object[] = []
  const { app } = made({ onAccess: (record) => lines.push(record), now: () => 0 })
  await app.request(
    '/v1/run?X-Auth-Token=query-secret',
    posted({ ...hello, stdin: 'stdin-secret' }, { 'x-request-id': 'mine' }),
  )
  expect(lines).toEqual([
    {
      time: '1970-01-01T00:00:00.000Z',
      id: 'mine',
      method: 'POST',
      path: '/v1/run',
      status: 200,
      ms: expect.any(Number),
      runtime: 'python',
      outcome: 'exit',
      fuel: 236_412,
    },
  ])
})

it('counts fuel in millions, and carries the rest over', async () => {
  const { app } = made()
  for (let run = 0; run < 5; run += 1) await app.request('/v1/run', posted(hello))
  const metrics = await (await app.request('/metrics')).text()
  expect(metrics).toMatch(/^fuelcell_fuel_millions_total\{runtime="python"\} 1$/m)
  expect(metrics).toMatch(/^fuelcell_runs_total\{runtime="python",status="exit"\} 5$/m)
})

it('lists the runtimes with their versions, and the epochs that it knows', async () => {
  const { app } = made()
  await app.request('/v1/run', posted(hello))
  const { runtimes } = (await (await app.request('/v1/runtimes')).json()) as { runtimes: Array<{ name: string }> }
  expect(runtimes.map(({ name }) => name)).toEqual(
    expect.arrayContaining(['c', 'cpp', 'php', 'python', 'quickjs', 'ruby', 'sqlite']),
  )
  expect(runtimes.find(({ name }) => name === 'python')).toMatchObject({
    version: '3.11.3',
    aliases: expect.arrayContaining(['py']),
    defaultStart: 'warm',
    fuelEpochs: ['0123456789ab'],
  })
})
