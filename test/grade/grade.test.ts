/** The grader with a run that is told what to answer. */
import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { FuelcellError } from '../../src/core/errors.js'
import type { Result } from '../../src/core/result.js'
import { gradeClass, reusable } from '../../src/grade/class.js'
import { Grader, grade } from '../../src/grade/grade.js'
import { reportJson } from '../../src/grade/report/json.js'
import { reportJsonSchema, reportSchema } from '../../src/grade/report/schema.js'
import { exitCodeOf } from '../../src/grade/report.js'
import type { GradeRequest } from '../../src/grade/world.js'
import { taskOf } from '../support/real-grader.js'
import { ended, exited } from '../support/results.js'

const TASK = `
version: 1
title: T
submission: { entry: a.py }
limits: { fuel: 1000, memory: 10, output: 100 }
groups:
  - name: one
    points: 2
    tests:
      - { name: first, stdin: "1", stdout: "1" }
      - { name: second, stdin: "2", stdout: "2" }
  - name: two
    points: 1
    requires: [one]
    visibility: hidden
    feedback: none
    tests: [{ name: third, stdin: "3", stdout: "3" }]
`
const submission = { files: { 'a.py': Buffer.from('print(input())') } }

/** Echoes stdin, as a right submission would; `behave` may answer otherwise. The first run of all is the empty program. */
function echo(behave: (stdin: string, request: GradeRequest) => Result | undefined = () => undefined) {
  const requests: GradeRequest[] = []
  const run = async (request: GradeRequest): Promise<Result> => {
    requests.push(request)
    const stdin = Buffer.from(request.stdin ?? '').toString()
    const usage = { ...exited(0).usage, fuel: 150, startupFuel: 100 }
    if (request.code === '') return exited(0, { usage: { ...usage, fuel: 100 } })
    const stdout = Buffer.from(`${stdin}\n`)
    return (
      behave(stdin, request) ??
      exited(0, { usage, stdout: stdout.toString(), stdoutBytes: stdout, fuelEpoch: 'epoch1' })
    )
  }
  return { run, requests }
}

describe('a submission', () => {
  it('that is right passes, with net fuel and a receipt', async () => {
    const { run } = echo()
    const report = await grade(taskOf(TASK), submission, { run })
    expect(report).toMatchObject({ score: 3, maxScore: 3, status: 'passed' })
    expect(report.tests[0]).toMatchObject({
      group: 'one',
      name: 'first',
      verdict: 'accepted',
      points: 1,
      maxPoints: 1,
      usage: { fuel: 150, netFuel: 50 },
    })
    expect(report.receipt).toMatchObject({ limits: { fuel: 1000, memoryPages: 10, outputBytes: 100 } })
    expect(exitCodeOf(report)).toBe(0)
  })

  it('gets each test’s input, and nothing of another test or of what is expected', async () => {
    const { run, requests } = echo()
    await grade(taskOf(TASK), submission, { run })
    const [, ...tests] = requests
    expect(tests.map(({ stdin }) => Buffer.from(stdin ?? '').toString())).toEqual(['1', '2', '3'])
    for (const request of tests) {
      expect(request).toMatchObject({ args: [], env: {}, clockStartMs: 946_684_800_000, seed: 0 })
      expect([request.entry, Object.keys(request.files ?? {})]).toEqual(['a.py', []])
      expect(request.limits).toMatchObject({ fuel: 1100, memoryPages: 10, outputBytes: 100 })
    }
  })

  it('that fails a required group has the next one skipped', async () => {
    const { run, requests } = echo((stdin) => (stdin === '2' ? ended('out-of-fuel') : undefined))
    const report = await grade(taskOf(TASK), submission, { run })
    expect(report.tests.map(({ verdict }) => verdict)).toEqual(['accepted', 'out-of-fuel', 'skipped'])
    expect(report.tests[2]?.message).toBe('Not run, because "one" must pass first. Look at that one.')
    expect(report).toMatchObject({ score: 1, status: 'failed' })
    expect(requests).toHaveLength(3)
    expect(exitCodeOf(report)).toBe(1)
  })

  it('that is not there gets zero, and a report', async () => {
    const { run, requests } = echo()
    const report = await grade(taskOf(TASK), { files: { 'b.py': Buffer.from('x') } }, { run })
    expect(report).toMatchObject({
      score: 0,
      status: 'failed',
      problem: 'There is no file "a.py" in the submission (it has "b.py"). Hand in a file of exactly that name.',
    })
    expect(report.tests.map(({ verdict }) => verdict)).toEqual(['compile-error', 'compile-error', 'compile-error'])
    expect(requests).toEqual([])
    expect(exitCodeOf(report)).toBe(1)
  })

  it.each([
    ['empty', { 'a.py': Buffer.from(' \n') }, 'is empty'],
    ['too large', { 'a.py': Buffer.alloc(2_000_000, 'x') }, 'has 2,000,000 bytes, and 1,048,576 are allowed'],
    [
      'of too many files',
      Object.fromEntries(
        Array.from({ length: 501 }, (_, index) => [`${index}.py`, Buffer.from('x')]).concat([
          ['a.py', Buffer.from('x')],
        ]),
      ),
      'more than 500 files',
    ],
  ])('that is %s gets zero', async (_, files, why) => {
    const report = await grade(taskOf(TASK), { files }, { run: echo().run })
    expect(report.score).toBe(0)
    expect(report.problem).toContain(why)
  })

  it('with names that no run directory can hold gets zero', async () => {
    const { run } = echo(() => {
      throw new FuelcellError('invalid-file-name', 'too long')
    })
    const report = await grade(taskOf(TASK), submission, { run })
    expect(report.tests[0]).toMatchObject({
      verdict: 'compile-error',
      message: 'The submission cannot be put into a sandbox: too long',
    })
  })
})

describe('what the machine does wrong', () => {
  const lost = new FuelcellError('worker-lost', 'the worker was lost')

  it('is tried again, and forgotten when it goes well', async () => {
    let failures = 0
    const { run } = echo((stdin) => {
      if (stdin !== '1' || failures > 0) return undefined
      failures += 1
      throw lost
    })
    expect(await grade(taskOf(TASK), submission, { run })).toMatchObject({ status: 'passed', score: 3 })
  })

  it('twice is ungraded, never a mark of zero', async () => {
    const { run } = echo((stdin) => {
      if (stdin === '1') throw lost
      return undefined
    })
    const report = await grade(taskOf(TASK), submission, { run })
    expect(report.status).toBe('ungraded')
    expect(report.tests[0]).toMatchObject({ verdict: 'ungraded', fault: 'machine' })
    expect(report.tests[0]?.message).toContain('the worker was lost. This is not your fault')
    expect(exitCodeOf(report)).toBe(3)
  })

  it('for one submission is not held against the next', async () => {
    let failures = 0
    const { run } = echo()
    const failing = async (request: GradeRequest) => {
      failures += 1
      if (failures <= 2) throw lost
      return run(request)
    }
    const grader = new Grader(taskOf(TASK), { run: failing })
    expect((await grader.grade(submission)).status).toBe('ungraded')
    expect((await grader.grade(submission)).status).toBe('passed')
  })

  it('so is a deadline: the limit is fuel', async () => {
    const { run } = echo((stdin) => (stdin === '2' ? ended('timeout') : undefined))
    expect((await grade(taskOf(TASK), submission, { run })).tests[1]).toMatchObject({
      verdict: 'ungraded',
      fault: 'machine',
    })
  })

  it('and what the caller does wrong is thrown', async () => {
    const { run } = echo(() => {
      throw new FuelcellError('runner-closed', 'closed')
    })
    await expect(grade(taskOf(TASK), submission, { run })).rejects.toMatchObject({ code: 'runner-closed' })
  })
})

describe('a report', () => {
  it('is the same bytes on every repetition, unless timings are asked for', async () => {
    const { run } = echo()
    const once = () => grade(taskOf(TASK), submission, { run })
    expect(reportJson(await once())).toBe(reportJson(await once()))
    expect(reportJson(await once())).not.toContain('durationMs')
    const timed = await grade(taskOf(TASK), submission, { run, timings: true })
    expect(timed.tests[0]).toHaveProperty('durationMs')
  })

  it('tells no more than the feedback lets it', async () => {
    const { run } = echo(() => exited(0, { stdout: 'no', stdoutBytes: Buffer.from('no') }))
    const told = async (feedback: string) => {
      const report = await grade(
        taskOf(TASK.replace('title: T', `title: T\ndefaults: { feedback: ${feedback} }`)),
        submission,
        { run },
      )
      return report.tests[0]
    }
    expect((await told('full'))?.details).toMatchObject({ actual: 'no', expected: '1', input: '1' })
    const actualOnly = (await told('actual-only'))?.details
    expect(actualOnly).toMatchObject({ actual: 'no', input: '1' })
    expect(actualOnly).not.toHaveProperty('expected')
    const none = await told('none')
    expect(none).not.toHaveProperty('details')
    expect(none?.message).toBe('The answer is wrong.')
  })

  it('keeps a text of a megabyte short', async () => {
    const { run } = echo(() => exited(0, { stdout: 'x'.repeat(1_000_000), stdoutBytes: Buffer.alloc(1_000_000, 'x') }))
    expect(reportJson(await grade(taskOf(TASK), submission, { run })).length).toBeLessThan(40_000)
  })

  it('escapes what a terminal would obey', async () => {
    const nasty = '\u001b[2K\u202e\u0000\u009b'
    const { run } = echo(() => exited(0, { stdout: nasty, stdoutBytes: Buffer.from(nasty) }))
    const json = reportJson(await grade(taskOf(TASK), submission, { run }))
    expect(json).toContain('\\u001b[2K\\u202e\\u0000\\u009b')
    expect(JSON.parse(json).tests[0].details.actual).toBe(nasty)
  })
})

it('a receipt proves the report', async () => {
  const report = await grade(taskOf(TASK), submission, { run: echo().run })
  const { report: digest, ...receipt } = report.receipt
  const told = JSON.stringify({ ...report, receipt })
  expect(createHash('sha256').update(told).digest('hex')).toBe(digest)
  expect(reportSchema.parse(report)).toEqual(report)
})

it('a report has the schema that the package ships; `fuelcell grade schema --report` prints it', () => {
  const shipped = JSON.parse(readFileSync(new URL('../../schemas/grade-report.schema.json', import.meta.url), 'utf8'))
  expect(shipped).toEqual(reportJsonSchema())
})

describe('a class', () => {
  const handed = ['anna', 'ben'].map((name) => ({ name, load: async () => submission }))

  it('is graded in order, and what is known of before is taken over', async () => {
    const first = echo()
    const all = await gradeClass(taskOf(TASK), handed, { run: first.run })
    expect(all.map(({ name, report }) => [name, report.score])).toEqual([
      ['anna', 3],
      ['ben', 3],
    ])
    const second = echo()
    const again = await gradeClass(taskOf(TASK), handed, { run: second.run, known: all.slice(0, 1) })
    expect(again).toEqual(all)
    // The empty program, the one of that name, and the three tests of the one who is not known.
    expect(second.requests).toHaveLength(5)
  })

  it('grades again what has changed, and what the machine spoiled', async () => {
    const { run } = echo(() => ended('timeout'))
    const spoiled = await gradeClass(taskOf(TASK), handed, { run })
    expect(reusable(spoiled)).toEqual([])
    const right = await gradeClass(taskOf(TASK), handed, { run: echo().run })
    const changed = echo()
    await gradeClass(taskOf(TASK.replace('title: T', 'title: U')), handed, { run: changed.run, known: right })
    expect(changed.requests).toHaveLength(8)
  })
})
