import { readFileSync } from 'node:fs'
import type { Hono } from 'hono'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { FuelcellError } from '../../../src/core/errors.js'
import type { RunRequest } from '../../../src/runner/request/request.js'
import type { Runner } from '../../../src/runner/runner.js'
import { clean } from '../../../src/server/dialects/jobe/answer.js'
import { invokePython } from '../../../src/server/dialects/jobe/interpreter.js'
import { jobeDialect } from '../../../src/server/dialects/jobe/mount.js'
import type { Env } from '../../../src/server/env.js'
import { ended, exited } from '../../support/results.js'
import { BODY_LIMIT, mounted, noRun, PROVISIONING_MS, post, readyRunner, runOf } from './support.js'

interface Fixtures {
  readonly runs: ReadonlyArray<{ readonly name: string; readonly spec: object; readonly expect: object }>
  readonly errors: ReadonlyArray<{
    readonly name: string
    readonly body: unknown
    readonly status: number
    readonly text: string
  }>
}
const fixtures = JSON.parse(readFileSync('fixtures/dialects/jobe.json', 'utf8')) as Fixtures

const base = '/jobe/index.php/restapi'
const spec = { language_id: 'python3', sourcecode: 'print("hello")' }

async function told(response: Response | Promise<Response>): Promise<[number, unknown]> {
  const answered = await response
  expect(answered.headers.get('access-control-allow-origin')).toBe('*')
  const text = await answered.text()
  return [answered.status, text === '' ? '' : JSON.parse(text)]
}

const run = (app: Hono<Env>, run_spec: object) => told(app.request(`${base}/runs/`, post({ run_spec })))
const put = (app: Hono<Env>, id: string, body: unknown) =>
  told(app.request(`${base}/files/${id}`, { ...post(body), method: 'PUT' }))
const head = async (app: Hono<Env>, id: string) => {
  const response = await app.request(`${base}/files/${id}`, { method: 'HEAD' })
  return [response.status, await response.text()]
}
const b64 = (text: string) => Buffer.from(text).toString('base64')

describe('Jobe refuses', () => {
  test.each(fixtures.errors)('$name', async ({ body, status, text }) => {
    const app = await mounted([jobeDialect], noRun)
    expect(await told(app.request(`${base}/runs`, post(body)))).toEqual([status, text])
  })

  test('what is no JSON, too long, or not there', async () => {
    const app = await mounted([jobeDialect], noRun)
    expect(await told(app.request(`${base}/runs`, post('{')))).toEqual([400, 'Non-JSON post data received'])
    expect(await told(app.request(`${base}/runs`, post(' '.repeat(BODY_LIMIT + 1))))).toEqual([
      413,
      `Request of more than ${BODY_LIMIT} bytes`,
    ])
    expect(await told(app.request(`${base}/nothing`))).toEqual([404, 'Not Found'])
    expect((await told(app.request(`${base}/files/abcdefgh`)))[0]).toBe(405)
  })

  test.each([
    [new FuelcellError('queue-full', 'x'), 200, { outcome: 21 }],
    [new FuelcellError('over-budget', 'x'), 200, { outcome: 21 }],
    [new FuelcellError('worker-lost', 'inside'), 200, { outcome: 20, stderr: '' }],
    [new Error('inside'), 200, { outcome: 20, stderr: '' }],
  ])('and is at fault itself: %s', async (fault, status, answer) => {
    const app = await mounted([jobeDialect], () => Promise.reject(fault))
    expect(await run(app, spec)).toMatchObject([status, answer])
  })

  test('a request that is wrong with its reason', async () => {
    const fault = new FuelcellError('invalid-file-name', 'the name is wrong')
    const app = await mounted([jobeDialect], () => Promise.reject(fault))
    expect(await run(app, spec)).toEqual([400, 'the name is wrong'])
  })
})

test('languages are pairs, at both places', async () => {
  const app = await mounted([jobeDialect], noRun)
  for (const path of [`${base}/languages`, `${base}/languages/`, '/jobe/restapi/languages']) {
    expect(await told(app.request(path))).toEqual([
      200,
      [
        ['c', '8.0.1'],
        ['cpp', '8.0.1'],
        ['nodejs', '2021.3.27'],
        ['php', '8.2.0'],
        ['python3', '3.11.3'],
      ],
    ])
  }
  const preflight = await app.request(`${base}/runs`, { method: 'OPTIONS' })
  expect([preflight.status, preflight.headers.get('access-control-allow-methods')]).toEqual([
    204,
    'GET, POST, OPTIONS, PUT, HEAD, DELETE',
  ])
})

describe('files', () => {
  test('are put, asked for, and found by runs', async () => {
    let request: RunRequest | undefined
    const app = await mounted([jobeDialect], async (given) => {
      request = given
      return exited(0)
    })
    const id = '0123456789abcdef0123456789abcdef'
    const listed = { ...spec, file_list: [[id, 'data.txt', false]] }
    expect(await head(app, id)).toEqual([404, ''])
    expect(await run(app, listed)).toEqual([404, 'One or more of the specified files is missing/unavailable'])
    expect(await put(app, id, { file_contents: b64('content') })).toEqual([204, ''])
    expect(await head(app, id)).toEqual([204, ''])
    expect(await run(app, listed)).toMatchObject([200, { outcome: 15 }])
    expect(request?.files).toEqual({ 'data.txt': Buffer.from('content'), 'prog.py': Buffer.from('print("hello")') })
  })

  test.each([
    ['abcdefgh', {}, 400, 'put: missing file_contents parameter'],
    ['abcdefgh', { file_contents: 5 }, 400, 'put: missing file_contents parameter'],
    ['abcdefgh', '{', 400, 'put: missing file_contents parameter'],
    ['abcdefgh', { file_contents: 'a*' }, 400, 'put: contents of file abcdefgh are not valid base-64'],
    ['abc.defgh', { file_contents: '' }, 400, 'put: abc.defgh is not a file id'],
    ['abcdefgh', ' '.repeat(BODY_LIMIT + 1), 413, `Request of more than ${BODY_LIMIT} bytes`],
  ])('%s is refused: %#', async (id, body, status, text) => {
    expect(await put(await mounted([jobeDialect], noRun), id, body)).toEqual([status, text])
  })

  test('are kept within bounds of number, bytes and age', async () => {
    const clock = { ms: 0 }
    const jobe = { files: { entries: 2, bytes: 10, ageMs: 100 } }
    const app = await mounted([jobeDialect], async () => exited(0), { jobe, now: () => clock.ms })
    expect(await put(app, 'bigbigbig', { file_contents: b64('x'.repeat(11)) })).toEqual([
      500,
      'put: failed to write file bigbigbig to cache',
    ])
    for (const id of ['firstfile', 'secondfile', 'thirdfile']) await put(app, id, { file_contents: b64('x') })
    expect((await head(app, 'firstfile'))[0]).toBe(404)
    clock.ms = 60
    await run(app, { ...spec, file_list: [['secondfile', 'a']] })
    clock.ms = 100
    expect([(await head(app, 'secondfile'))[0], (await head(app, 'thirdfile'))[0]]).toEqual([204, 404])
  })
})

describe('what is asked for', () => {
  const asked = async (run_spec: object) => {
    let request: RunRequest | undefined
    const app = await mounted([jobeDialect], async (given) => {
      request = given
      return exited(0)
    })
    await run(app, run_spec)
    return request
  }

  test('is a run within limits in fuel', async () => {
    expect((await asked(spec))?.limits).toEqual({
      fuel: 5_000_000_000,
      timeoutMs: 10_000,
      memoryPages: 15_258,
      outputBytes: 2_000_000,
      diskBytes: 20_000_000,
      diskEntries: 1000,
      openFiles: 64,
    })
    const parameters = { cputime: '120', memorylimit: 200_000, streamsize: 0.5, disklimit: 1000 }
    expect((await asked({ ...spec, parameters }))?.limits).toMatchObject({
      fuel: 120_000_000_000,
      timeoutMs: 240_000,
      memoryPages: 31_250,
      outputBytes: 500_000,
      diskBytes: 512_000_000,
    })
    expect((await asked({ ...spec, language_id: 'c' }))?.limits).toMatchObject({ memoryPages: 6103 })
  })

  test('has the options of gcc that a compiler has here', async () => {
    expect(await asked({ ...spec, language_id: 'c', sourcefilename: '__tester__.c' })).toMatchObject({
      runtime: 'c',
      compilerOptions: ['-O0', '-Wall', '-Werror', '-std=c99'],
      files: {},
    })
  })
})

test.each<[readonly string[], object]>([
  [[], { args: ['x'], env: {} }],
  [['-BE'], { args: ['x'], env: {} }],
  [['-c', 'print(1)'], { code: 'print(1)', args: ['prog.py', 'x'], env: {} }],
  [['-cprint(1)'], { code: 'print(1)', args: ['prog.py', 'x'], env: {} }],
  [['-O', '-W', 'error'], { args: ['x'], env: { PYTHONOPTIMIZE: '1', PYTHONWARNINGS: 'error' } }],
  [['-OO', '-Xutf8', '-Wonce'], { args: ['x'], env: { PYTHONOPTIMIZE: '2', PYTHONWARNINGS: 'once' } }],
  [['other.py'], { refused: 'python3: the option other.py is not available here' }],
  [['--help'], { refused: 'python3: the option --help is not available here' }],
])('python3 %j is understood', (options, invoked) => {
  expect(invokePython(options, 'prog.py', ['x'])).toEqual(invoked)
})

test('output is told as UTF-8, or plain', () => {
  expect(clean(Buffer.from('é\u0001'))).toBe('é\u0001')
  expect(clean(new Uint8Array([0x41, 0x0a, 0x0d, 0x09, 0x01, 0x7e, 0x7f, 0xc0]))).toBe('A\n\r\t\\x01~\\x7f\\xc0')
})

test.each([
  ['out-of-fuel', { outcome: 13, stderr: '' }],
  ['timeout', { outcome: 13, stderr: '' }],
  ['output-limit', { outcome: 13, stderr: '' }],
  ['out-of-memory', { outcome: 12, stderr: '*** Memory limit exceeded\n' }],
  ['disk-limit', { outcome: 12, stderr: '*** Disk limit exceeded\n' }],
  ['trap', { outcome: 12, stderr: '*** Runtime error: integer divide by zero\n' }],
] as const)('a run that ends by %s has its outcome', async (status, answer) => {
  const app = await mounted([jobeDialect], async () => ended(status))
  expect(await run(app, spec)).toMatchObject([200, answer])
})

describe('the documented runs', () => {
  let runner: Runner
  let app: Hono<Env>
  beforeAll(async () => {
    runner = await readyRunner(['python', 'quickjs', 'php', 'c', 'cpp'], 2)
    app = await mounted([jobeDialect], runOf(runner))
  }, PROVISIONING_MS)
  afterAll(() => runner.close())

  test.each(fixtures.runs)('$name', async ({ spec: run_spec, expect: wanted }) => {
    const [status, answer] = await run(app, run_spec)
    expect([status, answer]).toMatchObject([200, wanted])
  })

  test('of a program with files', async () => {
    await put(app, 'randomid0129798', { file_contents: b64('The first file\nLine 2') })
    await put(app, 'randomid0980128', { file_contents: b64('x = "second"') })
    const sourcecode = "from file2 import x\nprint(open('file1').read())\nprint(x)\n"
    const file_list = [
      ['randomid0129798', 'file1'],
      ['randomid0980128', 'file2.py'],
    ]
    expect(await run(app, { language_id: 'python3', sourcecode, file_list, sourcefilename: 'test.py' })).toMatchObject([
      200,
      { outcome: 15, stdout: 'The first file\nLine 2\nsecond\n' },
    ])
  })

  test('are told alike, one by one and together', async () => {
    const one = async () => JSON.stringify(await run(app, spec))
    const first = await one()
    expect(new Set(await Promise.all(Array.from({ length: 64 }, one)))).toEqual(new Set([first]))
  })
})
