/** Reports in the hands of those who read them: unmodified libraries, and the programs of this machine, where it has them. */
import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parse } from 'junit2json'
import { Parser } from 'tap-parser'
import { describe, expect, it } from 'vitest'
import { renderReport } from '../../../src/grade/report/kinds.js'
import type { GradeReport, TestReport } from '../../../src/grade/report.js'
import { rounded, scoreGroup } from '../../../src/grade/score.js'
import type { Scoring } from '../../../src/grade/task/task.js'

interface GroupOf {
  readonly points: number
  readonly scoring?: Scoring
  readonly tests: readonly { readonly weight?: number; readonly score: number; readonly hidden?: boolean }[]
}

/** As a grading would make it. */
function reportOf(...groups: readonly GroupOf[]): GradeReport {
  const scored = groups.map(({ points, scoring = 'sum', tests }) =>
    scoreGroup(
      { points, scoring },
      tests.map(({ weight = 1, score }) => ({ weight, score })),
    ),
  )
  const tests = groups.flatMap(({ tests: given }, at) =>
    given.map(
      ({ score, hidden = false }, index): TestReport => ({
        group: `Group ${at + 1}`,
        name: `test # ${index + 1} \\ ok`,
        verdict: score === 1 ? 'accepted' : 'wrong-answer',
        points: scored[at]?.shares[index]?.points ?? 0,
        maxPoints: scored[at]?.shares[index]?.maxPoints ?? 0,
        message: score === 1 ? 'Passed.' : 'The output is wrong: # not ok 1\n1..0',
        usage: null,
        visibility: hidden ? 'hidden' : 'visible',
      }),
    ),
  )
  const sum = (key: 'points' | 'maxPoints') => scored.reduce((total, one) => total + one[key], 0)
  return {
    title: 'Sums',
    score: rounded(sum('points')),
    maxScore: rounded(sum('maxPoints')),
    status: tests.every(({ verdict }) => verdict === 'accepted') ? 'passed' : 'failed',
    groups: scored.map(({ points, maxPoints }, at) => ({ name: `Group ${at + 1}`, points, maxPoints })),
    tests,
    receipt: {
      task: '',
      submission: '',
      fuelEpochs: {},
      limits: { fuel: 1, memoryPages: 1, outputBytes: 1 },
      world: { clockStartMs: 0, seed: 0 },
      report: '',
    },
  }
}

const all = (count: number, score = 1) => Array.from({ length: count }, () => ({ score }))
const mixed = reportOf(
  { points: 10, tests: [...all(2), { score: 0 }] },
  { points: 5, scoring: 'min', tests: [{ score: 1 }, { score: 0.5, hidden: true }, { score: 1, hidden: true }] },
)

describe('points', () => {
  const cases: ReadonlyArray<readonly [string, GradeReport, number, number]> = [
    ['three tests of ten points', reportOf({ points: 10, tests: all(3) }), 10, 10],
    ['seven of one', reportOf({ points: 1, tests: all(7) }), 1, 1],
    [
      'weights',
      reportOf({
        points: 10,
        tests: [
          { weight: 3, score: 1 },
          { weight: 4, score: 1 },
          { weight: 0, score: 1 },
        ],
      }),
      10,
      10,
    ],
    [
      'several groups',
      reportOf({ points: 10, tests: all(3) }, { points: 0.1, tests: all(3) }, { points: 0.2, tests: all(6) }),
      10.3,
      10.3,
    ],
    ['all or nothing', reportOf({ points: 7, scoring: 'all', tests: all(13) }), 7, 7],
    ['some that failed', reportOf({ points: 10, tests: [...all(2), ...all(1, 0)] }), 6.666667, 10],
    ['the worst one', reportOf({ points: 10, scoring: 'min', tests: [...all(2), ...all(1, 0.25)] }), 2.5, 10],
  ]
  it.each(cases)('of each test come to those of all: %s', (_, report, score, maxScore) => {
    const micros = (key: 'points' | 'maxPoints') =>
      report.tests.reduce((sum, test) => sum + Math.round(test[key] * 1e6), 0) / 1e6
    expect([micros('points'), micros('maxPoints')]).toEqual([score, maxScore])
  })

  // As its reporter does (autograding-grading-reporter, src/notify-classroom.js).
  it.each(cases)('are the whole where GitHub Classroom adds them up: %s', async (_, report, score, maxScore) => {
    const text = Buffer.from(await renderReport('github-classroom', report), 'base64').toString()
    const result: { max_score: number; tests: readonly { score: number }[] } = JSON.parse(text)
    let totalPoints = 0
    for (const test of result.tests) totalPoints += test.score
    expect(`${totalPoints}/${result.max_score}`).toBe(`${score}/${maxScore}`)
  })

  it('are whole in Classroom 50, and all of them for a test that passed', async () => {
    const shares = async (report: GradeReport) => {
      const result = JSON.parse(await renderReport('classroom50', report))
      const tests = result.tests as readonly { score: number; 'max-score': number }[]
      return { total: [result.score, result['max-score']], tests: tests.map((one) => [one.score, one['max-score']]) }
    }
    expect(await shares(reportOf({ points: 10, tests: all(3) }))).toEqual({
      total: [10, 10],
      tests: [
        [3, 3],
        [4, 4],
        [3, 3],
      ],
    })
    expect(await shares(reportOf({ points: 1, tests: all(2) }))).toEqual({
      total: [1, 1],
      tests: [
        [1, 1],
        [0, 0],
      ],
    })
    expect(await shares(reportOf({ points: 4, tests: [{ score: 0.999 }, { score: 1 }] }))).toEqual({
      total: [3, 4],
      tests: [
        [1, 2],
        [2, 2],
      ],
    })
    expect(await shares(reportOf({ points: 10, tests: [...all(2), ...all(1, 0)] }))).toEqual({
      total: [7, 10],
      tests: [
        [3, 3],
        [4, 4],
        [0, 3],
      ],
    })
  })
})

describe('tap', () => {
  it('is read by tap-parser, without a line that it does not know', async () => {
    const unknown: string[] = []
    const parser = new Parser({ strict: true })
    parser.on('extra', (line) => unknown.push(line))
    parser.end(await renderReport('tap', mixed))
    expect(unknown).toEqual([])
    expect(parser.results).toMatchObject({ ok: false, count: 6, pass: 5, fail: 1, skip: 2, plan: { start: 1, end: 6 } })
    const passed = new Parser({ strict: true })
    passed.end(await renderReport('tap', reportOf({ points: 10, tests: all(3) })))
    expect(passed.results).toMatchObject({ ok: true, count: 3, pass: 3, fail: 0 })
  })

  it('keeps names and the details of what failed', async () => {
    const found: unknown[] = []
    const parser = new Parser({ strict: true })
    parser.on('assert', ({ name, diag }) => found.push([name, diag?.verdict ?? null, diag?.points ?? null]))
    parser.end(await renderReport('tap', reportOf({ points: 2, tests: [{ score: 1 }, { score: 0 }] })))
    expect(found).toEqual([
      ['Group 1: test # 1 \\ ok', null, null],
      ['Group 1: test # 2 \\ ok', 'wrong-answer', 0],
    ])
  })

  const prove = spawnSync('prove', ['--version'])
  it.skipIf(prove.error !== undefined || prove.status !== 0)(
    'is read by Perl’s prove (skipped where it is not)',
    async () => {
      expect(await readBy('prove', (file) => ['--exec', 'cat', file], reportOf({ points: 10, tests: all(3) }))).toEqual(
        [0, 'Result: PASS'],
      )
      expect(await readBy('prove', (file) => ['--exec', 'cat', file], mixed)).toEqual([1, 'Result: FAIL'])
    },
  )

  const tapPy = spawnSync('python3', ['-c', 'import tap'])
  it.skipIf(tapPy.error !== undefined || tapPy.status !== 0)(
    'is read by PyPI’s tap.py (skipped where it is not)',
    async () => {
      const [status] = await readBy('python3', (file) => ['-m', 'tap', file], reportOf({ points: 10, tests: all(3) }))
      expect(status).toBe(0)
      expect((await readBy('python3', (file) => ['-m', 'tap', file], mixed))[0]).toBe(1)
    },
  )

  async function readBy(program: string, args: (file: string) => string[], report: GradeReport) {
    const folder = mkdtempSync(join(tmpdir(), 'fuelcell-tap-'))
    try {
      const file = join(folder, 'report.tap')
      writeFileSync(file, await renderReport('tap', report))
      const { status, stdout } = spawnSync(program, args(file), { encoding: 'utf8' })
      return [status, stdout.trim().split('\n').at(-1)]
    } finally {
      rmSync(folder, { recursive: true })
    }
  }
})

it('junit is read by junit2json: the counts fit, and hidden tests have their number in the report', async () => {
  const read = await parse(await renderReport('junit', mixed))
  expect(read).toMatchObject({
    name: 'Sums',
    tests: 6,
    failures: 1,
    errors: 0,
    skipped: 2,
    testsuite: [
      {
        name: 'Group 1',
        tests: 3,
        failures: 1,
        skipped: 0,
        testcase: [{ name: 'test # 1 \\ ok' }, {}, { failure: [{ type: 'wrong-answer' }] }],
      },
      {
        name: 'Group 2',
        tests: 3,
        failures: 0,
        skipped: 2,
        testcase: [{ name: 'test # 1 \\ ok' }, { name: 'hidden test 5' }, { name: 'hidden test 6' }],
      },
    ],
  })
})

it('hidden tests have the same numbers in every report that names them', async () => {
  for (const kind of ['junit', 'ctrf', 'tap', 'github-summary', 'html']) {
    const text = await renderReport(kind, mixed)
    const named = [...text.matchAll(/hidden test (\d+)/g)].map(([, number]) => number)
    expect([kind, [...new Set(named)]]).toEqual([kind, ['5', '6']])
  }
})

it('gradescope has what its specification asks for', async () => {
  const result = JSON.parse(await renderReport('gradescope', mixed))
  expect(Object.keys(result).sort()).toEqual([
    'output',
    'output_format',
    'score',
    'stdout_visibility',
    'tests',
    'visibility',
  ])
  for (const test of result.tests) {
    expect(test).toMatchObject({ score: expect.any(Number), max_score: expect.any(Number), name: expect.any(String) })
    expect(['passed', 'failed']).toContain(test.status)
    expect(['visible', 'hidden', 'after_due_date', 'after_published']).toContain(test.visibility)
    expect(test.score).toBeLessThanOrEqual(test.max_score)
  }
})

it('ctrf counts each test once', async () => {
  const { results } = JSON.parse(await renderReport('ctrf', mixed))
  const { tests, passed, failed, pending, skipped, other } = results.summary
  expect([tests, passed, failed, pending, skipped, other]).toEqual([6, 3, 1, 0, 0, 2])
  expect(passed + failed + pending + skipped + other).toBe(results.tests.length)
})
