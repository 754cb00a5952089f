/** What only a warm start gives: errors and values as data, a virtual clock that sleeps, the standard library at once. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Result } from '../../src/core/result.js'
import { createRunner, type Runner, type RunRequest } from '../../src/runner/runner.js'
import { pythons, TUNING_MS } from '../support/pythons.js'

/** What programs commonly import. */
const commonModules = (
  'json re random math cmath datetime time calendar collections itertools functools operator dataclasses typing enum abc copy ' +
  'string textwrap io os sys pathlib tempfile shutil glob csv decimal fractions statistics heapq bisect array struct queue ' +
  'threading contextlib inspect types traceback argparse logging unittest doctest asyncio hashlib hmac base64 binascii secrets ' +
  'uuid html urllib.parse ast dis tokenize weakref warnings pprint difflib pickle zlib gzip zipfile tarfile sqlite3 ' +
  'xml.etree.ElementTree xml.dom.minidom importlib.util importlib.resources numbers graphlib timeit cProfile'
).split(' ')

let runner: Runner
const runIn =
  (runtime: string) =>
  (code: string, more: Partial<RunRequest> = {}) =>
    runner.run({ runtime, code, ...more })

const errorOf = (result: Result) => (result.status === 'exit' ? result.error : undefined)

beforeAll(async () => {
  runner = await createRunner({ workers: 2 })
  for (const runtime of pythons) await runner.provision(runtime)
}, TUNING_MS)

afterAll(async () => {
  await runner.close()
})

describe.each(pythons)('%s, warm', (runtime) => {
  const run = runIn(runtime)

  it('is the default, and leaves the variables that are read at boot to the cold one', async () => {
    expect((await run('')).start).toBe('warm')
    expect((await run('', { env: { PYTHONOPTIMIZE: '1' } })).start).toBe('cold')
    await expect(run('', { env: { LC_ALL: 'C' }, start: 'warm' })).rejects.toMatchObject({ code: 'invalid-option' })
  })

  it('reports an uncaught exception as data', async () => {
    const code = 'import json\ndef f(text):\n  return json.loads(text)\nf("{")'
    const result = await run(code)
    expect(result).toMatchObject({
      exitCode: 1,
      error: { type: 'JSONDecodeError', line: 3, message: expect.stringContaining('Expecting property name') },
    })
    expect(await run('1 +')).toMatchObject({ error: { type: 'SyntaxError', line: 1 } })
    expect(await run('import sys; sys.exit(3)')).not.toHaveProperty('error')
  })

  it('leaves the frames of the library out of the traceback, and in stderr', async () => {
    const code =
      'import json\ntry:\n  json.loads("{")\nexcept ValueError as error:\n  raise ExceptionGroup("g", [error])'
    const result = await run(code)
    expect(result.stderr).toContain('json/decoder.py')
    const told = 'Expecting property name enclosed in double quotes: line 1 column 2 (char 1)'
    expect(errorOf(result)?.traceback.split('\n')).toEqual([
      'Traceback (most recent call last):',
      '  File "//main.py", line 3, in <module>',
      '    json.loads("{")',
      `json.decoder.JSONDecodeError: ${told}`,
      '',
      'During handling of the above exception, another exception occurred:',
      '',
      '  + Exception Group Traceback (most recent call last):',
      '  |   File "//main.py", line 5, in <module>',
      '  |     raise ExceptionGroup("g", [error])',
      '  | ExceptionGroup: g (1 sub-exception)',
      '  +-+---------------- 1 ----------------',
      '    | Traceback (most recent call last):',
      '    |   File "//main.py", line 3, in <module>',
      '    |     json.loads("{")',
      `    | json.decoder.JSONDecodeError: ${told}`,
      '    +------------------------------------',
      '',
    ])
  })

  it('keeps frames of imports of its own, carets and the head of a traceback', async () => {
    const files = { 'm.py': 'import ast\ndef f(): ast.parse("1 +")\n' }
    expect(errorOf(await run('import m\nm.f()', { files }))?.traceback).toBe(
      'Traceback (most recent call last):\n  File "//main.py", line 2, in <module>\n    m.f()\n  File "/m.py", line 2, in f\n' +
        '    def f(): ast.parse("1 +")\n             ^^^^^^^^^^^^^^^^\n  File "<unknown>", line 1\n    1 +\n       ^\n' +
        'SyntaxError: invalid syntax\n',
    )
  })

  it('prints no more than the last line of an error that came out of the library alone', async () => {
    const code = 'import json\ntry: json.loads("")\nexcept ValueError as error: kept = error\n'
    const inside = `${code}kept.__traceback__ = kept.__traceback__.tb_next\nraise Exception from kept`
    const told = 'json.decoder.JSONDecodeError: Expecting value: line 1 column 1 (char 0)'
    expect(
      errorOf(await run(inside))
        ?.traceback.split('\n')
        .slice(0, 3),
    ).toEqual([told, '', 'The above exception was the direct cause of the following exception:'])
  })

  it('takes names from the types themselves', async () => {
    const lies = 'class M(type):\n  __name__ = "Lie"\nclass A(Exception, metaclass=M): pass\n'
    expect(errorOf(await run(`${lies}raise A`))?.type).toBe('A')
    const huge = await run('raise type("x" * 2000, (Exception,), {})')
    expect(errorOf(huge)?.type).toBe(`${'x'.repeat(999)}…`)
  })

  it('gives the value of a final expression when it is asked for', async () => {
    expect(await run('x = [1]\nx * 2', { returns: 'last' })).toMatchObject({ value: '[1, 1]', stdout: '' })
    expect(await run('x = 1', { returns: 'last' })).not.toHaveProperty('value')
    expect(await run('1 + 1')).not.toHaveProperty('value')
  })

  it.each([
    ['an expression of 500 terms', `x = ${Array(500).fill('1').join(' + ')}\nx`, '500'],
    ['one that is as deep itself', `x = 1\n${Array(500).fill('x').join(' + ')}`, '500'],
    ['statements on one line', 'x = 1; "a;b"; x + 1;  # ; x', '2'],
    ['a string over many lines', 'x = 2\n"""a\nb; # \\"""\nc"""', undefined],
    ['a call over many lines', 'max(\n1,\n2\n)\n', '2'],
    ['lines of every kind', '\ufeffé = "ü"\r\né + \\\r\né\r', "'üü'"],
    ['the end of a compound statement', 'if 1: 2; 3', undefined],
    ['the end of a block', 'if 1:\n  2', undefined],
    ['a docstring', '"x"', "'x'"],
    ['None', 'None', undefined],
  ])('finds a final expression: %s', async (_, code, value) => {
    const result = await run(code, { returns: 'last' })
    if (value === undefined) expect(result).not.toHaveProperty('value')
    else expect(result).toMatchObject({ ok: true, value })
  })

  it.each([
    'try:\n  a\nx',
    'x; $',
    'x;\n$',
    'x = 1; y := 4',
    'x = = 3\nx',
    'x = 3; x \\',
    'é = 1; 1; é / 0',
    '1\n1 / 0',
  ])('meets the same error whether or not the value is wanted: %j', async (code) => {
    const [plain, last] = await Promise.all([run(code), run(code, { returns: 'last' })])
    expect(plain.exitCode).toBe(1)
    expect([last.exitCode, last.stderr, errorOf(last)]).toEqual([1, plain.stderr, errorOf(plain)])
  })

  it('costs little to start, and little for a module of the standard library', async () => {
    const { usage } = await run('import sys')
    expect((await run('')).usage.fuel).toBeLessThanOrEqual(300_000)
    const costs = commonModules.map(
      async (name) => [name, (await run(`import ${name}`)).usage.fuel - usage.fuel] as const,
    )
    expect((await Promise.all(costs)).filter(([, fuel]) => fuel > 160_000)).toEqual([])
  })

  it('knows what compiling cost', async () => {
    const lines = Array.from({ length: 300 }, (_, index) => `def f${index}(): return ${index}`).join('\n')
    const { usage } = await run(lines)
    expect(usage.compileFuel).toBeGreaterThan(1_000_000)
    expect(usage.compileFuel).toBeLessThanOrEqual(usage.fuel - usage.startupFuel)
    expect((await run('')).usage).toMatchObject({ compileFuel: 0 })
  })

  it('sleeps on the virtual clock', async () => {
    const code = [
      'import time, asyncio',
      'began = time.monotonic()',
      'time.sleep(3600)',
      'async def two(): return await asyncio.gather(asyncio.sleep(5, "a"), asyncio.sleep(7, "b"))',
      'print(asyncio.run(two()), round(time.monotonic() - began))',
    ].join('\n')
    expect(await run(code)).toMatchObject({ ok: true, stdout: "['a', 'b'] 3607\n" })
  })

  it('lets a file of the program win over a standard module', async () => {
    const result = await run('import json; print(json.mine)', { files: { 'json.py': 'mine = 1' } })
    expect(result.stdout).toBe('1\n')
  })
})

describe.each(pythons)('a call in %s', (runtime) => {
  const run = runIn(runtime)
  const call = (code: string, args: readonly unknown[] = []) => run(code, { call: { function: 'f', args } })

  it('gives what the function returned, apart from what it printed', async () => {
    const result = await call('print(__name__)\ndef f(a, b): return a, [b], {1.5: None}', [2n ** 70n, 'ü'])
    expect(result).toMatchObject({ ok: true, stdout: 'main\n' })
    expect(result).toHaveProperty('returned', {
      type: 'tuple',
      value: [
        { type: 'int', value: '1180591620717411303424' },
        { type: 'list', value: [{ type: 'str', value: 'ü' }] },
        { type: 'dict', value: [[{ type: 'float', value: '1.5' }, { type: 'None' }]] },
      ],
    })
  })

  it('gives the name of a type that cannot cross', async () => {
    expect(await call('class Int(int): pass\ndef f(): return Int(1)')).toMatchObject({
      returned: { type: 'unsupported', value: 'Int' },
    })
  })

  it.each([
    ['an object whose metaclass lies', 'class M(type):\n  __name__ = 1\nclass A(metaclass=M): pass\nf = A', 'A'],
    ['a type with a huge name', 'def f(): return type("x" * 17_000_000, (), {})()', `${'x'.repeat(999)}…`],
  ])('that returns %s gives the name of the type', async (_, code, value) => {
    expect(await call(code)).toMatchObject({ ok: true, returned: { type: 'unsupported', value } })
  })

  it('needs nothing that the program can take away', async () => {
    const code = 'import json, builtins\njson.loads = json.dumps = None\ndef f(a): return [a]\nvars(builtins).clear()'
    expect(await call(code, [1])).toMatchObject({
      ok: true,
      returned: { type: 'list', value: [{ type: 'int', value: '1' }] },
    })
  })

  it('of what cannot be called is an error like any other', async () => {
    const result = await call('import atexit\natexit.register(print, "bye")\nf = 3')
    const message = "'int' object is not callable"
    expect(result).toMatchObject({ exitCode: 1, stdout: 'bye\n', stderr: `TypeError: ${message}\n` })
    expect(errorOf(result)).toEqual({ type: 'TypeError', message, line: null, traceback: `TypeError: ${message}\n` })
  })

  it('finds its program as __main__ too, which is no script', async () => {
    const code = [
      'if __name__ == "__main__": print("script")',
      'class A: pass',
      'def f():',
      '  """',
      '  >>> 1 + 1',
      '  2',
      '  """',
      '  import __main__, doctest, pickle, sys',
      '  same = __main__ is sys.modules["main"] and type(pickle.loads(pickle.dumps(A()))) is A',
      '  return same, __main__.__name__, doctest.testmod().attempted',
    ].join('\n')
    const value = [
      { type: 'bool', value: true },
      { type: 'str', value: 'main' },
      { type: 'int', value: '1' },
    ]
    expect(await call(code)).toMatchObject({ stdout: '', returned: { type: 'tuple', value } })
  })

  it('gives items of one type as they are', async () => {
    const lists =
      '[1, -10**30], (1.5, 1e300), ["a,b", "\\ud800", ""], {3, 10, 2}, {"a": 1, "b": 2}, [[1], []], [True, True]'
    const { returned } = (await call(`def f(): return ${lists}`)) as { returned: unknown }
    const int = (value: string) => ({ type: 'int', value })
    const str = (value: string) => ({ type: 'str', value })
    const bool = { type: 'bool', value: true }
    const value = [
      { type: 'list', value: [int('1'), int('-1000000000000000000000000000000')] },
      {
        type: 'tuple',
        value: [
          { type: 'float', value: '1.5' },
          { type: 'float', value: '1e+300' },
        ],
      },
      { type: 'list', value: [str('a,b'), str('\ud800'), str('')] },
      { type: 'set', value: [int('10'), int('2'), int('3')] },
      {
        type: 'dict',
        value: [
          [str('a'), int('1')],
          [str('b'), int('2')],
        ],
      },
      {
        type: 'list',
        value: [
          { type: 'list', value: [int('1')] },
          { type: 'list', value: [] },
        ],
      },
      { type: 'list', value: [bool, bool] },
    ]
    expect(returned).toEqual({ type: 'tuple', value })
  })

  it.each([
    ['100,000 items', 'return [0] * 100_000', 'list'],
    ['too much text', 'return ["x" * 600_000] * 2', 'str'],
    ['too many digits', 'return [1 << 900_000] * 2', 'int'],
  ])('of a list with %s is unsupported', async (_, code, name) => {
    const result = await call(`def f(): ${code}`)
    expect(result).toMatchObject({ ok: true, returned: { type: 'unsupported' } })
    expect(JSON.stringify(result)).toContain(`${name} (too`)
  })

  it('may say which file its code is: the module has that name, and nothing is __main__', async () => {
    const code = [
      'import sys, two_fer, helper',
      'def f():',
      '  print(__name__, __file__, two_fer.f is f, helper.x, sys.path[0], sys.modules["__main__"].__dict__.get("f"))',
      '  print(open(__file__).readline(), end="")',
      '  raise ValueError',
    ].join('\n')
    const files = { 'src/helper.py': 'x = 1', 'main.py': 'a file like any other' }
    const result = await run(code, { files, call: { function: 'f', file: 'src/two_fer.py' } })
    expect(result.stdout).toBe('two_fer /src/two_fer.py True 1 /src None\nimport sys, two_fer, helper\n')
    expect(errorOf(result)?.traceback).toContain('File "/src/two_fer.py", line 5, in f')
    expect(result.files).toEqual({})
  })

  it.each<[string, string, object]>([
    [
      'while it is compiled',
      'def f(:',
      { phase: 'import', types: ['SyntaxError', 'Exception', 'BaseException', 'object'], file: null },
    ],
    ['in its module', '1/0', { phase: 'import', message: 'division by zero', file: null }],
    ['for want of a function', '', { phase: 'lookup', file: null }],
    ['as what is no function', 'f = 1', { phase: 'lookup', message: "'int' object is not callable", file: null }],
    ['by __getattr__ of the module', 'def __getattr__(name): raise TypeError', { phase: 'lookup', file: null }],
    [
      'out of a function',
      'def f(): raise KeyError("k")',
      {
        phase: 'call',
        types: ['KeyError', 'LookupError', 'Exception', 'BaseException', 'object'],
        message: "'k'",
        file: '//main.py',
      },
    ],
    [
      'of a type of its own',
      'class E(KeyError): pass\ndef f(): raise E',
      { types: ['main.E', 'KeyError', 'LookupError', 'Exception', 'BaseException', 'object'] },
    ],
    ['for wrong arguments', 'def f(a): pass', { phase: 'call', file: '//main.py' }],
    [
      'out of a decorated function',
      'import functools\n@functools.cache\ndef f(): 1/0',
      { phase: 'call', file: '//main.py' },
    ],
    [
      'out of a part of one',
      'import functools\ndef g(a): 1/0\nf = functools.partial(g, 1)',
      { phase: 'call', file: '//main.py' },
    ],
    ['out of an object', 'class A:\n  def __call__(self): 1/0\nf = A()', { phase: 'call', file: '//main.py' }],
    ['out of a builtin function', 'from math import sqrt as f', { phase: 'call', file: null }],
    ['out of a builtin type', 'f = bytearray.fromhex', { phase: 'call', file: null }],
    ['out of a part of a builtin', 'import functools\nf = functools.partial(int, "x")', { phase: 'call', file: null }],
    [
      'out of a function of the library',
      'from json import loads as f',
      { phase: 'call', file: '/usr/local/lib/python311.zip/json/__init__.pyc' },
    ],
    ['out of what the module makes up', 'def __getattr__(name): return lambda: 1/0', { phase: 'call', file: null }],
    [
      'as SystemExit',
      'import sys\ndef f(): sys.exit(3)',
      { phase: 'call', types: ['SystemExit', 'BaseException', 'object'], message: '3', file: '//main.py' },
    ],
    ['as SystemExit in its module', 'raise SystemExit', { phase: 'import', message: '', file: null }],
  ])('that ends in an exception %s tells of it', async (_, code, raised) => {
    const result = await call(code)
    expect(result).toMatchObject({ status: 'exit', raised })
    expect(result).not.toHaveProperty('returned')
  })

  it('that raises reports the error and returns nothing', async () => {
    const result = await call('def f():\n  raise KeyError("k")')
    expect(result).toMatchObject({ ok: false, exitCode: 1, error: { type: 'KeyError', line: 2 } })
    expect(result).not.toHaveProperty('returned')
  })

  it('may be of a module of the files or the library, without any code', async () => {
    const files = {
      'two.py': 'def f(a): return [a, __name__]',
      shapes: { '__init__.py': '', 'area.py': 'def f(w, h=2): return w * h' },
    }
    const ask = (call: object) => runner.run({ runtime, files, call } as RunRequest)
    const text = (value: string) => ({ type: 'str', value })
    const two = { type: 'list', value: [{ type: 'int', value: '1' }, text('two')] }
    expect(await ask({ module: 'two', function: 'f', args: [1] })).toMatchObject({ ok: true, returned: two })
    const area = { module: 'shapes.area', function: 'f', args: [3], kwargs: { h: 5 } }
    expect(await ask(area)).toMatchObject({ returned: { type: 'int', value: '15' } })
    expect(await ask({ module: 'math', function: 'isqrt', args: [17] })).toMatchObject({ returned: { value: '4' } })
    expect(await ask({ module: 'nope.none', function: 'f' })).toMatchObject({
      ok: false,
      raised: {
        phase: 'import',
        types: expect.arrayContaining(['ModuleNotFoundError']),
        message: "No module named 'nope'",
      },
    })
    expect(await ask({ module: 'two', function: 'g' })).toMatchObject({ raised: { phase: 'lookup' } })
    await expect(ask({ module: 'a-b', function: 'f' })).rejects.toMatchObject({ code: 'invalid-option' })
  })

  it('of a name that is missing says so', async () => {
    expect(await call('')).toMatchObject({ exitCode: 1, error: { type: 'AttributeError' } })
  })

  it('needs a warm start', async () => {
    const cold = run('', { start: 'cold', call: { function: 'f' } })
    await expect(cold).rejects.toMatchObject({ code: 'invalid-option' })
  })
})
