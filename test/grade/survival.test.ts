/** One submission never ends the class: whatever it is made of and answers, it gets a verdict, and everybody else is graded. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { gradeClass } from '../../src/grade/class.js'
import { createRunner, type Runner } from '../../src/index.js'
import { type Files, taskOf } from '../support/real-grader.js'

let runner: Runner
beforeAll(async () => {
  runner = await createRunner({ workers: 2 })
}, 300_000)
afterAll(() => runner.close())

const RIGHT = 'def f(n): return list(range(n))\nif __name__ == "__main__": print(input())\n'

/** The verdicts of a hostile submission, in a class with a right one before and behind it. */
async function verdictsOf(task: string, files: Files, submission: Files, right: string = RIGHT) {
  const bytes = (given: Files) =>
    Object.fromEntries(Object.entries(given).map(([path, content]) => [path, Buffer.from(content)]))
  const handed = [{ 's.py': right }, submission, { 's.py': right }].map((one, index) => ({
    name: `${index}`,
    load: async () => ({ files: bytes(one) }),
  }))
  const graded = await gradeClass(taskOf(task, files), handed, { run: runner.run.bind(runner) })
  expect(graded).toHaveLength(3)
  for (const index of [0, 2]) expect(graded[index]?.report.status).toBe('passed')
  expect(graded[1]?.report.tests.map(({ fault }) => fault)).not.toContain('machine')
  return graded[1]?.report.tests.map(({ verdict }) => verdict)
}

const TASK = `version: 1
title: T
submission: { entry: s.py, files: ["**"] }
limits: { fuel: 5G, output: 8MiB }
groups:
  - name: A
    points: 4
    tests:
      - { name: small, call: f, args: [3], returns: [0, 1, 2] }
      - { name: large, call: f, args: [60000], returns: { $python: "list(range(60000))" } }
      - { name: echoed, stdin: "x", stdout: { checker: check.py } }
      - { name: searched, stdin: "x", stdout: { regex: "x" } }
`
const checker = {
  'check.py': 'import sys\nsys.exit(42 if "x" in open("output.txt", errors="replace").read() else 43)\n',
}
const [accepted, wrong, unsupported] = ['accepted', 'wrong-answer', 'unsupported-value']
const calls = (body: string) => `def f(n):\n    ${body}\nprint("x")\n`
const failing = (one: string) => [one, one, one, one]

describe('answers', () => {
  it.each<[string, string, readonly (string | undefined)[]]>([
    ['that are right and large', RIGHT, [accepted, accepted, accepted, accepted]],
    ['as large as integers go', calls('return (1 << 8 * 131_072) - 1'), [wrong, wrong, accepted, accepted]],
    ['larger', calls('return 1 << 8 * 131_072'), [unsupported, unsupported, accepted, accepted]],
    [
      'as deep as values go',
      calls('x = 1\n    for _ in range(64): x = [x]\n    return x'),
      [wrong, wrong, accepted, accepted],
    ],
    ['with lone surrogates', calls('return "\\ud800"'), [wrong, wrong, accepted, accepted]],
    ['of NUL', calls('return "\\0" * 1000'), [wrong, wrong, accepted, accepted]],
    ['of many bytes', calls('return bytes(524_288)'), [wrong, wrong, accepted, accepted]],
    [
      'of sets in sets',
      calls('x = frozenset()\n    for _ in range(60): x = frozenset([x])\n    return x'),
      [wrong, wrong, accepted, accepted],
    ],
  ])('%s', async (_, code, verdicts) => {
    expect(await verdictsOf(TASK, checker, { 's.py': code })).toEqual(verdicts)
  })

  it('that a checker and a pattern look at, of megabytes and no text', async () => {
    const code = 'import sys\nsys.stdout.buffer.write(bytes([255, 0, 13]) * 2_500_000)\ndef f(n): pass\n'
    const task = TASK.replace('large', 'huge').replace('output: 8MiB', 'output: 20MiB')
    expect(await verdictsOf(task, checker, { 's.py': code })).toEqual([wrong, wrong, wrong, wrong])
    const most = 'import sys\nsys.stdout.buffer.write(bytes([120]) * 20_000_000)\ndef f(n): pass\n'
    expect(await verdictsOf(task, checker, { 's.py': most })).toEqual([wrong, wrong, accepted, wrong])
  })
})

describe('files', () => {
  const many = (count: number, name: (index: number) => string) =>
    Object.fromEntries(Array.from({ length: count }, (_, index) => [name(index), '1']))
  it.each<[string, Files]>([
    ['450 in folders eight deep', many(450, (index) => `a${index}/b/c/d/e/f/g/x.py`)],
    ['too many', many(501, (index) => `${index}.py`)],
    ['a folder that is a file too', { 'a/b.py': '1', a: '1' }],
    ['a folder of the entry’s name', { 's.py/x.py': '1' }],
    ['a name that is too long', { [`${'n'.repeat(300)}.py`]: '1' }],
    ['names deeper than a run directory', { [`${'d/'.repeat(70)}x.py`]: '1' }],
    ['where the library is', { 'usr/local/lib/x.py': '1' }],
    ['a source with NUL', { 's.py': 'x = 1\0' }],
    ['a source that is no UTF-8', { 's.py': Uint8Array.of(0x78, 0x3d, 0xff) }],
    ['a source in an encoding that is none', { 's.py': '# coding: nonsense\nx = 1\n' }],
    ['a source of one deep expression', { 's.py': `x = ${'('.repeat(5000)}1${')'.repeat(5000)}\n` }],
  ])('%s', async (_, files) => {
    const verdicts = await verdictsOf(TASK, checker, { 's.py': RIGHT, ...files })
    expect(verdicts).toHaveLength(4)
    for (const verdict of verdicts ?? []) expect(['compile-error', 'runtime-error']).toContain(verdict)
  })

  it('with names of JavaScript’s own are files like others', async () => {
    const odd = JSON.parse('{ "__proto__": "1", "constructor": "1", "toString.py": "1" }') as Files
    expect(await verdictsOf(TASK, checker, { 's.py': RIGHT, ...Object.fromEntries(Object.entries(odd)) })).toEqual(
      failing('accepted'),
    )
  })
})

describe('unit tests apart', () => {
  const task = `version: 1
title: T
submission: { entry: s.py }
limits: { fuel: 20G }
groups: [{ name: U, points: 4, unittest: test_s.py }]
`
  const files = {
    'test_s.py': `import s, unittest
class T(unittest.TestCase):
    def test_twice(self):
        self.assertEqual([s.f(1), s.f(2)], [1, 2])
    def test_chain(self):
        x = 1
        for _ in range(3): x = s.f(x)
        self.assertEqual(x, 1)
    def test_many(self): self.assertEqual([s.f(i) for i in range(5)], [0, 1, 2, 3, 4])
`,
  }
  it.each([
    ['much text', 'return "a" * 900_000'],
    ['many items', 'return [0] * 60_000'],
    ['large integers', 'return 1 << (131_000 * 8)'],
    ['many levels', 'v = 1\n    for _ in range(62): v = [v]\n    return v'],
    ['an exception with NUL in its name', 'raise type("A", (Exception,), {"__qualname__": "a\\0b"})("x")'],
    ['an exception with a lone surrogate', 'raise ValueError("\\ud800")'],
  ])('%s', async (_, body) => {
    const verdicts = await verdictsOf(task, files, { 's.py': `def f(x):\n    ${body}\n` }, 'def f(x): return x\n')
    for (const verdict of verdicts ?? []) expect([wrong, 'runtime-error', unsupported]).toContain(verdict)
  })
})
