/** Programs, gradings, benches and forms, without a socket. */
import { zipSync } from 'fflate'
import { describe, expect, it, vi } from 'vitest'
import type { Program } from '../../src/runner/programs/program.js'
import { taskOfFiles } from '../../src/server/grading/sent-task.js'
import { exited } from '../support/results.js'
import { gate, hello, made, posted, problem } from './support.js'

const grade = `version: 1
title: Sum
submission: { entry: sum.py }
groups:
  - name: all
    points: 2
    tests:
      - { name: one, stdin: "1", stdout: "one" }
      - { name: two, stdin: "2", stdout: "two" }
`
const bytes = (text: string) => new Uint8Array(Buffer.from(text))
const base64 = (content: Uint8Array) => Buffer.from(content).toString('base64')

/** Prints what the test with that stdin wants. */
const right = ({ stdin }: { readonly stdin?: unknown }) => {
  const stdout = String(Buffer.from((stdin as Uint8Array | string | undefined) ?? '')) === '1' ? 'one' : 'two'
  return exited(0, { stdout, stdoutBytes: bytes(stdout) })
}

describe('POST /v1/grade', () => {
  const submission = { files: { 'sum.py': 'print(1)' } }
  // The grader runs the submission alone before its tests.
  const asked = async (body: object, options = {}) => {
    const { app, requests } = made(options, right)
    const response = await app.request('/v1/grade', posted(body))
    return { response, requests, json: (await response.json()) as Record<string, unknown> }
  }

  it.each([
    ['its files', { files: { 'grade.yaml': grade } }],
    ['a zip', { zip: base64(zipSync({ 'grade.yaml': bytes(grade) })) }],
    ['a zip with a folder around it', { zip: base64(zipSync({ task: { 'grade.yaml': bytes(grade) } })) }],
    ['its name', 'sum'],
  ])('marks by a task given as %s', async (_, task) => {
    const { response, requests, json } = await asked(
      { task, submission },
      { tasks: { sum: taskOfFiles({ 'grade.yaml': bytes(grade) }) } },
    )
    expect([response.status, json.score, json.maxScore, json.status, requests.length]).toEqual([200, 2, 2, 'passed', 3])
  })

  it('takes a submission as a zip, of which the folder around it is left off', async () => {
    const zip = base64(zipSync({ anna: { 'sum.py': bytes('print(1)'), '.DS_Store': bytes('x') } }))
    const { json } = await asked({ task: { files: { 'grade.yaml': grade } }, submission: { zip } })
    expect(json.status).toBe('passed')
  })

  it('takes both as a form', async () => {
    const { app } = made({}, right)
    const form = new FormData()
    form.set('task', new File([zipSync({ 'grade.yaml': bytes(grade) })], 'task.zip'))
    form.set('submission', new File(['print(1)'], 'whatever.py'))
    const response = await app.request('/v1/grade', { method: 'POST', body: form })
    expect(((await response.json()) as { status: string }).status).toBe('passed')
  })

  it.each([
    ['a name that nobody registered', { task: 'sun', submission }, 404, 'not-found', /did you mean \\?"sum/],
    ['no task', { submission }, 400, 'invalid-option', /task/],
    ['an unknown field', { task: 'sum', submision: 1, submission }, 400, 'unknown-option', /did you mean "submission"/],
    ['a task without its file', { task: { files: {} }, submission }, 400, 'invalid-option', /grade\.yaml/],
    ['a zip that is none', { task: { zip: 'AAAA' }, submission }, 400, 'invalid-option', /zip/],
    [
      'a zip that climbs out',
      { task: { zip: base64(zipSync({ '../grade.yaml': bytes(grade) })) }, submission },
      400,
      'invalid-option',
      /leads outside/,
    ],
    [
      'a zip bomb',
      { task: { zip: base64(zipSync({ 'grade.yaml': new Uint8Array(70_000_000) })) }, submission },
      400,
      'invalid-option',
      /unpacks to more/,
    ],
  ])('refuses %s', async (_, body, status, code, detail) => {
    const { response, json, requests } = await asked(body, {
      tasks: { sum: taskOfFiles({ 'grade.yaml': bytes(grade) }) },
    })
    expect([response.status, json.code, requests.length]).toEqual([status, code, 0])
    expect(json.detail).toMatch(detail)
  })

  it('counts as one run of its key, whose tests wait as long as they have to', async () => {
    const { opened, open } = gate()
    const { app, requests } = made({ places: 1, queueLimit: 1, everybody: { runs: 1 } }, async (request) => {
      await opened
      return right(request)
    })
    const first = app.request('/v1/grade', posted({ task: { files: { 'grade.yaml': grade } }, submission }))
    await vi.waitFor(() => expect(requests.length).toBe(1))
    const refused = await app.request('/v1/run', posted(hello))
    expect([refused.status, (await problem(refused)).code]).toEqual([429, 'too-many-runs'])
    open()
    expect([(await first).status, requests.length]).toEqual([200, 3])
  })
})

describe('POST /v1/bench', () => {
  it('measures each case', async () => {
    const { app } = made()
    const response = await app.request('/v1/bench', posted({ cases: [{ name: 'a', code: 'x' }, { code: 'y' }] }))
    const { results } = (await response.json()) as { results: Array<{ name: string; fuel: number }> }
    expect(results.map(({ name, fuel }) => [name, fuel])).toEqual([
      ['a', 236_412],
      ['y', 236_412],
    ])
  })

  it.each([
    [{ cases: [] }, 400],
    [{ cases: [{ code: 'x', runtime: 'nope' }] }, 404],
    [{ cases: [{ code: 'x', scan: { parameter: 'n', sizes: [] } }] }, 400],
    [{ cases: [{ code: 1 }] }, 400],
  ])('refuses %j', async (body, status) => {
    expect((await made().app.request('/v1/bench', posted(body))).status).toBe(status)
  })
})

describe('programs', () => {
  /** A runner whose programs print their own code. */
  function compiling(options = {}) {
    const closed: string[] = []
    const { app, service } = made(options)
    const compile = async (runtime: string, code: string | Uint8Array): Promise<Program> => ({
      runtime,
      ok: code !== 'broken',
      stages: [],
      ...(code === 'broken' && { failure: exited(1, { stderr: 'no' }) }),
      run: async ({ stdin } = {}) => exited(0, { stdout: `${code}${stdin ?? ''}` }),
      close: async () => void closed.push(String(code)),
      [Symbol.asyncDispose]: async () => {},
    })
    Object.assign(service.runner, { compile })
    const ask = async (method: string, path: string, body?: object, headers = {}) => {
      const response = await app.request(path, { ...posted(body ?? {}, headers), method })
      const text = await response.text()
      return { status: response.status, json: text === '' ? undefined : JSON.parse(text), headers: response.headers }
    }
    return { ask, closed, app, service }
  }

  it('are compiled once, run, and let go', async () => {
    const { ask, closed } = compiling()
    const { status, json, headers } = await ask('POST', '/v1/compile', hello)
    expect([status, json.ok, headers.get('location')]).toEqual([201, true, `/v1/programs/${json.id}`])
    const path = `/v1/programs/${json.id}`
    expect((await ask('POST', `${path}/run`, { stdin: '!' })).json.stdout).toBe('print(6 * 7)!')
    expect([(await ask('DELETE', path)).status, closed]).toEqual([204, ['print(6 * 7)']])
    expect((await ask('POST', `${path}/run`)).json).toMatchObject({ status: 404, code: 'not-found' })
    expect((await ask('DELETE', path)).status).toBe(404)
  })

  it('that cannot be built say why', async () => {
    const { ask, closed } = compiling()
    const { status, json } = await ask('POST', '/v1/compile', { runtime: 'c', code: 'broken' })
    expect([status, json.ok, json.id, json.failure.stderr, closed]).toEqual([200, false, undefined, 'no', ['broken']])
  })

  it.each([
    ['/v1/compile', { runtime: 'python' }, /needs `code`/],
    ['/v1/compile', { ...hello, stdin: 'x' }, /stdin.* belongs to runs/],
    ['/v1/compile', { ...hello, cod: 'x' }, /did you mean "code"/],
  ])('%s with %j is refused', async (path, body, detail) => {
    const { json } = await compiling().ask('POST', path, body)
    expect(json).toMatchObject({ status: 400, detail: expect.stringMatching(detail) })
  })

  it('take no other program for a run', async () => {
    const { ask } = compiling()
    const { json } = await ask('POST', '/v1/compile', hello)
    const refused = await ask('POST', `/v1/programs/${json.id}/run`, { code: 'x' })
    expect(refused.json).toMatchObject({ status: 400, code: 'unknown-option' })
  })

  it('are of their key alone', async () => {
    const sha256 = (n: number) => String(n).repeat(64)
    const { service, app } = compiling({ keys: [{ name: 'a', sha256: sha256(1) }] })
    const program = await service.runner.compile('python', 'x')
    const { id } = service.programs.add(program, 'b')
    expect(() => service.programs.get(id, 'a')).toThrow(/there is no program/)
    expect(service.programs.get(id, 'b').program).toBe(program)
    expect((await app.request(`/v1/programs/${id}`, { method: 'DELETE' })).status).toBe(401)
  })

  it('make way when there are too many, and when nobody runs them for long', async () => {
    let nowMs = 0
    const { ask, closed } = compiling({ programs: 2, programIdleMs: 1000, now: () => nowMs })
    for (const code of ['a', 'b', 'c']) await ask('POST', '/v1/compile', { ...hello, code })
    expect(closed).toEqual(['a'])
    nowMs = 1000
    await ask('POST', '/v1/compile', { ...hello, code: 'd' })
    expect(closed).toEqual(['a', 'b', 'c'])
  })
})

describe('forms', () => {
  const formed = async (fill: (form: FormData) => void, headers: Record<string, string> = {}) => {
    const { app, requests } = made()
    const form = new FormData()
    fill(form)
    const response = await app.request('/v1/run', { method: 'POST', body: form, headers })
    return { response, requests }
  }

  it('bring files, under their own names or those of their fields', async () => {
    const { response, requests } = await formed((form) => {
      form.set('request', JSON.stringify({ ...hello, files: { a: 'x' } }))
      form.append('files', new File(['one'], 'one.txt'))
      form.append('data/two.bin', new File([new Uint8Array([255])], 'ignored'))
    })
    expect(response.status).toBe(200)
    const files = Object.entries(requests[0]?.files ?? {})
    expect(files.map(([path, content]) => [path, Buffer.from(content as string).toString('hex')])).toEqual([
      ['a', '78'],
      ['one.txt', '6f6e65'],
      ['data/two.bin', 'ff'],
    ])
  })

  it.each<[string, (form: FormData) => void, number, string, Record<string, string>]>([
    ['another text field', (form) => form.set('code', 'x'), 400, 'unknown-option', {}],
    ['no JSON in it', (form) => form.set('request', 'x'), 400, 'malformed-body', {}],
    ['a page behind it', (form) => form.set('request', '{}'), 403, 'forbidden', { origin: 'http://evil.example' }],
    [
      'a file twice',
      (form) => {
        form.set('request', JSON.stringify(hello))
        for (const text of ['x', 'y']) form.append('files', new File([text], 'a'))
      },
      400,
      'invalid-file-name',
      {},
    ],
  ])('are refused with %s', async (_, fill, status, code, headers) => {
    const { response, requests } = await formed(fill, headers)
    expect([response.status, (await problem(response)).code, requests.length]).toEqual([status, code, 0])
  })

  it('that are none are refused', async () => {
    const { app } = made()
    const headers = { 'content-type': 'multipart/form-data; boundary=x' }
    expect((await app.request('/v1/run', { method: 'POST', body: 'nothing', headers })).status).toBe(400)
  })
})

it('describes itself, with references that lead somewhere', async () => {
  const { app } = made()
  const text = await (await app.request('/openapi.json')).text()
  const document = JSON.parse(text)
  expect(document.openapi).toBe('3.1.0')
  for (const [, name = ''] of text.matchAll(/"\$ref":"#\/components\/schemas\/([^"]+)"/g)) {
    expect(document.components.schemas).toHaveProperty([name])
  }
  expect([...text.matchAll(/"\$ref":"([^"]+)"/g)].every(([, at]) => at?.startsWith('#/components/schemas/'))).toBe(true)
  const page = await app.request('/docs')
  expect([page.headers.get('content-type'), (await page.text()).includes('src=')]).toEqual([
    'text/html; charset=UTF-8',
    false,
  ])
})
