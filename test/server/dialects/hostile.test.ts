/** Whatever a stranger sends, a dialect answers in its own shape, and tells nothing of its inside. */
import fc from 'fast-check'
import type { Hono } from 'hono'
import { beforeAll, describe, expect, test } from 'vitest'
import { dialects } from '../../../src/server/dialects/index.js'
import type { Env } from '../../../src/server/env.js'
import { exited } from '../../support/results.js'
import { mounted, post } from './support.js'

let app: Hono<Env>
beforeAll(async () => {
  app = await mounted(dialects, async () => exited(0))
})

const base = '/jobe/index.php/restapi'
/** A path, what a good request has, and the statuses that may come of a bad one. */
const routes: ReadonlyArray<readonly [path: string, good: object, statuses: readonly number[]]> = [
  ['/python', { code: '1', reset_globals: true }, [200, 400, 501]],
  ['/v1/exec', { sandbox: 'python', command: 'run', version: '', files: { '': 'x' } }, [200, 400, 404]],
  [
    '/api/v2/execute',
    {
      language: 'python',
      version: '*',
      files: [{ name: 'a', content: 'x', encoding: 'utf8' }],
      stdin: '',
      args: [],
      run_timeout: 1,
    },
    [200, 400],
  ],
  [
    '/submissions?wait=true',
    {
      source_code: 'x',
      language_id: 71,
      stdin: '',
      cpu_time_limit: 1,
      memory_limit: 9999,
      additional_files: '',
      callback_url: '',
    },
    [201, 400, 422],
  ],
  ['/submissions/batch', { submissions: [{ source_code: 'x', language_id: 71 }] }, [201, 400, 422]],
  [
    `${base}/runs`,
    {
      run_spec: {
        sourcecode: 'x',
        language_id: 'c',
        sourcefilename: 'a.c',
        input: '',
        file_list: [],
        parameters: { cputime: 1, compileargs: ['-Wall'] },
      },
    },
    [200, 400, 404],
  ],
]

/** Good values, some of them others: of any type, at any depth. */
function spoiled(good: unknown): fc.Arbitrary<unknown> {
  const anything = fc.jsonValue({ maxDepth: 3 })
  if (Array.isArray(good)) return fc.oneof({ weight: 3, arbitrary: fc.tuple(...good.map(spoiled)) }, anything)
  if (typeof good !== 'object' || good === null) {
    return fc.oneof({ weight: 3, arbitrary: fc.constant(good) }, anything, fc.string({ unit: 'binary' }))
  }
  const fields = Object.fromEntries(Object.entries(good).map(([name, value]) => [name, spoiled(value)]))
  return fc.oneof({ weight: 5, arbitrary: fc.record(fields, { requiredKeys: [] }) }, anything)
}

const names = ['__proto__', 'constructor', 'toString', 'hasOwnProperty']

describe.each(routes)('%s', (path, good, statuses) => {
  const ask = async (body: string) => {
    const response = await app.request(path, post(body))
    const text = await response.text()
    expect([body.slice(0, 500), statuses.includes(response.status), response.status]).toEqual([
      body.slice(0, 500),
      true,
      response.status,
    ])
    expect(text).not.toMatch(/node:internal|\.ts:\d|\.js:\d|TypeError/)
    return response.status
  }

  test('answers what is nearly right', async () => {
    await fc.assert(
      fc.asyncProperty(spoiled(good), async (body) => void (await ask(JSON.stringify(body)))),
      { numRuns: 300 },
    )
  })

  test('answers what is hardly JSON', async () => {
    for (const body of ['', '{', 'null', '0', '""', '[]', '{"a":', '\u0000', '{"__proto__":{"code":"x"}}', '[[[['])
      await ask(body)
    await ask(`${'['.repeat(10_000)}${']'.repeat(10_000)}`)
    await ask(`${'{"a":'.repeat(10_000)}1${'}'.repeat(10_000)}`)
  })

  test('takes no name of every object for a field', async () => {
    for (const name of names) {
      const body = JSON.stringify(good).replaceAll(/"(python|run|lang|c)"/g, `"${name}"`)
      await ask(body)
    }
  })
})
