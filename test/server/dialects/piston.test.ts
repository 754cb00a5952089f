import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { FuelcellError } from '../../../src/core/errors.js'
import type { Result } from '../../../src/core/result.js'
import type { RunRequest } from '../../../src/runner/request/request.js'
import type { Runner } from '../../../src/runner/runner.js'
import { defaultDialectConfig } from '../../../src/server/dialects/config.js'
import { verdictOf } from '../../../src/server/dialects/piston/answer.js'
import { chooseRuntime, pistonRuntimes } from '../../../src/server/dialects/piston/languages.js'
import { pistonDialect } from '../../../src/server/dialects/piston/mount.js'
import { exited } from '../../support/results.js'
import { BODY_LIMIT, mounted, noRun, PROVISIONING_MS, post, type Run, readyRunner, runOf } from './support.js'

const execute = async (run: Run, body: unknown, headers: Record<string, string> = {}, config = {}) => {
  const app = await mounted([pistonDialect], run, config)
  const response = await app.request('/api/v2/execute', post(body, headers))
  return [response.status, (await response.json()) as Record<string, unknown>] as const
}

const hello = { language: 'python', version: '*', files: [{ content: 'print("hello")' }] }

describe('Piston refuses, in its order', () => {
  test.each<[unknown, string]>([
    [{}, 'language is required as a string'],
    [{ language: '' }, 'language is required as a string'],
    [{ language: 1, version: 1, files: 1 }, 'language is required as a string'],
    [{ language: 'x', version: 3 }, 'version is required as a string'],
    [{ language: 'x', version: '' }, 'version is required as a string'],
    [{ language: 'x', version: '*' }, 'files is required as an array'],
    [{ language: 'x', version: '*', files: {} }, 'files is required as an array'],
    [{ language: 'x', version: '*', files: [{ content: '' }, {}] }, 'files[1].content is required as a string'],
    [{ language: 'x', version: '*', files: [null] }, 'files[0].content is required as a string'],
    [{ language: 'cobol', version: '1.x', files: [] }, 'cobol-1.x runtime is unknown'],
    [{ language: 'Python', version: '*', files: [] }, 'Python-* runtime is unknown'],
    [{ language: 'python', version: '4.x', files: [] }, 'python-4.x runtime is unknown'],
    [{ language: 'python', version: 'newest', files: [] }, 'python-newest runtime is unknown'],
    [{ ...hello, files: [] }, 'files must include at least one utf8 encoded file'],
    [{ ...hello, files: [{ content: '', encoding: 'hex' }] }, 'files must include at least one utf8 encoded file'],
    [{ ...hello, run_timeout: '3' }, 'If specified, run_timeout must be a number'],
    [{ ...hello, run_timeout: 3001 }, 'run_timeout cannot exceed the configured limit of 3000'],
    [{ ...hello, compile_timeout: 10_001 }, 'compile_timeout cannot exceed the configured limit of 10000'],
    [{ ...hello, run_cpu_time: -1 }, 'run_cpu_time must be non-negative'],
    [
      { ...hello, run_timeout: 9999, compile_memory_limit: true },
      'If specified, compile_memory_limit must be a number',
    ],
    [{ ...hello, stdin: 5 }, 'stdin must be a string'],
    [{ ...hello, args: ['a', 5] }, 'args must be an array of strings'],
    [[], 'the request must be an object'],
  ])('%j', async (body, message) => {
    expect(await execute(noRun, body)).toEqual([400, { message }])
  })

  test('a memory limit that is set, but for the -1 of old clients', async () => {
    const limits = { ...defaultDialectConfig.piston.limits, run_memory_limit: 1000 }
    const config = { piston: { ...defaultDialectConfig.piston, limits } }
    const ask = (run_memory_limit: number) => execute(async () => exited(0), { ...hello, run_memory_limit }, {}, config)
    expect(await ask(1001)).toEqual([400, { message: 'run_memory_limit cannot exceed the configured limit of 1000' }])
    expect(await ask(-2)).toEqual([400, { message: 'run_memory_limit must be non-negative' }])
    expect((await ask(-1))[0]).toBe(200)
  })

  test('types of pages, long bodies, and what is no JSON', async () => {
    const type = [415, { message: 'requests must be of type application/json' }]
    expect(await execute(noRun, hello, { 'content-type': 'application/x-www-form-urlencoded' })).toEqual(type)
    expect(await execute(noRun, hello, { 'content-type': 'text/plain', origin: 'http://evil.example' })).toEqual(type)
    expect(await execute(noRun, hello, { 'content-type': 'text/html' })).toEqual(type)
    expect(await execute(noRun, ' '.repeat(BODY_LIMIT + 1))).toEqual([
      413,
      { message: `the request cannot exceed ${BODY_LIMIT} bytes` },
    ])
    expect(await execute(noRun, '{')).toMatchObject([
      400,
      { message: expect.stringMatching(/^the request is not JSON: /) },
    ])
  })

  test('changes of packages, and paths that it has not', async () => {
    const app = await mounted([pistonDialect], noRun)
    for (const method of ['POST', 'DELETE']) {
      const response = await app.request('/api/v2/packages', { method })
      expect([response.status, await response.json()]).toEqual([
        403,
        { message: 'the runtimes of this server are fixed: packages can be listed only' },
      ])
    }
    const response = await app.request('/api/v2/nothing')
    expect([response.status, await response.json()]).toEqual([404, { message: 'Not Found' }])
  })

  test.each([
    [new FuelcellError('queue-full', 'x'), 429, 'the server is busy: try again later'],
    [new FuelcellError('worker-lost', 'secret'), 500, 'internal error'],
    [new Error('secret'), 500, 'internal error'],
    [new FuelcellError('invalid-file-name', 'the name climbs'), 400, 'the name climbs'],
  ])('%s', async (fault, status, message) => {
    expect(await execute(() => Promise.reject(fault), hello)).toEqual([status, { message }])
  })
})

test.each(['text/plain', 'text/plain;charset=UTF-8', 'application/json; charset=utf-8'])(
  'a program that sends %s is served',
  async (type) => {
    expect((await execute(async () => exited(0), hello, { 'content-type': type }))[0]).toBe(200)
  },
)

describe('what is asked for', () => {
  const asked = async (body: object) => {
    let request: RunRequest | undefined
    await execute(
      async (given) => {
        request = given
        return exited(0)
      },
      { ...hello, ...body },
    )
    return request
  }

  test('is a run with limits in fuel, and twice the time as a guard', async () => {
    expect(await asked({})).toEqual({
      runtime: 'python',
      code: Buffer.from('print("hello")'),
      files: {},
      stdin: '\n',
      args: [],
      limits: { fuel: 3_000_000_000, timeoutMs: 6000, outputBytes: 65_536 },
    })
    expect((await asked({ run_timeout: 100, run_cpu_time: 50.5, run_memory_limit: 1_000_000 }))?.limits).toEqual({
      fuel: 50_500_000,
      timeoutMs: 200,
      memoryPages: 15,
      outputBytes: 65_536,
    })
    expect((await asked({ run_memory_limit: -1, compile_memory_limit: -1, run_timeout: 0 }))?.limits).toEqual({
      fuel: 3_000_000_000,
      timeoutMs: 6000,
      outputBytes: 65_536,
    })
  })

  test('ends its input with a line, and passes arguments on', async () => {
    const inputs = []
    for (const stdin of ['a', 'a\n', '', null]) inputs.push((await asked({ stdin }))?.stdin)
    expect(inputs).toEqual(['a\n', 'a\n', '\n', '\n'])
    expect((await asked({ args: ['1', '2'] }))?.args).toEqual(['1', '2'])
  })

  test('begins with the first file of text', async () => {
    const files = [
      { name: 'a.bin', content: 'ff00', encoding: 'hex' },
      { name: 'b.bin', content: 'AP8=', encoding: 'base64' },
      { name: null, content: 'é', encoding: 'utf8' },
      { name: '', content: 'x', encoding: 'latin1' },
    ]
    expect(await asked({ files })).toMatchObject({
      code: Buffer.from('é'),
      files: {
        'a.bin': Buffer.from([255, 0]),
        'b.bin': Buffer.from([0, 255]),
        'file2.code': Buffer.from('é'),
        'file3.code': Buffer.from('x'),
      },
    })
  })

  test('has all texts compiled but headers', async () => {
    const files = ['m.c', 'a.c', 'a.h', 'b', 'c.txt'].map((name) => ({ name, content: '' }))
    const request = await asked({ language: 'c', files })
    expect(request).toMatchObject({ runtime: 'c', sources: ['a.c', 'b'] })
    expect(request?.limits).toMatchObject({ compile: { fuel: 40_000_000_000, timeoutMs: 80_000 } })
  })
})

describe('versions', () => {
  const manifest = (name: string, version: string) => ({ name, version, entry: 'main', aliases: [] })
  const runtimes = pistonRuntimes([
    manifest('python', '3.11.3'),
    { ...manifest('new-python', '3.14.0'), aliases: ['python3'] },
    manifest('cpp', 'C++14 (clang 8.0.1)'),
    manifest('quickjs', '2021-03-27'),
  ])

  test.each([
    ['python', '*', 'lenient', '3.11.3'],
    ['python', '3.x', 'lenient', '3.11.3'],
    ['python', '3.10.0', 'lenient', '3.11.3'],
    ['python', '3.10.0', 'strict', undefined],
    ['python', '~3.10', 'lenient', undefined],
    ['python', '>=4', 'lenient', undefined],
    ['python3', '*', 'strict', '3.14.0'],
    ['python3', '3.11', 'strict', '3.11.3'],
    ['c++', '10.2.0', 'lenient', '8.0.1'],
    ['g++', '8.0.1', 'strict', '8.0.1'],
    ['javascript', '18.15.0', 'lenient', '2021.3.27'],
    ['js', '2021.x', 'strict', '2021.3.27'],
  ] as const)('%s %s, %s, is %s', (language, range, versions, version) => {
    expect(chooseRuntime(runtimes, language, range, versions)?.version).toBe(version)
  })
})

test.each([
  [
    { kind: 'exit', code: 0 },
    { code: 0, signal: null, status: null, message: null },
  ],
  [
    { kind: 'exit', code: 3 },
    { code: 3, signal: null, status: 'RE', message: 'Exited with error status 3' },
  ],
  [{ kind: 'disk' }, { code: 1, signal: null, status: 'RE', message: 'Exited with error status 1' }],
  [
    { kind: 'time', clock: 'cpu' },
    { code: null, signal: 'SIGKILL', status: 'TO', message: 'Time limit exceeded' },
  ],
  [
    { kind: 'time', clock: 'wall' },
    { code: null, signal: 'SIGKILL', status: 'TO', message: 'Time limit exceeded (wall clock)' },
  ],
  [
    { kind: 'output', stream: 'stdout' },
    { code: null, signal: 'SIGKILL', status: 'OL', message: 'stdout length exceeded' },
  ],
  [
    { kind: 'output', stream: 'stderr' },
    { code: null, signal: 'SIGKILL', status: 'EL', message: 'stderr length exceeded' },
  ],
  [{ kind: 'memory' }, { code: null, signal: 'SIGKILL', status: 'SG', message: 'Memory limit exceeded' }],
  [
    { kind: 'signal', signal: 'SIGSEGV' },
    { code: null, signal: 'SIGSEGV', status: 'SG', message: 'Caught fatal signal 11' },
  ],
  [
    { kind: 'signal', signal: 'SIGFPE' },
    { code: null, signal: 'SIGFPE', status: 'SG', message: 'Caught fatal signal 8' },
  ],
] as const)('%j is its verdict', (ending, verdict) => expect(verdictOf(ending)).toEqual(verdict))

test('what is measured is told', async () => {
  const result: Result = exited(0, {
    stdout: 'o',
    stderr: 'e',
    tty: 'eo',
    usage: { ...exited(0).usage, fuel: 1_500_000 },
  })
  const app = await mounted([pistonDialect], async () => result)
  const response = await app.request('/api/v2/execute/', post(hello))
  expect(response.headers.get('fuelcell-fuel')).toBe('1500000')
  expect(response.headers.get('fuelcell-epoch')).toBe('0123456789ab')
  expect(await response.json()).toEqual({
    run: {
      signal: null,
      stdout: 'o',
      stderr: 'e',
      code: 0,
      output: 'eo',
      memory: 10_485_760,
      message: null,
      status: null,
      cpu_time: 1.5,
      wall_time: 0.42,
      fuel: 1_500_000,
    },
    language: 'python',
    version: '3.11.3',
  })
})

describe('over real languages', () => {
  let runner: Runner
  beforeAll(async () => {
    runner = await readyRunner(['python', 'quickjs', 'php', 'ruby', 'sqlite', 'c', 'cpp'], 1)
  }, PROVISIONING_MS)
  afterAll(() => runner.close())
  const ask = (body: object) => execute(runOf(runner), { version: '*', ...body })

  test.each([
    ['python', 'import sys\nprint(input(), sys.argv[1:])', "in ['1', '2']\n"],
    ['py', 'import sys\nprint(input(), sys.argv[1:])', "in ['1', '2']\n"],
    ['ruby', 'puts STDIN.gets, ARGV.inspect', 'in\n["1", "2"]\n'],
    ['javascript', 'console.log(1 + 1)', '2\n'],
    ['php', '<?php echo fgets(STDIN), $argv[1];', 'in\n1'],
    ['c', '#include <stdio.h>\nint main(int c, char **v) { printf("%d %s\\n", c, v[2]); }', '3 2\n'],
    ['c++', '#include <cstdio>\nint main() { std::puts("cpp"); }', 'cpp\n'],
  ])('%s reads input and arguments', async (language, content, stdout) => {
    const [status, answer] = await ask({ language, files: [{ content }], stdin: 'in', args: ['1', '2'] })
    expect([status, answer]).toMatchObject([200, { run: { stdout, stderr: '', code: 0, status: null } }])
  })

  test('SQL prints', async () => {
    const [, answer] = await ask({ language: 'sqlite3', files: [{ content: 'select 1, 2;' }] })
    expect(answer).toMatchObject({ run: { stdout: '1|2\n', code: 0 } })
  })

  test('a failed compilation is the run as well', async () => {
    const [, answer] = await ask({ language: 'c', files: [{ content: 'int main( {' }] })
    expect(answer.compile).toMatchObject({
      code: 1,
      status: 'RE',
      stdout: '',
      stderr: expect.stringContaining('error:'),
    })
    expect(answer.run).toEqual(answer.compile)
  })

  test('a flood keeps what lies below the cap', async () => {
    const [, answer] = await ask({ language: 'python', files: [{ content: 'while True: print("x" * 99)' }] })
    const run = answer.run as Record<string, unknown>
    expect(run).toMatchObject({ status: 'OL', signal: 'SIGKILL', message: 'stdout length exceeded' })
    expect(Buffer.byteLength(String(run.stdout))).toBe(65_536)
  })

  test('an endless loop spends its fuel, and keeps what it printed', async () => {
    const [, answer] = await ask({
      language: 'python',
      files: [{ content: 'print("x", flush=True)\nwhile True: pass' }],
      run_timeout: 50,
    })
    expect(answer.run).toMatchObject({ status: 'TO', stdout: 'x\n', fuel: 50_000_000, cpu_time: 50 })
  })

  test('names that climb are refused', async () => {
    const files = [{ content: '' }, { name: '../x', content: '' }]
    expect(await ask({ language: 'python', files })).toMatchObject([400, { message: expect.stringContaining('../x') }])
  })

  test('the same submission is told alike, one by one and together', async () => {
    const one = async () => {
      const [, answer] = await ask({ language: 'python', files: hello.files })
      return JSON.stringify({ ...answer, run: { ...(answer.run as object), wall_time: 0 } })
    }
    const first = await one()
    expect(new Set(await Promise.all(Array.from({ length: 64 }, one)))).toEqual(new Set([first]))
  })
})
