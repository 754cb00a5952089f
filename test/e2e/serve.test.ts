/** `fuelcell serve` as a process, over sockets. */
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { Agent, request as httpRequest } from 'node:http'
import { connect } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { afterEach, describe, expect, it } from 'vitest'
import { hello, posted } from '../server/support.js'

interface Running {
  readonly child: ChildProcess
  readonly url: string
  readonly port: number
  readonly exit: Promise<number | string | null>
  /** Resolves with the first line of stderr that matches. */
  readonly said: (pattern: RegExp) => Promise<string>
}

const running: Running[] = []
afterEach(async () => {
  for (const { child, exit } of running.splice(0)) {
    child.kill('SIGKILL')
    await exit
  }
})

async function start(...given: readonly string[]): Promise<Running> {
  const args = given.some((one) => one.startsWith('--workers')) ? given : ['--workers=2', ...given]
  const child = spawn(process.execPath, ['dist/cli/main.js', 'serve', '--port=0', ...args], {
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const exit = new Promise<number | string | null>((resolve) => {
    child.once('exit', (code, signal) => resolve(signal ?? code))
  })
  const lines: string[] = []
  const waiting = new Set<() => void>()
  createInterface({ input: child.stderr as NodeJS.ReadableStream }).on('line', (line) => {
    lines.push(line)
    for (const look of waiting) look()
  })
  const said = (pattern: RegExp) =>
    new Promise<string>((resolve) => {
      const look = () => {
        const found = lines.find((line) => pattern.test(line))
        if (found === undefined) return
        waiting.delete(look)
        resolve(found)
      }
      waiting.add(look)
      look()
    })
  const ready = once(createInterface({ input: child.stdout as NodeJS.ReadableStream }), 'line')
  const [line] = (await Promise.race([ready, exit.then(() => [lines.join('\n')])])) as [string]
  const [, url = '', port = ''] = /^fuelcell: listening on (http:\/\/127\.0\.0\.1:(\d+))$/.exec(line) ?? []
  const started = { child, url, port: Number(port), exit, said }
  running.push(started)
  return started
}

const endless = {
  ...hello,
  code: 'print("on", flush=True)\nwhile True: pass',
  limits: { fuel: 10 ** 12, timeoutMs: 120_000 },
}
const slow = {
  ...hello,
  code: 'print("on", flush=True)\nfor _ in range(3_000_000): pass\nprint("done")',
  limits: { fuel: 10 ** 11 },
}

async function firstEvent(response: Response) {
  const reader = (response.body as ReadableStream<Uint8Array>).getReader()
  const { value } = await reader.read()
  return { reader, event: JSON.parse(Buffer.from(value ?? []).toString()) }
}

describe('its life', () => {
  it('begins with a line that says where, and ends in order at SIGTERM', async () => {
    const { child, url, exit, said } = await start()
    await said(/python is ready/)
    expect(await (await fetch(`${url}/readyz`)).json()).toEqual({ status: 'ready' })
    const answer = (await (await fetch(`${url}/v1/run`, posted(hello))).json()) as { stdout: string }
    expect(answer.stdout).toBe('42\n')
    child.kill('SIGTERM')
    expect(await exit).toBe(0)
  })

  it('drains: what runs comes to its end, what is new is refused', async () => {
    const { child, url, exit, said } = await start()
    const { reader, event } = await firstEvent(await fetch(`${url}/v1/run?stream`, posted(slow)))
    expect(event).toEqual({ type: 'output', stream: 'stdout', bytes: { text: 'on\n' } })
    child.kill('SIGTERM')
    await said(/draining/)
    const refused = await fetch(`${url}/v1/run`, posted(hello))
    expect([refused.status, ((await refused.json()) as { code: string }).code]).toEqual([503, 'draining'])
    let rest = ''
    for (let read = await reader.read(); !read.done; read = await reader.read())
      rest += Buffer.from(read.value).toString()
    expect(JSON.parse(rest.trimEnd().split('\n').at(-1) ?? '')).toMatchObject({
      type: 'result',
      result: { stdout: 'on\ndone\n' },
    })
    expect(await exit).toBe(0)
  })

  it('cuts off what does not end in time, and says so', async () => {
    const { child, url, exit } = await start('--drain=50ms')
    const { reader } = await firstEvent(await fetch(`${url}/v1/run?stream`, posted(endless)))
    child.kill('SIGTERM')
    const { value } = await reader.read()
    expect(JSON.parse(Buffer.from(value ?? []).toString())).toMatchObject({
      type: 'error',
      error: { code: 'runner-closed' },
    })
    expect(await exit).toBe(1)
  })

  it('ends at once at a second signal, and leaves no process behind', async () => {
    const { child, url, exit, said } = await start()
    await firstEvent(await fetch(`${url}/v1/run?stream`, posted(endless)))
    const hosts = await childrenOf(child.pid ?? 0)
    expect(hosts.length).toBeGreaterThan(0)
    child.kill('SIGTERM')
    await said(/draining/)
    child.kill('SIGTERM')
    expect(await exit).toBe('SIGTERM')
    for (const pid of hosts) await gone(pid)
  })

  it.each([
    [['--host=0.0.0.0'], /can be reached from other machines/],
    [['--host=::'], /can be reached from other machines/],
    [['--dialects=pistn'], /did you mean piston/],
    [['--key-file=/nowhere'], /cannot be read/],
    [['--config=/nowhere'], /cannot be read/],
    [['--port=70000'], /--port must be from/],
  ])('does not begin with %s', async (args, why) => {
    const child = spawn(process.execPath, ['dist/cli/main.js', 'serve', ...args], {
      stdio: ['ignore', 'ignore', 'pipe'],
    })
    let stderr = ''
    child.stderr.on('data', (bytes) => {
      stderr += bytes
    })
    const [code] = await once(child, 'close')
    expect([code, why.test(stderr), stderr.includes('    at ')]).toEqual([126, true, false])
  })
})

async function childrenOf(pid: number): Promise<readonly number[]> {
  const pids = (await readdir('/proc')).filter((name) => /^\d+$/.test(name))
  const stats = await Promise.all(pids.map((name) => readFile(`/proc/${name}/stat`, 'utf8').catch(() => '')))
  return pids.filter((_, index) => stats[index]?.split(') ')[1]?.split(' ')[1] === String(pid)).map(Number)
}

/** Without a signal to wait for: init has it by now. */
async function gone(pid: number): Promise<void> {
  for (;;) {
    const stat = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => undefined)
    if (stat === undefined || / Z /.test(stat)) return
    await new Promise((resolve) => setImmediate(resolve))
  }
}

describe('clients', () => {
  it('that go away end their run, and the worker is free', async () => {
    const { url, said } = await start('--workers=1')
    const gone = new AbortController()
    const response = await fetch(`${url}/v1/run?stream`, {
      ...posted(endless, { 'x-request-id': 'gone' }),
      signal: gone.signal,
    })
    const { event } = await firstEvent(response)
    expect(event.bytes).toEqual({ text: 'on\n' })
    gone.abort()
    expect(((await (await fetch(`${url}/v1/run`, posted(hello))).json()) as { stdout: string }).stdout).toBe('42\n')
    await said(/"id":"gone"/)
  })

  it('that go away before their answer end their run too', async () => {
    const { port, url, said } = await start('--workers=1')
    const body = JSON.stringify({ ...endless, code: 'while True: pass' })
    const socket = connect(port, '127.0.0.1')
    socket.write(
      `POST /v1/run HTTP/1.1\r\nhost: localhost\r\nx-request-id: gone\r\ncontent-type: application/json\r\ncontent-length: ${body.length}\r\n\r\n${body}`,
    )
    await underWay(url)
    socket.destroy()
    expect(JSON.parse(await said(/"id":"gone"/))).toMatchObject({ status: 499, error: 'aborted' })
    expect(((await (await fetch(`${url}/v1/run`, posted(hello))).json()) as { stdout: string }).stdout).toBe('42\n')
  })

  it('that are slow with their headers are let go', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'fuelcell-serve-'))
    try {
      await writeFile(join(folder, 'serve.yaml'), 'headersTimeout: 200ms\nrequestTimeout: 400ms\n')
      const { port, url } = await start(`--config=${join(folder, 'serve.yaml')}`)
      const answers = await Promise.all(
        Array.from({ length: 500 }, async (_, index) => {
          const socket = connect(port, '127.0.0.1')
          // Half a head, or half a body.
          socket.write(
            index % 2 === 0
              ? 'POST /v1/run HTTP/1.1\r\nhost: localhost\r\nx-a:'
              : 'POST /v1/run HTTP/1.1\r\nhost: localhost\r\ncontent-type: application/json\r\ncontent-length: 100\r\n\r\n{"run',
          )
          let answer = ''
          socket.on('data', (bytes) => {
            answer += bytes
          })
          socket.on('error', () => undefined)
          await once(socket, 'close')
          return answer.split('\r\n')[0]
        }),
      )
      expect(new Set(answers)).toEqual(new Set(['HTTP/1.1 408 Request Timeout']))
      expect((await fetch(`${url}/v1/run`, posted(hello))).status).toBe(200)
    } finally {
      await rm(folder, { recursive: true })
    }
  })

  it.each([
    ['no HTTP at all', 'hello\r\n\r\n', 400],
    ['a head without end', `GET / HTTP/1.1\r\nhost: localhost\r\n${'x-a: b\r\n'.repeat(5000)}\r\n`, 431],
    [
      'two lengths',
      'POST /v1/run HTTP/1.1\r\nhost: localhost\r\ncontent-length: 1\r\ncontent-length: 2\r\n\r\n{}',
      400,
    ],
    [
      'a length and chunks',
      'POST /v1/run HTTP/1.1\r\nhost: localhost\r\ncontent-length: 2\r\ntransfer-encoding: chunked\r\n\r\n{}',
      400,
    ],
    ['a host that is none', 'GET /healthz HTTP/1.1\r\nhost: a b\r\n\r\n', 400],
    ['a target that is none', 'GET healthz HTTP/1.1\r\nhost: localhost\r\n\r\n', 400],
    [
      'a body of 100 MB',
      'POST /v1/run HTTP/1.1\r\nhost: localhost\r\ncontent-type: application/json\r\ncontent-length: 100000000\r\n\r\n{',
      413,
    ],
  ])('that send %s get an answer and no stack', async (_, bytes, status) => {
    const { port, url } = await start()
    const socket = connect(port, '127.0.0.1')
    socket.on('error', () => undefined)
    socket.end(bytes)
    let answer = ''
    for await (const part of socket) answer += part
    expect([answer.split(' ')[1], answer.includes('    at ')]).toEqual([String(status), false])
    expect((await fetch(`${url}/healthz`)).status).toBe(200)
  })

  it('that send chunks without end are stopped at the cap', async () => {
    const { port } = await start('--body-limit=64KiB')
    const request = httpRequest({
      port,
      method: 'POST',
      path: '/v1/run',
      headers: { 'content-type': 'application/json' },
    })
    request.on('error', () => undefined)
    const answered = once(request, 'response')
    const chunk = Buffer.alloc(16 * 1024, 0x20)
    let isOver = false
    const write = () => {
      while (!isOver && request.write(chunk));
    }
    request.on('drain', write)
    write()
    const [response] = await answered
    isOver = true
    expect(response.statusCode).toBe(413)
    request.destroy()
  })

  it('that pipeline are answered in order', async () => {
    const { port } = await start()
    const one = (code: string) => {
      const body = JSON.stringify({ ...hello, code })
      return `POST /v1/run HTTP/1.1\r\nhost: localhost\r\ncontent-type: application/json\r\ncontent-length: ${body.length}\r\n\r\n${body}`
    }
    const socket = connect(port, '127.0.0.1')
    socket.write(
      one('print(1)') +
        one('print(2)') +
        one('print(3)') +
        'GET /healthz HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\n\r\n',
    )
    let all = ''
    for await (const part of socket) all += part
    expect([...all.matchAll(/"stdout":"(\d)\\n"|"status":"(ok)"/g)].map(([, number, ok]) => number ?? ok)).toEqual([
      '1',
      '2',
      '3',
      'ok',
    ])
  })

  it('may be a thousand at a time', async () => {
    const { port } = await start()
    const agent = new Agent({ keepAlive: true, maxSockets: 1000 })
    const body = JSON.stringify(hello)
    const statuses = await Promise.all(
      Array.from({ length: 1000 }, async () => {
        const headers = { 'content-type': 'application/json', 'content-length': body.length }
        const request = httpRequest({ port, agent, method: 'POST', path: '/v1/run', headers })
        request.end(body)
        const [response] = await once(request, 'response')
        response.resume()
        await once(response, 'end')
        return response.statusCode
      }),
    )
    agent.destroy()
    expect(new Set(statuses)).toEqual(new Set([200]))
  })

  it('lose nothing when a worker is killed under load', async () => {
    const { child, url, said } = await start()
    await said(/python is ready/)
    const codes = Array.from({ length: 200 }, (_, index) => `print(${index})`)
    const answers = Promise.all(
      codes.map(async (code) => {
        const response = await fetch(`${url}/v1/run`, posted({ ...hello, code }))
        return ((await response.json()) as { stdout: string }).stdout
      }),
    )
    for (const pid of await childrenOf(child.pid ?? 0)) process.kill(pid, 'SIGKILL')
    expect(await answers).toEqual(codes.map((_, index) => `${index}\n`))
  })
})

/** Resolves when a run is under way. */
async function underWay(url: string): Promise<void> {
  for (;;) {
    const metrics = await (await fetch(`${url}/metrics`)).text()
    if (/^fuelcell_runs_under_way 1$/m.test(metrics)) return
  }
}

describe('settings', () => {
  it('come out of a file, and options win over them; keys are asked for', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'fuelcell-serve-'))
    try {
      await writeFile(
        join(folder, 'keys.yaml'),
        'keys:\n  - { name: alice, key: alice-secret, limits: { fuel: 1G } }\n',
        { mode: 0o600 },
      )
      await writeFile(join(folder, 'serve.yaml'), 'keyFile: keys.yaml\nworkers: 7\nlimits: { timeoutMs: 5s }\n')
      const { url } = await start(`--config=${join(folder, 'serve.yaml')}`)
      expect((await fetch(`${url}/v1/run`, posted(hello))).status).toBe(401)
      const headers = { authorization: 'Bearer alice-secret' }
      expect((await fetch(`${url}/v1/run`, posted(hello, headers))).status).toBe(200)
      const refused = await fetch(`${url}/v1/run`, posted({ ...hello, limits: { timeoutMs: 6000 } }, headers))
      expect(refused.status).toBe(403)
    } finally {
      await rm(folder, { recursive: true })
    }
  })
})
