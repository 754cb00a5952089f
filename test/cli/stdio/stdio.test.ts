import { readFileSync } from 'node:fs'
import { expect, it } from 'vitest'
import { FuelcellError } from '../../../src/core/errors.js'
import type { Result } from '../../../src/core/result.js'
import type { RunRequest } from '../../../src/runner/request/request.js'
import { encodeResult } from '../../../src/wire/index.js'
import { StubRunner } from '../../support/command-line.js'
import { Conversation } from '../../support/conversation.js'
import { exited } from '../../support/results.js'

const { version } = JSON.parse(readFileSync('package.json', 'utf8')) as { version: string }
const run = (id: unknown, more: object = {}) => ({
  id,
  type: 'run',
  request: { runtime: 'python', code: 'pass' },
  ...more,
})
const error = (id: unknown, code: string, message: string, fault = 'caller', retryable = false) => ({
  id,
  type: 'error',
  error: { code, message, fault, retryable },
})
/** A run that ends when it is told to, or with its signal. */
class Held {
  readonly requests: RunRequest[] = []
  readonly #endings: Array<(result: Result) => void> = []
  readonly runner = new StubRunner(
    (request) =>
      new Promise((resolve, reject) => {
        this.requests.push(request)
        this.#endings.push(resolve)
        request.signal?.addEventListener('abort', () => reject(new FuelcellError('aborted', 'by the signal')))
      }),
  )
  end(index: number, result: Result): void {
    this.#endings[index]?.(result)
  }
}

it('greets a client of its own protocol, and refuses another', async () => {
  const client = new Conversation({ runner: new StubRunner(() => exited(0)) })
  client.say({ id: 0, type: 'hello', protocol: 1 }, { id: 1, type: 'hello', protocol: 2 })
  await client.end()
  expect(client.heard).toEqual([
    { id: 0, type: 'hello', protocol: 1, version },
    error(
      1,
      'invalid-option',
      `protocol 2 was asked for, but fuelcell ${version} speaks 1; install a client and a fuelcell of one version`,
    ),
  ])
})

it('runs several requests at a time and answers each under its id, with its output before', async () => {
  const held = new Held()
  const client = new Conversation({ runner: held.runner })
  client.say(run(1, { output: true }), run('two'))
  client.say({ id: 0, type: 'hello', protocol: 1 })
  await client.answers(1)
  expect(held.requests.map(({ signal: _, ...rest }) => rest)).toEqual([
    { runtime: 'python', code: 'pass', onOutput: expect.any(Function) },
    { runtime: 'python', code: 'pass' },
  ])
  held.end(1, exited(3))
  await client.answers(2)
  held.requests[0]?.onOutput?.({ stream: 'stderr', bytes: Buffer.from('é') })
  held.requests[0]?.onOutput?.({ stream: 'stdout', bytes: new Uint8Array([0xff]) })
  held.end(0, exited(0))
  expect((await client.answers(5)).slice(1)).toEqual([
    { id: 'two', type: 'result', result: encodeResult(exited(3)) },
    { id: 1, type: 'output', stream: 'stderr', bytes: { text: 'é' } },
    { id: 1, type: 'output', stream: 'stdout', bytes: { base64: '/w==' } },
    { id: 1, type: 'result', result: encodeResult(exited(0)) },
  ])
  expect(await client.end()).toMatchObject({ exitCode: 0, stderr: '' })
  expect(held.runner.closed).toBe(1)
})

it('cancels the run that is named and no other; one that has ended is left in peace', async () => {
  const held = new Held()
  const client = new Conversation({ runner: held.runner })
  client.say(run(1), run(2), { id: 1, type: 'cancel' }, { id: 7, type: 'cancel' })
  expect(await client.answers(1)).toEqual([error(1, 'aborted', 'The run was cancelled')])
  held.end(1, exited(0))
  expect((await client.answers(2))[1]).toMatchObject({ id: 2, type: 'result' })
  client.say({ id: 2, type: 'cancel' }, run(1))
  client.say({ id: 0, type: 'hello', protocol: 1 })
  await client.answers(3)
  held.end(2, exited(0))
  expect((await client.answers(4))[3]).toMatchObject({ id: 1, type: 'result' })
  await client.end()
})

it('cancels what runs when stdin ends, answers it, and ends in order', async () => {
  const held = new Held()
  const client = new Conversation({ runner: held.runner })
  client.say(run(1), run(2))
  expect(await client.end()).toMatchObject({ exitCode: 0, stderr: '' })
  const ended = (id: number) => error(id, 'aborted', 'The connection ended before the run did')
  expect(client.heard).toEqual([ended(1), ended(2)])
  expect(held.runner.closed).toBe(1)
})

it('lets runs end first with --drain', async () => {
  const held = new Held()
  const client = new Conversation({ runner: held.runner }, ['--drain'])
  client.say(run(1), { id: 0, type: 'hello', protocol: 1 })
  await client.answers(1)
  client.stdin.end()
  held.end(0, exited(0))
  expect((await client.ended).exitCode).toBe(0)
  expect(client.heard[1]).toMatchObject({ id: 1, type: 'result' })
})

it.each([
  ['SIGTERM', 143],
  ['SIGINT', 130],
] as const)('ends at %s with the runner closed', async (signal, exitCode) => {
  const held = new Held()
  const client = new Conversation({ runner: held.runner })
  client.say(run(1), { id: 0, type: 'hello', protocol: 1 })
  await client.answers(1)
  client.interrupt(signal)
  expect((await client.ended).exitCode).toBe(exitCode)
  expect(held.runner.closed).toBe(1)
})

it('tells progress as messages of no run, and warnings on stderr', async () => {
  const event = { runtime: 'python', step: 'compile', message: 'compiling', share: 0.5 } as const
  const runner = new StubRunner((_, options) => {
    options.onProgress?.(event)
    options.onWarning?.('the cache cannot be used')
    return exited(0)
  })
  const client = new Conversation({ runner })
  client.say(run(1))
  await client.answers(2)
  expect(client.heard[0]).toEqual({ id: null, type: 'progress', ...event })
  expect((await client.end()).stderr).toBe('fuelcell: warning: the cache cannot be used\n')
})

it('tells each run why there is no runner, and goes on serving', async () => {
  const createRunner = async () => {
    throw new FuelcellError('host-missing', 'no host')
  }
  const client = new Conversation({ createRunner })
  client.say(run(1), { id: 0, type: 'hello', protocol: 1 })
  await client.answers(2)
  expect(client.heard).toContainEqual(error(1, 'host-missing', 'no host', 'system'))
  expect((await client.end()).exitCode).toBe(0)
})

it('lists the runtimes', async () => {
  const client = new Conversation({ runner: new StubRunner(() => exited(0)) })
  client.say({ id: 9, type: 'runtimes' })
  const [answer] = (await client.answers(1)) as ReadonlyArray<{ id: number; runtimes: ReadonlyArray<{ name: string }> }>
  await client.end()
  expect(answer?.id).toBe(9)
  expect(answer?.runtimes.find(({ name }) => name === 'python')).toEqual({
    name: 'python',
    version: '3.11.3',
    title: 'Python 3.11.3 (CPython)',
    aliases: ['py', 'python3', 'cpython'],
    extensions: ['.py'],
    starts: ['cold', 'warm'],
    defaultStart: 'warm',
  })
})

it('passes its options to the runner', async () => {
  const runner = new StubRunner(() => exited(0))
  const client = new Conversation({ runner }, ['--workers=3', '--queue=5', '--cache-dir=/c', '--strict'])
  await client.end()
  expect(runner.options).toMatchObject({ workers: 3, queueLimit: 5, cacheDir: '/c', strict: true })
})

const badId =
  'a message has no id that can be used; give a whole number from 0 to 9,007,199,254,740,991, or a text of 1 to 200 characters'
it.each([
  [
    'no JSON',
    'x{',
    null,
    'invalid-option',
    /^a line is not JSON and was passed over: .*; send JSON, one object a line$/,
  ],
  [
    'an array',
    '[1]',
    null,
    'invalid-option',
    'a line is no JSON object with a "type" and was passed over; docs/stdio.md lists the messages',
  ],
  ['no id', '{"type":"run"}', null, 'invalid-option', badId],
  ['a negative id', '{"id":-1,"type":"run"}', null, 'invalid-option', badId],
  ['a fraction as id', '{"id":1.5,"type":"run"}', null, 'invalid-option', badId],
  ['an empty id', '{"id":"","type":"run"}', null, 'invalid-option', badId],
  ['half of a pair as id', '{"id":"\\ud800","type":"run"}', null, 'invalid-option', badId],
  ['a long id', `{"id":"${'x'.repeat(201)}","type":"run"}`, null, 'invalid-option', badId],
  [
    'an unknown type',
    '{"id":1,"type":"rnu"}',
    1,
    'unknown-option',
    'no message has the type "rnu"; did you mean "run"?',
  ],
  [
    'a name of objects as type',
    '{"id":1,"type":"constructor"}',
    1,
    'unknown-option',
    'no message has the type "constructor"; send "hello", "runtimes", "run", "cancel"',
  ],
  [
    'an unknown field',
    '{"id":1,"type":"run","requst":{}}',
    1,
    'unknown-option',
    'a message "run" has no field "requst"; did you mean "request"?',
  ],
  [
    'a wrong field',
    '{"id":1,"type":"run","output":1}',
    1,
    'invalid-option',
    'a message "run" needs "output": true or false',
  ],
  ['no request', '{"id":1,"type":"run"}', 1, 'invalid-option', 'a request is a JSON object, but undefined was given'],
  [
    'a hello without protocol',
    '{"id":1,"type":"hello"}',
    1,
    'invalid-option',
    'a message "hello" needs "protocol": the whole number of the protocol that you speak',
  ],
])('answers %s with an error, and goes on', async (_, line, id, code, message) => {
  const client = new Conversation({ runner: new StubRunner(() => exited(0)) })
  client.say(line, '', '  ', run(2))
  const answers = await client.answers(2)
  expect(answers[0]).toEqual({
    id,
    type: 'error',
    error: {
      code,
      message: typeof message === 'string' ? message : expect.stringMatching(message),
      fault: 'caller',
      retryable: false,
    },
  })
  expect(answers[1]).toMatchObject({ id: 2, type: 'result' })
  await client.end()
})

it('refuses bytes that are no text, and a second run of an id in use without touching the first', async () => {
  const held = new Held()
  const client = new Conversation({ runner: held.runner })
  client.stdin.write(Buffer.from([0x7b, 0xff, 0x0a]))
  client.say(run('x'), run('x'))
  expect(await client.answers(2)).toEqual([
    error(null, 'invalid-option', 'a line is not UTF-8 and was passed over; send JSON, one object a line'),
    error(null, 'invalid-option', 'the id "x" is that of a run that has not ended; give each run an id of its own'),
  ])
  held.end(0, exited(0))
  expect((await client.answers(3))[2]).toMatchObject({ id: 'x', type: 'result' })
  await client.end()
})
