import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { taskJsonSchema } from '../../../src/grade/task/schema.js'
import { taskOf } from '../../support/real-grader.js'

const head = 'version: 1\ntitle: T\nsubmission: { entry: a.py }\n'
const withTests = (tests: string) => `${head}groups:\n  - name: g\n    points: 1\n    tests:\n${tests}`

describe('a task', () => {
  it('gets every default', () => {
    const task = taskOf(withTests('      - { stdin: "1\\n", stdout: "1" }\n'))
    expect(task).toMatchObject({
      entry: 'a.py',
      runtime: 'python',
      patterns: ['**/*.py'],
      maxBytes: 1_048_576,
      limits: { fuel: 1_000_000_000, memoryPages: 4096, outputBytes: 1_048_576 },
    })
    expect(task.groups[0]).toMatchObject({ scoring: 'sum', requires: [] })
    expect(task.groups[0]?.tests[0]).toMatchObject({
      kind: 'program',
      name: '1',
      weight: 1,
      visibility: 'visible',
      feedback: 'full',
      exitCode: 0,
      stdout: { kind: 'text', match: 'trim', value: '1' },
    })
  })

  it('reads human sizes, with the underscores of YAML 1.1', () => {
    const limits = 'limits: { fuel: 500_000_000, memory: 64MiB, output: 64KiB }\n'
    const task = taskOf(`${withTests('      - { stdout: x }\n')}${limits}`)
    expect(task.limits).toEqual({ fuel: 500_000_000, memoryPages: 1024, outputBytes: 65_536 })
  })

  it('keeps values as exact as they were written', () => {
    const task = taskOf(
      withTests('      - { call: f, args: [2, 2.0, true, null, {1: a}], returns: 12345678901234567890 }\n'),
    )
    expect(task.groups[0]?.tests[0]).toMatchObject({
      args: [2n, 2, true, null, new Map([[1n, 'a']])],
      returns: 12345678901234567890n,
    })
  })

  it('may be JSON', () => {
    const json = JSON.stringify({
      version: 1,
      title: 'T',
      submission: { entry: 'a.py' },
      groups: [{ name: 'g', points: 1, tests: [{ call: 'f', returns: null }] }],
    })
    expect(taskOf(json).groups[0]?.tests[0]).toMatchObject({ kind: 'call', returns: null })
  })

  it('makes a test of each seed and size', () => {
    const files = { 'gen.py': 'x', 'ref.py': 'y' }
    const task = taskOf(
      withTests('      - { name: g, generate: gen.py, seeds: 2, sizes: [5, 9], reference: ref.py }\n'),
      files,
    )
    expect(task.groups[0]?.tests.map(({ name, weight }) => [name, weight])).toEqual([
      ['g (size 5, seed 0)', 0.25],
      ['g (size 5, seed 1)', 0.25],
      ['g (size 9, seed 0)', 0.25],
      ['g (size 9, seed 1)', 0.25],
    ])
  })

  it('has a digest of itself and of all that it names', () => {
    const text = withTests('      - { stdin_file: in, stdout: x }\n')
    const digest = (content: string) => taskOf(text, { in: content }).digest
    expect(digest('1')).toMatch(/^[0-9a-f]{64}$/)
    expect(digest('1')).toBe(digest('1'))
    expect(digest('2')).not.toBe(digest('1'))
  })
})

describe('refuses', () => {
  it.each([
    ['an unknown key', '      - { stdot: x }\n', 'line 8: "stdot" is not known; did you mean "stdout"?'],
    [
      'an unknown key of an output',
      '      - { stdout: { vlue: x } }\n',
      'line 8: "vlue" is not known; did you mean "value"?',
    ],
    [
      'a wrong type',
      '      - { stdin: 5 }\n',
      'line 8: groups.0.tests.0.stdin: a text is wanted, and 5 was given; put the number in quotes',
    ],
    [
      'a number for an output',
      '      - { stdout: 25 }\n',
      'line 8: groups.0.tests.0.stdout: a text or a mapping of keys to values is wanted, and 25 was given; put the number in quotes',
    ],
    [
      'a word of YAML for an output',
      '      - { stdout: true }\n',
      'groups.0.tests.0.stdout: a text or a mapping of keys to values is wanted, and true was given; put it in quotes',
    ],
    [
      'a list for an output',
      '      - { stdout: [a] }\n',
      'groups.0.tests.0.stdout: a text or a mapping of keys to values is wanted, and a list was given',
    ],
    [
      'impossible points',
      '      - { points: -1 }\n',
      'line 8: groups.0.tests.0.points: a number of at least 0 is wanted, and -1 was given',
    ],
    [
      'points in quotes',
      '      - { points: "2" }\n',
      'line 8: groups.0.tests.0.points: a number is wanted, and the text "2" was given; take the quotes away',
    ],
    [
      'a word that is none',
      '      - { visibility: secret }\n',
      'groups.0.tests.0.visibility: one of visible, after_due_date, after_published, hidden is wanted, and the text "secret" was given',
    ],
    ['no name', '      - { name: "" }\n', 'groups.0.tests.0.name: this is empty; write something'],
    [
      'a test that is none',
      '      - 5\n',
      'line 8: groups.0.tests.0: a mapping of keys to values is wanted, and 5 was given',
    ],
    ['an exit code in parts', '      - { exit_code: 1.5 }\n', 'groups.0.tests.0.exit_code: '],
    [
      'a text to include that is empty',
      '      - { stdout: { includes: [] } }\n',
      'groups.0.tests.0.stdout.includes: this is empty; put one in at least',
    ],
    [
      'weights of nothing',
      '      - { points: 0, stdout: x }\n',
      'line 6: the group "g" is worth 1 points, but every test in it weighs 0',
    ],
    ['no tests', '      []\n', 'the group "g" has no tests'],
    ['returns without a call', '      - { returns: 1 }\n', 'line 8: returns needs call, which names the function'],
    [
      'stdin beside a call',
      '      - { call: f, stdin: x }\n',
      'line 8: stdin is for tests of programs, but this one has call',
    ],
    [
      'two expectations',
      '      - { call: f, returns: 1, raises: E }\n',
      'line 8: give either returns or raises, and not both',
    ],
    [
      'two kinds of matching',
      '      - { stdout: { regex: x, includes: y } }\n',
      'line 8: give either includes or regex',
    ],
    [
      'names taken twice',
      '      - { name: a, stdout: x }\n      - { name: a, stdout: x }\n',
      'line 9: another test of the group is called "a" already',
    ],
    ['no such file', '      - { stdin_file: none, stdout: x }\n', 'line 8: there is no none'],
    [
      'a growth of two sizes',
      '      - { call: f, generate: gen.py, sizes: [1, 2], growth: { atMost: n } }\n',
      'line 8: growth needs sizes, three at least',
    ],
    ['a name that is none', '      - { call: "f()", returns: 1 }\n', 'line 8: "f()" cannot be the name of a function'],
  ])('%s with its line', (_, tests, why) => {
    expect(() => taskOf(withTests(tests), { 'gen.py': '' })).toThrow(why)
  })

  it('all of it at once', () => {
    const text = `${head}limits: { fuel: lots }\ngroups:\n  - { name: g, points: 1, requires: [h], tests: [{ call: f, stdin: x }] }\n`
    const findings = ['line 4: fuel must be', 'line 6: stdin is for tests', 'line 6: no group above is called "h"']
    for (const finding of findings) expect(() => taskOf(text)).toThrow(finding)
  })

  it.each([
    ['', 'line 1: a mapping of keys to values is wanted, and nothing was given'],
    ['[1]', 'line 1: a mapping of keys to values is wanted, and a list was given'],
    [
      'version: 2\ntitle: T\nsubmission: { entry: a.py }\ngroups: []\n',
      'line 1: version: 1 is wanted, and 2 was given',
    ],
    [
      'version: 1\ntitle: T\nsubmission: { entry: a.py }\ngroups: []\n',
      'line 4: groups: this is empty; put one in at least',
    ],
    ['version: 1\ntitle: T\nsubmission: { entry: a.py }\n', 'groups: a list is wanted, and nothing was given'],
  ])('a file that is no task: %j', (text, why) => {
    expect(() => taskOf(text)).toThrow(why)
  })

  it('what the schema and what the rest finds, together', () => {
    const text = `${head}limits: { fuel: 5X }\ngroups:\n  - { name: g, points: -1, requires: [h], tests: [{ stdin: 5 }, { call: f, stdin: x }, { stdin_file: none }], extra: 1 }\n`
    expect(() => taskOf(text)).toThrow(
      [
        'line 6: groups.0.points: a number of at least 0 is wanted, and -1 was given',
        'line 6: groups.0.tests.0.stdin: a text is wanted, and 5 was given; put the number in quotes',
        'line 6: "extra" is not known',
      ].join('\n  '),
    )
    for (const finding of [
      'line 6: stdin is for tests',
      'no group above is called "h"',
      'there is no none',
      'line 4: fuel must be',
    ]) {
      expect(() => taskOf(text)).toThrow(finding)
    }
  })

  it('a group without tests and without unittest', () => {
    expect(() => taskOf(`${head}groups:\n  - { name: g, points: 1 }\n`)).toThrow('needs either tests or unittest')
  })
})

it('takes the forms of judges of contests, and their rules with them alone', () => {
  const stdout = (form: string) => {
    const [test] = taskOf(withTests(`      - { stdout: ${form} }\n`)).groups[0]?.tests ?? []
    return test?.kind === 'program' ? test.stdout : null
  }
  expect(stdout('{ value: a, match: kattis }')).toEqual({ kind: 'text', match: 'kattis', value: 'a' })
  expect(stdout('{ value: a, match: kattis, space_change_sensitive: true, floats: { abs: 0.1 } }')).toEqual({
    kind: 'kattis',
    value: 'a',
    caseSensitive: false,
    spaceChangeSensitive: true,
    tolerance: { abs: 0.1, rel: 0 },
  })
  expect(stdout('{ value: a, match: standard, floats: { rel: 0.1 } }')).toEqual({
    kind: 'floats',
    value: 'a',
    tolerance: { abs: 0, rel: 0.1 },
    by: 'standard',
  })
  expect(() => stdout('{ value: a, match: tokens, case_sensitive: true }')).toThrow('match: kattis')
  expect(() => stdout('{ value: a, match: trim, floats: { abs: 1 } }')).toThrow('match')
})

it('has the schema that the package ships; `fuelcell grade schema` prints it', () => {
  const shipped = JSON.parse(readFileSync(new URL('../../../schemas/grade.schema.json', import.meta.url), 'utf8'))
  expect(shipped).toEqual(taskJsonSchema())
})
