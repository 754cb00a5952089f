/** What programs of Python find around them, warm and cold: their own name, streams as files, time zones, executors, and the end of waits. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { netFuel, type Result } from '../../src/core/result.js'
import { createRunner, type Runner, type RunRequest } from '../../src/runner/runner.js'
import { pythons, TUNING_MS } from '../support/pythons.js'

const world = { clockStartMs: 946_684_800_000, seed: 0 }
const starts = ['warm', 'cold'] as const
const everyWay = pythons.flatMap((runtime) => starts.map((start) => [runtime, start] as const))
const lines = (...texts: readonly string[]) => texts.map((text) => `${text}\n`).join('')

let runner: Runner
beforeAll(async () => {
  runner = await createRunner({ workers: 1 })
  for (const runtime of pythons) await runner.provision(runtime)
}, TUNING_MS)
afterAll(() => runner.close())

/** All of a result that a program could tell two starts apart by. */
const seen = ({ status, exitCode, stdout, stderr, files, deleted }: Result) => ({
  status,
  exitCode,
  stdout,
  stderr,
  files,
  deleted,
})

/** Whatever tells a program its name. */
const named = `import sys, inspect, traceback
main = sys.modules['__main__']
print(sys.argv, sys.orig_argv, sys.path[0], __file__, __name__, bool(__spec__), __cached__, list(main.__dict__))
print(type(__loader__).__name__, __loader__.name, __loader__.path, inspect.getsourcefile(main), open(__file__).readline())
import helper
def f(): return inspect.currentframe().f_code.co_filename, traceback.format_stack()[-1]
print(f(), inspect.getsource(f), sys.path_importer_cache.get(sys.path[0]))
import json, random, app
print(json.__file__, random.__file__, app.__file__)
1 / 0
`

describe.each(pythons)('%s', { timeout: 60_000 }, (runtime) => {
  it.each([
    'main.py',
    'app.py',
    'src/app.py',
    'src/deep er/ünï.py',
    'json.py',
    'src/random.py',
    'noend',
    '__main__.py',
  ])('has its own name, warm as cold: %s', async (entry) => {
    const folder = entry.slice(0, entry.lastIndexOf('/') + 1)
    const source = entry.endsWith('app.py') || entry === 'json.py' ? named.replace(', app\n', '\napp = json\n') : named
    const files = { [entry]: source, [`${folder}helper.py`]: 'print(__file__)', [`${folder}app.py`]: '' }
    if (entry.endsWith('app.py')) files[entry] = source
    const asked = { ...world, args: ['a', 'b'] }
    const [warm, cold] = await Promise.all(
      starts.map((start) => runner.runFS(runtime, entry, files, { ...asked, start })),
    )
    expect(warm && seen(warm)).toEqual(cold && seen(cold))
    expect((await runner.runFS(runtime, entry, files, asked)).start).toBe('warm')
  })

  it('starts cold what is no text', async () => {
    const archive = Buffer.from(
      'UEsDBBQAAAAAAAAAIQAGbqKbDQAAAA0AAAALAAAAX19tYWluX18ucHlwcmludCgiemlwIikKUEsBAhQAFAAAAAAAAAAhAAZuopsNAAAADQAAAAsAAAAAAAAAAAAAAIABAAAAAF9fbWFpbl9fLnB5UEsFBgAAAAABAAEAOQAAADYAAAAAAA==',
      'base64',
    )
    const request = { runtime, entry: 'app.pyz', files: { 'app.pyz': archive } }
    expect(await runner.run(request)).toMatchObject({ start: 'cold', stdout: 'zip\n' })
    await expect(runner.run({ ...request, start: 'warm' })).rejects.toMatchObject({ code: 'invalid-option' })
  })

  it('compiles a program once for all that its runs are given', async () => {
    const code = `import os, sys, random\nprint(sys.argv, os.environ.get('A'), random.random(), sys.stdin.read())\ndef f(*a): return a\n${'x = [1, 2]\n'.repeat(500)}`
    await using program = await runner.compile(runtime, code, { entry: 'src/app.py' })
    const [stage] = program.stages
    const given: readonly Partial<RunRequest>[] = [
      {},
      { args: ['1'] },
      { args: ['x'.repeat(100_000)] },
      { env: { A: 'b' }, stdin: 'abc' },
      { seed: 7 },
      { files: { 'src/os.txt': '' } },
    ]
    for (const one of given) {
      const result = await program.run({ ...world, ...one })
      const plain = await runner.run({ runtime, code, entry: 'src/app.py', ...world, ...one })
      expect([result.stdout, result.stages]).toEqual([plain.stdout, program.stages])
      expect(result.usage.fuel + (stage?.usage.fuel ?? 0)).toBe(plain.usage.fuel)
    }
    await using called = await runner.compile(runtime, code)
    const call = (n: number) => called.run({ ...world, call: { function: 'f', args: [n] } })
    const fuels = [await call(1), await call(2), await call(3)].map(({ usage }) => usage.fuel)
    expect(new Set(fuels).size).toBe(1)
  })

  it('meters compiling bytes that are not UTF-8', async () => {
    const code = Buffer.concat([Buffer.from('x = 1\n'.repeat(10_000)), Buffer.from([0xff])])
    const cut = await runner.compile(runtime, code, { limits: { compile: { fuel: 1000 } } })
    expect([cut.ok, cut.failure?.status, cut.failure?.usage.fuel]).toEqual([false, 'out-of-fuel', 1000])
    const whole = await runner.compile(runtime, code)
    const plain = await runner.runCode(runtime, code, world)
    const message = expect.stringContaining("starting with '\\xff' in file //main.py on line 10001")
    expect(whole.failure).toMatchObject({ exitCode: 1, error: { type: 'SyntaxError', message } })
    expect(plain).toMatchObject({ exitCode: 1, error: { type: 'SyntaxError', message } })
    expect(whole.stages[0] && netFuel(whole.stages[0].usage)).toBeGreaterThan(10_000)
  })
})

describe.each(everyWay)('%s, %s', { timeout: 60_000 }, (runtime, start) => {
  const run = (code: string, more: Partial<RunRequest> = {}) => runner.run({ runtime, start, code, ...world, ...more })

  it('tells the size of stdin where it is known', async () => {
    const code = 'import io, os, stat\nlooked = os.fstat(0)\nprint(looked.st_size, stat.S_ISREG(looked.st_mode))\n'
    const reads = `${code}print(io.BytesIO(os.read(0, looked.st_size)).read())\nprint(os.fstat(0).st_size, os.read(0, 9))`
    expect((await run(reads, { stdin: '5\n7\n' })).stdout).toBe(lines('4 True', "b'5\\n7\\n'", "4 b''"))
    expect((await run(code)).stdout).toBe(lines('0 True'))
    const large = 'x'.repeat(3_000_000)
    const counts = 'import os\nprint(len(os.read(0, os.fstat(0).st_size)))'
    expect((await run(counts, { stdin: large })).stdout).toBe('3000000\n')
    const pieces = async function* () {
      yield Buffer.from('5\n')
    }
    expect((await run(code, { stdin: pieces() })).stdout).toBe(lines('0 False'))
    expect((await run(code, { stdin: Object.assign(pieces(), { byteLength: 2 }) })).stdout).toBe(lines('2 True'))
  })

  it('has its streams as files, which lie in no listing', async () => {
    const code = [
      'import os',
      'for line in open("/dev/stdin"): print(line.strip()[::-1])',
      'print(os.listdir("/"), os.listdir("."), open("/dev/null").read(), os.path.exists("/dev/stdin"))',
      'print("out", file=open("/dev/stdout", "w"))',
      'print("err", file=open("/dev/stderr", "w"))',
    ].join('\n')
    const result = await run(code, { stdin: 'abc\ndef' })
    expect(result.stderr).toBe('err\n')
    expect(result.stdout.split('\n').sort()).toEqual(['', "['main.py'] ['main.py']  True", 'cba', 'fed', 'out'])
    expect(result.files).toEqual({})
  })

  it('knows the time zones', async () => {
    const code = [
      'from zoneinfo import ZoneInfo, available_timezones',
      'from datetime import datetime, timedelta, timezone',
      'print(len(available_timezones()), {"UTC", "Europe/Paris"} <= available_timezones())',
      'for zone, *when in ("UTC", 2024, 7, 1), ("Europe/Paris", 2024, 3, 31, 1, 59), ("Europe/Paris", 2024, 3, 31, 3), ("America/New_York", 2024, 11, 3, 1, 30), ("Asia/Kolkata", 2050, 1, 1), ("Australia/Lord_Howe", 2024, 4, 7, 1, 45), ("Europe/London", 1970, 6, 1):',
      '  moment = datetime(*when, tzinfo=ZoneInfo(zone))',
      '  print(moment.isoformat(), moment.tzname(), moment.dst(), moment.replace(fold=1).utcoffset())',
      'print((datetime(2024, 3, 31, 0, 59, tzinfo=timezone.utc) + timedelta(minutes=1)).astimezone(ZoneInfo("Europe/Berlin")))',
      'try: ZoneInfo("Mars/Olympus")',
      'except Exception as error: print(type(error).__name__)',
    ].join('\n')
    expect((await run(code)).stdout).toBe(
      lines(
        '598 True',
        '2024-07-01T00:00:00+00:00 UTC 0:00:00 0:00:00',
        '2024-03-31T01:59:00+01:00 CET 0:00:00 1:00:00',
        '2024-03-31T03:00:00+02:00 CEST 1:00:00 2:00:00',
        '2024-11-03T01:30:00-04:00 EDT 1:00:00 -1 day, 19:00:00',
        '2050-01-01T00:00:00+05:30 IST 0:00:00 5:30:00',
        '2024-04-07T01:45:00+11:00 +11 0:30:00 10:30:00',
        '1970-06-01T00:00:00+01:00 BST 0:00:00 1:00:00',
        '2024-03-31 03:00:00+02:00',
        'ZoneInfoNotFoundError',
      ),
    )
  })

  it('waits on the virtual clock, whose fuel is not what was waited', async () => {
    const code =
      'import time, threading, queue\nbegan = time.monotonic()\ntime.sleep(3600)\nthreading.Event().wait(1800)\n' +
      'try: queue.Queue().get(timeout=1800)\nexcept queue.Empty: print(round(time.monotonic() - began, 1))'
    const result = await run(code, { limits: { fuel: 2_000_000_000 } })
    expect(result).toMatchObject({ ok: true, stdout: '7200.0\n' })
  })

  it.each([
    ['threading.Thread(target=print).start()', "RuntimeError: can't start new thread"],
    ['threading.Timer(1, print).start()', "RuntimeError: can't start new thread"],
    ['os.fork()', "AttributeError: module 'os' has no attribute 'fork'"],
    ['subprocess.run(["ls"])', 'OSError: [Errno 58] wasi does not support processes.'],
    ['__import__("multiprocessing")', "ModuleNotFoundError: No module named 'multiprocessing'"],
  ])('names what is missing: %s', async (code, message) => {
    const result = await run(`import os, subprocess, threading\n${code}`)
    expect([result.exitCode, result.stderr.trimEnd().split('\n').at(-1)]).toEqual([1, message])
  })
})

describe.each(pythons)('%s, warm', { timeout: 60_000 }, (runtime) => {
  const run = (code: string) => runner.run({ runtime, code, ...world })

  it('does the tasks of a ThreadPoolExecutor in place, in order', async () => {
    const code = `import concurrent.futures, threading
from concurrent.futures import ThreadPoolExecutor, as_completed, wait
def task(n):
    print('task', n)
    if n == 2: raise ValueError('two')
    return n * n
with ThreadPoolExecutor(max_workers=4) as pool:
    futures = [pool.submit(task, n) for n in range(4)]
    print([future.exception() or future.result(timeout=1) for future in futures])
    print(sorted(f.result() for f in as_completed(futures) if not f.exception()), len(wait(futures).done))
    print(list(pool.map(pow, [2, 3], [3, 2], timeout=1)), futures[0].cancel(), futures[0].done(), futures[0].running())
    futures[1].add_done_callback(lambda future: print('callback', future.result()))
for wrong in (lambda: pool.submit(task, 1)), (lambda: ThreadPoolExecutor(0)), (lambda: ThreadPoolExecutor(initializer=1)):
    try: wrong()
    except Exception as error: print(type(error).__name__, error)
print(concurrent.futures.ThreadPoolExecutor is ThreadPoolExecutor, issubclass(ThreadPoolExecutor, concurrent.futures.Executor))
try: concurrent.futures.ProcessPoolExecutor()
except NotImplementedError as error: print(error)
`
    const { stdout, stderr } = await run(code)
    expect([stderr, stdout]).toEqual([
      '',
      lines(
        'task 0',
        'task 1',
        'task 2',
        'task 3',
        "[0, 1, ValueError('two'), 9]",
        '[0, 1, 9] 4',
        '[8, 9] False True False',
        'callback 1',
        'RuntimeError cannot schedule new futures after shutdown',
        'ValueError max_workers must be greater than 0',
        'TypeError initializer must be a callable',
        'True True',
        'there are no processes here, and so no ProcessPoolExecutor; ThreadPoolExecutor does tasks in order',
      ),
    ])
  })

  it('has what waits in asyncio end on the virtual clock', async () => {
    const code = `import asyncio, time
async def main():
    began = time.monotonic()
    for wait in asyncio.Event().wait, asyncio.Queue().get, asyncio.Semaphore(0).acquire, asyncio.Future:
        try: await asyncio.wait_for(wait(), 5)
        except TimeoutError: print('timeout')
    async with asyncio.timeout(2): print(await asyncio.to_thread(pow, 2, 5), await asyncio.get_running_loop().run_in_executor(None, abs, -1))
    print(round(time.monotonic() - began))
    await asyncio.Event().wait()
try: asyncio.run(main())
except RuntimeError as error: print(error)
`
    const never = 'every task waits for something that cannot happen: the event loop would never wake up'
    expect((await run(code)).stdout).toBe(lines(...Array<string>(4).fill('timeout'), '32 1', '20', never))
  })

  it.each([
    ['a wrong sleep', 'import time\ntime.sleep("x")'],
    ['an end of waiting', 'import threading\nthreading.Event().wait()'],
    ['an event loop', 'import asyncio\nasync def f(): await asyncio.Event().wait()\nasyncio.run(f())'],
    ['a task', 'from concurrent.futures import ThreadPoolExecutor\nThreadPoolExecutor().submit(int, "x").result()'],
    ['a failed exec', 'exec("1 +")'],
    ['an import', 'import no_such_module'],
    [
      'a text of an error',
      'import traceback\nclass E(Exception):\n  def __str__(self): traceback.print_stack(); return ""\nraise E',
    ],
    [
      'an exit with such a text',
      'import traceback, sys\nclass E:\n  def __str__(self): traceback.print_stack(); return ""\nsys.exit(E())',
    ],
    ['a hook', 'import sys, traceback\nsys.excepthook = lambda *a: traceback.print_stack()\n1/0'],
    ['an exit function', 'import atexit, traceback\natexit.register(traceback.print_stack)'],
    ['a finalizer', 'import traceback\nclass A:\n  def __del__(self): traceback.print_stack()\na = A()'],
    [
      'a recursion through imports',
      'def f(n):\n  try: import logging, random, email.message\n  finally: f(n + 1)\nf(0)',
    ],
    ['a warning', 'import warnings\nwarnings.warn("x", stacklevel=9)'],
    [
      'frames',
      'import sys\nframe = sys._getframe()\nwhile frame: print(frame.f_code.co_filename); frame = frame.f_back',
    ],
    [
      'a trace',
      'import sys\nsys.settrace(lambda f, *a: print(f.f_code.co_filename))\nimport logging, json, random, asyncio',
    ],
  ])('shows no file of the harness: %s', async (_, code) => {
    const { stdout, stderr, ...result } = await run(code)
    expect(`${stdout}${stderr}${JSON.stringify(result)}`).not.toContain('_fuelcell')
  })
})
