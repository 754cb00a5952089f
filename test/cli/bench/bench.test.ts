import { getEventListeners } from 'node:events'
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { describe, expect, it, vi } from 'vitest'
import type { Result } from '../../../src/result.js'
import { fuelcell, Screen, type StubRunner } from '../command-line.js'
import { exited } from '../results.js'
import { bench, inFolderOfItsOwn, runner } from './harness.js'

inFolderOfItsOwn()

const names = (stdout: string) => JSON.parse(stdout).results.map(({ name }: { name: string }) => name)

describe('what is measured', () => {
  it('is code, files and folders, in the order of the words', async () => {
    mkdirSync('dir/inner', { recursive: true })
    writeFileSync('loop.py', 'cost 5')
    writeFileSync('dir/b.py', 'cost 6')
    writeFileSync('dir/a.py', 'cost 7')
    writeFileSync('dir/inner/c.py', 'cost 8')
    writeFileSync('dir/notes.txt', 'no code')
    const { exitCode, stdout } = await bench(['print("hi")', 'loop.py', 'dir', '--json'])
    expect(exitCode).toBe(0)
    expect(names(stdout)).toEqual(['print("hi")', 'loop.py', 'dir/a.py', 'dir/b.py', 'dir/inner/c.py'])
  })

  it('is a folder of many files, of which few are open at a time', async () => {
    mkdirSync('many')
    for (let file = 0; file < 40; file += 1) writeFileSync(`many/${file}.py`, `cost ${file}`)
    const interruption = new AbortController()
    let most = 0
    const remove = interruption.signal.removeEventListener.bind(interruption.signal)
    // Each file that is open listens.
    vi.spyOn(interruption.signal, 'removeEventListener').mockImplementation((...given) => {
      most = Math.max(most, getEventListeners(interruption.signal, 'abort').length)
      remove(...given)
    })
    const { exitCode, stdout } = await bench(['many', '--json'], { interrupted: interruption.signal })
    expect([exitCode, names(stdout).length]).toEqual([0, 40])
    expect(most).toBe(4)
    expect(getEventListeners(interruption.signal, 'abort')).toEqual([])
  })

  it('is -c, as often as it is given', async () => {
    expect(names((await bench(['-c', 'save', '-c', 'pass', '--json'])).stdout)).toEqual(['save', 'pass'])
  })

  it('is stdin', async () => {
    const { stdout, stdinOpened } = await bench(['-', '--json'], { stdin: Readable.from([Buffer.from('cost 70')]) })
    expect(stdinOpened).toBe(true)
    expect(JSON.parse(stdout).results).toMatchObject([{ name: '-', netFuel: 80 }])
  })

  it('is bench.yaml where nothing is named', async () => {
    mkdirSync('data')
    writeFileSync('data/in.csv', 'a,b')
    writeFileSync('two.py', 'cost 2')
    writeFileSync(
      'bench.yaml',
      'cases:\n  - {name: one, code: cost 1}\n  - {file: two.py, files: {in.csv: data/in.csv}, stdin: text}\n',
    )
    const stub = runner()
    const { stdout } = await bench(['--json'], { runner: stub })
    expect(names(stdout)).toEqual(['one', 'two.py'])
    expect(stub.requests[1]).toMatchObject({ code: 'cost 2', stdin: 'text', files: { 'in.csv': Buffer.from('a,b') } })
  })

  it('is each file in its language', async () => {
    writeFileSync('fib.py', 'cost 1')
    writeFileSync('fib.rb', 'cost 2')
    writeFileSync('fib.php', 'cost 3')
    const { stdout } = await bench(['--runtimes', 'python,ruby', 'fib.py', 'fib.rb', 'fib.php', '--json'])
    expect(JSON.parse(stdout).results).toMatchObject([
      { name: 'fib.py', runtime: 'python' },
      { name: 'fib.rb', runtime: 'ruby' },
    ])
  })
})

describe('refuses', () => {
  it.each([
    [['none.py'], '"none.py" is neither a file nor a folder; check the path, or give code as -c CODE'],
    [['chek'], '"chek" is neither a file nor a folder; did you mean `fuelcell bench check`?'],
    [[], 'there is nothing to measure and no bench.yaml here'],
    [['empty'], '"empty" has no code in it (files that end in .py, .rb, .js, .php, .c, .sql)'],
    [['a.py', './a.py'], 'two snippets are called "a.py"'],
    [['bad.yaml'], '"bad.yaml" is not a bench file:\n  line 2: "cod" is not known; did you mean "code"?'],
    [['outside.yaml'], '"outside.yaml" names "../secret.py", which is not below its own folder'],
    [['-c', 'x', '--scan', 'n=1..9:x1'], '--scan: "n=1..9:x1" never ends'],
    [['-c', 'x', '--scan', 'n=1..9:+1', '--max-sizes', '8'], 'has more than 8 sizes'],
    [['-c', 'x', '--scan', 'n=1..99999999999999999'], '--scan: the size "99999999999999999" is above'],
    [['-c', 'x', '--seed', 'random'], '--seed cannot be random here'],
    [['-c', 'x', '--step-summary'], '--step-summary needs GITHUB_STEP_SUMMARY'],
    [['-c', 'x', '--export-json', 'none/x.json'], 'cannot write "none/x.json": no such file or directory'],
    [
      ['good.yaml', '--scan', 'n=1..4'],
      '--scan holds for snippets that are named on the command line, but those of "good.yaml"',
    ],
    [['a.py', '--runtimes', 'ruby'], '--runtimes: there is no code for "ruby"'],
    [['-c', 'x', '--verfy', '3'], 'did you mean --verify?'],
  ])('%j', async (tokens, why) => {
    mkdirSync('empty')
    writeFileSync('a.py', 'cost 1')
    writeFileSync('bad.yaml', 'cases:\n  - cod: x\n')
    writeFileSync('good.yaml', 'cases:\n  - code: x\n')
    writeFileSync('outside.yaml', 'cases:\n  - file: ../secret.py\n')
    const { exitCode, stderr } = await bench(tokens)
    expect(stderr).toContain(why)
    expect(exitCode).toBe(126)
  })
})

describe('a snippet that fails', () => {
  it('is shown with its cost and makes the exit code 1', async () => {
    const { exitCode, stdout } = await bench(['-c', 'fail', '-c', 'cost 1', '-c', 'endless'])
    expect(exitCode).toBe(1)
    expect(stdout).toMatch(/^fail .*exit 3$/m)
    expect(stdout).toMatch(/^endless .*≥ .*out of fuel; raise --fuel$/m)
    expect(stdout).toMatch(/^cost 1 .*exit 0$/m)
  })

  it.each(['-i', '--ignore-failure'])('is nothing with %s', async (flag) => {
    expect((await bench(['-c', 'fail', flag])).exitCode).toBe(0)
  })
})

describe('verification', () => {
  it('asks workers of their own, and as many times as it is told', async () => {
    const runners: StubRunner[] = []
    const { exitCode } = await bench(['-c', 'cost 1', '--verify', '7'], {
      createRunner: async (options) => {
        const stub = runner()
        stub.options = options
        runners.push(stub)
        return stub
      },
    })
    expect(exitCode).toBe(0)
    expect(runners.map(({ options }) => options.workers)).toEqual([undefined, 1, 1, 1, 1])
    expect(runners.map(({ requests }) => requests.length)).toEqual([1, 2, 2, 1, 1])
    expect(runners.every(({ closed }) => closed === 1)).toBe(true)
  })

  it('fails where workers disagree, and shows both', async () => {
    let cost = 0
    const { exitCode, stderr } = await bench(['-c', 'x', '--verify', '2', '-i'], {
      createRunner: async () => {
        cost += 1
        const own = cost
        return runner(() => ({ fuel: own }))
      },
    })
    expect(exitCode).toBe(1)
    expect(stderr).toContain('"x" is not the same on every worker: fuel "1011 (setup 0)", then "1012 (setup 0)"')
  })
})

describe('exports', () => {
  it('are written beside the table', async () => {
    const kinds = ['json', 'csv', 'markdown', 'hyperfine', 'github', 'svg']
    const page = join(process.cwd(), 'page.md')
    writeFileSync(page, 'before\n')
    const { exitCode } = await bench(
      ['-c', 'cost 1', '--step-summary', ...kinds.flatMap((kind) => [`--export-${kind}`, `out.${kind}`])],
      { env: { GITHUB_STEP_SUMMARY: page } },
    )
    expect(exitCode).toBe(0)
    for (const kind of kinds) expect(readFileSync(`out.${kind}`, 'utf8').length).toBeGreaterThan(50)
    expect(readFileSync(page, 'utf8')).toMatch(/^before\n## Fuel\n/)
  })
})

it('hands limits, world and start to each run', async () => {
  const stub = runner()
  await bench(
    [
      '-c',
      'x',
      '--fuel',
      '5M',
      '--timeout',
      '3s',
      '--memory',
      '400',
      '--start',
      'cold',
      '--seed',
      '7',
      '--clock',
      '2001-01-01',
    ],
    { runner: stub },
  )
  expect(stub.requests).toMatchObject([
    {
      limits: { fuel: 5_000_000, timeoutMs: 3000, memoryPages: 400 },
      start: 'cold',
      seed: 7,
      clockStartMs: 978_307_200_000,
    },
  ])
})

it('shows no progress where it would disturb', async () => {
  const quick = await bench(['-c', 'x'], { stderr: new Screen({ isTTY: true }) })
  expect(quick.stderr).toBe('')
})

describe('imports', () => {
  it('are measured above a module that is there already, from both starts', async () => {
    const stub = runner((code) => ({
      fuel: code === 'import json' ? 700 : code === 'import sys' ? 40 : 0,
      result: code === 'import no' ? exited(1) : {},
    }))
    const { exitCode, stdout } = await bench(['imports', 'json', 'no', 'sys'], { runner: stub })
    expect(exitCode).toBe(0)
    expect(stdout.split('\n')).toEqual([
      'MODULE  COLD FUEL  COLD RUN  WARM FUEL  WARM RUN',
      'json          660    1.3 ms        660    1.3 ms',
      'sys             0    1.3 ms          0    1.3 ms',
      'no              -         -          -         -',
      '',
    ])
    expect(stub.requests.map(({ start }) => start)).toEqual(['warm', 'warm', 'warm', 'cold', 'cold', 'cold'])
  })

  it('are all that the interpreter names where none is named', async () => {
    const stub = runner((code) => (code.includes('stdlib_module_names') ? { result: { stdout: 'abc\njson\n' } } : {}))
    const { stdout } = await bench(['imports', '--json'], { runner: stub })
    expect(JSON.parse(stdout).modules.map(({ module }: { module: string }) => module)).toEqual(['abc', 'json'])
  })

  it('cannot be of what is no name', async () => {
    expect((await bench(['imports', 'json; exit()'])).stderr).toContain('no module can be called "json; exit()"')
  })
})

describe('profiles', () => {
  const profile = {
    intervalFuel: 200,
    codes: [{ name: '<module>', file: '/main.py', firstLine: 1 }],
    nodes: [{ parent: -1, code: 0, line: 1, fuel: 750 }],
    outsideFuel: 250,
    truncated: false,
  }
  const profiling = () => runner(() => ({ result: { profile } as Partial<Result> }))

  it('show functions, with the granularity', async () => {
    const stub = profiling()
    const { exitCode, stdout } = await bench(['profile', '-c', 'x = 1'], { runner: stub })
    expect(exitCode).toBe(0)
    expect(stub.requests).toMatchObject([{ code: 'x = 1', start: 'warm', profileFuel: 200 }])
    expect(stdout.split('\n')).toEqual([
      'SELF          CUMULATIVE          FUNCTION  AT',
      ' 750  75.0 %         750  75.0 %  <module>  /main.py:1',
      '',
      '1,000 fuel in all, 250 of it outside the program (start, compiling, end); looked at every 200 fuel',
      '',
    ])
  })

  it('show the source with the cost of each line', async () => {
    const { stdout } = await bench(['profile', '--annotate', '-c', 'x = 1\ny = 2'], { runner: profiling() })
    expect(stdout.split('\n').slice(0, 3)).toEqual([
      'SELF          CUMULATIVE  LINE',
      ' 750  75.0 %         750     1  x = 1',
      '   .                   .     2  y = 2',
    ])
  })

  it('are written in the formats of other tools', async () => {
    await bench(
      ['profile', '-c', 'x', '--export-svg', 'f.svg', '--export-speedscope', 's.json', '--export-collapsed', 'c.txt'],
      { runner: profiling() },
    )
    expect(readFileSync('f.svg', 'utf8')).toMatch(/^<svg /)
    expect(JSON.parse(readFileSync('s.json', 'utf8')).exporter).toBe('fuelcell')
    expect(readFileSync('c.txt', 'utf8')).toBe('<module> (/main.py:1) 750\n(start, compiling, end) 250\n')
  })

  it('are of a program with its arguments', async () => {
    writeFileSync('a.py', 'x')
    for (const tokens of [['a.py'], ['-c', 'x']]) {
      const stub = profiling()
      await bench(['profile', ...tokens, '5', '6'], { runner: stub })
      expect(stub.requests).toMatchObject([{ code: 'x', args: ['5', '6'] }])
    }
  })

  it('carry no name that a terminal would obey, and no row that a name made', async () => {
    const named = { ...profile, codes: [{ name: 'a\u202e\n\u007fb', file: 'f\ng', firstLine: 1 }] }
    const stub = () => runner(() => ({ result: { profile: named } as Partial<Result> }))
    const { stdout } = await bench(['profile', '-c', 'x', '--json'], { runner: stub() })
    expect(stdout).toContain('"name":"a\\u202e\\n\\u007fb"')
    const table = await bench(['profile', '-c', 'x'], { runner: stub() })
    expect(table.stdout.split('\n')[1]).toMatch(/ a\\u\{202e\} \\u\{7f\}b {2}f g:1$/)
  })

  it('take the interval that is asked for', async () => {
    const stub = profiling()
    await bench(['profile', '-c', 'x', '--interval', '100'], { runner: stub })
    expect(stub.requests).toMatchObject([{ profileFuel: 100 }])
  })
})

it('prints the schema of bench.yaml', async () => {
  const { exitCode, stdout } = await bench(['schema'])
  expect(exitCode).toBe(0)
  const shipped = readFileSync(new URL('../../../schemas/bench.schema.json', import.meta.url), 'utf8')
  expect(JSON.parse(stdout)).toEqual(JSON.parse(shipped))
})

it('helps, each of its commands', async () => {
  for (const command of ['', 'save', 'compare', 'check', 'profile', 'imports', 'schema']) {
    const { exitCode, stdout } = await fuelcell(['bench', ...(command === '' ? [] : [command]), '--help'])
    expect(exitCode).toBe(0)
    expect(stdout).toContain(`fuelcell bench${command === '' ? '' : ` ${command}`}`)
    expect(stdout).toContain('Examples:')
  }
})
