/** CPython 3.15 with its packages: what programs print, leave and cost. */
import { afterAll, beforeAll, beforeEach, describe, expect, it, test } from 'vitest'
import type { Result } from '../../../src/core/result.js'
import type { Runner, RunRequest } from '../../../src/runner/runner.js'
import { READY_MS, scienceRunner } from './ready.js'

let runner: Runner | undefined

beforeAll(async () => {
  runner = await scienceRunner(2)
}, READY_MS)

afterAll(async () => {
  await runner?.close()
})

beforeEach(({ skip }) => skip(runner === undefined, 'the wheel of python-sci cannot be had'))

const run = (code: string, more: Partial<RunRequest> = {}): Promise<Result> => {
  if (runner === undefined) throw new Error('the test should have been skipped')
  const world = { clockStartMs: 946_684_800_000, limits: { timeoutMs: 60_000, ...more.limits } }
  return runner.run({ runtime: 'python-sci', code, ...more, ...world } as RunRequest)
}

describe('programs', () => {
  const numpy = 'import numpy as np\n'
  const pandas = 'import pandas as pd, io\n'
  test.each([
    [`${numpy}print(np.arange(1_000_000).sum(dtype=np.int64))`, '499999500000'],
    [`${numpy}print(np.arange(12).reshape(3, 4).T.tolist())`, '[[0, 4, 8], [1, 5, 9], [2, 6, 10], [3, 7, 11]]'],
    [`${numpy}print(np.linalg.solve([[3, 1], [1, 2]], [9, 8]))`, '[2. 3.]'],
    [`${numpy}print(round(float(np.linalg.det([[1, 2], [3, 4]])), 9))`, '-2.0'],
    [`${numpy}print(np.sort(np.array([3, 1, 2]))[::-1], np.median([1, 4, 2, 3]))`, '[3 2 1] 2.5'],
    [`${numpy}print(np.where(np.array([1, -2, 3]) > 0, 1, 0), np.cumsum([1, 2, 3]))`, '[1 0 1] [1 3 6]'],
    [`${numpy}print(np.random.default_rng(42).integers(0, 100, 5))`, '[ 8 77 65 43 43]'],
    [`${numpy}np.random.seed(0)\nprint(np.random.randint(0, 10, 5))`, '[5 0 3 3 7]'],
    [`${numpy}print(np.fft.fft([1, 0, 0, 0]).real)`, '[1. 1. 1. 1.]'],
    [`${numpy}print(np.einsum('ij,jk', np.eye(2), [[1, 2], [3, 4]]).astype(int).tolist())`, '[[1, 2], [3, 4]]'],
    [
      `${pandas}d = pd.DataFrame({'k': [i % 3 for i in range(1000)], 'v': range(1000)})\nprint(d.groupby('k').v.sum().to_dict())`,
      '{0: 166833, 1: 166167, 2: 166500}',
    ],
    [
      `${pandas}print(pd.read_csv(io.StringIO('a,b\\n1,x\\n2,y\\n')).to_dict('list'))`,
      "{'a': [1, 2], 'b': ['x', 'y']}",
    ],
    [`${pandas}print(pd.Series([1, None, 3]).fillna(0).mean())`, '1.3333333333333333'],
    [
      `${pandas}l = pd.DataFrame({'k': [1, 2], 'a': [3, 4]}); r = pd.DataFrame({'k': [2], 'b': [5]})\nprint(l.merge(r, how='left').b.tolist())`,
      '[nan, 5.0]',
    ],
    [
      `${pandas}print(pd.date_range('2024-02-28', periods=3).strftime('%m-%d').tolist())`,
      "['02-28', '02-29', '03-01']",
    ],
    [`${pandas}print(pd.DataFrame({'a': [1, 2, 3, 4]}).a.rolling(2).sum().tolist())`, '[nan, 3.0, 5.0, 7.0]'],
    [
      "import io, PIL.Image as I\nb = io.BytesIO(); I.new('RGB', (2, 2), 'red').save(b, 'PNG')\nprint(I.open(b).getpixel((1, 1)))",
      '(255, 0, 0)',
    ],
    ["import sqlite3\nprint(sqlite3.connect(':memory:').execute('select 6 * 7').fetchone())", '(42,)'],
    [
      "import zoneinfo, datetime as d\nprint(d.datetime(2024, 7, 1, tzinfo=zoneinfo.ZoneInfo('Europe/Berlin')).utcoffset())",
      '2:00:00',
    ],
    ['import sys, platform\nprint(sys.version_info[:3], platform.python_implementation())', '(3, 15, 0) CPython'],
    [
      "import hashlib, lzma, bz2, zlib\nprint(hashlib.sha256(b'a').hexdigest()[:8], zlib.crc32(bz2.decompress(bz2.compress(lzma.decompress(lzma.compress(b'a'))))))",
      'ca978112 3904355907',
    ],
  ])('%j', async (code, printed) => {
    expect(await run(code)).toMatchObject({ ok: true, stdout: `${printed}\n`, stderr: '' })
  })

  test.each([
    ['import scipy.optimize as o\nprint(round(o.brentq(lambda x: x * x - 2, 0, 2), 9))', '1.414213562'],
    ["import sympy\nprint(sympy.integrate('x**2'))", 'x**3/3'],
    [
      "import yaml, bs4\nprint(yaml.safe_load('a: [1]'), bs4.BeautifulSoup('<b>x</b>', 'html.parser').b.text)",
      "{'a': [1]} x",
    ],
  ])('from the mounted library: %j', async (code, printed) => {
    expect(await run(code, { limits: { fuel: 50_000_000_000 } })).toMatchObject({ ok: true, stdout: `${printed}\n` })
  })

  it('read stdin, arguments, variables, files and modules beside them', async () => {
    const code = [
      'import os, sys, helper',
      'from pkg.inner import NAME',
      'print(input(), sys.argv, os.environ["A"], open("data/in.txt").read(), helper.X, NAME, __name__, __file__)',
      'open("out.txt", "w").write("left")',
    ].join('\n')
    const files = {
      'data/in.txt': 'given',
      'helper.py': 'X = 7',
      'pkg/__init__.py': '',
      'pkg/inner.py': 'NAME = __name__',
    }
    const result = await run(code, { stdin: 'typed\n', args: ['a', 'b c'], env: { A: 'ä' }, files })
    expect(result.stdout).toBe("typed ['main.py', 'a', 'b c'] ä given 7 pkg.inner __main__ main.py\n")
    expect(Object.keys(result.files)).toEqual(['out.txt'])
  })

  it('may have any name', async () => {
    const result = await run('import sys, near\nprint(sys.argv, __file__, near.Y)\n1 / 0', {
      entry: 'a/b.py',
      files: { 'a/near.py': 'Y = 1' },
    })
    expect(result.stdout).toBe("['a/b.py'] a/b.py 1\n")
    expect(result).toMatchObject({ error: { line: 3 } })
  })

  it('wait on the virtual clock, in asyncio too', async () => {
    const code = [
      'import asyncio, time',
      'async def wait(s):\n    await asyncio.sleep(s)\n    return s',
      'async def main():\n    return await asyncio.gather(wait(3), wait(600))',
      'begin = time.monotonic(); print(asyncio.run(main()), round(time.monotonic() - begin)); time.sleep(60); print(round(time.monotonic() - begin))',
    ].join('\n')
    expect(await run(code)).toMatchObject({ ok: true, stdout: '[3, 600] 600\n660\n' })
  })

  it('have exit functions and finalizers of their own variables', async () => {
    const code =
      'import atexit\nclass D:\n    def __del__(self): print("gone")\nd = D()\natexit.register(print, "exit")'
    expect((await run(code)).stdout).toBe('exit\ngone\n')
  })
})

describe('plots', () => {
  it('are files, also those that would be shown', async () => {
    const code = [
      'import matplotlib.pyplot as plt',
      'plt.plot([1, 2]); plt.savefig("own.png")',
      'plt.show()',
      'plt.bar([1], [2]); plt.figure(); plt.plot([3]); plt.show()',
      'plt.show()',
      'print(plt.get_fignums(), plt.get_backend())',
    ].join('\n')
    const result = await run(code)
    expect(result).toMatchObject({ ok: true, stdout: '[] agg\n', stderr: '' })
    expect(Object.keys(result.files)).toEqual(['own.png', 'plot-1.png', 'plot-2.png', 'plot-3.png'])
    for (const bytes of Object.values(result.files)) {
      const png = Buffer.from(bytes)
      expect([png.subarray(1, 4).toString(), png.readUInt32BE(16), png.readUInt32BE(20)]).toEqual(['PNG', 640, 480])
    }
  })
})

describe('endings', () => {
  test.each([
    ['import sys; sys.exit(3)', 3, ''],
    ['import os; os._exit(4)', 4, ''],
    ['raise SystemExit("bye")', 1, 'bye\n'],
    ['import sys; sys.exit()', 0, ''],
  ])('%j', async (code, exitCode, stderr) => {
    expect(await run(code)).toMatchObject({ status: 'exit', exitCode, stderr })
  })

  test.each([
    ['1/0', 1, 'ZeroDivisionError', 'division by zero', 1],
    ['\n\nraise KeyboardInterrupt', 130, 'KeyboardInterrupt', '', 3],
    ['x =', 1, 'SyntaxError', 'invalid syntax (main.py, line 1)', 1],
    [
      'import numpy as np\nnp.zeros(3).reshape(2, 2)',
      1,
      'ValueError',
      'cannot reshape array of size 3 into shape (2,2)',
      2,
    ],
    ['import pandas as pd\npd.DataFrame({"a": [1]})["b"]', 1, 'KeyError', "'b'", 2],
    ['def f(): f()\nf()', 1, 'RecursionError', 'maximum recursion depth exceeded', 1],
  ])('%j is an error as data', async (code, exitCode, type, message, line) => {
    const result = await run(code)
    expect(result).toMatchObject({ exitCode, error: { type, message, line } })
    if (result.status !== 'exit') return
    expect(result.error?.traceback).not.toMatch(/_fuelcell|python315\.zip/)
    expect(result.stderr).not.toContain('_fuelcell')
  })

  it('prints before it says what went wrong', async () => {
    const { tty } = await run('print("before")\nraise LookupError("x")')
    expect(tty).toBe(
      'before\nTraceback (most recent call last):\n  File "main.py", line 2, in <module>\n    raise LookupError("x")\nLookupError: x\n',
    )
  })
})

describe('values', () => {
  test.each([
    ['1 + 1', '2'],
    ['x = "a"\nx * 3', "'aaa'"],
    ['import numpy as np\nnp.eye(2)', 'array([[1., 0.],\n       [0., 1.]])'],
    ['x = 1', undefined],
    ['None', undefined],
  ])('the last expression of %j', async (code, value) => {
    const result = await run(code, { returns: 'last' })
    expect(result.status === 'exit' && result.value).toBe(value)
  })

  const call = (code: string, name: string, ...args: unknown[]) =>
    run(code, { call: { function: name, args } } as Partial<RunRequest>)

  it('come back from functions, typed', async () => {
    const result = await call('def f(*a): return [*a, {"k": (1, 2**80)}, {3.5}, b"b", None]', 'f', 1, 'ü', [true])
    expect(result).toMatchObject({
      exitCode: 0,
      returned: {
        type: 'list',
        value: [
          { type: 'int', value: '1' },
          { type: 'str', value: 'ü' },
          { type: 'list', value: [{ type: 'bool', value: true }] },
          {
            type: 'dict',
            value: [
              [
                { type: 'str', value: 'k' },
                {
                  type: 'tuple',
                  value: [
                    { type: 'int', value: '1' },
                    { type: 'int', value: '1208925819614629174706176' },
                  ],
                },
              ],
            ],
          },
          { type: 'set', value: [{ type: 'float', value: '3.5' }] },
          { type: 'bytes', value: '62' },
          { type: 'None' },
        ],
      },
    })
  })

  it('tell what cannot cross, and what was raised', async () => {
    expect(await call('import numpy as np\ndef f(): return np.int64(3)', 'f')).toMatchObject({
      returned: { type: 'unsupported', value: 'int64' },
    })
    expect(await call('def f(): raise ValueError("no")', 'f')).toMatchObject({
      exitCode: 1,
      raised: {
        phase: 'call',
        types: expect.arrayContaining(['ValueError', 'Exception']),
        message: 'no',
        file: 'main.py',
      },
    })
    expect(await call('', 'g')).toMatchObject({ raised: { phase: 'lookup' } })
    expect(await call('1/0', 'g')).toMatchObject({ raised: { phase: 'import' } })
  })

  it('are computed behind a setup that is metered apart', async () => {
    expect((await run('', { setup: '' })).usage).toMatchObject({ setupFuel: 0, codeFuel: 0 })
    const result = await run('print(n)', { setup: 'n = 3' })
    expect(result.stdout).toBe('3\n')
    expect(result.usage.setupFuel).toBeGreaterThan(10_000)
    expect(await run('', { setup: '1/0' })).toMatchObject({ exitCode: 1, error: { type: 'ZeroDivisionError' } })
  })

  it('come from programs that are held', async () => {
    const program = await runner?.compile('python-sci', 'import sys\nprint(len(sys.argv))')
    expect(program?.ok).toBe(true)
    expect((await program?.run({ args: ['a'] }))?.stdout).toBe('2\n')
    await program?.close()
    expect((await runner?.compile('python-sci', 'x ='))?.ok).toBe(false)
  })

  it('have no profile', async () => {
    await expect(run('1', { profileFuel: 1000 })).rejects.toMatchObject({
      code: 'invalid-option',
      message: expect.stringContaining('"python-sci" keeps no profiles'),
    })
  })
})
