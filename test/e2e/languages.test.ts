/** What programs have in common in every language: one table, and the same endings as Python's. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { MIB } from '../../src/core/units.js'
import { createRunner, type Runner, type RunRequest } from '../../src/runner/runner.js'
import { languages } from '../support/language-programs.js'

let runner: Runner

beforeAll(async () => {
  runner = await createRunner({ workers: 2 })
  for (const [runtime, { exit }] of Object.entries(languages)) await runner.run({ runtime, code: exit(0) })
}, 600_000)

afterAll(async () => {
  await runner.close()
})

/** Texts that something on the way might take for more than text. */
const words = ['', ' ', 'ü€😀', 'a\nb\tc', '-x', '--', '"\'\\`$PATH', '%41=&', '{entry}']
const hex = (texts: readonly string[]) => texts.map((text) => `${Buffer.from(text).toString('hex')}\n`).join('')
const everyByte = Uint8Array.from({ length: 256 }, (_, byte) => byte)

describe.each(Object.entries(languages))('a program in %s', { timeout: 60_000 }, (runtime, programs) => {
  const run = (code: string, more: Partial<RunRequest> = {}) => runner.run({ runtime, code, ...more })
  const { echo, args, env, files, exit, fails, failure, broken, fault } = programs

  it.skipIf(echo === undefined)('gets 5 MiB of any bytes back', async () => {
    const stdin = Buffer.alloc(5 * MIB, everyByte)
    const result = await run(echo ?? '', { stdin, limits: { outputBytes: 6 * MIB } })
    expect([result.status, result.exitCode, Buffer.compare(result.stdoutBytes, stdin)]).toEqual(['exit', 0, 0])
  })

  it.skipIf(args === undefined)('has its arguments as they are', async () => {
    const result = await run(args ?? '', { args: words })
    expect([result.stderr, result.stdout]).toEqual(['', hex(words)])
  })

  it.skipIf(env === undefined)('has its variables as they are', async () => {
    const text = words.join('')
    const result = await run(env ?? '', { env: { EMPTY: '', TEXT: text } })
    expect([result.stderr, result.stdout]).toEqual(['', hex(['', text])])
  })

  it.skipIf(files === undefined)('finds files and leaves others, any bytes in folders of any name', async () => {
    const given = { in: { 'деталь.bin': everyByte }, 'changed.txt': 'a', 'gone.txt': '', 'same.txt': 'b' }
    const result = await run(files ?? '', { files: given })
    expect([result.stderr, result.exitCode]).toEqual(['', 0])
    expect({ ...result.files }).toEqual({
      'out/deep/copy.bin': everyByte,
      'changed.txt': Uint8Array.of(97, ...everyByte, 33),
    })
    expect(result.deleted).toEqual(['gone.txt'])
  })

  it('exits with any code', async () => {
    const codes = [0, 1, 7, 200, 255]
    const results = await Promise.all(codes.map((code) => run(exit(code))))
    expect(results.map(({ status, exitCode }) => [status, exitCode])).toEqual(codes.map((code) => ['exit', code]))
    expect(results.some((result) => 'error' in result)).toBe(false)
  })

  it.skipIf(fails === undefined)('tells an error that nobody catches, and keeps what was printed before', async () => {
    const result = await run(fails ?? '')
    const { exitCode, ...told } = failure ?? { exitCode: 0 }
    expect([result.status, result.exitCode, result.stdout, result.stderr !== '']).toEqual([
      'exit',
      exitCode,
      'before\n',
      true,
    ])
    if ('type' in told) expect(result).toMatchObject({ error: { ...told, line: 3 } })
    else expect(result).not.toHaveProperty('error')
  })

  it('tells what is no program', async () => {
    const result = await run(broken)
    const { exitCode, ...told } = fault
    expect([result.status, result.exitCode, result.stdout, result.stderr !== '']).toEqual(['exit', exitCode, '', true])
    if ('type' in told) expect(result).toMatchObject({ error: { ...told, line: 2 } })
    else expect(result).not.toHaveProperty('error')
  })

  it.each([
    ['loops', { fuel: 1_000_000_000 }, 'out-of-fuel'],
    ['loops', { fuel: Number.MAX_SAFE_INTEGER, timeoutMs: 300 }, 'timeout'],
    ['hoards', { memoryPages: 2048 }, 'out-of-memory'],
    ['floods', { outputBytes: 10_000 }, 'output-limit'],
    ['fills', { diskBytes: 100_000 }, 'disk-limit'],
    ['litters', { diskEntries: 20 }, 'disk-limit'],
  ] as const)('that %s within %o ends with %s', async (family, limits, status) => {
    const result = await run(programs[family], { limits })
    expect(result.status).toBe(status)
    if (status === 'output-limit') expect(result.stdoutBytes).toHaveLength(10_000)
    if (status === 'out-of-fuel') expect(result.usage.fuel).toBe(1_000_000_000)
  })
})
