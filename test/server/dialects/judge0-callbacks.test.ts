import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterEach, describe, expect, test, vi } from 'vitest'
import {
  type CallbackRules,
  callbackSender,
  isPrivate,
  mayCall,
  tell,
} from '../../../src/server/dialects/judge0/callbacks.js'
import { defaultJudge0Config } from '../../../src/server/dialects/judge0/config.js'
import { judge0Dialect } from '../../../src/server/dialects/judge0/mount.js'
import { exited } from '../../support/results.js'
import { mounted, post } from './support.js'

const rules = (...hosts: string[]): CallbackRules => ({ hosts, privateAddresses: false })

test.each<[string, CallbackRules, boolean]>([
  ['http://hooks.example.org/x', rules(), false],
  ['http://hooks.example.org/x', rules('hooks.example.org'), true],
  ['https://hooks.example.org:8443/x', rules('hooks.example.org'), false],
  ['https://hooks.example.org:8443/x', rules('hooks.example.org:8443'), true],
  ['https://HOOKS.example.org/', rules('hooks.example.org'), true],
  ['http://a.example.org/', rules('*.example.org'), true],
  ['http://example.org/', rules('*.example.org'), false],
  ['http://evilexample.org/', rules('*.example.org'), false],
  ['http://user:pw@hooks.example.org/', rules('hooks.example.org'), false],
  ['ftp://hooks.example.org/', rules('hooks.example.org'), false],
  ['file:///etc/passwd', rules('', '*'), false],
  ['http://127.0.0.1/', rules('127.0.0.1'), false],
  ['http://2130706433/', rules('127.0.0.1'), false],
  ['http://[::1]/', rules('[::1]'), false],
  ['http://[::ffff:10.0.0.1]/', rules('[::ffff:a00:1]'), false],
  ['http://127.0.0.1/', { hosts: ['127.0.0.1'], privateAddresses: true }, true],
  ['nonsense', rules('nonsense'), false],
])('%s by %j may be called: %s', (url, given, may) => expect(mayCall(given, url)).toBe(may))

test('addresses of private and special networks are known', () => {
  const yes = '127.0.0.1 10.1.2.3 172.16.0.1 192.168.1.1 169.254.169.254 100.64.0.1 0.0.0.0 224.0.0.1 255.255.255.255'
  const six = '::1 :: fe80::1 fc00::1 ::ffff:127.0.0.1 ff02::1 64:ff9b::7f00:1 2001:db8::1 2002:7f00:1::'
  for (const address of `${yes} ${six}`.split(' ')) expect([address, isPrivate(address)]).toEqual([address, true])
  for (const address of ['8.8.8.8', '172.32.0.1', '2606:4700::1111']) expect(isPrivate(address)).toBe(false)
})

describe('telling', () => {
  const never = () => new Promise<void>(() => {})

  test('is tried three times', async () => {
    const send = vi.fn(() => Promise.reject(new Error('refused')))
    expect(await tell(send, 'http://x/', 'body', never)).toBe(false)
    expect(send).toHaveBeenCalledTimes(3)
    const once = vi.fn(async () => {})
    expect(await tell(once, 'http://x/', 'body', never)).toBe(true)
    expect(once).toHaveBeenCalledTimes(1)
  })

  test('waits five seconds each time, and then lets go', async () => {
    const waits: number[] = []
    const signals: AbortSignal[] = []
    const send = (_url: string, _body: string, signal: AbortSignal) => {
      signals.push(signal)
      return never()
    }
    expect(await tell(send, 'http://x/', 'body', async (ms) => void waits.push(ms))).toBe(false)
    expect(waits).toEqual([5000, 5000, 5000])
    expect(signals.map(({ aborted }) => aborted)).toEqual([true, true, true])
  })
})

describe('over a socket', () => {
  let server: Server | undefined
  afterEach(() => server?.close())

  async function listening(told: (method: string | undefined, body: string) => void): Promise<string> {
    server = createServer(async (request, response) => {
      const pieces: Buffer[] = []
      for await (const piece of request) pieces.push(piece as Buffer)
      told(request.method, Buffer.concat(pieces).toString())
      response.end()
    })
    await new Promise<void>((resolve) => server?.listen(0, '127.0.0.1', resolve))
    return `http://localhost:${(server.address() as AddressInfo).port}/hook`
  }

  test('a verdict is put, its texts in base64', async () => {
    const got = new Promise<[string | undefined, string]>((resolve, reject) => {
      listening((method, body) => resolve([method, body])).then(async (url) => {
        const callbacks = { hosts: [new URL(url).host], privateAddresses: true }
        const app = await mounted([judge0Dialect], async () => exited(0, { stdoutBytes: Buffer.from('out') }), {
          judge0: { ...defaultJudge0Config, callbacks },
        })
        const body = { source_code: 'x', language_id: 71, callback_url: url }
        expect((await app.request('/submissions', post(body))).status).toBe(201)
      }, reject)
    })
    const [method, body] = await got
    expect([method, JSON.parse(body)]).toMatchObject([
      'PUT',
      { stdout: 'b3V0', stderr: null, status: { id: 3, description: 'Accepted' }, token: expect.any(String) },
    ])
    expect(Object.keys(JSON.parse(body))).toHaveLength(8)
  })

  test('a name of this machine is not called, whatever it is called', async () => {
    const calls: unknown[] = []
    const url = await listening((...call) => calls.push(call))
    const send = callbackSender(rules(new URL(url).host))
    await expect(send(url, 'body', new AbortController().signal)).rejects.toThrow(/^localhost has the private address /)
    expect(calls).toEqual([])
  })
})
