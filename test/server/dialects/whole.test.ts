/** All dialects on one port of the whole server: keys, state, refusals. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { WebSocket } from 'ws'
import type { Runner } from '../../../src/runner/runner.js'
import { type App, createApp, type Listening, listen, parseKeyFile } from '../../../src/server/index.js'
import { PROVISIONING_MS, post, readyRunner } from './support.js'

/** YAML is JSON, too. */
const keysOf = (...keys: object[]) => parseKeyFile(JSON.stringify({ keys }), 'keys.yaml')

let runner: Runner
beforeAll(async () => {
  runner = await readyRunner(['python'], 2)
}, PROVISIONING_MS)
afterAll(() => runner.close())

describe('woma keeps state', () => {
  test('call after call, as its examples show', async () => {
    const { hono } = await createApp({ runner })
    const call = async (body: object) => {
      const answer = (await (await hono.request('/python', post(body))).json()) as Record<string, unknown>
      return [answer.status, answer.result]
    }
    const health = async () => (await (await hono.request('/health')).json()) as Record<string, unknown>
    expect(await health()).toMatchObject({ status: 'healthy', pyodide_loaded: true, execution_count: 0 })
    expect(await call({ code: 'x = 1 + 1; x' })).toEqual(['success', '2'])
    expect(await call({ code: "raise ValueError('test error')" })).toEqual(['exception', 'ValueError: test error'])
    expect(await call({ code: 'exit()' })).toEqual(['exception', 'SystemExit: None'])
    expect(await call({ invalid: 'field' })).toEqual(['error', undefined])
    expect(await call({ code: 'x = 42' })).toEqual(['success', null])
    expect(await call({ code: 'x' })).toEqual(['success', '42'])
    expect(await call({ code: 'x', reset_globals: true })).toEqual(['exception', "NameError: name 'x' is not defined"])
    expect(await call({ code: '\n    def x():\n        return 300\n\n    x()\n    ' })).toEqual(['success', '300'])
    expect(await call({ code: 'x()' })).toEqual(['success', '300'])
    expect(await call({ code: 'import os; os._exit(4)' })).toEqual(['exception', 'SystemExit: 4'])
    expect(await call({ code: "print('out'); s = '\\U0001f600é'; s" })).toEqual(['success', '😀é'])
    expect(await call({ code: 'len(s), x()' })).toEqual(['success', '(2, 300)'])
    expect(await health()).toMatchObject({ execution_count: 11 })
  })

  test('not with two workers, nor where it was told so', async () => {
    for (const woma of [{ resetGlobals: true }, { resetGlobals: false, workers: 2 }]) {
      const { hono } = await createApp({ runner, dialectConfig: { woma } })
      await hono.request('/python', post({ code: 'x = 42' }))
      const answer = await (await hono.request('/python', post({ code: 'x' }))).json()
      expect(answer).toMatchObject({ status: 'exception', result: "NameError: name 'x' is not defined" })
    }
  })

  test('for each key apart', async () => {
    const keys = keysOf({ name: 'ann', key: 'a'.repeat(24) }, { name: 'bob', key: 'b'.repeat(24) })
    const { hono } = await createApp({ runner, keys })
    const call = async (key: string, code: string) => {
      const response = await hono.request('/python', post({ code }, { authorization: `Bearer ${key.repeat(24)}` }))
      return ((await response.json()) as Record<string, unknown>).result
    }
    expect(await call('a', 'x = 1')).toBe(null)
    expect(await call('b', 'x')).toBe("NameError: name 'x' is not defined")
    expect(await call('a', 'x')).toBe('1')
  })
})

describe('with keys', () => {
  let app: App
  let server: Listening
  const key = 'k'.repeat(24)
  beforeAll(async () => {
    app = await createApp({ runner, keys: keysOf({ name: 'ann', key }) })
    server = await listen(app, { host: '127.0.0.1', port: 0 })
  })
  afterAll(() => server.close(1000))

  const judge0 = { source_code: 'print(1)', language_id: 71 }
  const piston = { language: 'python', version: '*', files: [{ content: 'print(1)' }] }
  const codapi = { sandbox: 'python', command: 'run', files: { '': 'print(1)' } }
  const jobe = { run_spec: { language_id: 'python3', sourcecode: 'print(1)' } }

  test.each<[string, object, number, unknown]>([
    ['/python', { code: '1' }, 401, { status: 'error', error: expect.any(String) }],
    ['/v1/exec', codapi, 401, { id: '-', ok: false, duration: 0, stdout: '', stderr: expect.any(String) }],
    ['/api/v2/execute', piston, 401, { message: expect.any(String) }],
    ['/submissions?wait=true', judge0, 401, null],
    ['/judge0/submissions', judge0, 401, null],
    ['/jobe/index.php/restapi/runs', jobe, 403, 'Missing API key'],
  ])('%s is closed to whoever has none', async (path, body, status, told) => {
    const response = await fetch(`${server.url}${path}`, post(body))
    const text = await response.text()
    expect([response.status, text === '' ? null : JSON.parse(text)]).toEqual([status, told])
    expect(text).not.toContain(key)
  })

  test.each<[string, object, Record<string, string>]>([
    ['/python', { code: '1', reset_globals: true }, { authorization: `Bearer ${key}` }],
    ['/v1/exec', codapi, { authorization: `Bearer ${key}` }],
    ['/api/v2/execute', piston, { authorization: key }],
    ['/submissions?wait=true', judge0, { 'x-auth-token': key }],
    [`/judge0/submissions?wait=true&X-Auth-Token=${key}`, judge0, {}],
    ['/jobe/index.php/restapi/runs', jobe, { 'x-api-key': `${key}, ${key}` }],
  ])('%s is open to who has one, as its clients send it', async (path, body, headers) => {
    const response = await fetch(`${server.url}${path}`, post(body, headers))
    expect([response.ok, response.headers.get('fuelcell-fuel')]).toEqual([true, expect.stringMatching(/^\d+$/)])
  })

  test('an unknown one is unknown to Jobe', async () => {
    const response = await fetch(`${server.url}/jobe/restapi/languages`, { headers: { 'x-api-key': 'x' } })
    expect([response.status, await response.json()]).toEqual([403, 'Unknown API key'])
  })

  test.each(['/health', '/v1/health'])('%s needs none', async (path) => {
    expect((await fetch(`${server.url}${path}`)).status).toBe(200)
  })

  test('the WebSocket is closed without one, and to pages of elsewhere', async () => {
    const refused = (headers: Record<string, string>) =>
      new Promise((resolve) => {
        const socket = new WebSocket(`${server.url.replace('http', 'ws')}/api/v2/connect`, { headers })
        socket.on('error', (error) => resolve(error.message))
      })
    expect(await refused({})).toBe('Unexpected server response: 401')
    expect(await refused({ authorization: key, origin: 'http://evil.example' })).toBe('Unexpected server response: 403')
  })
})

test('what a key may not use is refused in a WebSocket too', async () => {
  const key = 'k'.repeat(24)
  const keys = keysOf({ name: 'ann', key, limits: { fuel: 1_000_000 } })
  const app = await createApp({ runner, keys })
  const server = await listen(app, { host: '127.0.0.1', port: 0 })
  try {
    const last = await new Promise((resolve) => {
      const headers = { authorization: key }
      const socket = new WebSocket(`${server.url.replace('http', 'ws')}/api/v2/connect`, { headers })
      const init = { type: 'init', language: 'python', version: '*', files: [{ content: 'print(1)' }] }
      socket.on('open', () => socket.send(JSON.stringify(init)))
      let message: unknown
      socket.on('message', (data) => {
        message = JSON.parse(data.toString())
      })
      socket.on('close', (code) => resolve([code, message]))
    })
    expect(last).toEqual([4002, { type: 'error', message: expect.stringContaining('fuel') }])
  } finally {
    await server.close(1000)
  }
})

test('a server that ends lets go of WebSockets', async () => {
  const app = await createApp({ runner })
  const server = await listen(app, { host: '127.0.0.1', port: 0 })
  const socket = new WebSocket(`${server.url.replace('http', 'ws')}/api/v2/connect`)
  const closed = new Promise<number>((resolve) => socket.on('close', resolve))
  const content = 'import sys\nsys.stdin.read()'
  const init = { type: 'init', language: 'python', version: '*', files: [{ content }] }
  await new Promise<void>((resolve) => {
    socket.on('open', () => socket.send(JSON.stringify(init)))
    socket.on('message', (data) => {
      if (JSON.parse(data.toString()).type === 'stage') resolve()
    })
  })
  await server.close(1)
  expect(await closed).toBe(1006)
})
