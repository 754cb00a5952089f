import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { FuelcellError } from '../../../src/core/errors.js'
import type { Result } from '../../../src/core/result.js'
import type { Runner } from '../../../src/runner/runner.js'
import { codapiDialect } from '../../../src/server/dialects/codapi/mount.js'
import { hasVersion } from '../../../src/server/dialects/codapi/sandboxes.js'
import { ended, exited } from '../../support/results.js'
import { BODY_LIMIT, mounted, noRun, PROVISIONING_MS, post, type Run, readyRunner, runOf } from './support.js'

const cors = {
  'access-control-allow-origin': '*',
  'access-control-allow-methods': 'options, post',
  'access-control-allow-headers': 'authorization, content-type',
  'access-control-max-age': '3600',
}

async function told(response: Response): Promise<[number, Record<string, unknown>]> {
  for (const [name, value] of Object.entries(cors)) expect(response.headers.get(name)).toBe(value)
  return [response.status, (await response.json()) as Record<string, unknown>]
}

async function exec(run: Run, body: unknown, headers: Record<string, string> = {}) {
  const app = await mounted([codapiDialect], run)
  return told(await app.request('/v1/exec', post(body, headers)))
}

const hello = { sandbox: 'python', version: '', command: 'run', files: { '': 'print("hello")' } }

describe('codapi refuses', () => {
  test.each<[string, unknown, number, string]>([
    ['an unknown sandbox', { ...hello, sandbox: 'cobol' }, 404, 'unknown sandbox'],
    ['no sandbox', { ...hello, sandbox: undefined }, 404, 'unknown sandbox'],
    ['an unknown command', { ...hello, command: 'fly' }, 404, 'unknown command'],
    ['a test of what has none', { ...hello, sandbox: 'ruby', command: 'test' }, 404, 'unknown command'],
    ['no files', { ...hello, files: {} }, 400, 'empty request'],
    ['absent files', { ...hello, files: undefined }, 400, 'empty request'],
    ['a blank program', { ...hello, files: { '': ' \n' } }, 400, 'empty request'],
    ['files that are no texts', { ...hello, files: { '': 1 } }, 400, 'files is no object of texts by name'],
    ['a sandbox that is no text', { ...hello, sandbox: 1 }, 400, 'sandbox is no text'],
    ['a list', [], 400, 'the request is no object of JSON'],
    ['broken data', { ...hello, files: { '': 'x', a: 'data:;base64,*' } }, 400, 'files[a]: its data URL is not base64'],
    ['too much', ' '.repeat(BODY_LIMIT + 1), 413, `request of more than ${BODY_LIMIT} bytes`],
  ])('%s', async (_name, body, status, stderr) => {
    const [http, { id, ...answer }] = await exec(noRun, body)
    expect([http, answer]).toEqual([status, { ok: false, duration: 0, stdout: '', stderr }])
    expect(id).toMatch(/^-$|_[0-9a-f]{8}$/)
  })

  test('other types and methods', async () => {
    const refused = (stderr: string) => ({ id: '-', ok: false, duration: 0, stdout: '', stderr })
    expect(await exec(noRun, hello, { 'content-type': 'text/plain' })).toEqual([400, refused('Unsupported Media Type')])
    const app = await mounted([codapiDialect], noRun)
    for (const method of ['GET', 'PUT', 'DELETE']) {
      const response = await app.request('/v1/exec', { method })
      expect(await told(response)).toEqual([405, refused(`unsupported method: ${method}`)])
    }
    const [status, answer] = await exec(noRun, '{')
    expect([status, answer.id, answer.ok]).toEqual([400, '-', false])
  })

  test('an unknown version as an answer', async () => {
    const [status, answer] = await exec(noRun, { ...hello, version: 'dev' })
    expect([status, answer]).toMatchObject([200, { ok: false, duration: 0, stderr: 'unknown box python:dev' }])
    expect(answer.id).toMatch(/^python\.dev_run_[0-9a-f]{8}$/)
  })

  test.each([
    [new FuelcellError('queue-full', 'x'), 429, 'busy: try again later'],
    [new FuelcellError('worker-lost', 'secret'), 500, 'internal error'],
    [new Error('secret'), 500, 'internal error'],
    [new FuelcellError('invalid-file-name', 'the name climbs'), 400, 'the name climbs'],
  ])('%s', async (fault, status, stderr) => {
    const [http, answer] = await exec(() => Promise.reject(fault), hello)
    expect([http, answer]).toMatchObject([status, { ok: false, stdout: '', stderr }])
  })
})

test('preflights and probes are answered for other pages', async () => {
  const app = await mounted([codapiDialect], noRun)
  for (const [path, method] of [
    ['/v1/exec', 'OPTIONS'],
    ['/v1/health', 'OPTIONS'],
    ['/v1/health', 'HEAD'],
    ['/v1/health', 'GET'],
  ] as const) {
    const response = await app.request(path, { method })
    expect(response.status).toBe(200)
    expect(response.headers.get('access-control-allow-origin')).toBe('*')
    if (method === 'HEAD') expect(await response.text()).toBe('')
  }
})

test('versions are any, the whole, or its beginning', () => {
  const sandbox = { runtime: 'python', version: '3.11.3', commands: new Set<string>() }
  const fits = ['', 'latest', '3', '3.11', '3.11.3', '3.1', '3.11.30', 'dev'].map((asked) => hasVersion(sandbox, asked))
  expect(fits).toEqual([true, true, true, true, true, false, false, false])
})

const printed = (stdout: string, stderr: string) => ({
  stdoutBytes: Buffer.from(stdout),
  stderrBytes: Buffer.from(stderr),
})

test.each<[string, Result, Record<string, unknown>]>([
  ['success', exited(0, printed('out\n', 'err\n')), { ok: true, stdout: 'out\n', stderr: 'err\n' }],
  ['failure', exited(3, printed('out\n', 'err\n')), { ok: false, stdout: '', stderr: 'out\nerr (exit status 3)' }],
  ['silent failure', exited(1), { ok: false, stdout: '', stderr: 'exit status 1' }],
  ['spent fuel', { ...ended('out-of-fuel'), ...printed('out', '') }, { ok: false, stderr: 'code execution timeout' }],
  ['a deadline', ended('timeout'), { ok: false, stderr: 'code execution timeout' }],
  ['memory', ended('out-of-memory'), { ok: false, stderr: 'exit status 137' }],
  ['a flood', ended('output-limit'), { ok: false, stderr: 'exit status 153' }],
  ['a trap', ended('trap'), { ok: false, stderr: 'exit status 136' }],
  ['a full disk', ended('disk-limit'), { ok: false, stderr: 'exit status 1' }],
  ['much', exited(0, printed('é'.repeat(3000), '')), { ok: true, stdout: 'é'.repeat(2048) }],
  ['much of odd length', exited(0, printed(`a${'é'.repeat(3000)}`, '')), { ok: true, stdout: `a${'é'.repeat(2047)}` }],
])('%s is told', async (_name, result, answer) => {
  const [status, got] = await exec(async () => result, hello)
  expect([status, got]).toMatchObject([200, answer])
  expect(got.duration).toBe(1)
})

test('milliseconds are rounded up, those of building among them', async () => {
  const usage = { ...exited(0).usage, durationMs: 2.2 }
  const stages = [{ ...exited(0), stage: 'compile' as const, source: null, usage: { ...usage, durationMs: 4.5 } }]
  const durations = []
  for (const result of [exited(0, { usage }), exited(0, { usage, stages, stage: 'run' })]) {
    durations.push((await exec(async () => result as Result, hello))[1].duration)
  }
  expect(durations).toEqual([3, 7])
})

describe('over real languages', () => {
  let runner: Runner
  beforeAll(async () => {
    runner = await readyRunner(['python', 'quickjs', 'php', 'ruby', 'sqlite', 'c', 'cpp'], 1)
  }, PROVISIONING_MS)
  afterAll(() => runner.close())

  test.each<[string, Record<string, unknown>, string]>([
    ['python', { '': 'print("hello")' }, 'hello\n'],
    ['py', { '': 'from b import x\nprint(x)', 'b.py': 'x = 5' }, '5\n'],
    ['python', { '': 'print(open("a/b.bin", "rb").read())', 'a/b.bin': 'data:x;base64,AP8=' }, "b'\\x00\\xff'\n"],
    ['python', { '': 'print(open("t").read())', t: 'data:text/plain,a b' }, 'a b\n'],
    ['ruby', { '': 'puts 1 + 1' }, '2\n'],
    ['javascript', { '': 'console.log(3)' }, '3\n'],
    ['node', { '': 'console.log(3)' }, '3\n'],
    ['php', { '': '<?php echo 4;' }, '4'],
    ['sqlite', { '': 'select 5;' }, '5\n'],
    [
      'c',
      {
        '': '#include "a.h"\nint main(void) { f(); }',
        'a.h': 'void f(void);',
        'a.c': '#include <stdio.h>\nvoid f(void) { puts("6"); }',
      },
      '6\n',
    ],
    ['cpp', { '': '#include <cstdio>\nint main() { std::puts("7"); }' }, '7\n'],
    ['python', { 'main.py': 'print(8)' }, '8\n'],
  ])('%s prints', async (sandbox, files, stdout) => {
    const [status, answer] = await exec(runOf(runner), { sandbox, command: 'run', files })
    expect([status, answer]).toMatchObject([200, { ok: true, stdout, stderr: '' }])
    expect(answer.id).toMatch(new RegExp(`^${sandbox}_run_[0-9a-f]{8}$`))
  })

  test('a failing program with output keeps its traceback', async () => {
    const [, answer] = await exec(runOf(runner), { ...hello, files: { '': 'print("before")\n1/0' } })
    expect(answer).toMatchObject({ ok: false, stdout: '' })
    expect(answer.stderr).toMatch(/^before\nTraceback .*ZeroDivisionError: division by zero \(exit status 1\)$/s)
  })

  test('unittest runs on the file', async () => {
    const test = (sum: number) =>
      `import unittest\nclass T(unittest.TestCase):\n  def test_a(self): self.assertEqual(1 + 1, ${sum})\n`
    const good = await exec(runOf(runner), { ...hello, command: 'test', files: { '': test(2) } })
    expect(good[1]).toMatchObject({ ok: true, stderr: expect.stringContaining('Ran 1 test') })
    const bad = await exec(runOf(runner), { ...hello, command: 'test', files: { '': test(3) } })
    expect(bad[1]).toMatchObject({ ok: false, stderr: expect.stringContaining('2 != 3') })
  })

  test('an endless loop is a timeout', async () => {
    const [, answer] = await exec(
      (request, given) => runOf(runner)({ ...request, limits: { fuel: 50_000_000 } }, given),
      {
        ...hello,
        files: { '': 'print("x")\nwhile True: pass' },
      },
    )
    expect(answer).toMatchObject({ ok: false, stdout: '', stderr: 'code execution timeout' })
  })

  test('the same submission is told alike, one by one and together', async () => {
    const app = await mounted([codapiDialect], runOf(runner))
    const ask = async () => {
      const { duration: _, ...answer } = (await (await app.request('/v1/exec', post(hello))).json()) as Record<
        string,
        unknown
      >
      return JSON.stringify(answer)
    }
    const one = await ask()
    expect(new Set(await Promise.all(Array.from({ length: 64 }, ask)))).toEqual(new Set([one]))
  })
})
