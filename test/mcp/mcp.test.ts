/** The MCP server with the protocol's own client: over stdio, and over HTTP. */
import { fileURLToPath } from 'node:url'
import { Client } from '@modelcontextprotocol/client'
import { StdioClientTransport } from '@modelcontextprotocol/client/stdio'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { cut } from '../../src/mcp/shown.js'

const main = fileURLToPath(new URL('../../dist/cli/main.js', import.meta.url))

interface Answer {
  readonly isError?: boolean
  readonly content: ReadonlyArray<{ readonly type: string; readonly text: string }>
  readonly structuredContent: Record<string, unknown>
}

describe('fuelcell mcp', () => {
  let client: Client
  beforeAll(async () => {
    client = new Client({ name: 'test', version: '1' })
    await client.connect(
      new StdioClientTransport({
        command: process.execPath,
        args: [main, 'mcp'],
        env: { ...process.env } as Record<string, string>,
      }),
    )
  })
  afterAll(() => client.close())

  const call = async (name: string, args: Record<string, unknown>) =>
    (await client.callTool({ name, arguments: args })) as unknown as Answer

  it('lists its tools, with what they take and give', async () => {
    const { tools } = await client.listTools()
    expect(tools.map(({ name }) => name).sort()).toEqual([
      'bench',
      'close_session',
      'fork_session',
      'grade',
      'list_runtimes',
      'open_session',
      'run_code',
      'run_in_session',
    ])
    for (const tool of tools) expect([tool.inputSchema.type, tool.outputSchema?.type]).toEqual(['object', 'object'])
  })

  it('runs code, with input, arguments and files', async () => {
    const answer = await call('run_code', {
      code: 'import sys; print(input(), sys.argv[1:], open("a").read()); open("b", "w").write("made")',
      stdin: 'in\n',
      args: ['x'],
      files: { a: 'given' },
    })
    expect(answer.isError).toBeFalsy()
    expect(answer.structuredContent).toMatchObject({
      status: 'exit',
      ok: true,
      stdout: "in ['x'] given\n",
      files: { b: { text: 'made' } },
    })
    expect(answer.content[0]?.text).toMatch(/^status: exit, exit code: 0, fuel: [\d,]+\nstdout:\nin /)
  })

  it('tells what a guest did wrong as an answer, and what to do', async () => {
    const failed = await call('run_code', { code: '1/0' })
    expect([failed.isError ?? false, failed.structuredContent]).toMatchObject([
      false,
      { ok: false, error: { type: 'ZeroDivisionError', line: 1 } },
    ])
    const endless = await call('run_code', { code: 'while True: pass', fuel: 5_000_000 })
    expect(endless.isError ?? false).toBe(false)
    expect(endless.content[0]?.text).toMatch(/^status: out-of-fuel, fuel: 5,000,000\nIt spent its fuel/)
  })

  it('tells what the sandbox cannot do as an error', async () => {
    const answer = await call('run_code', { language: 'cobol', code: '1' })
    expect(answer.isError).toBe(true)
    expect(answer.content[0]?.text).toMatch(/cobol/)
  })

  it('keeps, copies and closes sessions', async () => {
    const { session } = (await call('open_session', {})).structuredContent as { session: string }
    await call('run_in_session', { session, code: 'x = 40' })
    expect((await call('run_in_session', { session, code: 'x + 2' })).structuredContent).toMatchObject({
      value: '42',
      step: 2,
      kept: true,
    })
    const copy = (await call('fork_session', { session })).structuredContent as { session: string }
    await call('run_in_session', { session: copy.session, code: 'x = 0' })
    expect((await call('run_in_session', { session, code: 'x' })).structuredContent).toMatchObject({ value: '40' })
    expect((await call('close_session', { session })).structuredContent).toEqual({ closed: true })
    const gone = await call('run_in_session', { session, code: 'x' })
    expect([gone.isError, gone.content[0]?.text]).toEqual([true, expect.stringContaining('no session')])
  })

  it('grades and benches', async () => {
    const task = {
      'grade.yaml':
        'version: 1\ntitle: T\nsubmission: { entry: main.py }\ngroups:\n  - { name: A, points: 2, tests: [{ name: t, stdin: "2\\n", stdout: "4\\n" }] }\n',
    }
    const graded = await call('grade', { task, files: { 'main.py': 'print(int(input()) * 2)' } })
    expect(graded.content[0]?.text).toMatch(/^passed: 2 of 2 points\naccepted/)
    const benched = await call('bench', { code: 'sum(range(n))', parameter: 'n', sizes: [10, 20, 40, 80] })
    expect(JSON.stringify(benched.structuredContent)).toContain('"fuel')
  })

  it('ends a run whose call is cancelled', async () => {
    const stop = new AbortController()
    const running = client.callTool(
      { name: 'run_code', arguments: { code: 'while True: pass', fuel: 10 ** 12, timeout_ms: 40_000 } },
      { signal: stop.signal },
    )
    stop.abort()
    await expect(running).rejects.toThrow()
    expect((await call('run_code', { code: 'print(1)' })).structuredContent).toMatchObject({ stdout: '1\n' })
  })
})

it('cuts long text in the middle, and says how much is left out', () => {
  const text = `${'a'.repeat(20_000)}${'b'.repeat(20_000)}`
  expect(cut(text)).toBe(`${'a'.repeat(8000)}\n[… 24,000 bytes left out …]\n${'b'.repeat(8000)}`)
  expect(cut('short')).toBe('short')
})
