/** Forms of expected outputs that other graders have. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { humanReport } from '../../src/grade/report/human.js'
import { realGrader, taskOf, verdictsOf } from '../support/real-grader.js'

let grader: Awaited<ReturnType<typeof realGrader>>
beforeAll(async () => {
  grader = await realGrader()
}, 300_000)
afterAll(() => grader.close())

const task = (test: string) =>
  `version: 1\ntitle: T\nsubmission: { entry: main.py }\ngroups:\n  - { name: g, points: 1, tests: [${test}] }\n`
const verdict = async (test: string, code: string) => {
  const report = await grader.grade(task(test), { 'main.py': code })
  return [...verdictsOf(report), ...report.tests.map(({ message }) => message)]
}

describe('regular expressions of JavaScript', () => {
  it.each([
    ['(?<word>hel+o) \\\\k<word>', 'hello hello', true],
    ['^b$', 'a\\nb', false],
    ['(?<!a)b', 'ab', false],
    ['\\\\d+', '٣', false],
    ['[^]', '\\n', true],
  ])('%s in %j', async (pattern, text, found) => {
    const [given] = await verdict(
      `{ stdout: { regex: "${pattern}", dialect: javascript } }`,
      `print("${text}", end="")`,
    )
    expect(given).toBe(found ? 'accepted' : 'wrong-answer')
  })

  it('search what is left without white space around it, where the task says so', async () => {
    const end = (more: string) => `{ stdout: { regex: "^x$", dialect: javascript${more} } }`
    expect((await verdict(end(''), 'print(" x ")'))[0]).toBe('wrong-answer')
    expect((await verdict(end(', match: ends'), 'print(" x ")'))[0]).toBe('accepted')
  })

  it('that are none, or never end, are told to the teacher', async () => {
    const [broken, message] = await verdict('{ stdout: { regex: "(a", dialect: javascript } }', 'print("a")')
    expect([broken, message]).toEqual([
      'ungraded',
      expect.stringContaining('Not graded, for the teacher: "the pattern (a" '),
    ])
    const [endless, why] = await verdict(
      '{ stdout: { regex: "^(a+)+$", dialect: javascript } }',
      'print("a" * 200 + "b")',
    )
    expect([endless, why]).toEqual(['ungraded', expect.stringContaining('which may have been made to bring it about')])
  }, 120_000)
})

describe('an exit code that is not looked at', () => {
  it('fails nothing that printed what was wanted', async () => {
    expect((await verdict('{ stdout: "5", exit_code: any }', 'print(5); raise SystemExit(3)'))[0]).toBe('accepted')
    expect((await verdict('{ stdout: "5", exit_code: any }', 'print(5); 1 / 0'))[0]).toBe('accepted')
    expect((await verdict('{ stdout: "5" }', 'print(5); 1 / 0'))[0]).toBe('runtime-error')
    expect((await verdict('{ stdout: "5", exit_code: any }', 'print(4); 1 / 0'))[0]).toBe('runtime-error')
    expect((await verdict('{ stdout: "5", exit_code: any }', 'print(5)\nwhile True: pass'))[0]).toBe('out-of-fuel')
  }, 120_000)
})

it('a text that must be included may have line ends of either kind', async () => {
  expect((await verdict('{ stdout: { includes: "Sum:\\r\\n5" } }', 'print("The Sum:\\n55")'))[0]).toBe('accepted')
  expect((await verdict('{ stdout: { includes: "a\\nb" } }', 'print("a\\r\\nb")'))[0]).toBe('accepted')
})

it('a report says what differs where nothing can be seen', async () => {
  const report = await grader.grade(task('{ stdout: { value: "a\\nb\\n", match: exact } }'), {
    'main.py': 'print("a\\nb", end="")',
  })
  expect(humanReport(report)).toContain('Only spaces and line ends at the end of the text differ.')
})

it('what has no meaning is refused', () => {
  expect(() => taskOf(task('{ stdout: { includes: a, dialect: javascript } }'))).toThrow('dialect needs regex')
  expect(() => taskOf(task('{ stdout: { regex: a, match: tokens } }'))).toThrow(
    'give either match or regex, and not both',
  )
})

describe('code around that of the entry', () => {
  it('runs with it, in each test its own', async () => {
    const report = await grader.grade(
      task(
        '{ append: "print(sqr(3))", stdout: "9" }, { append: "print(sqr(4))", stdout: "16" }, { prepend: "base = 5\\n", append: "print(sqr(base))", stdout: "25" }',
      ),
      { 'main.py': 'def sqr(n): return n * n' },
    )
    expect(verdictsOf(report)).toEqual(['accepted', 'accepted', 'accepted'])
  })

  it('has its own lines behind those of the submission', async () => {
    const [verdict_, message] = await verdict(
      '{ append: "print(sqr(3))", stdout: "9" }',
      'def sqr(n):\n  return n / 0\n',
    )
    expect([verdict_, message]).toEqual([
      'runtime-error',
      expect.stringContaining('in main.py, line 2: ZeroDivisionError'),
    ])
  })

  it('is for programs', () => {
    expect(() => taskOf(task('{ call: f, append: x, returns: 1 }'))).toThrow('append is for tests of programs')
  })
})
