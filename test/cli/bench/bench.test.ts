import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { Result } from '../../../src/result.js'
import { type Behaviour, fakeRun } from '../../bench/fake-run.js'
import { fuelcell, Screen, StubRunner } from '../command-line.js'
import { ended, exited } from '../results.js'

let folder: string
let before: string
beforeEach(() => {
  before = process.cwd()
  folder = mkdtempSync(join(tmpdir(), 'fuelcell-bench-'))
  process.chdir(folder)
})
afterEach(() => {
  process.chdir(before)
  rmSync(folder, { recursive: true })
})

/** Costs 100 for each character, or what the code says: `cost 500`. */
function costing(code: string): Behaviour {
  if (code.includes('fail')) return { result: exited(3) }
  if (code.includes('endless')) return { result: ended('out-of-fuel') }
  const [, fuel] = /cost (\d+)/.exec(code) ?? []
  return { fuel: fuel === undefined ? 100 * code.length : Number(fuel) }
}

function runner(behave: typeof costing = costing): StubRunner {
  const run = fakeRun(behave)
  return new StubRunner((request) => run(request as Parameters<typeof run>[0]) as Promise<Result>)
}

const bench = (tokens: readonly string[], setting: Parameters<typeof fuelcell>[1] = {}) =>
  fuelcell(['bench', ...tokens], { runner: runner(), ...setting })

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
    [['a.py', '--runtimes', 'ruby'], '--runtimes: there is no code for "ruby"'],
    [['-c', 'x', '--verfy', '3'], 'did you mean --verify?'],
  ])('%j', async (tokens, why) => {
    mkdirSync('empty')
    writeFileSync('a.py', 'cost 1')
    writeFileSync('bad.yaml', 'cases:\n  - cod: x\n')
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
    const page = join(folder, 'page.md')
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

describe('baselines', () => {
  const saved = () => JSON.parse(readFileSync('fuelcell-bench.json', 'utf8'))

  it('record what was measured, enough to measure it again', async () => {
    mkdirSync('src')
    writeFileSync('src/a.py', 'cost 100')
    writeFileSync('bench.yaml', 'cases:\n  - {name: one, code: cost 1}\n')
    const { exitCode, stderr } = await bench([
      'save',
      'src',
      'bench.yaml',
      '-c',
      'cost n',
      '--scan',
      'n=1..4',
      '--setup',
      'pass',
    ])
    expect([exitCode, stderr]).toEqual([0, 'fuelcell: recorded 3 snippets in "fuelcell-bench.json"\n'])
    expect(saved()).toMatchObject({
      fuelEpochs: { python: 'epoch1' },
      world: { clockStartMs: 946_684_800_000, seed: 0 },
      entries: [
        { name: 'cost n', source: { kind: 'code', code: 'cost n' }, manner: { scan: 'n=1..4', setup: 'pass' } },
        { name: 'one', netFuel: 11, source: { kind: 'suite', path: 'bench.yaml' } },
        { name: 'src/a.py', source: { kind: 'file', path: 'src/a.py' } },
      ],
    })
    const { exitCode: again, stdout } = await bench(['check'])
    expect(again).toBe(0)
    expect(stdout).toMatch(/^src\/a\.py .* the same$/m)
  })

  it('catch one line more, and nothing where nothing changed', async () => {
    writeFileSync('a.py', 'cost 1000')
    await bench(['save', 'a.py'])
    expect((await bench(['check'])).exitCode).toBe(0)
    writeFileSync('a.py', 'cost 1000\npass')
    const { exitCode, stdout } = await bench(['check'])
    expect(exitCode).toBe(1)
    expect(stdout).toMatch(/^a\.py {2,}1,010 {2,}1,020 {2,}\+10 {2,}\+0\.99 % {2,}regression$/m)
    expect((await bench(['check', '--max-regression', '1%'])).exitCode).toBe(0)
    expect((await bench(['check', '--max-regression', 'fuel:+9'])).exitCode).toBe(1)
    expect((await bench(['compare'])).exitCode).toBe(0)
  })

  it('hold a snippet to its budget', async () => {
    writeFileSync('bench.yaml', 'cases:\n  - {name: one, code: cost 100, budget: 110}\n')
    await bench(['save'])
    expect((await bench(['check'])).exitCode).toBe(0)
    writeFileSync('bench.yaml', 'cases:\n  - {name: one, code: cost 100, budget: 109}\n')
    const { exitCode, stdout } = await bench(['check'])
    expect(exitCode).toBe(1)
    expect(stdout).toContain('over its budget of 109')
  })

  it('of another fuel epoch exit with 3 and say what to do, never silently', async () => {
    await bench(['save', '-c', 'cost 1'])
    const other = () => runner((code) => ({ ...costing(code), result: { fuelEpoch: 'epoch2' } }))
    const { exitCode, stdout, stderr } = await bench(['check'], { runner: other() })
    expect(exitCode).toBe(3)
    expect(stdout).toContain('another fuel epoch')
    expect(stderr).toContain('its figures are of another fuel epoch. Record it again with `fuelcell bench save`')
    expect((await bench(['save'], { runner: other() })).exitCode).toBe(0)
    expect((await bench(['check'], { runner: other() })).exitCode).toBe(0)
  })

  it('that lack a snippet exit with 3 as well; a regression is worse', async () => {
    writeFileSync('a.py', 'cost 5')
    await bench(['save', 'a.py'])
    writeFileSync('b.py', 'cost 5')
    expect((await bench(['check', 'b.py'])).exitCode).toBe(3)
    writeFileSync('a.py', 'cost 6')
    const { exitCode, stderr } = await bench(['check', 'a.py', 'b.py'])
    expect(exitCode).toBe(1)
    expect(stderr).toContain('it lacks a snippet')
  })

  it('are not written when a snippet fails', async () => {
    const { exitCode, stderr } = await bench(['save', '-c', 'fail'])
    expect([exitCode, stderr]).toEqual([1, 'fuelcell: a snippet failed, so "fuelcell-bench.json" was not written\n'])
    expect(() => saved()).toThrow('ENOENT')
  })

  it('that are missing or corrupt are told', async () => {
    expect((await bench(['check'])).stderr).toContain('there is no baseline "fuelcell-bench.json" to read')
    writeFileSync('fuelcell-bench.json', '{"format":')
    const { exitCode, stderr } = await bench(['check'])
    expect(exitCode).toBe(126)
    expect(stderr).toContain('is not a baseline that this version can read')
  })

  it('are in the world that they were recorded in', async () => {
    await bench(['save', '-c', 'cost 1', '--seed', '9'])
    const stub = runner()
    await bench(['check'], { runner: stub })
    expect(stub.requests).toMatchObject([{ seed: 9 }])
  })

  it('give their changes as data', async () => {
    await bench(['save', '-c', 'cost 1'])
    expect(JSON.parse((await bench(['check', '--json'])).stdout)).toEqual({
      fuelEpoch: 'epoch1',
      world: { clockStartMs: 946_684_800_000, seed: 0 },
      changes: [{ name: 'cost 1', runtime: 'python', before: 11, after: 11, verdict: 'same' }],
    })
  })
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
