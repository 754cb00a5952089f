import { describe, expect, it } from 'vitest'
import { importClassroom } from '../../../src/grade/import/classrooms.js'
import { draftYaml, type Source } from '../../../src/grade/import/draft.js'
import { importExercism } from '../../../src/grade/import/exercism.js'
import { importPairs } from '../../../src/grade/import/pairs.js'
import { type Files, taskOf } from '../real-grader.js'

function source(files: Files): Source {
  const bytes = (path: string) => Buffer.from(files[path] ?? '')
  return { bytes, text: (path) => bytes(path).toString(), paths: Object.keys(files).sort() }
}

const none = { entry: undefined }

/** A draft is a task: what was written is read again. */
const tests = (draft: Parameters<typeof draftYaml>[0], files: Files = {}) =>
  taskOf(draftYaml(draft), files).groups.flatMap((group) => group.tests.map((test) => ({ group: group.name, ...test })))

it('Classroom 50’s tests.json', () => {
  const files = {
    'tests.json': JSON.stringify({
      schema: 'classroom50/tests/v1',
      tests: [
        {
          name: 'says hi',
          type: 'io',
          run: 'python3 hello.py --loud',
          input: 'Bob\n',
          expected: 'hi Bob\n',
          comparison: 'exact',
          points: 3,
        },
        {
          name: 'from a file',
          type: 'io',
          run: 'python3 hello.py',
          'input-file': 'in.txt',
          expected: '^hi',
          comparison: 'regex',
          points: 1,
          'failure-details': 'none',
        },
        { name: 'compiles', type: 'run', run: 'gcc hello.c', points: 1 },
      ],
    }),
    'in.txt': 'Eve\n',
  }
  const draft = importClassroom('tests.json', source(files), none)
  expect(draft.warnings).toEqual([
    {
      field: 'tests.json: compiles',
      message:
        'this test was left out: only `python3 FILE` can be taken over, not "gcc hello.c"; write it anew (docs/grade.md)',
    },
  ])
  expect(draft.task.submission.entry).toBe('hello.py')
  expect(tests(draft, files)).toMatchObject([
    {
      name: 'says hi',
      weight: 3,
      args: ['--loud'],
      stdin: Buffer.from('Bob\n'),
      stdout: { kind: 'text', match: 'trim', value: 'hi Bob\n' },
    },
    {
      name: 'from a file',
      weight: 1,
      stdin: Buffer.from('Eve\n'),
      stdout: { kind: 'regex', pattern: '^hi' },
      feedback: 'none',
    },
  ])
})

it('GitHub Classroom’s autograding.json', () => {
  const given = {
    tests: [
      {
        name: 'T',
        setup: '',
        run: 'python3 main.py',
        input: '1',
        output: '2',
        comparison: 'included',
        timeout: 10,
        points: null,
      },
    ],
  }
  const draft = importClassroom('autograding.json', source({ 'autograding.json': JSON.stringify(given) }), none)
  expect(draft.task.groups[0]).toMatchObject({
    points: 0,
    tests: [{ name: 'T', stdin: '1', stdout: { includes: '2' } }],
  })
})

it('exercism’s canonical-data.json', () => {
  const given = {
    exercise: 'two-fer',
    cases: [
      {
        uuid: 'x',
        description: 'no name',
        property: 'twoFer',
        input: { name: null },
        expected: 'One for you, one for me.',
      },
      {
        description: 'more',
        cases: [{ description: 'fails', property: 'twoFer', input: { name: 3 }, expected: { error: 'no text' } }],
      },
    ],
  }
  const draft = importExercism('canonical-data.json', source({ 'canonical-data.json': JSON.stringify(given) }), none)
  expect(draft.task.submission.entry).toBe('two_fer.py')
  expect(tests(draft)).toMatchObject([
    { name: 'no name', kind: 'call', function: 'two_fer', args: [null], returns: 'One for you, one for me.' },
    { name: 'more: fails', args: [3n], raises: { type: 'Exception', message: 'no text' } },
  ])
})

describe('folders', () => {
  it('of inputs and answers', () => {
    const files = { '01.in': '1', '01.ans': '2', '02.in': '3', 'notes.txt': '' }
    expect(tests(importPairs(source(files), { entry: 'a.py' }), files)).toMatchObject([
      { name: '01', stdin: Buffer.from('1'), stdout: { value: '2' } },
    ])
    expect(() => importPairs(source({}), none)).toThrow('there is no input with an answer beside it')
  })

  it('that are not what their names say', () => {
    expect(() => importClassroom('tests.json', source({ 'tests.json': '{' }), none)).toThrow('tests.json: line 1: ')
    expect(() => importExercism('c.json', source({ 'c.json': '{}' }), none)).toThrow(
      '"c.json" is not what its name says',
    )
  })
})
