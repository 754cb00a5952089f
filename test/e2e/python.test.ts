/** The fourth ring: the real host with the real CPython, provisioned into the cache that the test run was given. */
import { readFile } from 'node:fs/promises'
import { crc32 } from 'node:zlib'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createRunner, type Runner, type RunRequest } from '../../src/runner/runner.js'
import { pythons, TUNING_MS } from '../support/pythons.js'

let runner: Runner

beforeAll(async () => {
  runner = await createRunner({ workers: 2 })
  for (const runtime of pythons) await runner.provision(runtime)
}, TUNING_MS)

afterAll(async () => {
  await runner.close()
})

const starts = pythons.flatMap((runtime) => (['cold', 'warm'] as const).map((start) => [runtime, start] as const))

describe.each(starts)('%s, %s', { timeout: 60_000 }, (runtime, start) => {
  const run = (code: string, more: Partial<RunRequest> = {}) => runner.run({ runtime, start, code, ...more })

  it('says hello twice for the same fuel', async () => {
    const [first, second] = await Promise.all([run("print('hello')"), run("print('hello')")])
    expect([first.status, first.exitCode, first.stdout, first.stderr]).toEqual(['exit', 0, 'hello\n', ''])
    expect(second.usage.fuel).toBe(first.usage.fuel)
    expect(first.usage.fuelExact).toBe(true)
    expect(first.usage.fuel).toBeGreaterThan(first.usage.startupFuel)
  })

  it('succeeds on exactly the fuel that it costs and fails on one unit less', async () => {
    // The interpreter reads the clock as it boots, and what it makes of it costs more or less.
    const at = { clockStartMs: 946_684_800_000 }
    const { usage } = await run('print(1)', at)
    expect((await run('print(1)', { ...at, limits: { fuel: usage.fuel } })).status).toBe('exit')
    const short = await run('print(1)', { ...at, limits: { fuel: usage.fuel - 1 } })
    expect([short.status, short.usage.fuel]).toEqual(['out-of-fuel', usage.fuel - 1])
  })

  it('prints the traceback of an exception and exits with 1', async () => {
    const result = await run('def f():\n  return 1/0\nf()')
    expect([result.status, result.exitCode]).toEqual(['exit', 1])
    expect(result.stderr).toBe(
      'Traceback (most recent call last):\n  File "//main.py", line 3, in <module>\n    f()\n' +
        '  File "//main.py", line 2, in f\n    return 1/0\n           ~^~\nZeroDivisionError: division by zero\n',
    )
  })

  it('prints the text of sys.exit on stderr', async () => {
    const result = await run('import sys; sys.exit("no")')
    expect([result.exitCode, result.stderr]).toEqual([1, 'no\n'])
  })

  it('reads stdin, arguments and environment', async () => {
    const code = "import sys, os; print(sys.stdin.read().upper(), sys.argv, os.environ['K'])"
    const result = await run(code, { stdin: 'abc', args: ['x', 'y z'], env: { K: 'v' } })
    expect(result.stdout).toBe("ABC ['main.py', 'x', 'y z'] v\n")
  })

  it('finds the given files and leaves what it makes, changes and deletes', async () => {
    const code = [
      'import os',
      "print(open('d/a.txt').read())",
      "open('new.bin', 'wb').write(bytes(range(4)))",
      "open('changed', 'w').write('2')",
      "os.remove('gone')",
    ].join('\n')
    const result = await run(code, { files: { 'd/a.txt': 'α', changed: '1', gone: '', same: 's' } })
    expect(result.stdout).toBe('α\n')
    expect(Object.fromEntries(Object.entries(result.files))).toEqual({
      'new.bin': Uint8Array.of(0, 1, 2, 3),
      changed: Uint8Array.of(0x32),
    })
    expect(result.deleted).toEqual(['gone'])
  })

  it('keeps exact bytes beside text', async () => {
    const result = await run("import sys; sys.stdout.buffer.write(b'\\xffa'); print('ü€😀', file=sys.stderr)")
    expect([result.stdout, result.stderr]).toEqual(['\u{fffd}a', 'ü€😀\n'])
    expect(result.stdoutBytes).toEqual(Uint8Array.of(0xff, 0x61))
  })

  it('prints a MiB whole', async () => {
    const result = await run("import sys; sys.stdout.write('x' * (1 << 20))")
    expect([result.status, result.stdoutBytes.length, result.truncated.stdout]).toEqual(['exit', 1 << 20, false])
  })

  it('reads a MiB from stdin, to the last byte', async () => {
    const stdin = Uint8Array.from({ length: 1 << 20 }, (_, index) => (index * 7) & 255)
    const code = 'import sys, zlib; data = sys.stdin.buffer.read(); print(len(data), zlib.crc32(data))'
    expect((await run(code, { stdin })).stdout).toBe(`1048576 ${crc32(stdin)}\n`)
  })

  it('is ended by each limit', async () => {
    const endless = {
      'out-of-fuel': ['while True: pass', { fuel: 300_000_000 }],
      timeout: ['while True: pass', { timeoutMs: 300, fuel: 1_000_000_000_000 }],
      'out-of-memory': ['x = []\nwhile True: x.append(bytes(1 << 20))', { memoryPages: 512 }],
      'output-limit': ["while True: print('x' * 999)", { outputBytes: 5000 }],
      'disk-limit': ["with open('f', 'wb') as f:\n  while True: f.write(bytes(9999))", { diskBytes: 50_000 }],
    } as const
    for (const [status, [code, limits]] of Object.entries(endless)) {
      expect((await run(code, { limits })).status).toBe(status)
    }
    const entries = await run('for i in range(9): open(str(i), "w").close()', { limits: { diskEntries: 5 } })
    expect([entries.status, Object.keys(entries.files).length]).toEqual(['disk-limit', 4])
    const open = await run('fs = [open("main.py") for _ in range(9)]', { limits: { openFiles: 8 } })
    expect([open.status, open.exitCode, open.stderr.split('\n').at(-2)]).toEqual([
      'exit',
      1,
      expect.stringMatching(/^OSError: \[Errno 33\]/),
    ])
  })

  it('is out of memory when a refused allocation ends it, and not when it is caught', async () => {
    const limits = { memoryPages: 1024 }
    expect((await run('bytearray(1 << 30)', { limits })).status).toBe('out-of-memory')
    const caught = await run("try: bytearray(1 << 30)\nexcept MemoryError: print('caught')", { limits })
    expect([caught.status, caught.stdout]).toEqual(['exit', 'caught\n'])
  })

  it('streams output in order while the guest runs', async () => {
    const chunks: string[] = []
    const result = await run('import sys\nfor i in range(3): print(i, flush=True); print(-i, file=sys.stderr)', {
      onOutput: ({ stream, bytes }) => chunks.push(`${stream}:${Buffer.from(bytes)}`),
    })
    expect(chunks.join('')).toContain('stdout:0\n')
    expect(result.tty).toBe('0\n0\n1\n-1\n2\n-2\n')
  })

  it('ends at its deadline when it waits for a stdin that never comes', async () => {
    const silent = {
      [Symbol.asyncIterator]: () => ({ next: () => new Promise<never>(() => {}) }),
    } as AsyncIterable<Uint8Array>
    const result = await run("print('a', flush=True); input()", { stdin: silent, limits: { timeoutMs: 500 } })
    expect([result.status, result.stdout]).toEqual(['timeout', 'a\n'])
  })

  it('lives in a fixed world when it is given one', async () => {
    const world = { clockStartMs: 946_684_800_000, seed: 7 }
    const code = 'import time, random, os; print(time.time() // 1, random.random(), os.urandom(4).hex())'
    const [first, second] = await Promise.all([run(code, world), run(code, world)])
    expect(first.stdout.startsWith('946684800.0 ')).toBe(true)
    expect([second.stdout, second.usage.fuel]).toEqual([first.stdout, first.usage.fuel])
    expect((await run(code, { ...world, seed: 8 })).stdout).not.toBe(first.stdout)
  })
})

describe('any WASI module', { timeout: 60_000 }, () => {
  it('runs under the same limits', async () => {
    // (module (memory (export "memory") 1) (func (export "_start")))
    const module = Uint8Array.from(
      Buffer.from(
        '0061736d01000000010401600000030201000503010001071302066d656d6f72790200065f737461727400000a040102000b',
        'hex',
      ),
    )
    const result = await runner.run({ runtime: 'wasm', module })
    expect([result.status, result.exitCode, result.usage.memoryPages]).toEqual(['exit', 0, 1])
  })

  it('is refused by name when it is no command module', async () => {
    const source = await readFile(new URL('../../package.json', import.meta.url))
    await expect(runner.run({ runtime: 'wasm', module: source })).rejects.toMatchObject({ code: 'invalid-module' })
  })
})
