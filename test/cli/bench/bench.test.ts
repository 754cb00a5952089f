import { getEventListeners } from 'node:events'
import { mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { describe, expect, it, vi } from 'vitest'
import { bench, inFolderOfItsOwn, runner } from '../../support/bench-commands.js'
import { fuelcell, Screen, type StubRunner } from '../../support/command-line.js'

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

describe('a file', () => {
  it('is measured in each runtime of its language', async () => {
    writeFileSync('fib.py', 'cost 1')
    const runtimesOf = async (names: string) => {
      const { stdout } = await bench(['--runtimes', names, 'fib.py', '--json'])
      const { results } = JSON.parse(stdout) as { results: { name: string; runtime: string }[] }
      return results.map(({ name, runtime }) => [name, runtime])
    }
    const tuned = ['fib.py (python-tuned)', 'python-tuned']
    expect(await runtimesOf('python,python-tuned')).toEqual([['fib.py', 'python'], tuned])
    expect(await runtimesOf('python-tuned')).toEqual([tuned])
  })
})

describe('refuses', () => {
  it.each([
    [['none.py'], '"none.py" is neither a file nor a folder; check the path, or give code as -c CODE'],
    [['chek'], '"chek" is neither a file nor a folder; did you mean `fuelcell bench check`?'],
    [[], 'there is nothing to measure and no bench.yaml here'],
    [['empty'], '"empty" has no code in it (files that end in .c, .cc, .cpp, .cxx, .js, .php, .py, .rb, .sql)'],
    [['a.py', './a.py'], 'two snippets are called "a.py"'],
    [['linked.yaml'], '"linked.yaml" names "link.py", which does not lie below "."'],
    [['gone.yaml'], 'gone.yaml, line 3: cannot read "none.py": no such file or directory'],
    [['folder.yaml'], '"folder.yaml" names "data/link.py", which does not lie below "."'],
    [['-', '-'], '- stands for stdin, which can be read once only'],
    [['-c', 'x', '--scan', 'class=1'], 'the parameter "class" is a keyword'],
    [['-c', 'x', '--setup', 'y', '--start', 'cold'], 'a setup is metered apart in warm starts only'],
    [['bad.yaml'], '"bad.yaml" is not a bench file:\n  line 2: "cod" is not known; did you mean "code"?'],
    [
      ['outside.yaml'],
      '"outside.yaml" names "../secret.py", which does not lie below ".", links followed; move the file there',
    ],
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
    writeFileSync('../secret.py', 'x')
    mkdirSync('data')
    symlinkSync('../secret.py', 'link.py')
    symlinkSync('../../secret.py', 'data/link.py')
    writeFileSync('linked.yaml', 'cases:\n  - file: link.py\n')
    writeFileSync('gone.yaml', 'cases:\n  - code: x\n  - file: none.py\n')
    writeFileSync('folder.yaml', 'cases:\n  - {code: x, files: {d: data}}\n')
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
