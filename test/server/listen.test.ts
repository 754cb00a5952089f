/** The server on a socket: clients that go away, stall, or send what is no HTTP. */
import { once } from 'node:events'
import { connect } from 'node:net'
import { afterEach, describe, expect, it } from 'vitest'
import { FuelcellError } from '../../src/core/errors.js'
import type { Result } from '../../src/core/result.js'
import type { RunRequest } from '../../src/runner/request/request.js'
import { type AppOptions, createApp, type Listening, type ListenOptions, listen } from '../../src/server/index.js'
import { exited } from '../support/results.js'

type Run = (request: RunRequest) => Promise<Result>
const echo: Run = async ({ code }) => exited(0, { stdout: String(code) })
const open: Listening[] = []
afterEach(async () => {
  for (const one of open.splice(0)) await one.close(0)
})

async function serving(run: Run = echo, options: Partial<AppOptions> = {}, listenOptions: Partial<ListenOptions> = {}) {
  const runner = {
    run,
    provision: async (name: string) => ({ name, starts: [], epoch: '0123456789ab' }),
    compile: async () => {
      throw new FuelcellError('invalid-code', 'nothing is compiled here')
    },
  }
  const app = await createApp({ runner, ...options })
  const listening = await listen(app, { host: '127.0.0.1', port: 0, ...listenOptions })
  open.push(listening)
  const { port } = new URL(listening.url)
  return { ...listening, port: Number(port), app }
}

const body = JSON.stringify({ runtime: 'python', code: 'hello' })
const post = (url: string, init: RequestInit = {}) =>
  fetch(`${url}/v1/run`, { method: 'POST', headers: { 'content-type': 'application/json' }, body, ...init })

/** What a socket has said when the other side ended it. */
async function said(port: number, text: string): Promise<string> {
  const socket = connect(port, '127.0.0.1')
  socket.write(text)
  let heard = ''
  socket.on('data', (bytes) => {
    heard += String(bytes)
  })
  socket.on('error', () => {})
  await once(socket, 'close')
  return heard
}

/** A run that goes on until its signal fires. */
function endless() {
  let begun = () => {}
  const hasBegun = new Promise<void>((resolve) => {
    begun = resolve
  })
  let ended = () => {}
  const hasEnded = new Promise<void>((resolve) => {
    ended = resolve
  })
  const run: Run = ({ signal, onOutput }) => {
    onOutput?.({ stream: 'stdout', bytes: Buffer.from('begun') })
    begun()
    return new Promise((_, reject) => {
      signal?.addEventListener('abort', () => {
        ended()
        reject(new FuelcellError('aborted', 'gone'))
      })
    })
  }
  return { run, hasBegun, hasEnded }
}

describe('a client that goes away', () => {
  it('ends its run', async () => {
    const { run, hasBegun, hasEnded } = endless()
    const { url } = await serving(run)
    const gone = new AbortController()
    const asked = post(url, { signal: gone.signal }).catch(() => 'gone')
    await hasBegun
    gone.abort()
    await hasEnded
    expect(await asked).toBe('gone')
  })

  it('ends the run of its stream', async () => {
    const { run, hasEnded } = endless()
    const { url } = await serving(run)
    const gone = new AbortController()
    const response = await fetch(`${url}/v1/run?stream`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body,
      signal: gone.signal,
    })
    const reader = response.body?.getReader()
    const first = await reader?.read()
    expect(Buffer.from(first?.value ?? []).toString()).toContain('begun')
    gone.abort()
    await hasEnded
  })

  it('leaves the queue while it waits there', async () => {
    const { run, hasBegun } = endless()
    const { url, app } = await serving(run, { slots: 1 })
    void post(url).catch(() => {})
    await hasBegun
    const gone = new AbortController()
    const waiting = post(url, { signal: gone.signal }).catch(() => 'gone')
    const depth = async () => ((await (await app.hono.request('/readyz')).json()) as { waiting: number }).waiting
    while ((await depth()) !== 1) await new Promise(setImmediate)
    gone.abort()
    expect(await waiting).toBe('gone')
    while ((await depth()) !== 0) await new Promise(setImmediate)
  })
})

describe('a strange client', () => {
  const head = 'POST /v1/run HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n'

  it('that never ends its headers is let go, and others are served meanwhile', async () => {
    const { url, port } = await serving(echo, {}, { headersMs: 200, requestMs: 400 })
    const slow = Array.from({ length: 200 }, () => said(port, 'POST /v1/run HTTP/1.1\r\nHost: x\r\nX-Slow: '))
    expect((await post(url)).status).toBe(200)
    for (const heard of await Promise.all(slow)) expect(heard).toMatch(/^HTTP\/1.1 408 /)
  })

  it('that never ends its body is let go', async () => {
    const { port } = await serving(echo, {}, { headersMs: 200, requestMs: 400 })
    expect(await said(port, `${head}Content-Length: 100\r\n\r\n{`)).toMatch(/^HTTP\/1.1 (408|400) /)
  })

  it('that sends chunks without end is cut off at the cap', async () => {
    const { url, port } = await serving(echo, { bodyLimit: 1000 })
    const chunk = `400\r\n${'x'.repeat(1024)}\r\n`
    expect(
      await said(port, `${head}Connection: close\r\nTransfer-Encoding: chunked\r\n\r\n${chunk.repeat(3)}0\r\n\r\n`),
    ).toMatch(/^HTTP\/1.1 413 [\s\S]*body-too-large/)
    expect((await post(url)).status).toBe(200)
  })

  it('that says its body is long is refused before it is read', async () => {
    const { port } = await serving(echo, { bodyLimit: 1000 })
    expect(await said(port, `${head}Connection: close\r\nContent-Length: 100000000\r\n\r\n`)).toMatch(/^HTTP\/1.1 413 /)
  })

  it('that pipelines gets its answers in order', async () => {
    const { port } = await serving()
    const one = (code: string, more: string) => {
      const json = JSON.stringify({ runtime: 'python', code })
      return `${head}${more}Content-Length: ${json.length}\r\n\r\n${json}`
    }
    const heard = await said(port, one('first', '') + one('second', '') + one('third', 'Connection: close\r\n'))
    expect([...heard.matchAll(/"stdout":"(\w+)"/g)].map(([, word]) => word)).toEqual(['first', 'second', 'third'])
  })

  it('that speaks no HTTP is told so', async () => {
    const { port } = await serving()
    expect(await said(port, 'hello\r\n\r\n')).toMatch(/^HTTP\/1.1 400 /)
  })

  it('that comes under another name is refused where names are known', async () => {
    const { port } = await serving(echo, {}, { hosts: ['localhost'] })
    const ask = (host: string) => said(port, `GET /healthz HTTP/1.1\r\nHost: ${host}\r\nConnection: close\r\n\r\n`)
    expect(await ask('evil.example')).toMatch(/^HTTP\/1.1 403 /)
    expect(await ask('localhost:1')).toMatch(/^HTTP\/1.1 200 /)
  })

  it('in a thousand connections at once is answered a thousand times', async () => {
    const { port } = await serving()
    const heard = await Promise.all(
      Array.from({ length: 1000 }, () =>
        said(port, `${head}Connection: close\r\nContent-Length: ${body.length}\r\n\r\n${body}`),
      ),
    )
    expect(heard.filter((text) => text.includes('"stdout":"hello"')).length).toBe(1000)
  })
})

describe('the end', () => {
  it('waits for runs under way, and closes its connections', async () => {
    let end = () => {}
    let begun = () => {}
    const hasBegun = new Promise<void>((resolve) => {
      begun = resolve
    })
    const { url, close } = await serving(async () => {
      begun()
      await new Promise<void>((resolve) => {
        end = resolve
      })
      return exited(0, { stdout: 'done' })
    })
    const running = post(url)
    await hasBegun
    const closing = close(60_000)
    end()
    expect(((await (await running).json()) as { stdout: string }).stdout).toBe('done')
    await closing
    await expect(post(url)).rejects.toThrow()
  })

  it('ends runs that take too long', async () => {
    const { run, hasBegun, hasEnded } = endless()
    const { url, close } = await serving(run)
    const running = post(url).catch(() => 'cut off')
    await hasBegun
    await close(0)
    await hasEnded
    expect(await running).toBe('cut off')
  })

  it('an address that is taken is told', async () => {
    const { port } = await serving()
    await expect(serving(echo, {}, { port })).rejects.toMatchObject({
      code: 'invalid-option',
      message: expect.stringContaining(`port ${port}`),
    })
  })
})
