/** The app on a socket: which names it answers to, and how it ends. */
import { once } from 'node:events'
import { connect } from 'node:net'
import { afterEach, describe, expect, it } from 'vitest'
import type { Result } from '../../src/core/result.js'
import type { RunRequest } from '../../src/runner/request/request.js'
import { createApp } from '../../src/server/app.js'
import { type Listening, type ListenOptions, listen } from '../../src/server/listen.js'
import { StubRunner } from '../support/command-line.js'
import { exited } from '../support/results.js'
import { echo, gate, hello, posted } from './support.js'

const servers: Listening[] = []
afterEach(async () => {
  for (const server of servers.splice(0)) await server.close(0)
})

async function serving(
  behave: (request: RunRequest) => Result | Promise<Result> = echo,
  options: Partial<ListenOptions> = {},
): Promise<Listening & { readonly port: number }> {
  const app = createApp({ runner: new StubRunner(behave), dialects: [] })
  const server = await listen(app, { host: '127.0.0.1', port: 0, ...options })
  servers.push(server)
  return { ...server, port: Number(new URL(server.url).port) }
}

async function said(port: number, bytes: string): Promise<string> {
  const socket = connect(port, '127.0.0.1')
  socket.on('error', () => undefined)
  socket.write(bytes)
  let all = ''
  for await (const part of socket) all += part
  return all
}

it('answers to the names that it was given, in any letters and with any port, and to no other', async () => {
  const { port } = await serving(echo, { hosts: ['localhost', '[::1]'] })
  const ask = async (host: string) =>
    (await said(port, `GET /healthz HTTP/1.1\r\nhost: ${host}\r\nconnection: close\r\n\r\n`)).split(' ')[1]
  expect(await Promise.all(['localhost', 'LOCALHOST:99', '[::1]:1'].map(ask))).toEqual(['200', '200', '200'])
  expect(await Promise.all(['evil.example', 'localhost.evil.example', '127.0.0.1'].map(ask))).toEqual([
    '403',
    '403',
    '403',
  ])
})

it('says that an address is taken', async () => {
  const { port } = await serving()
  await expect(serving(echo, { port })).rejects.toMatchObject({
    code: 'invalid-option',
    message: expect.stringContaining(`port ${port}`),
  })
})

it('closes connections above the most that it may have', async () => {
  const { port } = await serving(echo, { connections: 1 })
  const first = connect(port, '127.0.0.1')
  await once(first, 'connect')
  first.write('GET /healthz HTTP/1.1\r\nhost: x\r\n\r\n')
  await once(first, 'data')
  expect(await said(port, 'GET /healthz HTTP/1.1\r\nhost: x\r\n\r\n')).toBe('')
  first.destroy()
})

describe('the end', () => {
  it('waits for what was taken, and closes its connections', async () => {
    const begun = gate()
    const end = gate()
    const { url, close } = await serving(async () => {
      begun.open()
      await end.opened
      return exited(0, { stdout: 'done' })
    })
    const running = fetch(`${url}/v1/run`, posted(hello))
    await begun.opened
    const closing = close(60_000)
    expect((await fetch(`${url}/v1/run`, posted(hello))).status).toBe(503)
    end.open()
    expect(((await (await running).json()) as { stdout: string }).stdout).toBe('done')
    expect(await closing).toBe(true)
    await expect(fetch(`${url}/healthz`)).rejects.toThrow()
  })

  it('cuts off what takes too long', async () => {
    const begun = gate()
    const gone = gate()
    const { url, close } = await serving(({ signal }) => {
      begun.open()
      return new Promise((_, reject) =>
        signal?.addEventListener('abort', () => {
          gone.open()
          reject(signal.reason)
        }),
      )
    })
    const running = fetch(`${url}/v1/run`, posted(hello)).catch(() => 'cut off')
    await begun.opened
    expect(await close(0)).toBe(false)
    await gone.opened
    expect(await running).toBe('cut off')
  })
})
