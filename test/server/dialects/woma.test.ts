import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { FuelcellError } from '../../../src/core/errors.js'
import type { Runner } from '../../../src/runner/runner.js'
import { womaDialect } from '../../../src/server/dialects/woma/mount.js'
import { ended } from '../../support/results.js'
import { BODY_LIMIT, mounted, noRun, PROVISIONING_MS, post, readyRunner, runOf } from './support.js'

const cors = {
  'access-control-allow-origin': '*',
  'access-control-allow-methods': 'GET, POST, OPTIONS',
  'access-control-allow-headers': 'Content-Type',
}

async function told(response: Response): Promise<[number, unknown]> {
  for (const [name, value] of Object.entries(cors)) expect(response.headers.get(name)).toBe(value)
  return [response.status, await response.json()]
}

describe('woma refuses', () => {
  test.each([
    ['no code', {}, 400, { status: 'error', error: 'Missing or invalid "code" field' }],
    ['empty code', { code: '' }, 400, { status: 'error', error: 'Missing or invalid "code" field' }],
    ['code that is no text', { code: 1 }, 400, { status: 'error', error: 'Missing or invalid "code" field' }],
    ['a list', [], 400, { status: 'error', error: 'Missing or invalid "code" field' }],
    ['null', 'null', 400, { status: 'error', error: 'Missing or invalid "code" field' }],
    [
      'what is too long',
      ' '.repeat(BODY_LIMIT + 1),
      413,
      { status: 'error', error: `The body has more than ${BODY_LIMIT} bytes` },
    ],
  ])('%s', async (_name, body, status, answer) => {
    const app = await mounted([womaDialect], noRun)
    expect(await told(await app.request('/python', post(body)))).toEqual([status, answer])
  })

  test('what is not JSON', async () => {
    const app = await mounted([womaDialect], noRun)
    const [status, answer] = await told(await app.request('/python', post('{')))
    expect([status, answer]).toEqual([
      400,
      { status: 'error', error: expect.stringMatching(/^The body is not JSON: /) },
    ])
  })

  test('other methods and says Not Found', async () => {
    const app = await mounted([womaDialect], noRun)
    for (const [method, path] of [
      ['GET', '/python'],
      ['DELETE', '/health'],
    ] as const) {
      const response = await app.request(path, { method })
      expect([response.status, await response.text()]).toEqual([404, 'Not Found'])
      expect(response.headers.get('access-control-allow-origin')).toBe('*')
    }
    const response = await app.request('/python', { method: 'OPTIONS' })
    expect([response.status, response.headers.get('access-control-allow-methods')]).toEqual([204, 'GET, POST, OPTIONS'])
  })

  test('what the sandbox cannot do, without a word of its inside', async () => {
    const faults = [
      [new FuelcellError('queue-full', 'full'), 429, 'full'],
      [new FuelcellError('worker-lost', 'secret'), 500, 'Internal error'],
      [new Error('secret'), 500, 'Internal error'],
      [new FuelcellError('invalid-option', 'a surrogate'), 400, 'a surrogate'],
    ] as const
    for (const [fault, status, error] of faults) {
      const app = await mounted([womaDialect], () => Promise.reject(fault))
      const response = await app.request('/python', post({ code: '1', reset_globals: true }))
      expect(await told(response)).toEqual([status, { status: 'error', error }])
    }
  })
})

test.each([
  ['out-of-fuel', 'Execution timeout after 30 seconds'],
  ['timeout', 'Execution timeout after 30 seconds'],
  ['out-of-memory', 'The memory limit is reached'],
  ['output-limit', 'The output limit is reached'],
  ['disk-limit', 'The disk limit is reached'],
  ['trap', 'The interpreter stopped: integer divide by zero'],
] as const)('a run that ends by %s is an error', async (status, error) => {
  const app = await mounted([womaDialect], async () => ended(status))
  const response = await app.request('/python', post({ code: '1', reset_globals: true }))
  expect(await told(response)).toEqual([500, { status: 'error', error }])
})

describe('over a real interpreter', () => {
  let runner: Runner
  beforeAll(async () => {
    runner = await readyRunner(['python'], 1)
  }, PROVISIONING_MS)
  afterAll(() => runner.close())

  const dent = '\n              def x():\n                  return 300\n\n              x()\n              '
  test.each([
    ['x = 1 + 1; x', 'success', '2'],
    ['x = 42', 'success', null],
    ['2.0', 'success', '2.0'],
    ['True', 'success', 'True'],
    ['None', 'success', null],
    ['"text"', 'success', 'text'],
    ['[1, "a"]', 'success', "[1, 'a']"],
    ['from fractions import Fraction\nFraction(1, 2)', 'success', '1/2'],
    ['class Text(str): pass\nText("own")', 'success', 'own'],
    [dent, 'success', '300'],
    ['1;', 'success', null],
    ['(1) ; # none', 'success', null],
    ['1 # ;', 'success', '1'],
    ['(1 # ;\n)', 'success', '1'],
    ['é = 2; (é ) ;', 'success', null],
    ['if True:\n\n  5\n', 'success', null],
    ['from __future__ import annotations\n3', 'success', '3'],
    ['__name__', 'success', '__main__'],
    ["raise ValueError('test error')", 'exception', 'ValueError: test error'],
    ['x', 'exception', "NameError: name 'x' is not defined"],
    ['f(', 'exception', "SyntaxError: '(' was never closed (<exec>, line 1)"],
    ['exit()', 'exception', 'SystemExit: None'],
    ['import sys; sys.exit("bye")', 'exception', 'SystemExit: bye'],
    ['import os; os._exit(3)', 'exception', 'SystemExit: 3'],
    ['class E(Exception):\n  def __str__(self): raise self\nraise E', 'exception', 'E'],
  ])('%j is a %s with %j', async (code, status, result) => {
    const app = await mounted([womaDialect], runOf(runner), { woma: { resetGlobals: true } })
    const [http, answer] = await told(await app.request('/python', post({ code })))
    expect([http, answer]).toMatchObject([200, { status, result }])
  })

  test('what was printed, the cost and the time are told', async () => {
    const app = await mounted([womaDialect], runOf(runner), { woma: { resetGlobals: false, workers: 2 } })
    const response = await app.request(
      '/python',
      post({ code: 'import sys\nprint("out")\nprint("err", file=sys.stderr)' }),
    )
    const answer = (await response.json()) as Record<string, unknown>
    expect(answer).toMatchObject({ status: 'success', result: null, stdout: 'out\n', stderr: 'err\n' })
    expect(answer.fuel).toBe(Number(response.headers.get('fuelcell-fuel')))
    expect(answer.execution_time_ms).toBeGreaterThanOrEqual(1)
    expect(Number.isInteger(answer.execution_time_ms)).toBe(true)
    expect(response.headers.get('fuelcell-epoch')).toMatch(/^[0-9a-f]{12}$/)
  })

  test('health counts runs, those that failed too, and no polls', async () => {
    const clock = { ms: 5_000 }
    const app = await mounted([womaDialect], runOf(runner), { now: () => clock.ms, woma: { resetGlobals: true } })
    const health = async () => told(await app.request('/health'))
    const counted = (execution_count: number, uptime_seconds: number) => [
      200,
      { status: 'healthy', pyodide_loaded: true, uptime_seconds, execution_count },
    ]
    expect(await health()).toEqual(counted(0, 0))
    clock.ms = 6_999
    await app.request('/python', post({ code: '1/0' }))
    await app.request('/python', post({ nothing: 1 }))
    expect(await health()).toEqual(counted(1, 1))
  })
})
