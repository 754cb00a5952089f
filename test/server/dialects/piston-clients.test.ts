/** npm's client, unchanged, and the WebSocket. */
import { piston } from 'piston-client'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { WebSocket } from 'ws'
import type { Result } from '../../../src/core/result.js'
import { defaultDialectConfig } from '../../../src/server/dialects/config.js'
import { PistonConnection } from '../../../src/server/dialects/piston/connect.js'
import { pistonRuntimes } from '../../../src/server/dialects/piston/languages.js'
import { pistonDialect } from '../../../src/server/dialects/piston/mount.js'
import { MessageStdin } from '../../../src/server/dialects/piston/stdin.js'
import { exited } from '../../support/results.js'
import { PROVISIONING_MS, type Served, served } from './support.js'

let server: Served
beforeAll(async () => {
  server = await served([pistonDialect], ['python', 'quickjs', 'c'])
}, PROVISIONING_MS)
afterAll(() => server[Symbol.asyncDispose]())

describe('piston-client', () => {
  test('lists and runs', async () => {
    const client = piston({ server: server.url })
    const runtimes = await client.runtimes()
    expect(runtimes.find(({ language }) => language === 'python')).toMatchObject({ version: '3.11.3' })
    expect(await client.execute('python', 'import sys\nprint(sys.argv[1:])')).toMatchObject({
      language: 'python',
      version: '3.11.3',
      run: { stdout: "['1', '2', '3']\n", code: 0, signal: null },
    })
    const c = await client.execute({ language: 'c', files: [{ name: 'a.c', content: 'int main(void) { return 7; }' }] })
    expect(c).toMatchObject({ compile: { code: 0 }, run: { code: 7 } })
    const pinned = await client.execute('javascript', 'console.log(1)', { version: '18.15.0' })
    expect(pinned).toMatchObject({ language: 'javascript', run: { stdout: '1\n' } })
  })
})

type Message = Record<string, unknown>

interface Talk {
  readonly messages: Message[]
  readonly closed: [number, string]
}

/** Sends messages, the next when `next` says so of what came, until the server closes. */
function talk(first: readonly unknown[], next: (message: Message, send: (json: unknown) => void) => void = () => {}) {
  return new Promise<Talk>((resolve, reject) => {
    const socket = new WebSocket(`${server.url.replace('http', 'ws')}/api/v2/connect`)
    const messages: Message[] = []
    const send = (json: unknown) => socket.send(typeof json === 'string' ? json : JSON.stringify(json))
    socket.on('open', () => first.forEach(send))
    socket.on('message', (data) => {
      const message = JSON.parse(data.toString()) as Message
      messages.push(message)
      next(message, send)
    })
    socket.on('error', reject)
    socket.on('close', (code, reason) => resolve({ messages, closed: [code, reason.toString()] }))
  })
}

const init = (language: string, content: string, more: object = {}) => ({
  type: 'init',
  language,
  version: '*',
  files: [{ content }],
  ...more,
})

describe('the WebSocket', () => {
  test('runs a program whose input is typed', async () => {
    const code = 'name = input("who? ")\nprint("hi", name)\nraise SystemExit(3)'
    const { messages, closed } = await talk([init('python', code)], ({ type, data }, send) => {
      if (type === 'data' && data === 'who? ') send({ type: 'data', stream: 'stdin', data: 'Zoë\n' })
    })
    expect(messages).toEqual([
      { type: 'runtime', language: 'python', version: '3.11.3' },
      { type: 'stage', stage: 'run' },
      { type: 'data', stream: 'stdout', data: 'who? ' },
      { type: 'data', stream: 'stdout', data: 'hi Zoë\n' },
      { type: 'exit', stage: 'run', code: 3, signal: null },
    ])
    expect(closed).toEqual([4999, 'Job Completed'])
  })

  test('tells the stages of what is built', async () => {
    const good = await talk([init('c', '#include <stdio.h>\nint main(void) { puts("built"); }')])
    expect(good.messages.slice(1)).toEqual([
      { type: 'stage', stage: 'compile' },
      { type: 'exit', stage: 'compile', code: 0, signal: null },
      { type: 'stage', stage: 'run' },
      { type: 'data', stream: 'stdout', data: 'built\n' },
      { type: 'exit', stage: 'run', code: 0, signal: null },
    ])
    const silent = await talk([init('c', 'int main(void) { return 2; }')])
    expect(silent.messages.slice(1)).toEqual([
      { type: 'stage', stage: 'compile' },
      { type: 'exit', stage: 'compile', code: 0, signal: null },
      { type: 'stage', stage: 'run' },
      { type: 'exit', stage: 'run', code: 2, signal: null },
    ])
    const bad = await talk([init('c', 'int main( {')])
    expect(bad.messages.slice(1)).toEqual([
      { type: 'stage', stage: 'compile' },
      { type: 'data', stream: 'stderr', data: expect.stringContaining('error:') },
      { type: 'exit', stage: 'compile', code: 1, signal: null },
    ])
    expect(bad.closed).toEqual([4999, 'Job Completed'])
  })

  test('delivers the end of the input, and signals', async () => {
    const eof = await talk([init('python', 'import sys\nprint(sys.stdin.read())')], ({ type }, send) => {
      if (type !== 'stage') return
      send({ type: 'data', stream: 'stdin', data: 'all' })
      send({ type: 'eof' })
    })
    expect(eof.messages).toContainEqual({ type: 'data', stream: 'stdout', data: 'all\n' })
    const killed = await talk([init('python', 'print("on", flush=True)\nwhile True: pass')], ({ type }, send) => {
      if (type === 'data') send({ type: 'signal', signal: 'SIGWINCH' })
      if (type === 'data') send({ type: 'signal', signal: 'SIGTERM' })
    })
    expect(killed.messages.at(-1)).toEqual({ type: 'exit', stage: 'run', code: null, signal: 'SIGTERM' })
    expect(killed.closed).toEqual([4999, 'Job Completed'])
  })

  const running = init('python', 'import sys\nsys.stdin.read()')
  test.each<[string, readonly unknown[], [number, string]]>([
    ['a second init', [running, running], [4000, 'Already Initialized']],
    ['input before', [{ type: 'data', stream: 'stdin', data: 'x' }], [4003, 'Not yet initialized']],
    ['a signal before', [{ type: 'signal', signal: 'SIGINT' }], [4003, 'Not yet initialized']],
    ['another stream', [running, { type: 'data', stream: 'stdout', data: 'x' }], [4004, 'Can only write to stdin']],
    ['an unknown signal', [running, { type: 'signal', signal: 'SIGNOPE' }], [4005, 'Invalid signal']],
    ['a wrong request', [init('cobol', 'x')], [4002, 'Notified Error']],
    ['what is no JSON', ['{'], [4002, 'Notified Error']],
    ['what is no object', ['[]'], [4002, 'Notified Error']],
    [
      'input without end',
      [running, { type: 'data', stream: 'stdin', data: 'x'.repeat(1_048_577) }],
      [4002, 'Notified Error'],
    ],
  ])('is closed after %s', async (_name, messages, closed) => {
    expect((await talk(messages)).closed).toEqual(closed)
  })

  test('says what is wrong before it closes', async () => {
    expect((await talk([init('cobol', 'x')])).messages).toEqual([
      { type: 'error', message: 'cobol-* runtime is unknown' },
    ])
  })
})

describe('a connection', () => {
  const rules = {
    runtimes: pistonRuntimes([{ name: 'python', version: '3.11.3', entry: 'main.py' }]),
    versions: defaultDialectConfig.piston.versions,
    limits: defaultDialectConfig.piston.limits,
  }
  const wire = () => {
    const told: unknown[] = []
    return { told, send: (text: string) => told.push(JSON.parse(text)), close: (code: number) => told.push(code) }
  }

  test('that says nothing is closed after a second', () => {
    vi.useFakeTimers()
    try {
      const { told, ...socket } = wire()
      new PistonConnection({ ...socket, send: () => {} }, async () => exited(0), rules)
      vi.advanceTimersByTime(999)
      expect(told).toEqual([])
      vi.advanceTimersByTime(1)
      expect(told).toEqual([4001])
    } finally {
      vi.useRealTimers()
    }
  })

  test('whose client goes ends its run', async () => {
    const socket = wire()
    let signal: AbortSignal | undefined
    const run = (_request: unknown, given: { signal?: AbortSignal }) => {
      signal = given.signal
      return new Promise<Result>((_, reject) => signal?.addEventListener('abort', () => reject(new Error('aborted'))))
    }
    const connection = new PistonConnection({ ...socket, send: () => {} }, run, rules)
    const running = connection.receive(JSON.stringify(init('python', 'x')))
    connection.closed()
    await running
    expect(signal?.aborted).toBe(true)
    expect(socket.told).toEqual([])
  })

  test('tells a character whole that comes in two pieces', async () => {
    const { told, ...socket } = wire()
    const send = (text: string) => told.push(JSON.parse(text).data)
    const connection = new PistonConnection(
      { ...socket, send },
      async ({ onOutput }) => {
        const bytes = Buffer.from('aé€')
        for (const byte of bytes) onOutput?.({ stream: 'stdout', bytes: Buffer.of(byte) })
        return exited(0)
      },
      rules,
    )
    await connection.receive(JSON.stringify(init('python', 'x')))
    expect(told.filter((data) => typeof data === 'string')).toEqual(['a', 'é', '€'])
  })
})

test('input that is typed waits up to a bound', async () => {
  const stdin = new MessageStdin(3)
  expect([stdin.write(Buffer.from('ab')), stdin.write(Buffer.from('cd')), stdin.write(Buffer.from('c'))]).toEqual([
    true,
    false,
    true,
  ])
  stdin.end()
  const read: string[] = []
  for await (const piece of stdin) read.push(Buffer.from(piece).toString())
  expect(read).toEqual(['ab', 'c'])
})
