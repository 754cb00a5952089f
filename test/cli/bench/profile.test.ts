import { readFileSync, writeFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import type { Result } from '../../../src/core/result.js'
import { bench, inFolderOfItsOwn, runner } from '../../support/bench-commands.js'

inFolderOfItsOwn()

describe('profiles', () => {
  const profile = {
    intervalFuel: 200,
    codes: [{ name: '<module>', file: '//main.py', firstLine: 1 }],
    nodes: [{ parent: -1, code: 0, line: 1, fuel: 750 }],
    outsideFuel: 250,
    truncated: false,
  }
  const profiling = (result: Partial<Result> = {}) =>
    runner(() => ({ result: { ...result, profile } as Partial<Result> }))

  it('show functions, with the granularity', async () => {
    const stub = profiling()
    const { exitCode, stdout } = await bench(['profile', '-c', 'x = 1'], { runner: stub })
    expect(exitCode).toBe(0)
    expect(stub.requests).toMatchObject([{ code: 'x = 1', start: 'warm', profileFuel: 200 }])
    expect(stdout.split('\n')).toEqual([
      'SELF          CUMULATIVE          FUNCTION  AT',
      ' 750  75.0 %         750  75.0 %  <module>  main.py:1',
      '',
      '1,000 fuel in all, 250 of it outside the program (start, compiling, end); looked at every 200 fuel',
      '',
    ])
  })

  it('are of the Python that is named, and of no other language', async () => {
    const stub = profiling()
    await bench(['profile', '--runtime', 'python-tuned', '-c', 'x = 1'], { runner: stub })
    expect(stub.requests).toMatchObject([{ runtime: 'python-tuned' }])
    const { exitCode, stderr } = await bench(['profile', '--runtime', 'rb', '-c', 'x = 1'], { runner: stub })
    expect([exitCode, stderr]).toEqual([
      126,
      'fuelcell: bench profile looks at Python\'s frames, which "ruby" does not have; --runtime takes python and python-tuned\n',
    ])
  })

  it('of a program that fails come with what it said on stderr', async () => {
    const stderrBytes = Buffer.from('ZeroDivisionError: division by zero\n')
    const stub = profiling({ stderrBytes, exitCode: 1, ok: false })
    const { exitCode, stdout, stderr } = await bench(['profile', '-c', 'print(1/0)'], { runner: stub })
    expect([exitCode, stderr]).toEqual([1, 'ZeroDivisionError: division by zero\n'])
    expect(stdout).toContain('<module>')
  })

  it('are refused of a file of another language, by its name', async () => {
    writeFileSync('main.js', 'let x = 1')
    const { exitCode, stderr } = await bench(['profile', 'main.js'], { runner: profiling() })
    expect([exitCode, stderr]).toEqual([
      126,
      'fuelcell: bench profile looks at Python\'s frames, which "quickjs" does not have; --runtime takes python and python-tuned\n',
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
    expect(readFileSync('c.txt', 'utf8')).toBe('<module> (main.py:1) 750\n(start, compiling, end) 250\n')
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
