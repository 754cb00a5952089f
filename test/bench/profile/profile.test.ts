/** Golden files: `npx vitest run test/bench -u` writes them anew. */
import { describe, expect, it } from 'vitest'
import { annotatedSource } from '../../../src/bench/profile/annotate.js'
import { flameGraphSvg } from '../../../src/bench/profile/flame-graph.js'
import { profileRun } from '../../../src/bench/profile/profile.js'
import { callTree, collapsedStacks, speedscopeJson } from '../../../src/bench/profile/stacks.js'
import { totals } from '../../../src/bench/profile/totals.js'
import type { FuelProfile } from '../../../src/core/fuel-profile.js'
import { exited } from '../../support/results.js'

/** `main` calls `work` on two lines; `work` calls itself. */
const profile: FuelProfile = {
  intervalFuel: 200,
  codes: [
    { name: '<module>', file: 'main.py', firstLine: 1 },
    { name: 'work', file: 'main.py', firstLine: 1 },
    { name: 'evil;name\n', file: '/usr/lib/x.py', firstLine: 9 },
  ],
  nodes: [
    { parent: -1, code: 0, line: 4, fuel: 100 },
    { parent: 0, code: 1, line: 2, fuel: 600 },
    { parent: 1, code: 1, line: 2, fuel: 300 },
    { parent: 2, code: 2, line: 9, fuel: 50 },
    { parent: -1, code: 0, line: 5, fuel: 0 },
    { parent: 4, code: 1, line: 2, fuel: 900 },
  ],
  outsideFuel: 1000,
  truncated: false,
}

describe('the totals', () => {
  const sums = totals(profile)

  it('add up to the run’s fuel', () => {
    expect(sums.fuel).toBe(2950)
    const self = sums.functions.reduce((sum, { selfFuel }) => sum + selfFuel, 0)
    expect(self + sums.outsideFuel).toBe(2950)
    expect(sums.lines.reduce((sum, { selfFuel }) => sum + selfFuel, 0)).toBe(self)
  })

  it('count a function that calls itself once', () => {
    expect(sums.functions).toEqual([
      { name: 'work', file: 'main.py', firstLine: 1, selfFuel: 1800, cumulativeFuel: 1850 },
      { name: '<module>', file: 'main.py', firstLine: 1, selfFuel: 100, cumulativeFuel: 1950 },
      { name: 'evil;name\n', file: '/usr/lib/x.py', firstLine: 9, selfFuel: 50, cumulativeFuel: 50 },
    ])
  })

  it('tell the lines apart', () => {
    expect(sums.lines.filter(({ file }) => file === 'main.py')).toEqual([
      { file: 'main.py', line: 2, selfFuel: 1800, cumulativeFuel: 1850 },
      { file: 'main.py', line: 4, selfFuel: 100, cumulativeFuel: 1050 },
      { file: 'main.py', line: 5, selfFuel: 0, cumulativeFuel: 900 },
    ])
  })

  it('stand beside the source', () => {
    expect(annotatedSource('def work(k):\n    work(k)\n\nwork(1)\nwork(2)\n', 'main.py', sums).rows).toEqual([
      ['.', '', '.', '1', 'def work(k):'],
      ['1,800', '61.0 %', '1,850', '2', '    work(k)'],
      ['.', '', '.', '3', ''],
      ['100', '3.4 %', '1,050', '4', 'work(1)'],
      ['0', '0.0 %', '900', '5', 'work(2)'],
    ])
  })
})

it('stands beside source of any line ends and indents, counted as the interpreter does', () => {
  const { rows } = annotatedSource('def f():\r\n\tx = 1\r\ty = "\u202e"\n', 'main.py', totals(profile))
  expect(rows.map((row) => row.slice(3))).toEqual([
    ['1', 'def f():'],
    ['2', '    x = 1'],
    ['3', '    y = "\\u{202e}"'],
  ])
})

it('is a tree of functions', () => {
  expect(callTree(profile)).toEqual({
    code: -1,
    fuel: 1950,
    children: [
      {
        code: 0,
        fuel: 1950,
        children: [
          { code: 1, fuel: 1850, children: [{ code: 1, fuel: 350, children: [{ code: 2, fuel: 50, children: [] }] }] },
        ],
      },
    ],
  })
})

it('is collapsed stacks, in which a name cannot break a line', () => {
  expect(collapsedStacks(profile)).toBe(
    [
      '<module> (main.py:1) 100',
      '<module> (main.py:1);work (main.py:1) 1500',
      '<module> (main.py:1);work (main.py:1);work (main.py:1) 300',
      '<module> (main.py:1);work (main.py:1);work (main.py:1);evil_name_ (/usr/lib/x.py:9) 50',
      '(start, compiling, end) 1000',
      '',
    ].join('\n'),
  )
})

it('is a file for speedscope, whose weights add up', async () => {
  const json = speedscopeJson(profile, 'main.py')
  const { profiles, shared } = JSON.parse(json)
  expect(profiles[0].weights.reduce((sum: number, weight: number) => sum + weight, 0)).toBe(2950)
  expect(profiles[0].endValue).toBe(2950)
  expect(shared.frames).toHaveLength(4)
  await expect(json).toMatchFileSnapshot('../../../fixtures/bench/profile.speedscope.json')
})

it('is a flame graph, the same bytes each time', async () => {
  const [first, second] = [await flameGraphSvg(profile, 'main.py'), await flameGraphSvg(profile, 'main.py')]
  expect(second).toBe(first)
  await expect(first).toMatchFileSnapshot('../../../fixtures/bench/profile.svg')
})

it('is refused where the host cannot look into a runtime', async () => {
  const request = { runtime: 'ruby', code: '', clockStartMs: 0, seed: 0 }
  await expect(profileRun(request, async () => exited(0))).rejects.toThrow('the runtime "ruby" cannot be profiled here')
  const found = await profileRun(request, async ({ profileFuel }) => ({
    ...exited(0),
    profile: { ...profile, intervalFuel: profileFuel },
  }))
  expect(found.profile.intervalFuel).toBe(200)
})
