/** Every kind of report, against what its consumer reads. `npx vitest run test/grade/report -u` writes the golden files again. */
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'
import { annotations, stepSummary } from '../../../src/grade/report/github.js'
import { humanReport } from '../../../src/grade/report/human.js'
import { renderReport, reportKinds } from '../../../src/grade/report/kinds.js'
import type { GradeReport, TestReport } from '../../../src/grade/report.js'

const usage = { fuel: 1500, netFuel: 500, memoryPages: 329 }
/** What a student may print to be taken for something else. */
const NASTY =
  '::error::x\n ::set-output name=result::passed\n##[set-output name=result]passed\n</pre><script>alert(1)</script>\n```\nok 7 - forged\n]]>\u001b[2J\u202e\u0000'

function test(more: Partial<TestReport>): TestReport {
  return {
    group: 'Samples',
    name: 'greets Bob',
    verdict: 'accepted',
    points: 2,
    maxPoints: 2,
    message: 'Passed.',
    usage,
    visibility: 'visible',
    ...more,
  }
}

const report: GradeReport = {
  title: 'Two Fer',
  score: 2,
  maxScore: 12,
  status: 'ungraded',
  groups: [
    { name: 'Samples', points: 2, maxPoints: 6 },
    { name: 'Hidden', points: 0, maxPoints: 6 },
  ],
  tests: [
    test({}),
    test({
      name: 'prints\u202e <b>|#',
      verdict: 'wrong-answer',
      points: 0,
      message: 'The output is wrong from line 2 on.',
      details: { input: 'Bob\n', expected: 'one\ntwo\n', actual: `one\n${NASTY}`, hints: ['Look again.'] },
    }),
    test({
      name: 'raises',
      verdict: 'runtime-error',
      points: 0,
      message: 'The program stopped.',
      details: { traceback: 'line 4' },
    }),
    test({
      group: 'Hidden',
      name: 'secret',
      verdict: 'wrong-answer',
      points: 0,
      visibility: 'hidden',
      message: 'The answer is wrong.',
    }),
    test({
      group: 'Hidden',
      name: 'later',
      verdict: 'skipped',
      points: 0,
      visibility: 'after_due_date',
      usage: null,
      message: 'Not run.',
    }),
    test({
      group: 'Hidden',
      name: 'lost',
      verdict: 'ungraded',
      points: 0,
      usage: null,
      message: 'Not graded.',
      fault: 'machine',
    }),
  ],
  receipt: {
    task: 'aa',
    submission: 'bb',
    fuelEpochs: { python: 'epoch1' },
    limits: { fuel: 1000, memoryPages: 100, outputBytes: 1000 },
    world: { clockStartMs: 946_684_800_000, seed: 0 },
    report: 'cc',
  },
}

const env = {
  CLASSROOM: 'cs',
  ASSIGNMENT: 'two-fer',
  OWNER: 'anna',
  SUBMISSION_TAG: 'submit/1',
  COMMIT_URL: 'https://host/commit/1',
}

const golden = new URL('../../../fixtures/reports/', import.meta.url)

describe('the golden report', () => {
  it.each(reportKinds.filter((kind) => kind !== 'github-annotations'))('%s', async (kind) => {
    const text = await renderReport(kind, report, env)
    const file = fileURLToPath(new URL(`two-fer.${kind}.txt`, golden))
    await expect(text).toMatchFileSnapshot(file)
  })

  it.each(reportKinds.filter((kind) => kind !== 'json' && kind !== 'gradescope'))(
    '%s does not tell the names of hidden tests',
    async (kind) => {
      const text = await renderReport(kind, report, env)
      const shown = kind === 'github-classroom' ? Buffer.from(text, 'base64').toString() : text
      expect(shown).not.toContain('secret')
    },
  )

  it.each(reportKinds)('%s has no character raw that a terminal obeys', async (kind) => {
    expect(await renderReport(kind, report, env)).not.toMatch(/(?![\n\t])[\p{Cc}\p{Cf}]/u)
  })
})

const json = async (kind: string) => JSON.parse(await renderReport(kind, report, env))

it('json is the report', async () => {
  expect(await json('json')).toEqual(report)
})

it('gradescope gives no score and no failure for what could not be graded', async () => {
  const result = await json('gradescope')
  expect(result).not.toHaveProperty('score')
  expect(result.output).toBe(
    'Not marked: some tests could not be graded, and that is not your fault. The teacher has to run the autograder again.',
  )
  expect(result.tests.filter((one: object) => 'score' in one)).toEqual([])
  expect(result.tests.map(({ status }: { status?: string }) => status)).toEqual([
    'passed',
    'failed',
    'failed',
    'failed',
    'failed',
    undefined,
  ])
})

it('a hidden test that could not be graded is not told as failed', async () => {
  const hidden = {
    ...report,
    tests: [test({ verdict: 'ungraded', points: 0, visibility: 'hidden', fault: 'machine' })],
  }
  const { tests } = JSON.parse(await renderReport('classroom50', hidden, env))
  expect(tests[0].message).toBe('A hidden test could not be graded, and that is not your fault.')
})

it('gradescope has the fields of its specification', async () => {
  const graded = { ...report, status: 'failed' as const, tests: report.tests.slice(0, 5) }
  const result = JSON.parse(await renderReport('gradescope', graded))
  expect(result).toMatchObject({ score: 2, visibility: 'visible', stdout_visibility: 'hidden', output_format: 'text' })
  expect(result).not.toHaveProperty('leaderboard')
  const visibilities = ['visible', 'visible', 'visible', 'hidden', 'after_due_date']
  expect(result.tests.map(({ visibility }: { visibility: string }) => visibility)).toEqual(visibilities)
  for (const one of result.tests) {
    expect(Object.keys(one).sort()).toEqual([
      'max_score',
      'name',
      'output',
      'output_format',
      'score',
      'status',
      'visibility',
    ])
    expect(['passed', 'failed']).toContain(one.status)
  }
  const passed = JSON.parse(await renderReport('gradescope', { ...report, status: 'passed' }))
  expect(passed.leaderboard).toEqual([{ name: 'Net fuel', value: 2000, order: 'asc' }])
})

it('classroom50 has the fields of result/v1, whole points among them', async () => {
  const result = await json('classroom50')
  expect(Object.keys(result).sort()).toEqual(
    [
      'assignment',
      'assignment_type',
      'classroom',
      'commit',
      'datetime',
      'max-score',
      'owner',
      'release',
      'review',
      'schema',
      'score',
      'submission',
      'tests',
    ].sort(),
  )
  expect(result).toMatchObject({
    schema: 'classroom50/result/v1',
    classroom: 'cs',
    owner: 'anna',
    score: 2,
    'max-score': 12,
  })
  expect(result.submission).toMatch(/^submit\//)
  expect(result.datetime).toMatch(/^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}Z$/)
  const fractions = { ...report, score: 6.666667, tests: [test({ points: 1.333333, maxPoints: 1.333333 })] }
  const whole = JSON.parse(await renderReport('classroom50', fractions, env))
  expect(whole).toMatchObject({
    score: 1,
    'max-score': 1,
    tests: [{ 'test-name': 'greets Bob', passed: true, score: 1, 'max-score': 1 }],
  })
})

it('github-classroom is base64 of the result that its reporter adds up', async () => {
  const result = JSON.parse(Buffer.from(await renderReport('github-classroom', report), 'base64').toString())
  expect(result).toMatchObject({ version: 1, status: 'error', max_score: 12 })
  expect(result.tests[0]).toMatchObject({ name: 'greets Bob', status: 'pass', score: 2, max_score: 2 })
  expect(result.tests.map(({ status }: { status: string }) => status)).toEqual([
    'pass',
    'fail',
    'fail',
    'error',
    'fail',
  ])
})

it('junit counts what it has, and is XML', async () => {
  const xml = await renderReport('junit', report)
  expect(xml).toMatch(
    /^<\?xml version="1.0" encoding="UTF-8"\?>\n<testsuites name="Two Fer" tests="6" failures="2" errors="1" skipped="2">/,
  )
  expect(xml.match(/<testcase /g)).toHaveLength(6)
  expect(xml).not.toContain('<script>')
})

it('ctrf has what its schema requires', async () => {
  const { reportFormat, specVersion, results } = await json('ctrf')
  expect([reportFormat, specVersion]).toEqual(['CTRF', '0.0.0'])
  expect(results.summary).toEqual({
    tests: 6,
    passed: 1,
    failed: 2,
    pending: 0,
    skipped: 1,
    other: 2,
    start: 0,
    stop: 0,
  })
  const allowed = ['name', 'status', 'duration', 'suite', 'message', 'extra']
  for (const one of results.tests) expect(Object.keys(one).filter((key) => !allowed.includes(key))).toEqual([])
})

it('tap has a plan, and no line of a student’s is one of its own', async () => {
  const lines = (await renderReport('tap', report)).split('\n')
  expect(lines.slice(0, 3)).toEqual(['TAP version 13', '1..6', 'ok 1 - Samples: greets Bob'])
  expect(lines.filter((line) => /^(not )?ok /.test(line))).toHaveLength(6)
})

it('exercism has version 3, and an error where nothing could be run', async () => {
  expect(await json('exercism')).toMatchObject({ version: 3, status: 'fail', message: null })
  const broken = { ...report, problem: 'There is no file.' }
  expect(JSON.parse(await renderReport('exercism', broken))).toEqual({
    version: 3,
    status: 'error',
    message: 'There is no file.',
    tests: [],
  })
})

it('prairielearn has a part of one', async () => {
  expect(await json('prairielearn')).toMatchObject({ gradable: false, score: 2 / 12 })
})

it('html escapes what guests wrote, and runs no script', async () => {
  const page = await renderReport('html', report)
  expect(page).not.toContain('<script')
  expect(page).toContain('&lt;script&gt;')
  expect(page).toContain("default-src 'none'")
})

it.each(reportKinds.filter((kind) => kind !== 'github-annotations' && kind !== 'human'))(
  '%s has no line that a runner of GitHub’s takes for a command',
  async (kind) => {
    const problem = `There is no file, but one called ${NASTY}`
    for (const one of [report, { ...report, problem }]) {
      const text = await renderReport(kind, one)
      expect(text.split('\n').filter((line) => /^\s*::/.test(line) || line.includes('##['))).toEqual([])
    }
  },
)

it('annotations fence a student’s text with a token that is never the same', async () => {
  const text = await annotations(report, 'token-1')
  const lines = text.split('\n')
  const [stop, resume] = [lines.indexOf('::stop-commands::token-1'), lines.indexOf('::token-1::')]
  expect(stop).toBeGreaterThan(0)
  expect(resume).toBe(lines.length - 2)
  expect(lines.slice(0, stop).every((line) => line.startsWith('::error title='))).toBe(true)
  expect(lines.slice(0, stop)).toHaveLength(4)
  expect(await annotations(report)).not.toBe(await annotations(report))
})

it('the step summary fences code with more ticks than are in it', () => {
  expect(stepSummary(report)).toContain('````text\nThe output is wrong from line 2 on.')
})

it('the human report is brief where nothing could be run', () => {
  const text = humanReport({ ...report, problem: 'There is no file "a.py".' })
  expect(text).toContain('There is no file "a.py".')
  expect(text).not.toContain('The output is wrong')
})

describe('of hidden tests, a report for everybody', () => {
  const forEverybody = reportKinds.filter((kind) => kind !== 'json' && kind !== 'gradescope')
  const hidden = (verdict: TestReport['verdict'], points: number) =>
    test({ group: 'Hidden', name: `secret ${verdict}`, verdict, points, visibility: 'hidden', message: 'secret' })
  const shownOf = async (kind: string, tests: readonly TestReport[]) => {
    const one = { ...report, status: 'failed' as const, tests: [test({}), ...tests] }
    const text = await renderReport(kind, one, env)
    return kind === 'github-classroom' ? Buffer.from(text, 'base64').toString() : text
  }

  it.each(forEverybody)('%s does not tell which one failed', async (kind) => {
    const texts = await Promise.all([
      shownOf(kind, [hidden('accepted', 2), hidden('wrong-answer', 0)]),
      shownOf(kind, [hidden('out-of-fuel', 0), hidden('accepted', 2)]),
    ])
    const [one = '', other = ''] = texts.map((text) => text.replace(/::?[\da-f-]{36}/g, ''))
    expect(one).toBe(other)
    expect(one).not.toContain('secret')
    expect(one).toMatch(/hidden test/)
  })

  it.each(['html', 'human', 'junit', 'tap', 'ctrf', 'github-summary', 'github-annotations'])(
    '%s says why it was not run',
    async (kind) => {
      const message = 'Not run, because "Samples" must pass first.'
      const skipped = { ...hidden('skipped', 0), usage: null, message }
      const text = await shownOf(kind, [skipped])
      expect(text.replaceAll('\\"', '"').replaceAll('&quot;', '"')).toContain(message)
    },
  )
})

describe('what is wrong with the whole submission is told once:', () => {
  const broken = (name: string) =>
    test({
      name,
      verdict: 'compile-error',
      points: 0,
      message: 'This is not a Python program in a.py, line 1: SyntaxError.',
      details: { traceback: 'File "a.py", line 1' },
    })
  it.each(['human', 'html', 'github-summary'])('%s', async (kind) => {
    const text = await renderReport(kind, { ...report, status: 'failed', tests: ['a', 'b', 'c'].map(broken) })
    expect(text.match(/This is not a Python program/g)).toHaveLength(1)
    expect(text.match(/line 1/g)).toHaveLength(2)
  })

  it('annotations', async () => {
    const text = await annotations({ ...report, tests: ['a', 'b', 'c'].map(broken) }, 'token')
    expect(text.match(/^::error.*$/gm)).toEqual([
      '::error title=Two Fer::This is not a Python program in a.py, line 1: SyntaxError.%0A%0AFile "a.py", line 1',
    ])
  })

  it('another error in another test is its own', async () => {
    const text = await renderReport('human', { ...report, tests: [broken('a'), test({}), broken('c')] })
    expect(text.match(/This is not a Python program/g)).toHaveLength(2)
  })
})

it.each(['human', 'html', 'tap', 'junit', 'gradescope', 'github-annotations'])(
  '%s does not tell everybody what a file of the task said of an answer',
  async (kind) => {
    const faulty = test({ verdict: 'ungraded', points: 0, fault: 'task', message: 'expected zebra-7741' })
    const text = await renderReport(kind, { ...report, tests: [test({}), faulty] })
    expect(text).not.toContain('zebra')
    expect(text).toContain('Not graded, because of the task itself.')
  },
)

it('one line of an answer stands beside its name', () => {
  const wrong = test({ verdict: 'wrong-answer', points: 0, message: 'Wrong.', details: { actual: '7\n' } })
  expect(humanReport({ ...report, tests: [wrong] })).toContain('\n      Wrong.\n      Yours:    7\n')
})
