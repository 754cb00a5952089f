import { PassThrough } from 'node:stream'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Runner } from '../../src/runner/runner.js'
import { createFakeRunner, steps } from '../support/fakes.js'

let runner: Runner

beforeAll(async () => {
  runner = await createFakeRunner('obedient')
})
afterAll(() => runner.close())

const pid = async () => Number((await runner.run(steps({ pid: 0 }, { result: {} }))).stdout)

describe('a run', () => {
  test('comes to what the host reports', async () => {
    const result = await runner.run({
      ...steps(
        { stdout: 'out' },
        { stderr: 'err' },
        { file: ['left.txt', 'le', false] },
        { file: ['left.txt', 'ft'] },
        { result: { exitCode: 3, usage: { fuel: 5000 }, deleted: ['z', 'a'] } },
      ),
      clockStartMs: 0,
      seed: 7,
    })
    expect(result).toEqual({
      status: 'exit',
      ok: false,
      exitCode: 3,
      stdout: 'out',
      stderr: 'err',
      stdoutBytes: new Uint8Array([111, 117, 116]),
      stderrBytes: new Uint8Array([101, 114, 114]),
      tty: 'outerr',
      truncated: { stdout: false, stderr: false },
      usage: {
        fuel: 5000,
        fuelExact: true,
        startupFuel: 100,
        memoryPages: 160,
        grownPages: 10,
        memoryBytes: 10_485_760,
        outputBytes: 0,
        diskBytes: 0,
        diskEntries: 1,
        openFiles: 1,
        durationMs: 1.5,
      },
      files: { 'left.txt': new Uint8Array([108, 101, 102, 116]) },
      deleted: ['a', 'z'],
      runtime: 'python',
      start: 'cold',
      world: { clockStartMs: 0, seed: 7 },
      fuelEpoch: '0123456789ab',
    })
  })

  test('tells the host everything that it needs, and nothing else', async () => {
    const request = steps({ request: 0 }, { result: {} })
    const { stdout } = await runner.run({
      ...request,
      args: ['x', 'y z'],
      env: { LANG: 'de', EXTRA: '1' },
      stdin: 'abc',
      files: { 'd/a.csv': '1,2' },
      limits: { fuel: 9_007_199_254_740_991, timeoutMs: 700 },
      clockStartMs: 946_684_800_000,
      seed: 9_007_199_254_740_991,
    })
    expect(JSON.parse(stdout)).toEqual({
      type: 'run',
      id: expect.any(Number),
      module: 'python-cold',
      args: ['python', 'main.py', 'x', 'y z'],
      env: [
        ['PYTHONHASHSEED', '0'],
        ['LANG', 'de'],
        ['EXTRA', '1'],
      ],
      entry: 'main.py',
      chroot: true,
      stdin: 'abc',
      stdinLast: true,
      stdinBytes: 3,
      stdinLines: false,
      program: null,
      limits: {
        fuel: 9_007_199_254_740_991,
        timeoutMs: 700,
        memoryPages: 4096,
        outputBytes: 1_048_576,
        diskBytes: 16_777_216,
        diskEntries: 1000,
        openFiles: 64,
      },
      clockStartMs: 946_684_800_000,
      seed: 9_007_199_254_740_991,
      files: [
        ['d/a.csv', 3],
        ['main.py', request.code.length],
      ],
    })
  })

  test('runs one of several files under its own name, cold', async () => {
    const { code } = steps({ request: 0 }, { result: {} })
    const { stdout } = await runner.runFS(
      'python',
      '/src/app.py',
      { src: { 'app.py': code }, 'b.txt': 'b' },
      { args: ['x'] },
    )
    expect(JSON.parse(stdout)).toMatchObject({
      args: ['python', 'src/app.py', 'x'],
      entry: 'src/app.py',
      files: [
        ['b.txt', 1],
        ['src/app.py', code.length],
      ],
    })
    const byDefault = await runner.runCode('python', code, { env: { A: 'b' } })
    expect(JSON.parse(byDefault.stdout)).toMatchObject({ entry: 'main.py', args: ['python', 'main.py'] })
  })

  test('takes files of many chunks', async () => {
    const { stdout } = await runner.run({
      ...steps({ request: 0 }, { result: {} }),
      files: { big: new Uint8Array(5_000_001), empty: '' },
    })
    expect(JSON.parse(stdout).files.slice(0, 2)).toEqual([
      ['big', 5_000_001],
      ['empty', 0],
    ])
  })

  test('tells output as it comes, with copies that do not touch the Result', async () => {
    const chunks: [string, string][] = []
    const result = await runner.run({
      ...steps({ stdout: 'a' }, { stderr: 'b' }, { stdout: '' }, { stdout: 'c' }, { result: {} }),
      onOutput: ({ stream, bytes }) => {
        chunks.push([stream, Buffer.from(bytes).toString()])
        bytes.fill(0)
      },
    })
    expect(chunks).toEqual([
      ['stdout', 'a'],
      ['stderr', 'b'],
      ['stdout', 'c'],
    ])
    expect(result.tty).toBe('abc')
  })

  test('runs in a worker that has served before', async () => {
    expect(await pid()).toBe(await pid())
  })

  test.each(['out-of-fuel', 'out-of-memory', 'output-limit', 'disk-limit'])(
    'that ends as %s keeps the worker',
    async (status) => {
      const before = await pid()
      expect((await runner.run(steps({ result: { status, exitCode: null } }))).status).toBe(status)
      expect(await pid()).toBe(before)
    },
  )

  test.each([
    ['timeout', { status: 'timeout', exitCode: null }],
    ['trap', { status: 'trap', exitCode: null, trap: 'unreachable' }],
  ])('that ends as %s has its worker replaced', async (status, changes) => {
    const before = await pid()
    expect((await runner.run(steps({ result: changes }))).status).toBe(status)
    expect(await pid()).not.toBe(before)
  })

  test('is refused for a start that the runtime does not have', async () => {
    await expect(runner.run({ ...steps(), start: 'warm' })).rejects.toMatchObject({
      code: 'invalid-option',
      message: 'runner.run: the runtime "python" has no warm start; it has: cold',
    })
  })

  test('is refused for a file in the place of its code, and for too many files', async () => {
    await expect(runner.run({ ...steps(), files: { 'main.py': '' } })).rejects.toMatchObject({
      code: 'invalid-file-name',
    })
    await expect(runner.run({ ...steps(), files: { 'a/b': '' }, limits: { diskEntries: 2 } })).rejects.toMatchObject({
      code: 'invalid-option',
      message: 'runner.run: code and files make 3 entries, but the run directory holds 2; raise limits.diskEntries',
    })
  })

  test('has a worker of its own when it has preopens', async () => {
    const own = await runner.run({
      ...steps({ pid: 0 }, { result: {} }),
      preopens: [{ host: '/tmp', guest: '/t', access: 'read' }],
    })
    expect(Number(own.stdout)).not.toBe(await pid())
  })

  test.each([null, 5, 'fast', []])('is refused for the options %j', async (options) => {
    const refused = (call: string) => ({
      code: 'invalid-option',
      message: expect.stringMatching(new RegExp(`^runner.${call}: the options must be an object, but `)),
    })
    const given = options as never
    await expect(runner.runCode('python', '', given)).rejects.toMatchObject(refused('runCode'))
    await expect(runner.runFS('python', 'a.py', { 'a.py': '' }, given)).rejects.toMatchObject(refused('runFS'))
    await expect(runner.provision('python', given)).rejects.toMatchObject(refused('provision'))
  })

  test.each(['seed', 'clockStartMs', 'entry'])('is refused for null as its %s', async (option) => {
    await expect(runner.run({ ...steps(), [option]: null })).rejects.toMatchObject({
      code: 'invalid-option',
      message: expect.stringContaining(`${option} must be`),
    })
    await expect(runner.runFS('python', null as never, {})).rejects.toMatchObject({ code: 'invalid-option' })
  })

  test('is refused for a preopen that is not a directory', async () => {
    const preopens = (host: string) => [{ host, guest: '/t', access: 'read' } as const]
    await expect(runner.run({ ...steps(), preopens: preopens('/nowhere') })).rejects.toMatchObject({
      code: 'invalid-option',
      message: 'runner.run: the preopened directory "/nowhere" cannot be used: no such file or directory',
    })
    await expect(runner.run({ ...steps(), preopens: preopens('/etc/passwd') })).rejects.toMatchObject({
      code: 'invalid-option',
      message: 'runner.run: the preopened directory "/etc/passwd" cannot be used: it is not a directory',
    })
  })
})

describe('stdin of a run', () => {
  test('is pulled in pieces', async () => {
    const { stdout } = await runner.run({ ...steps({ pull: null }, { result: {} }), stdin: new Uint8Array(2_000_000) })
    expect(stdout).toBe('262144 1048576 689280 ')
  })

  test('comes from a stream as far as the guest reads it', async () => {
    const source = new PassThrough()
    source.write('abc')
    const { stdout } = await runner.run({ ...steps({ pull: 1 }, { result: {} }), stdin: source })
    expect(stdout).toBe('0 3 ')
    expect(source.destroyed).toBe(true)
  })

  test('that never ends does not keep a run from ending', async () => {
    const source = new PassThrough()
    const result = await runner.run({ ...steps({ pullOnly: 0 }, { result: {} }), stdin: source })
    expect(result.ok).toBe(true)
    expect(source.destroyed).toBe(true)
  })

  test('that never ends and cannot be interrupted does not either, and the worker stays right', async () => {
    async function* silent(): AsyncGenerator<Uint8Array> {
      await new Promise(() => {})
      yield new Uint8Array(1)
    }
    const result = await runner.run({ ...steps({ pullOnly: 0 }, { result: {} }), stdin: silent() })
    expect(result.ok).toBe(true)
    expect((await runner.run(steps({ stdout: 'next' }, { result: {} }))).stdout).toBe('next')
  })

  test('that fails rejects the run with the cause', async () => {
    const cause = new Error('no such device')
    await expect(runner.run({ ...steps({ pullOnly: 0 }, { hang: 0 }), stdin: failing(cause) })).rejects.toMatchObject({
      code: 'invalid-option',
      cause,
    })
    expect((await runner.run(steps({ stdout: 'next' }, { result: {} }))).stdout).toBe('next')
  })

  test('is closed when the run is refused', async () => {
    const source = new PassThrough()
    await expect(runner.run({ ...steps(), start: 'warm', stdin: source })).rejects.toMatchObject({
      code: 'invalid-option',
    })
    expect(source.destroyed).toBe(true)
  })
})

test('an error in onOutput rejects the run with it, and the next run is right', async () => {
  const cause = new Error('listener')
  const run = runner.run({
    ...steps({ stdout: 'a' }, { hang: 0 }),
    onOutput: () => {
      throw cause
    },
  })
  await expect(run).rejects.toMatchObject({ code: 'invalid-option', cause })
  expect((await runner.run(steps({ stdout: 'next' }, { result: {} }))).stdout).toBe('next')
})

test.each([
  ['a string', 'no', 'no'],
  ['what cannot be made a string', Object.create(null), 'object'],
])('an onOutput that throws %s is told apart from a crash', async (_, thrown, words) => {
  const run = runner.run({
    ...steps({ stdout: 'a' }, { hang: 0 }),
    onOutput: () => {
      throw thrown
    },
  })
  await expect(run).rejects.toMatchObject({
    code: 'invalid-option',
    message: `onOutput threw an error, so the run was ended: ${words}`,
  })
})

test('the walls of the worker can be read', () => {
  expect(runner.hardening).toEqual([{ layer: 'seccomp', state: 'off', detail: 'a fake host has no walls' }])
})

/** A source whose first chunk is an error. */
function failing(cause: Error): AsyncIterable<Uint8Array> {
  return { [Symbol.asyncIterator]: () => ({ next: () => Promise.reject(cause) }) }
}
