/** The fourth ring: the real host with QuickJS and its prelude. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createRunner, type Runner, type RunRequest } from '../../src/runner/runner.js'

let runner: Runner

beforeAll(async () => {
  runner = await createRunner({ workers: 2 })
  await runner.run({ runtime: 'quickjs', code: '' })
}, 300_000)

afterAll(async () => {
  await runner.close()
})

const run = (code: string, more: Partial<RunRequest> = {}) => runner.run({ runtime: 'quickjs', code, ...more })

const printed = async (code: string, more: Partial<RunRequest> = {}) => {
  const { stdout, stderr, exitCode } = await run(code, more)
  expect([stderr, exitCode]).toEqual(['', 0])
  return stdout
}

describe('a program in JavaScript', { timeout: 60_000 }, () => {
  it('says hello for the same fuel every time', async () => {
    const [first, second] = await Promise.all([run("console.log('hello')"), run("console.log('hello')")])
    expect([first.status, first.exitCode, first.stdout, first.stderr]).toEqual(['exit', 0, 'hello\n', ''])
    expect([first.usage.fuelExact, second.usage.fuel]).toEqual([true, first.usage.fuel])
    expect(first.usage.fuel).toBeGreaterThan(first.usage.startupFuel)
  })

  it('succeeds on exactly the fuel that it costs and fails on one unit less', async () => {
    const { usage } = await run('print(1)')
    expect((await run('print(1)', { limits: { fuel: usage.fuel } })).status).toBe('exit')
    const short = await run('print(1)', { limits: { fuel: usage.fuel - 1 } })
    expect([short.status, short.usage.fuel]).toEqual(['out-of-fuel', usage.fuel - 1])
  })

  it('is found by its aliases', async () => {
    for (const runtime of ['js', 'javascript']) {
      const result = await runner.run({ runtime, code: 'print(1)' })
      expect([result.runtime, result.stdout]).toEqual(['quickjs', '1\n'])
    }
  })

  it('sees arguments and environment, under every name', async () => {
    const code = 'print(JSON.stringify([scriptArgs, args, process.argv, process.env, env.K]))'
    const given = ['main.js', 'x', '-y', '--', 'ü z']
    expect(JSON.parse(await printed(code, { args: given.slice(1), env: { K: 'v' } }))).toEqual([
      given,
      given,
      ['quickjs', ...given],
      { K: 'v' },
      'v',
    ])
  })

  it.each([0, 1, 7, 200])('exits with %i in every way', async (code) => {
    const ways = [
      `import * as std from 'std'; std.exit(${code})`,
      `exit(${code})`,
      `process.exit(${code})`,
      `process.exitCode = ${code}; setTimeout(() => print('last'), 5)`,
    ]
    const results = await Promise.all(ways.map((way) => run(`${way}`)))
    expect(results.map(({ status, exitCode }) => [status, exitCode])).toEqual(ways.map(() => ['exit', code]))
    expect(results.at(-1)?.stdout).toBe('last\n')
  })

  it('keeps exact bytes and unicode', async () => {
    const result = await run("console.error('ü€😀'); process.stdout.write(new Uint8Array([255, 0, 97]))")
    expect([result.stderr, result.stdoutBytes]).toEqual(['ü€😀\n', Uint8Array.of(255, 0, 97)])
    expect(await printed("const ключ = 'ß'; print([...'a😀'].length, ключ.toUpperCase(), '\\u{1f600}')")).toBe(
      '2 SS 😀\n',
    )
  })

  it('imports given modules, and requires given files', async () => {
    const files = {
      'lib/double.js': "import { one } from './one.js'\nexport const two = one + one\n",
      'lib/one.js': 'export const one = 1\n',
      'old.js': "exports.data = require('./data.json').list.length\n",
      'data.json': '{"list": [1, 2, 3]}',
    }
    const code = "import { two } from './lib/double.js'\nprint(two, require('./old').data)"
    expect(await printed(code, { files })).toBe('2 3\n')
  })

  it('finds the given files and leaves what it makes, changes and deletes', async () => {
    const code = [
      "import fs from 'fs'",
      "print(fs.readFileSync('d/a.txt', 'utf8'), fs.readdirSync('/'))",
      "fs.writeFileSync('new.bin', new Uint8Array([0, 255]))",
      "fs.appendFileSync('changed', '2')",
      "fs.unlinkSync('gone')",
    ].join('\n')
    const result = await run(code, { files: { 'd/a.txt': 'α', changed: '1', gone: '', same: 's' } })
    expect(result.stdout).toBe('α changed,d,gone,main.js,same\n')
    expect(result.files).toEqual({ 'new.bin': Uint8Array.of(0, 255), changed: Uint8Array.of(0x31, 0x32) })
    expect(result.deleted).toEqual(['gone'])
  })

  it('may lie in a folder of its own', async () => {
    const files = {
      src: {
        'app.js': "import { n } from './lib.js'\nconst { m } = require('../m')\nprint(n, m)\n\nnull.x",
        'lib.js': 'export const n = 1',
      },
      'm.js': 'exports.m = 2',
    }
    const result = await runner.runFS('js', 'src/app.js', files, { args: ['y'] })
    expect([result.stdout, result.exitCode]).toEqual(['1 2\n', 1])
    expect(result).toMatchObject({ error: { type: 'TypeError', line: 5 } })
  })

  it('has the files of QuickJS too', async () => {
    const code = [
      "import * as std from 'std'",
      "import * as os from 'os'",
      "const file = std.open('a', 'w'); file.puts('x\\ny'); file.close()",
      "print(JSON.stringify(std.loadFile('a')), os.stat('a')[0].size, std.open('b', 'r'), os.readdir('.')[0])",
    ].join('\n')
    expect(await printed(code)).toBe('"x\\ny" 3 null .,..,a,main.js\n')
  })
})

describe('stdin in JavaScript', { timeout: 60_000 }, () => {
  it('echoes a MiB of any bytes', async () => {
    const stdin = Uint8Array.from({ length: 1 << 20 }, (_, index) => (index * 31) >> 3)
    const result = await run("process.stdout.write(require('fs').readFileSync(0))", { stdin })
    expect([result.status, Buffer.compare(result.stdoutBytes, stdin)]).toEqual(['exit', 0])
  })

  it.each([
    ['getline', "import * as std from 'std'\nlet line\nwhile ((line = std.in.getline()) !== null) print('>' + line)"],
    ['fs', "for (const line of require('fs').readFileSync('/dev/stdin', 'utf8').split('\\n')) console.log('>' + line)"],
    ['bytes', "for (const line of require('fs').readFileSync(0).toString().split('\\n')) console.log('>' + line)"],
    [
      'readline',
      "const lines = require('readline').createInterface({ input: process.stdin })\nlines.on('line', (line) => console.log('>' + line))",
    ],
    [
      'events',
      "let text = ''\nprocess.stdin.setEncoding('utf8')\nprocess.stdin.on('data', (part) => { text += part })\nprocess.stdin.on('end', () => print('>' + text.split('\\n').join('\\n>')))",
    ],
    [
      'for await',
      "import { createInterface } from 'readline'\nasync function main() { for await (const line of createInterface()) print('>' + line) }\nmain()",
    ],
  ])('is read by %s', async (_, code) => {
    expect(await printed(code, { stdin: 'a\nü 1\nc' })).toBe('>a\n>ü 1\n>c\n')
  })
})

describe('the console', { timeout: 60_000 }, () => {
  it('shows objects as people know them', async () => {
    const code = [
      "console.log({ a: 1, 'b-c': [1, 'x'], d: new Map([[1, { z: null }]]), e() {} }, [undefined, -0, 1n], new Set('ab'))",
      "console.log('%d of %s: %j%%', 3, 'x', { a: 1 }, [2])",
      "console.log(class A {}, new (class Point { x = 1 })(), [[[[1]]]], new Date(0), /x/g, Symbol('s'), '')",
      'const loop = { name: 1 }; loop.self = loop; console.log(loop, [], {})',
      'console.log(Array.from({ length: 40 }, (_, i) => i))',
    ].join('\n')
    expect((await printed(code)).split('\n')).toEqual([
      '{',
      '  a: 1,',
      "  'b-c': [ 1, 'x' ],",
      '  d: Map(1) { 1 => { z: null } },',
      '  e: [Function: e]',
      "} [ undefined, -0, 1n ] Set(2) { 'a', 'b' }",
      '3 of x: {"a":1}% [ 2 ]',
      '[class A] Point { x: 1 } [ [ [ [Array] ] ] ] 1970-01-01T00:00:00.000Z /x/g Symbol(s) ',
      '<ref *1> { name: 1, self: [Circular *1] } [] {}',
      '[',
      '   0,  1,  2,  3,  4,  5,  6,  7,  8,  9,',
      '  10, 11, 12, 13, 14, 15, 16, 17, 18, 19,',
      '  20, 21, 22, 23, 24, 25, 26, 27, 28, 29,',
      '  30, 31, 32, 33, 34, 35, 36, 37, 38, 39',
      ']',
      '',
    ])
  })

  it('counts and groups', async () => {
    expect(
      await printed("console.group('g'); console.count(); console.count('x'); console.count(); console.groupEnd()"),
    ).toBe('g\n  default: 1\n  x: 1\n  default: 2\n')
  })

  it('keeps the order of both streams', async () => {
    const result = await run("for (let i = 0; i < 3; i++) { console.log(i); console.error('e' + i) }")
    expect(result.tty).toBe('0\ne0\n1\ne1\n2\ne2\n')
  })
})

describe('time in JavaScript', { timeout: 60_000 }, () => {
  it('fires timers in their order and runs jobs to their end', async () => {
    const code = [
      "setTimeout(() => print('c'), 20)",
      "setTimeout(() => print('b'), 10)",
      "const gone = setTimeout(() => print('never'), 15)",
      'clearTimeout(gone)',
      "Promise.resolve('a').then(print)",
      "let turns = 0; const every = setInterval(() => { print('i'); if (++turns === 2) clearInterval(every) }, 30)",
      "async function late() { await new Promise((go) => setTimeout(go, 100)); print('d') }",
      'late()',
      "print('first')",
    ].join('\n')
    expect(await printed(code)).toBe('first\na\nb\nc\ni\ni\nd\n')
  })

  it('moves the virtual clock and waits for nothing', async () => {
    const code =
      "import * as os from 'os'\nconst t = Date.now(); os.sleep(1000); setTimeout(() => print(Date.now() - t), 3_600_000)"
    expect(await printed(code, { limits: { timeoutMs: 5000 } })).toBe('3601000\n')
  })

  it('is told by every clock', async () => {
    const code = [
      "import * as os from 'os'",
      'const [since, began, bigint] = [performance.now(), process.hrtime(), process.hrtime.bigint()]',
      'os.sleep(2000)',
      'print(Math.round(performance.now() - since), process.hrtime(began)[0], (process.hrtime.bigint() - bigint) / 1_000_000n)',
    ].join('\n')
    expect(await printed(code)).toBe('2000 2 2000\n')
  })

  it('lives in a fixed world when it is given one', async () => {
    const world = { clockStartMs: 946_684_800_000, seed: 7 }
    const code = 'print(new Date().getFullYear(), Math.random())'
    const [first, second] = await Promise.all([run(code, world), run(code, world)])
    expect(first.stdout.startsWith('2000 0.')).toBe(true)
    expect([second.stdout, second.usage.fuel]).toEqual([first.stdout, first.usage.fuel])
    expect((await run(code, { ...world, seed: 8 })).stdout).not.toBe(first.stdout)
    expect((await run(code, { ...world, clockStartMs: 946_684_800_001 })).stdout).toBe(first.stdout)
  })
})

describe('errors in JavaScript', { timeout: 60_000 }, () => {
  const failure = async (code: string, files: Record<string, string> = {}) => {
    const result = await run(code, { files })
    expect([result.status, result.exitCode]).toEqual(['exit', 1])
    return result.status === 'exit' ? [result.stderr, result.error] : []
  }

  it('are on stderr with their stack, and data', async () => {
    const stack = '    at f (main.js:2)\n    at <anonymous> (main.js:4)\n'
    const traceback = `TypeError: bad ü\n${stack}`
    expect(await failure("function f() {\n  throw new TypeError('bad ü')\n}\nf()")).toEqual([
      traceback,
      { type: 'TypeError', message: 'bad ü', line: 2, traceback },
    ])
  })

  it('of syntax tell their line', async () => {
    const traceback = "SyntaxError: unexpected token in expression: ';'\n    at main.js:2\n"
    expect(await failure('print(1)\nlet x = ;')).toEqual([
      traceback,
      { type: 'SyntaxError', message: "unexpected token in expression: ';'", line: 2, traceback },
    ])
  })

  it('are called by their class', async () => {
    const [, error] = await failure("class Odd extends Error {}\nfunction g() {\n  throw new Odd('x')\n}\ng()")
    expect(error).toMatchObject({ type: 'Odd', message: 'x', line: 3 })
  })

  it.each([
    ['a timer', "setTimeout(() => {\n  nope()\n}, 5)\nprint('before')", 'ReferenceError', 2],
    ['a job', "queueMicrotask(() => {\n  nope()\n})\nprint('before')", 'ReferenceError', 2],
  ])('in %s end the program', async (_, code, type, line) => {
    const result = await run(code)
    expect([result.exitCode, result.stdout, result.status === 'exit' && result.error]).toEqual([
      1,
      'before\n',
      expect.objectContaining({ type, line }),
    ])
  })

  it('that are no errors are told as they are', async () => {
    expect(await failure('throw 5')).toEqual(['5\n', { type: 'number', message: '5', line: null, traceback: '5\n' }])
    expect(await failure('throw Object.create(null)')).toEqual([
      '[object]\n',
      { type: 'object', message: '[object]', line: null, traceback: '[object]\n' },
    ])
  })

  it('in a module of the program have no line of the program', async () => {
    const files = { 'lib.js': "export function f() {\n  throw new Error('x')\n}\n" }
    const [, inFrame] = await failure("import { f } from './lib.js'\n\nf()", files)
    expect(inFrame).toMatchObject({ line: 3 })
    const [, missing] = await failure("import './nope.js'")
    expect(missing).toMatchObject({ type: 'ReferenceError', line: null })
  })

  it('are absent when the program ends itself', async () => {
    const result = await run('exit(1)')
    expect(result).not.toHaveProperty('error')
  })

  it('can be forged, and change nothing else', async () => {
    const code =
      "import * as std from 'std'\nconst f = std.open('/fuelcell/report', 'w')\nf.puts('{\"type\": 1}')\nf.close()\nexit(1)"
    const result = await run(code)
    expect([result.status, result.exitCode, 'error' in result]).toEqual(['exit', 1, false])
  })

  it('too large for a report are cut', async () => {
    const [, error] = await failure("throw new Error('\\u0001'.repeat(100_000))")
    expect(error).toMatchObject({ type: 'Error', message: '\u0001'.repeat(4000) })
  })
})

describe('limits of JavaScript', { timeout: 60_000 }, () => {
  const limited = async (code: string, limits: RunRequest['limits']) => {
    const result = await run(code, limits === undefined ? {} : { limits })
    return [result.status, result.stdout]
  }

  it.each([
    ['fuel', 'print(1); while (true);', { fuel: 50_000_000 }, ['out-of-fuel', '1\n']],
    ['time', 'print(1); while (true);', { fuel: 100_000_000_000, timeoutMs: 300 }, ['timeout', '1\n']],
    [
      'memory',
      'print(1); const a = []; for (;;) a.push(new Uint8Array(1e6))',
      { memoryPages: 256 },
      ['out-of-memory', '1\n'],
    ],
    ['memory in small pieces', 'let a; for (;;) a = { a }', { memoryPages: 256 }, ['out-of-memory', '']],
    [
      'output',
      "for (;;) print('x'.repeat(999))",
      { outputBytes: 2000 },
      ['output-limit', `${'x'.repeat(999)}\n`.repeat(2)],
    ],
    [
      'disk',
      "require('fs').writeFileSync('a', new Uint8Array(2_000_000))",
      { diskBytes: 1_000_000 },
      ['disk-limit', ''],
    ],
    [
      'entries',
      "const fs = require('fs'); for (let i = 0; ; i++) fs.writeFileSync('f' + i, '')",
      { diskEntries: 10 },
      ['disk-limit', ''],
    ],
    [
      'open files',
      "import * as std from 'std'; const all = []; for (;;) { const f = std.open('a' + all.length, 'w'); if (f === null) break; all.push(f) } print(all.length)",
      { openFiles: 12 },
      ['exit', '7\n'],
    ],
  ])('of %s', async (_, code, limits, end) => {
    expect(await limited(code, limits)).toEqual(end)
  })

  it('let a refused allocation be caught', async () => {
    const code = 'try { new Uint8Array(1e9) } catch (error) { print(error.message) }'
    expect(await limited(code, { memoryPages: 1024 })).toEqual(['exit', 'out of memory\n'])
  })

  it('end recursion without end in a trap that keeps what was printed', async () => {
    expect(await limited('print(1); (function f() { f() })()', {})).toEqual(['trap', '1\n'])
  })
})
