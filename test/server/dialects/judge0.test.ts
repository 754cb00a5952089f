import { zipSync } from 'fflate'
import type { Hono } from 'hono'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { FuelcellError } from '../../../src/core/errors.js'
import type { Result } from '../../../src/core/result.js'
import type { RunRequest } from '../../../src/runner/request/request.js'
import type { Runner } from '../../../src/runner/runner.js'
import { unpackArchive } from '../../../src/server/dialects/judge0/archive.js'
import { isExpected } from '../../../src/server/dialects/judge0/compare.js'
import { defaultJudge0Config, type Judge0Config } from '../../../src/server/dialects/judge0/config.js'
import { wordsOf } from '../../../src/server/dialects/judge0/given.js'
import { judge0Dialect } from '../../../src/server/dialects/judge0/mount.js'
import { verdictOf } from '../../../src/server/dialects/judge0/verdict.js'
import type { Env } from '../../../src/server/env.js'
import { ended, exited } from '../../support/results.js'
import { BODY_LIMIT, mounted, noRun, PROVISIONING_MS, post, type Run, readyRunner, runOf } from './support.js'

const b64 = (text: string) => Buffer.from(text).toString('base64')
const bytes = (text: string) => new Uint8Array(Buffer.from(text))

function judge0(run: Run, config: Partial<Judge0Config> = {}, more: object = {}): Promise<Hono<Env>> {
  return mounted([judge0Dialect], run, { judge0: { ...defaultJudge0Config, ...config }, ...more })
}

async function told(response: Response | Promise<Response>): Promise<[number, unknown]> {
  const answered = await response
  expect(answered.headers.get('access-control-allow-origin')).toBe('*')
  return [answered.status, await answered.json()]
}

const hello = { source_code: 'print("hello")', language_id: 71 }
const create = (app: Hono<Env>, body: unknown, query = '') => told(app.request(`/submissions${query}`, post(body)))
const asText = { stdoutBytes: bytes('hello\n') }

describe('a submission is refused', () => {
  const blank = ["can't be blank"]
  test.each<[string, object, Record<string, string[]>]>([
    ['empty', {}, { source_code: blank, language_id: ["can't be blank", "language with id  doesn't exist"] }],
    [
      'with nulls',
      { source_code: null, language_id: null },
      { source_code: blank, language_id: ["can't be blank", "language with id  doesn't exist"] },
    ],
    ['with a blank program', { ...hello, source_code: ' \n' }, { source_code: blank }],
    [
      'in an unknown language',
      { ...hello, language_id: 150_000 },
      { language_id: ["language with id 150000 doesn't exist"] },
    ],
    ['in Python 2', { ...hello, language_id: 70 }, { language_id: ["language with id 70 doesn't exist"] }],
    ['as an executable', { ...hello, language_id: 44 }, { language_id: ["language with id 44 doesn't exist"] }],
    ['in no language', { ...hello, language_id: 'x' }, { language_id: ["language with id x doesn't exist"] }],
    [
      'with a list for a language',
      { ...hello, language_id: [71] },
      { language_id: ["can't be blank", "language with id  doesn't exist"] },
    ],
    ['with much time', { ...hello, cpu_time_limit: 15.5 }, { cpu_time_limit: ['must be less than or equal to 15'] }],
    [
      'with little time',
      { ...hello, wall_time_limit: 0.5 },
      { wall_time_limit: ['must be greater than or equal to 1'] },
    ],
    [
      'with negative time',
      { ...hello, cpu_extra_time: -1 },
      { cpu_extra_time: ['must be greater than or equal to 0'] },
    ],
    ['with a word for time', { ...hello, wall_time_limit: 'x' }, { wall_time_limit: ['is not a number'] }],
    [
      'with little memory',
      { ...hello, memory_limit: 2047 },
      { memory_limit: ['must be greater than or equal to 2048'] },
    ],
    [
      'with much memory',
      { ...hello, memory_limit: '512001' },
      { memory_limit: ['must be less than or equal to 512000'] },
    ],
    ['with no runs', { ...hello, number_of_runs: 0 }, { number_of_runs: ['must be greater than 0'] }],
    ['with many runs', { ...hello, number_of_runs: 21 }, { number_of_runs: ['must be less than or equal to 20'] }],
    [
      'with many processes',
      { ...hello, max_processes_and_or_threads: 121 },
      { max_processes_and_or_threads: ['must be less than or equal to 120'] },
    ],
    [
      'with large files',
      { ...hello, max_file_size: 4097, stack_limit: 128_001 },
      { stack_limit: ['must be less than or equal to 128000'], max_file_size: ['must be less than or equal to 4096'] },
    ],
    [
      'with options where nothing is compiled',
      { ...hello, compiler_options: '-O2' },
      { compiler_options: ['setting compiler options is only allowed for compiled languages'] },
    ],
    [
      'with long arguments',
      { ...hello, command_line_arguments: 'x'.repeat(513) },
      { command_line_arguments: ['is too long (maximum is 512 characters)'] },
    ],
    [
      'with half a quote',
      { ...hello, command_line_arguments: '"a' },
      { command_line_arguments: ['has a quote or an escape without its end'] },
    ],
    [
      'with a callback',
      { ...hello, callback_url: 'http://example.org/' },
      { callback_url: ['setting callback is not allowed'] },
    ],
    ['with a network', { ...hello, enable_network: true }, { enable_network: ['enabling network is not allowed'] }],
    [
      'with what is no zip',
      { ...hello, additional_files: b64('no zip') },
      { additional_files: ['is not a zip archive that can be unpacked: it has no directory'] },
    ],
  ])('%s', async (_name, body, problems) => {
    const app = await judge0(noRun)
    expect(await create(app, body)).toEqual([422, problems])
    expect(await create(app, { submissions: [body] }, '/batch')).toEqual([422, [problems]])
  })

  test('in other ways', async () => {
    const app = await judge0(noRun)
    expect(await create(app, '{')).toEqual([400, { status: 400, error: 'Bad Request' }])
    expect(await create(app, ' '.repeat(BODY_LIMIT + 1))).toEqual([413, { status: 413, error: 'Payload Too Large' }])
    expect(await create(app, hello, '?fields=stdout,x,y')).toEqual([400, { error: 'invalid fields: [x, y]' }])
    expect(await create(app, { submissions: [] }, '/batch')).toEqual([
      400,
      { error: 'there should be at least one submission in a batch' },
    ])
    expect(await create(app, { submissions: Array.from({ length: 21 }, () => hello) }, '/batch')).toEqual([
      400,
      { error: 'number of submissions in a batch should be less than or equal to 20' },
    ])
    const full = await judge0(noRun, { maxQueueSize: 0 })
    expect(await create(full, hello)).toEqual([503, { error: 'queue is full' }])
  })
})

describe('an archive', () => {
  const zip = (files: Record<string, string>) =>
    zipSync(Object.fromEntries(Object.entries(files).map(([name, text]) => [name, bytes(text)])))

  test('is unpacked, but for the program and names that are there', async () => {
    const unpacked = await unpackArchive(zip({ 'a/b.txt': 'B', 'main.py': 'evil', 'empty/': '' }), 'main.py')
    expect(unpacked).toEqual({ files: new Map([['a/b.txt', Buffer.from('B')]]) })
  })

  test.each(['../x', 'a/../../x', '/etc/passwd', 'a\\b', 'a//b', './a'])('with %j is refused', async (name) => {
    expect(await unpackArchive(zip({ [name]: 'x' }), 'main.py')).toEqual({
      problem: `has the file "${name}", which would lie outside of its folder`,
    })
  })

  test('that grows is refused by what it says of itself', async () => {
    const bomb = zipSync({ a: new Uint8Array(10_485_761) })
    expect(bomb.byteLength).toBeLessThan(20_000)
    expect(await unpackArchive(bomb, 'main.py')).toEqual({ problem: 'holds more than 10485760 bytes' })
    const many = Object.fromEntries(Array.from({ length: 501 }, (_, index) => [`f${index}`, '']))
    expect(await unpackArchive(zip(many), 'main.py')).toEqual({ problem: 'holds more than 500 files' })
  })

  test('that lies about its size stops there', async () => {
    const liar = zipSync({ a: new Uint8Array(1_000_000) })
    const view = new DataView(liar.buffer)
    const directory = Buffer.from(liar).indexOf(Buffer.from([0x50, 0x4b, 1, 2]))
    view.setUint32(directory + 24, 10, true)
    expect(await unpackArchive(liar, 'main.py')).toEqual({ problem: 'has the damaged file "a"' })
  })
})

test.each([
  ['5\n', '5', true],
  ['5', '5 \n\n', true],
  ['a \nb\t\r\n', 'a\nb', true],
  ['\na', 'a', false],
  ['a\n\nb', 'a\nb', false],
  ['', '\n \n', true],
  ['é', 'é\0', true],
  [' a', 'a', false],
])('%j expected and %j printed: %s', (expected, printed, isSame) => {
  expect(isExpected(bytes(expected), bytes(printed))).toBe(isSame)
})

test.each([
  ['a "b c" d\\ e', ['a', 'b c', 'd e']],
  ['', []],
  ['$HOME `x`; y | z', ['HOME', 'x', 'y', 'z']],
  ['"', null],
])('%j is the words %j', (text, words) => expect(wordsOf(text)).toEqual(words))

describe('a verdict', () => {
  const trap = (text: string) => ({ ...ended('trap'), trap: text }) as Result
  const printed = (stdout: string) => ({ stdout: bytes(stdout), stderr: bytes('') })
  test.each<[string, Result, string | null, object]>([
    ['success', exited(0), null, { statusId: 3, exitCode: 0, exitSignal: null, message: null }],
    ['the expected', exited(0), 'out', { statusId: 3 }],
    ['something else', exited(0), 'in', { statusId: 4, exitCode: 0 }],
    ['an exit code', exited(3), 'out', { statusId: 11, exitCode: 3, message: 'Exited with error status 3' }],
    [
      'spent fuel',
      ended('out-of-fuel'),
      null,
      { statusId: 5, exitCode: 0, exitSignal: null, message: 'Time limit exceeded' },
    ],
    ['a deadline', ended('timeout'), null, { statusId: 5, message: 'Time limit exceeded (wall clock)' }],
    ['a flood', ended('output-limit'), null, { statusId: 8, exitSignal: 25, message: 'Caught fatal signal 25' }],
    ['a full disk', ended('disk-limit'), null, { statusId: 8, exitSignal: 25 }],
    ['memory', ended('out-of-memory'), null, { statusId: 12, exitSignal: 9, message: 'Caught fatal signal 9' }],
    ['bounds', trap('out of bounds memory access'), null, { statusId: 7, exitSignal: 11, exitCode: 0 }],
    ['a division', trap('integer divide by zero'), null, { statusId: 9, exitSignal: 8 }],
    ['abort', trap('wasm `unreachable` instruction executed'), null, { statusId: 10, exitSignal: 6 }],
    ['something', trap('indirect call type mismatch'), null, { statusId: 12, exitSignal: 4 }],
  ])('of %s', (_name, result, expected, verdict) => {
    const got = verdictOf(result, printed('out'), expected === null ? null : bytes(expected))
    expect(got).toMatchObject({ ...verdict, stdout: bytes('out'), stderr: null, compileOutput: null })
  })
})

test('what a server tells of itself', async () => {
  const app = await judge0(noRun)
  for (const base of ['', '/judge0']) {
    expect(await told(app.request(`${base}/about/`))).toMatchObject([200, { version: '1.13.1' }])
    const [, languages] = await told(app.request(`${base}/languages`))
    expect(languages).toContainEqual({ id: 71, name: 'Python (3.11.3)' })
    expect((languages as Array<{ id: number }>).map(({ id }) => id).sort((a, b) => a - b)).toEqual([
      43, 48, 49, 50, 52, 53, 54, 63, 68, 71, 72, 75, 76, 82,
    ])
    expect(await (await app.request(`${base}/version`)).text()).toBe('1.13.1')
  }
  expect(await told(app.request('/languages/71'))).toEqual([
    200,
    {
      id: 71,
      name: 'Python (3.11.3)',
      is_archived: false,
      source_file: 'main.py',
      compile_cmd: null,
      run_cmd: 'python main.py',
    },
  ])
  expect(await told(app.request('/languages/70'))).toEqual([404, { status: 404, error: 'Not Found' }])
  expect((await told(app.request('/statuses')))[1]).toHaveLength(14)
  expect(Object.keys((await told(app.request('/config_info')))[1] as object)).toHaveLength(39)
  expect(await told(app.request('/workers'))).toEqual([
    200,
    [{ queue: '1.13.1', size: 0, available: 16, idle: 16, working: 0, paused: 0, failed: 0 }],
  ])
  expect((await app.request('/judge0/')).status).toBe(200)
  const preflight = await app.request('/submissions', {
    method: 'OPTIONS',
    headers: { 'access-control-request-headers': 'x-auth-token' },
  })
  expect(preflight.headers.get('access-control-allow-headers')).toBe('x-auth-token')
})

test('only who is trusted lists and deletes', async () => {
  const app = await judge0(async () => exited(0), { authzTokens: ['secret'] })
  const trusted = { headers: { 'x-auth-user': 'secret' } }
  for (const [method, path] of [
    ['GET', '/submissions'],
    ['DELETE', '/submissions/x'],
    ['POST', '/authorize'],
  ] as const) {
    expect((await app.request(path, { method })).status).toBe(403)
  }
  expect((await app.request('/authorize', { method: 'POST', ...trusted })).status).toBe(200)
  const [, { token }] = (await create(app, hello, '?wait=true')) as [number, { token: string }]
  expect(await told(app.request('/submissions?per_page=1&fields=token', trusted))).toEqual([
    200,
    {
      submissions: [{ token }],
      meta: { current_page: 1, next_page: null, prev_page: null, total_pages: 1, total_count: 1 },
    },
  ])
  expect(await told(app.request('/submissions?page=-1', trusted))).toEqual([400, { error: 'invalid page: -1' }])
  const remove = { method: 'DELETE', ...trusted }
  expect(await told(app.request(`/submissions/${token}`, remove))).toEqual([400, { error: 'delete not allowed' }])
})

test('one that was deleted is gone', async () => {
  const app = await judge0(async () => exited(0), { authzTokens: ['secret'], mayDelete: true })
  const [, { token }] = (await create(app, hello, '?wait=true')) as [number, { token: string }]
  const remove = { method: 'DELETE', headers: { 'x-auth-user': 'secret' } }
  expect(await told(app.request(`/submissions/${token}?fields=token`, remove))).toEqual([200, { token }])
  expect((await app.request(`/submissions/${token}`)).status).toBe(404)
  expect((await app.request(`/submissions/${token}`, remove)).status).toBe(404)
})

describe('what is asked for', () => {
  const asked = async (body: object, query = '?wait=true') => {
    let request: RunRequest | undefined
    const app = await judge0(async (given) => {
      request = given
      return exited(0)
    })
    const [status] = await create(app, { ...hello, ...body }, query)
    expect(status).toBe(201)
    return request
  }

  test('is a run within limits in fuel', async () => {
    expect(await asked({})).toEqual({
      runtime: 'python',
      code: Buffer.from('print("hello")'),
      files: {},
      stdin: '',
      args: [],
      limits: { fuel: 5_000_000_000, timeoutMs: 10_000, memoryPages: 2000, outputBytes: 1_048_576 },
    })
    const limits = { cpu_time_limit: '0.5', wall_time_limit: 1.5, memory_limit: 512_000, max_file_size: '2' }
    expect((await asked(limits))?.limits).toEqual({
      fuel: 500_000_000,
      timeoutMs: 1500,
      memoryPages: 8000,
      outputBytes: 2048,
    })
  })

  test('takes nulls for defaults, and numbers as texts', async () => {
    const nulls = { cpu_time_limit: null, number_of_runs: null, compiler_options: null, enable_network: null }
    expect((await asked({ ...nulls, language_id: '71' }))?.limits).toMatchObject({ fuel: 5_000_000_000 })
  })

  test('is decoded', async () => {
    const body = { source_code: `${b64('print(1)')}\n`, stdin: b64('é'), command_line_arguments: 'a "b c"' }
    expect(await asked(body, '?wait=true&base64_encoded=true')).toMatchObject({
      code: Buffer.from('print(1)'),
      stdin: Buffer.from('é'),
      args: ['a', 'b c'],
    })
  })

  test('has options for compilers', async () => {
    const c = await asked({ language_id: 50, compiler_options: '-O0 -DX=1' })
    expect(c).toMatchObject({ runtime: 'c', compilerOptions: ['-O0', '-DX=1'] })
  })

  test('may be a form', async () => {
    let code: unknown
    const app = await judge0(async (given) => {
      code = given.code
      return exited(0)
    })
    const body = new URLSearchParams({ source_code: 'print(1)', language_id: '71', wait: 'true' }).toString()
    const headers = { 'content-type': 'application/x-www-form-urlencoded' }
    const [status, answer] = await told(app.request('/submissions', { method: 'POST', headers, body }))
    expect([status, answer]).toMatchObject([201, { status: { id: 3 } }])
    expect(code).toEqual(Buffer.from('print(1)'))
  })
})

describe('what is told', () => {
  const at = { date: () => Date.UTC(2024, 3, 3, 5, 40, 51, 306) }
  const one = async (result: Result, query: string, body: object = {}, more: object = at) => {
    const app = await judge0(async () => result, {}, more)
    return create(app, { ...hello, ...body }, `?wait=true${query}`)
  }

  test('is eight fields by default', async () => {
    const [, answer] = await one(exited(0, { ...asText, stderrBytes: bytes('') }), '')
    expect(answer).toEqual({
      token: expect.stringMatching(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/),
      time: '0.000236412',
      memory: 10_240,
      stdout: 'hello\n',
      stderr: null,
      compile_output: null,
      message: null,
      status: { id: 3, description: 'Accepted' },
    })
  })

  test('is all of 1.13.1 and no more', async () => {
    const [, { token: _, ...answer }] = (await one(exited(0, asText), '&fields=*', { stdin: '' })) as [
      number,
      { token: string },
    ]
    expect(answer).toEqual({
      source_code: 'print("hello")',
      language_id: 71,
      stdin: '',
      expected_output: null,
      stdout: 'hello\n',
      status_id: 3,
      created_at: '2024-04-03T05:40:51.306Z',
      finished_at: '2024-04-03T05:40:51.306Z',
      time: '0.000236412',
      memory: 10_240,
      stderr: null,
      number_of_runs: 1,
      cpu_time_limit: '5.0',
      cpu_extra_time: '1.0',
      wall_time_limit: '10.0',
      memory_limit: 128_000,
      stack_limit: 64_000,
      max_processes_and_or_threads: 60,
      enable_per_process_and_thread_time_limit: false,
      enable_per_process_and_thread_memory_limit: false,
      max_file_size: 1024,
      compile_output: null,
      exit_code: 0,
      exit_signal: null,
      message: null,
      wall_time: '0.00042',
      compiler_options: null,
      command_line_arguments: null,
      redirect_stderr_to_stdout: false,
      callback_url: null,
      additional_files: null,
      enable_network: false,
      status: { id: 3, description: 'Accepted' },
      language: { id: 71, name: 'Python (3.11.3)' },
    })
  })

  test('is fuel where it is asked for, and in headers', async () => {
    expect((await one(exited(0), '&fields=fuel,fuel_epoch'))[1]).toEqual({ fuel: 236_412, fuel_epoch: '0123456789ab' })
    const app = await judge0(async () => exited(0))
    const response = await app.request('/submissions?wait=true', post(hello))
    expect([response.headers.get('fuelcell-fuel'), response.headers.get('fuelcell-epoch')]).toEqual([
      '236412',
      '0123456789ab',
    ])
  })

  test('is encoded, the message too, without breaks', async () => {
    const result = exited(3, { stdoutBytes: bytes('x'.repeat(100)) })
    const body = { source_code: b64('x') }
    expect((await one(result, '&base64_encoded=true&fields=stdout,message,source_code,stderr', body))[1]).toEqual({
      stdout: b64('x'.repeat(100)),
      message: b64('Exited with error status 3'),
      source_code: b64('x'),
      stderr: null,
    })
  })

  test('is refused as text where it is none', async () => {
    const app = await judge0(async () => exited(0, { stdoutBytes: new Uint8Array([255]) }))
    const error =
      'some attributes for this submission cannot be converted to UTF-8, use base64_encoded=true query parameter'
    const [status, answer] = (await create(app, hello, '?wait=true')) as [number, { token: string }]
    expect([status, answer]).toEqual([201, { error, token: expect.any(String) }])
    expect(await told(app.request(`/submissions/${answer.token}`))).toEqual([400, { error }])
    expect(await told(app.request(`/submissions/${answer.token}?base64_encoded=true&fields=stdout`))).toEqual([
      200,
      { stdout: '/w==' },
    ])
    const all =
      'some attributes for one or more submissions cannot be converted to UTF-8, use base64_encoded=true query parameter'
    expect(await told(app.request(`/submissions/batch?tokens=${answer.token}`))).toEqual([400, { error: all }])
  })

  test('is of the clock where that was chosen', async () => {
    const app = await judge0(async () => exited(0), { time: 'wall' })
    expect((await create(app, hello, '?wait=true&fields=time'))[1]).toEqual({ time: '0.00042' })
  })
})

describe('judging', () => {
  test('runs several times, takes means, and stops at the first that is not accepted', async () => {
    let runs = 0
    const app = await judge0(async () => {
      runs += 1
      return exited(0, { usage: { ...exited(0).usage, fuel: runs * 1_000_000_000 } })
    })
    const body = { ...hello, number_of_runs: 3 }
    expect((await create(app, body, '?wait=true&fields=time'))[1]).toEqual({ time: '2.0' })
    runs = 0
    expect((await create(app, { ...body, expected_output: 'x' }, '?wait=true&fields=status_id'))[1]).toEqual({
      status_id: 4,
    })
    expect(runs).toBe(1)
  })

  test('goes on where nobody waits, and its token tells how far it is', async () => {
    const ends: Array<(result: Result) => void> = []
    const app = await judge0(() => new Promise((resolve) => ends.push(resolve)), { concurrency: 1 })
    const [status, first] = (await create(app, hello)) as [number, { token: string }]
    expect([status, Object.keys(first)]).toEqual([201, ['token']])
    const [, second] = (await create(app, hello)) as [number, { token: string }]
    const tokens = `${first.token},nobody,${second.token}`
    const states = async () => (await told(app.request(`/submissions/batch?fields=status_id&tokens=${tokens}`)))[1]
    expect(await states()).toEqual({ submissions: [{ status_id: 2 }, null, { status_id: 1 }] })
    expect((await told(app.request('/workers')))[1]).toMatchObject([{ size: 1, working: 1, idle: 0 }])
    ends[0]?.(exited(0))
    const by = { headers: { tokens } }
    while (ends.length < 2) await new Promise(setImmediate)
    expect((await told(app.request('/submissions/batch?fields=status_id', by)))[1]).toEqual({
      submissions: [{ status_id: 3 }, null, { status_id: 2 }],
    })
    ends[1]?.(exited(1))
  })

  test('is waited for no longer than a while', async () => {
    const app = await judge0(() => new Promise(() => {}), {}, { sleep: async () => {} })
    const [status, answer] = (await create(app, hello, '?wait=true')) as [number, { token: string }]
    expect([status, Object.keys(answer)]).toEqual([201, ['token']])
  })

  test('waits where the server is full, and is no fault of the submission', async () => {
    let asked = 0
    const app = await judge0(
      async () => {
        asked += 1
        if (asked < 3) throw new FuelcellError('queue-full', 'full')
        return exited(0)
      },
      {},
      { sleep: (ms: number) => (ms === 250 ? Promise.resolve() : new Promise<void>(() => {})) },
    )
    expect((await create(app, hello, '?wait=true&fields=status_id'))[1]).toEqual({ status_id: 3 })
    expect(asked).toBe(3)
  })

  test.each([
    [new FuelcellError('worker-lost', 'inside'), 'the sandbox failed; send the submission again'],
    [new Error('inside'), 'the sandbox failed; send the submission again'],
    [new FuelcellError('invalid-option', 'the option is wrong'), 'the option is wrong'],
  ])('that fails is an internal error: %s', async (fault, message) => {
    const app = await judge0(() => Promise.reject(fault))
    expect((await create(app, hello, '?wait=true&fields=status,message,stdout'))[1]).toEqual({
      status: { id: 13, description: 'Internal Error' },
      message,
      stdout: null,
    })
  })

  test('forgets what is old', async () => {
    const clock = { ms: 0 }
    const app = await judge0(async () => exited(0), {}, { now: () => clock.ms })
    const [, { token }] = (await create(app, hello, '?wait=true')) as [number, { token: string }]
    clock.ms = 3_599_999
    expect((await app.request(`/submissions/${token}`)).status).toBe(200)
    clock.ms = 3_600_000
    expect((await app.request(`/submissions/${token}`)).status).toBe(404)
  })
})

describe('over real languages', () => {
  let runner: Runner
  let app: Hono<Env>
  beforeAll(async () => {
    runner = await readyRunner(['python', 'quickjs', 'php', 'ruby', 'sqlite', 'c', 'cpp'], 2)
    app = await judge0(runOf(runner))
  }, PROVISIONING_MS)
  afterAll(() => runner.close())
  const judged = async (body: object, fields = 'status_id,stdout,stderr,compile_output,exit_code') =>
    (await create(app, body, `?wait=true&fields=${fields}`))[1] as Record<string, unknown>

  test.each<[string, object, object]>([
    ['Python', { language_id: 71, source_code: 'print(input())', stdin: 'in' }, { status_id: 3, stdout: 'in\n' }],
    ['JavaScript', { language_id: 63, source_code: 'console.log(1)' }, { status_id: 3, stdout: '1\n' }],
    ['PHP', { language_id: 68, source_code: '<?php echo 2;' }, { status_id: 3, stdout: '2' }],
    ['Ruby', { language_id: 72, source_code: 'puts 3' }, { status_id: 3, stdout: '3\n' }],
    ['SQL', { language_id: 82, source_code: 'select 4;' }, { status_id: 3, stdout: '4\n' }],
    [
      'C',
      { language_id: 50, source_code: '#include <stdio.h>\nint main(void) { puts("5"); }' },
      { status_id: 3, stdout: '5\n' },
    ],
    [
      'C++',
      { language_id: 52, source_code: '#include <cstdio>\nint main() { std::puts("6"); }' },
      { status_id: 3, stdout: '6\n' },
    ],
    ['plain text', { language_id: 43, source_code: 'as it is' }, { status_id: 3, stdout: 'as it is' }],
    [
      'a wrong answer',
      { language_id: 71, source_code: 'print(1)', expected_output: '2' },
      { status_id: 4, stdout: '1\n' },
    ],
    ['an exit code', { language_id: 71, source_code: 'raise SystemExit(3)' }, { status_id: 11, exit_code: 3 }],
    [
      'bad Python',
      { language_id: 71, source_code: 'f(' },
      { status_id: 11, stderr: expect.stringContaining('SyntaxError') },
    ],
    [
      'bad C',
      { language_id: 50, source_code: 'int main( {' },
      { status_id: 6, stdout: null, compile_output: expect.stringContaining('error:') },
    ],
    [
      'a division',
      { language_id: 50, source_code: 'int main(int c, char **v) { return 10 / (c - 1); }' },
      { status_id: 9 },
    ],
    [
      'a flood',
      { language_id: 71, source_code: 'while True: print("x" * 99)', max_file_size: 1 },
      { status_id: 8, stdout: expect.stringMatching(/^[x\n]{1024}$/) },
    ],
    [
      'little memory',
      { language_id: 71, source_code: 'x = bytearray(10**9)', memory_limit: 64_000 },
      { status_id: 12 },
    ],
    ['least memory', { language_id: 71, source_code: 'print(1)', memory_limit: 2048 }, { status_id: 12 }],
    [
      'an archive',
      {
        language_id: 71,
        source_code: 'import a\nprint(a.x)',
        additional_files: Buffer.from(zipSync({ 'a.py': bytes('x = 9') })).toString('base64'),
      },
      { status_id: 3, stdout: '9\n' },
    ],
    [
      'stderr among stdout',
      {
        language_id: 71,
        source_code: 'import sys\nprint(1, flush=True)\nprint(2, file=sys.stderr)\nprint(3)',
        redirect_stderr_to_stdout: true,
      },
      { status_id: 3, stdout: '1\n2\n3\n', stderr: null },
    ],
  ])('%s', async (_name, body, wanted) => expect(await judged(body)).toMatchObject(wanted))

  test('an endless loop has spent exactly its time', async () => {
    const body = { language_id: 71, source_code: 'while True: pass', cpu_time_limit: 0.05 }
    expect(await judged(body, 'status_id,time,message')).toEqual({
      status_id: 5,
      time: '0.05',
      message: 'Time limit exceeded',
    })
  })

  test('the same submission is judged alike, one by one and together', async () => {
    const one = async () =>
      JSON.stringify(await judged({ ...hello, expected_output: 'hello' }, 'status,time,memory,stdout,fuel'))
    const first = await one()
    expect(new Set(await Promise.all(Array.from({ length: 64 }, one)))).toEqual(new Set([first]))
  })
})
