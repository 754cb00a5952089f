import { lstatSync, mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { bench, costing, inFolderOfItsOwn, runner } from '../../support/bench-commands.js'

inFolderOfItsOwn()

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
      runtimes: { python: { start: 'warm', fuelEpoch: 'epoch1' } },
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

  it('are from the start that they were recorded from', async () => {
    const starting = () => runner((code, { start = 'warm' }) => ({ ...costing(code), result: { start } }))
    await bench(['save', '-c', 'cost 1', '--start', 'cold'], { runner: starting() })
    expect(saved().runtimes).toEqual({ python: { start: 'cold', fuelEpoch: 'epoch1' } })
    for (const words of [['check'], ['check', '-c', 'cost 1'], ['save']]) {
      expect((await bench(words, { runner: starting() })).exitCode).toBe(0)
    }
    expect(saved().runtimes.python.start).toBe('cold')
    const { exitCode, stderr } = await bench(['check', '--start', 'warm'], { runner: starting() })
    expect(exitCode).toBe(3)
    expect(stderr).toContain('its figures are of another start. Leave --start out to measure from the recorded one')
  })

  it('lie anywhere, and name files below their own folder or the working directory', async () => {
    mkdirSync('perf')
    writeFileSync('a.py', 'cost 1')
    writeFileSync('../far.py', 'cost 1')
    const where = ['--baseline', 'perf/a.json']
    expect((await bench(['save', 'a.py', ...where])).exitCode).toBe(0)
    expect((await bench(['check', ...where])).exitCode).toBe(0)
    const refused = await bench(['save', '../far.py', ...where])
    expect(refused.exitCode).toBe(126)
    expect(refused.stderr).toContain('lies neither below the working directory nor below the folder of "perf/a.json"')
    for (const path of ['../../far.py', '/etc/passwd']) {
      writeFileSync('perf/a.json', readFileSync('perf/a.json', 'utf8').replace(/"path": ".*"/, `"path": "${path}"`))
      const { exitCode, stderr } = await bench(['check', ...where])
      expect(exitCode).toBe(126)
      expect(stderr).toContain('which does not lie below "perf" or ".", links followed')
    }
  })

  it('appear whole: what cannot be put in their place leaves them as they were', async () => {
    writeFileSync('a.py', 'cost 1')
    await bench(['save', 'a.py'])
    symlinkSync('fuelcell-bench.json', 'link.json')
    expect((await bench(['save', '--baseline', 'link.json'])).exitCode).toBe(0)
    expect(lstatSync('link.json').isSymbolicLink()).toBe(true)
    expect(readdirSync('.').sort()).toEqual(['a.py', 'fuelcell-bench.json', 'link.json'])
    mkdirSync('folder')
    expect((await bench(['save', 'a.py', '--baseline', 'folder'])).stderr).toContain('cannot write "folder"')
  })

  it('give their changes as data', async () => {
    await bench(['save', '-c', 'cost 1'])
    expect(JSON.parse((await bench(['check', '--json'])).stdout)).toEqual({
      fuelEpoch: 'epoch1',
      world: { clockStartMs: 946_684_800_000, seed: 0 },
      changes: [{ name: 'cost 1', runtime: 'python', before: 11, after: 11, verdict: 'same' }],
    })
  })

  it('that are corrupt are not taken for missing ones, and not written over', async () => {
    writeFileSync('bench.yaml', 'cases:\n  - {name: one, code: cost 1}\n')
    writeFileSync('fuelcell-bench.json', '<<<<<<< ours')
    const { exitCode, stderr } = await bench(['save'])
    expect(exitCode).toBe(126)
    expect(stderr).toContain('record it again with `fuelcell bench save` followed by its snippets')
    expect(readFileSync('fuelcell-bench.json', 'utf8')).toBe('<<<<<<< ours')
  })

  it('say how a snippet that is named alone is measured', async () => {
    writeFileSync('a.py', 'cost n')
    const manner = ['--setup', 'pass', '--scan', 'n=1..4']
    await bench(['save', 'a.py', '-c', 'cost n + 1', ...manner])
    for (const words of [['a.py'], ['-c', 'cost n + 1']]) {
      const stub = runner()
      expect((await bench(['check', ...words], { runner: stub })).exitCode).toBe(0)
      const code = words.at(-1)?.replace('a.py', 'cost n')
      expect(stub.requests.at(-1)).toMatchObject({ setup: ['n = 4\n', 'pass'], code })
    }
    const stub = runner()
    await bench(['check', 'a.py', '--setup', 'other'], { runner: stub })
    expect(stub.requests).toMatchObject([{ setup: ['other'], code: 'cost n' }])
  })

  it.each([
    ['--setup', 'x'],
    ['--scan', 'n=1..4'],
    ['--per', '5'],
    ['--runtimes', 'python'],
  ])('that are measured again leave no %s unheeded', async (option, value) => {
    await bench(['save', '-c', 'cost 1'])
    for (const command of ['check', 'compare', 'save']) {
      const { exitCode, stderr } = await bench([command, option, value])
      expect(exitCode).toBe(126)
      expect(stderr).toContain(`${option} holds for snippets that are named on the command line`)
    }
  })

  it('of long scans are measured again with --max-sizes', async () => {
    await bench(['save', '-c', 'cost 1', '--scan', 'n=1..1001:+1', '--max-sizes', '2000'])
    expect((await bench(['check'])).stderr).toContain('raise the bound with --max-sizes')
    expect((await bench(['check', '--max-sizes', '1001'])).exitCode).toBe(0)
  })
})
