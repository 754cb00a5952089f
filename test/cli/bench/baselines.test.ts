import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { bench, costing, inFolderOfItsOwn, runner } from './harness.js'

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
      expect(stub.requests.map(({ code }) => code)).toContain(`n = 4\npass\n${words.at(-1)?.replace('a.py', 'cost n')}`)
    }
    const stub = runner()
    await bench(['check', 'a.py', '--setup', 'other'], { runner: stub })
    expect(stub.requests.map(({ code }) => code).sort()).toEqual(['other\n', 'other\ncost n'])
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
