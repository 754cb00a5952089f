/** Sessions and tools over HTTP. */
import { Client, StreamableHTTPClientTransport } from '@modelcontextprotocol/client'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { createRunner, type Runner } from '../../src/runner/runner.js'
import { type App, createApp, parseKeyFile } from '../../src/server/index.js'

const keys = parseKeyFile('keys:\n- {name: a, key: aaaaaaaa}\n- {name: b, key: bbbbbbbb}', 'k')
let runner: Runner
let app: App
beforeAll(async () => {
  runner = await createRunner({ workers: 1 })
  app = await createApp({ runner, keys })
})
afterAll(async () => {
  await app.drain()
  await runner.close()
})

async function ask(method: string, path: string, body?: unknown, key = 'aaaaaaaa') {
  const response = await app.hono.request(path, {
    method,
    headers: { authorization: `Bearer ${key}`, ...(body === undefined ? {} : { 'content-type': 'application/json' }) },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  })
  const bytes = Buffer.from(await response.arrayBuffer())
  const isJson =
    response.headers.get('content-type')?.startsWith('application/json') === true ||
    response.headers.get('content-type') === 'application/problem+json'
  return { status: response.status, bytes, json: isJson ? JSON.parse(bytes.toString()) : undefined }
}

async function opened(body: object = {}) {
  const { status, json } = await ask('POST', '/v1/sessions', { clockStartMs: 0, seed: 0, ...body })
  expect([status, json.runtime]).toEqual([201, 'python'])
  return `/v1/sessions/${json.session}`
}

it('keeps state, and tells each step for itself', async () => {
  const path = await opened({ files: { a: 'given' } })
  await ask('POST', `${path}/run`, { code: 'x = open("a").read()' })
  const { json } = await ask('POST', `${path}/run`, { code: 'print(input()); x', stdin: 'in' })
  expect(json).toMatchObject({ status: 'exit', stdout: 'in\n', value: "'given'", step: { n: 2, kept: true } })
  expect((await ask('GET', path)).json.history).toHaveLength(2)
  expect((await ask('POST', `${path}/complete`, { text: 'x.upp' })).json).toEqual({ names: ['x.upper'] })
  expect((await ask('POST', `${path}/rewind`, { to: 1 })).json.history).toHaveLength(1)
})

it('streams a step', async () => {
  const path = await opened()
  const { bytes } = await ask('POST', `${path}/run?stream`, { code: 'print("a")\n6 * 7' })
  const events = bytes
    .toString()
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line))
  expect(events).toMatchObject([
    { type: 'output', bytes: { text: 'a\n' } },
    { type: 'result', result: { value: '42' } },
  ])
})

it('forks, saves and opens', async () => {
  const path = await opened()
  await ask('POST', `${path}/run`, { code: 'x = 1' })
  const fork = (await ask('POST', `${path}/fork`)).json.session
  await ask('POST', `/v1/sessions/${fork}/run`, { code: 'x = 2' })
  const { bytes } = await ask('POST', `${path}/save`, { key: 'k' })
  const from = bytes.toString('base64')
  const again = await opened({ from, key: 'k' })
  expect((await ask('POST', `${again}/run`, { code: 'x' })).json.value).toBe('1')
  expect((await ask('POST', '/v1/sessions', { from, key: 'other' })).json).toMatchObject({
    status: 400,
    code: 'invalid-option',
  })
})

it('belongs to its key', async () => {
  const path = await opened()
  expect((await ask('POST', `${path}/run`, { code: '1' }, 'bbbbbbbb')).status).toBe(404)
  expect((await ask('DELETE', path, undefined, 'bbbbbbbb')).status).toBe(404)
  expect((await ask('DELETE', path)).status).toBe(204)
  expect((await ask('POST', `${path}/run`, { code: '1' })).json).toMatchObject({ status: 404, code: 'not-found' })
})

it.each([
  ['/v1/sessions', { runtime: 'sqlite' }, 400, /keeps no state/],
  ['/v1/sessions', { from: 'AAAA' }, 400, /no saved session/],
  ['/v1/sessions', { colour: 1 }, 400, /colour/],
  ['/v1/sessions/nothing/run', { code: '1' }, 404, /no session "nothing"/],
])('%s with %j is a problem', async (path, body, status, detail) => {
  const { json } = await ask('POST', path, body)
  expect(json).toMatchObject({ status, detail: expect.stringMatching(detail) })
})

it('has tools for agents at /mcp, whose sessions are those of the key', async () => {
  const client = new Client({ name: 'test', version: '1' })
  const transport = new StreamableHTTPClientTransport(new URL('http://localhost/mcp'), {
    fetch: async (url, init) => app.hono.request(String(url), init),
    requestInit: { headers: { authorization: 'Bearer aaaaaaaa' } },
  })
  await client.connect(transport)
  const call = async (name: string, args: Record<string, unknown>) =>
    (await client.callTool({ name, arguments: args })).structuredContent as Record<string, unknown>
  const { session } = await call('open_session', {})
  await call('run_in_session', { session, code: 'x = 41' })
  expect(await call('run_in_session', { session, code: 'x + 1' })).toMatchObject({ value: '42' })
  expect((await ask('GET', `/v1/sessions/${session}`)).json.history).toHaveLength(2)
  await client.close()
})

it('refuses tools to pages of elsewhere', async () => {
  const response = await app.hono.request('http://localhost/mcp', {
    method: 'POST',
    headers: {
      authorization: 'Bearer aaaaaaaa',
      'content-type': 'application/json',
      origin: 'http://evil.example',
      host: 'localhost',
    },
    body: '{}',
  })
  expect(response.status).toBe(403)
})
