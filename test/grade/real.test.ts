/** Tasks of every kind with a real sandbox. */
import { readFileSync } from 'node:fs'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { reportJson } from '../../src/grade/report/json.js'
import { renderReport } from '../../src/grade/report/kinds.js'
import { exitCodeOf } from '../../src/grade/report.js'
import { type Files, realGrader, verdictsOf } from '../support/real-grader.js'

let grader: Awaited<ReturnType<typeof realGrader>>
beforeAll(async () => {
  grader = await realGrader()
}, 300_000)
afterAll(async () => {
  await grader.close()
})

const head = 'version: 1\ntitle: T\nsubmission: { entry: a.py }\nlimits: { fuel: 300M, memory: 64MiB, output: 64KiB }\n'
const tests = (lines: string) => `${head}groups:\n  - name: g\n    points: 1\n    tests:\n${lines}`

async function verdicts(lines: string, code: string | Uint8Array, files: Files = {}) {
  return verdictsOf(await grader.grade(tests(lines), { 'a.py': code }, files))
}
async function first(lines: string, code: string | Uint8Array, files: Files = {}) {
  return (await grader.grade(tests(lines), { 'a.py': code }, files)).tests[0]
}

describe('the example of the documentation', () => {
  const task = readFileSync(new URL('../../fixtures/tasks/two-fer/grade.yaml', import.meta.url), 'utf8')
  const read = (path: string) => readFileSync(new URL(`../../fixtures/tasks/two-fer/${path}`, import.meta.url))
  const files = { 'gen.py': read('gen.py'), 'tests/test_two_fer.py': read('tests/test_two_fer.py') }

  it('is passed by a right solution, the same bytes every time', async () => {
    const submission = { 'two_fer.py': read('solutions/accepted/two_fer.py') }
    const report = await grader.grade(task, submission, files)
    expect(report).toMatchObject({ score: 15, maxScore: 15, status: 'passed' })
    expect(exitCodeOf(report)).toBe(0)
    expect(reportJson(await grader.grade(task, submission, files))).toBe(reportJson(report))
  })
})

describe('a program', () => {
  it('is judged by how it ends', async () => {
    const line = '      - { stdin: "1\\n", stdout: "1" }\n'
    const codes = {
      accepted: 'print(input())',
      'wrong-answer': 'print(2)',
      'runtime-error': 'print(input())\n[][1]',
      'exit-nonzero': 'print(input())\nraise SystemExit(4)',
      'out-of-fuel': 'while True: pass',
      'out-of-memory': 'x = "x" * 10**9',
      'output-limit': 'while True: print("1" * 1000)',
      'disk-limit': 'f = open("f", "wb")\nwhile True: f.write(b"x" * 100_000)',
      'compile-error': 'print(input(',
    }
    for (const [verdict, code] of Object.entries(codes)) {
      expect([verdict, await verdicts(line, code)]).toEqual([verdict, [verdict]])
    }
    expect(await verdicts('      - { stdout: { match: exact, value: "1\\n" } }\n', 'print(" 1")')).toEqual([
      'presentation',
    ])
  })

  it('gets arguments, variables and files, and leaves files', async () => {
    const line =
      '      - { args: ["x"], env: { A: "y" }, files: { in.txt: data.txt }, stdout: "x y z", stderr: "oops", written: { out.txt: "z" }, exit_code: 3 }\n'
    const code =
      'import os, sys\nz = open("in.txt").read()\nprint(sys.argv[1], os.environ["A"], z)\nprint("oops", file=sys.stderr)\nopen("out.txt", "w").write(z)\nsys.exit(3)\n'
    expect(await verdicts(line, code, { 'data.txt': 'z' })).toEqual(['accepted'])
    expect((await first(line, code.replace('"out.txt"', '"other.txt"'), { 'data.txt': 'z' }))?.message).toBe(
      'The program did not write the file "out.txt".',
    )
  })

  it.each([
    ['a byte order mark', '\ufeffprint(input())'],
    ['windows line ends', 'a = input()\r\nprint(a)\r\n'],
    ['Latin-1 that says so', Buffer.from('# -*- coding: latin-1 -*-\nname = "\xe9"\nprint(input())\n', 'latin1')],
    ['tabs', 'if True:\n\tprint(input())'],
    ['a file of its own called main', 'import helper\nprint(helper.value(input()))'],
  ])('may have %s', async (_, code) => {
    const report = await grader.grade(tests('      - { stdin: "1\\n", stdout: "1" }\n'), {
      'a.py': code,
      'main.py': 'value = str',
      'helper.py': 'from main import value\n',
    })
    expect(verdictsOf(report)).toEqual(['accepted'])
  })

  it.each([
    ['wrong encoding', Buffer.from('print("\xe9")', 'latin1'), 'line 1 has the byte \\xe9'],
    ['no Python', 'Dear teacher, my program is attached.', 'SyntaxError'],
    ['NUL', 'print(1)\0', 'null bytes'],
  ])('that is %s is told so', async (_, code, why) => {
    const test = await first('      - { stdout: "1" }\n', code)
    expect(test?.verdict).toBe('compile-error')
    expect(test?.message).toContain(why)
  })

  it('may have its prompts ignored', async () => {
    const line = '      - { stdin: "Bob\\n", stdout: "Bob", prompts: ignore }\n'
    expect(await verdicts(line, 'print(input("Who? "))')).toEqual(['accepted'])
    const kept = await first(line.replace(', prompts: ignore', ''), 'print(input("Who? "))')
    expect(kept?.details?.hints).toEqual([
      'The text of your input() prompts is in the output. Without it, the output would be right: call input() without a text.',
    ])
  })

  it('is compared with its reference on inputs that are generated', async () => {
    const line = '      - { name: sums, generate: gen.py, seeds: 3, reference: ref.py }\n'
    const files = {
      'gen.py':
        'import random\ndef generate(seed):\n    random.seed(seed)\n    return f"{random.random()} {seed}\\n"\n',
      'ref.py': 'a, b = map(float, input().split())\nprint(a + b)\n',
    }
    expect(await verdicts(line, 'print(sum(map(float, input().split())))', files)).toEqual(Array(3).fill('accepted'))
    expect(await verdicts(line, 'print(input())', files)).toEqual(Array(3).fill('wrong-answer'))
    const printing = 'import sys\nprint(int(sys.argv[1]), 1)\n'
    expect(await verdicts(line, 'print(sum(map(float, input().split())))', { ...files, 'gen.py': printing })).toEqual(
      Array(3).fill('accepted'),
    )
  })
})

describe('a call', () => {
  it('gives values of exact types', async () => {
    const lines = [
      '{ call: f, args: [1], returns: 1 }',
      '{ call: f, args: [1.0], returns: 1.0 }',
      '{ call: f, args: [1], returns: 1.0 }',
      '{ call: f, args: [true], returns: 1 }',
      '{ call: f, args: [[1, {a: null}]], returns: [1, {a: null}] }',
      '{ call: f, args: [{ $python: "(1, {2, 3})" }], returns: { $python: "(1, {3, 2})" } }',
      '{ call: f, args: [0.1], returns: 0.10000001, floats: { abs: 1e-6 } }',
      '{ call: f, kwargs: { x: "é" }, returns: "é" }',
    ].map((line) => `      - ${line}\n`)
    expect(await verdicts(lines.join(''), 'def f(x): return x')).toEqual([
      'accepted',
      'accepted',
      'wrong-answer',
      'wrong-answer',
      'accepted',
      'accepted',
      'accepted',
      'accepted',
    ])
  })

  it('may have to print', async () => {
    expect(await verdicts('      - { call: f, prints: "hi" }\n', 'def f(): print("hi")')).toEqual(['accepted'])
    expect(await verdicts('      - { call: f, prints: "hi" }\n', 'def f(): return "hi"')).toEqual(['wrong-answer'])
    const words = tests('      - { call: f, prints: "a b" }\n').replace(
      'groups:',
      'defaults: { match: tokens }\ngroups:',
    )
    expect(verdictsOf(await grader.grade(words, { 'a.py': 'def f(): print("a  b")' }))).toEqual(['accepted'])
  })

  it.each([
    ['def f(x): raise KeyError("five")', 'accepted'],
    ['def f(x): raise ValueError("five")', 'runtime-error'],
    ['def f(x): raise KeyError("six")', 'wrong-answer'],
    ['def f(x): return 5', 'wrong-answer'],
    ['raise KeyError("five")', 'runtime-error'],
    ['f = 3', 'runtime-error'],
    ['class A: pass\nf = A()', 'runtime-error'],
    ['f = {}.__getitem__', 'wrong-answer'],
    ['g = 1', 'runtime-error'],
    ['class Five(KeyError): pass\ndef f(x): raise Five("five")', 'accepted'],
  ])('that should raise: %j is %s', async (code, verdict) => {
    const line = '      - { call: f, args: [five], raises: { type: LookupError, message: five } }\n'
    expect(await verdicts(line, code)).toEqual([verdict])
  })

  it.each([
    ['f = 3', 'runtime-error'],
    ['class A: pass\nf = A()', 'runtime-error'],
    ['def f(): return 1', 'accepted'],
    ['f = len', 'wrong-answer'],
    ['from textwrap import dedent as f', 'wrong-answer'],
    ['raise TypeError', 'runtime-error'],
    ['def f(x): raise TypeError\nf(1)', 'runtime-error'],
    ['import sys\ndef f(x): sys.exit(1)', 'runtime-error'],
    ['raise SystemExit', 'no-answer'],
  ])('that should raise a TypeError: %j is %s', async (code, verdict) => {
    expect(await verdicts('      - { call: f, args: [3], raises: TypeError }\n', code)).toEqual([verdict])
  })

  it.each([
    ['import sys\ndef f(x): sys.exit(x)', 'accepted'],
    ['def f(x): raise SystemExit("bye 3")', 'accepted'],
    ['class Stop(SystemExit): pass\ndef f(x): raise Stop(3)', 'accepted'],
    ['def f(x): exit(x)', 'accepted'],
    ['def f(x): raise SystemExit', 'wrong-answer'],
    ['def f(x): raise KeyError(3)', 'runtime-error'],
    ['def f(x): return 3', 'wrong-answer'],
    ['import os\ndef f(x): os._exit(3)', 'exit-nonzero'],
    ['import os\ndef f(x): os._exit(0)', 'no-answer'],
    ['import sys\ndef f(x): pass\nsys.exit(3)', 'exit-nonzero'],
    ['import sys\ndef f(x): pass\nsys.exit()', 'no-answer'],
    ['from sys import exit as f', 'wrong-answer'],
    ['import atexit, sys\natexit.register(lambda: sys.exit(3))\ndef f(x): return 3', 'wrong-answer'],
  ])('that should raise SystemExit: %j is %s', async (code, verdict) => {
    const line = '      - { call: f, args: [3], raises: { type: SystemExit, message: "3" } }\n'
    expect(await verdicts(line, code)).toEqual([verdict])
  })

  it('imports the entry under its own name, wherever it is', async () => {
    const task = `${head.replace('a.py', 'code/string.py')}groups:\n  - { name: g, points: 1, tests: [{ call: name, returns: string }, { call: helped, returns: 7 }] }\n`
    const report = await grader.grade(task, {
      'code/string.py': 'import helper\ndef name(): return __name__\ndef helped(): return helper.seven',
      'code/helper.py': 'seven = 7',
    })
    expect(verdictsOf(report)).toEqual(['accepted', 'accepted'])
  })

  it('tells a beginner what is missing', async () => {
    const line = '      - { call: solve, args: [1], returns: 2 }\n'
    expect((await first(line, 'def slove(x): return 2'))?.message).toBe(
      'The submission has no function "solve", but one called "slove". Define it with exactly that name, outside of any other function.',
    )
    expect((await first(line, 'def solve(x): print(2)'))?.details?.hints).toEqual([
      'Your program printed the answer to stdout, but the test calls the function. Give the value back with return.',
    ])
    expect((await first(line, 'def solve(x): yield 2'))?.message).toContain('list(…) makes a list of a generator')
    expect((await first(line, 'x = input()\ndef solve(x): return 2'))?.details?.hints).toEqual([
      'This test calls a function, and there is nothing to read meanwhile. Put what reads and prints below the line: if __name__ == "__main__":',
    ])
    expect((await first('      - { stdin: "1", stdout: "1" }\n', 'input()\ninput()'))?.details?.hints).toEqual([
      'The program reads more input than there is. Count its calls of input().',
    ])
    const left = 'import sys\nprint("no such file", file=sys.stderr)\nsys.exit(3)'
    const ended = await grader.grade(tests('      - { stdout: "1" }\n'), { 'a.py': left })
    for (const kind of ['human', 'junit']) expect(await renderReport(kind, ended)).toContain('no such file')
    expect((await first(line, 'import numpy'))?.details?.hints?.[0]).toContain('Only the standard library')
    const broken = await first(line, 'def solve(x):\n    return x / 0')
    expect(broken?.message).toBe(
      'The program stopped with an error in a.py, line 2: ZeroDivisionError: division by zero.',
    )
    expect(broken?.details?.traceback).not.toContain('importlib')
  })
})

describe('what the teacher’s files do wrong is told to the teacher, and nobody is marked', () => {
  const stdout = '      - { generate: gen.py, reference: ref.py }\n'
  it.each([
    [
      'a generator that crashes',
      stdout,
      { 'gen.py': 'def generate(seed): return 1 / 0', 'ref.py': 'print(1)' },
      '"gen.py" raised ZeroDivisionError',
    ],
    [
      'a generator that makes no text',
      stdout,
      { 'gen.py': 'def generate(seed): return 5', 'ref.py': 'print(1)' },
      'must return a text for stdin, but returned a value of type int',
    ],
    [
      'a generator of too much',
      '      - { call: f, generate: gen.py, reference: ref.py }\n',
      { 'gen.py': 'def generate(seed): return [list(range(200_000))]', 'ref.py': '' },
      'no plain value, or too large for one',
    ],
    [
      'a reference that fails',
      stdout,
      { 'gen.py': 'def generate(seed): return ""', 'ref.py': 'import sys\nsys.exit(2)' },
      '"ref.py" ended with exit code 2',
    ],
    [
      'a checker that ends as programs do',
      '      - { stdout: { checker: c.py } }\n',
      { 'c.py': 'print("fine")' },
      '"c.py" ended with exit code 0; it must end with exit code 42 to accept',
    ],
    ['a checker that crashes', '      - { stdout: { checker: c.py } }\n', { 'c.py': 'x' }, '"c.py" raised NameError'],
    [
      'a checker that contradicts itself',
      '      - { stdout: { checker: c.py } }\n',
      { 'c.py': 'open("score.txt", "w").write("0.5")\nraise SystemExit(42)' },
      'accepts with a score of 0.5',
    ],
    ['an expression that fails', '      - { call: f, returns: { $python: "1 +" } }\n', {}, 'the expression 1 +'],
    ['a pattern that is none', '      - { stdout: { regex: "(" } }\n', {}, 'the pattern ('],
  ])('%s', async (_, lines, files, why) => {
    const report = await grader.grade(tests(lines), { 'a.py': 'print(1)\ndef f(): return 1' }, files as Files)
    expect(report.tests[0]).toMatchObject({ verdict: 'ungraded', fault: 'task' })
    expect(report.tests[0]?.message).toContain(why)
    expect(exitCodeOf(report)).toBe(2)
  })

  it('a checker may give a part of the points', async () => {
    const files = { 'c.py': 'open("score.txt", "w").write("0.25")\nprint("nearly")\nraise SystemExit(43)' }
    const report = await grader.grade(tests('      - { stdout: { checker: c.py } }\n'), { 'a.py': 'print(1)' }, files)
    expect(report).toMatchObject({ score: 0.25, status: 'failed' })
    expect(report.tests[0]?.message).toBe('The output was judged wrong: nearly')
  })
})

describe('unit tests', () => {
  const task = (mode: string) => `${head}groups:\n  - { name: u, points: 4, unittest: test_a.py, mode: ${mode} }\n`
  const files = {
    'test_a.py': `
import unittest
import a
from a import double
class Doubling(unittest.TestCase):
    def test_twice(self):
        for n in (1, "ab", [2]):
            self.assertEqual(double(n), n * 2)
    def test_refuses(self):
        with self.assertRaises(a.TooBigError) as caught:
            double(1000)
        self.assertIn("1000", str(caught.exception))
    def test_state(self):
        double(1); double(2)
        self.assertEqual(a.calls(), 2)
def test_constant():
    assert a.LIMIT == 100
`,
  }
  const right =
    'LIMIT = 100\ncount = 0\nclass TooBigError(ValueError): pass\ndef calls(): return count\ndef double(n):\n    global count\n    count += 1\n    if n == 1000: raise TooBigError("1000 is too big")\n    return n * 2\n'

  it.each(['split', 'visible'])('pass for a right submission (%s)', async (mode) => {
    const report = await grader.grade(task(mode), { 'a.py': right }, files)
    expect(report.tests.map(({ name, verdict }) => [name, verdict])).toEqual([
      ['Doubling.test_refuses', 'accepted'],
      ['Doubling.test_state', 'accepted'],
      ['Doubling.test_twice', 'accepted'],
      ['test_constant', 'accepted'],
    ])
    expect(report.tests.every(({ formative }) => formative === (mode === 'visible' ? true : undefined))).toBe(true)
  })

  it('tell a wrong one what they expected', async () => {
    const report = await grader.grade(task('split'), { 'a.py': right.replace('n * 2', 'n + n + n') }, files)
    expect(report.tests[2]).toMatchObject({
      verdict: 'wrong-answer',
      details: { input: 'double(1)', assertion: 'AssertionError: 3 != 2' },
    })
  })

  it('cannot be forged when they are split', async () => {
    const forged = `
import unittest, sys, gc, builtins, os
unittest.TestCase.assertEqual = lambda *a: None
class Same:
    def __eq__(self, other): return True
    def __contains__(self, other): return True
class TooBigError(Exception): pass
LIMIT = Same()
def calls(): return Same()
def double(n): return Same()
`
    const report = await grader.grade(task('split'), { 'a.py': forged }, files)
    expect(report.score).toBe(0)
    const gone = await grader.grade(task('split'), { 'a.py': 'import os\nos._exit(0)' }, files)
    expect(gone.score).toBe(0)
  })

  it.each([
    ['split', 'main.py'],
    ['visible', 'main.py'],
    ['split', 'src/double.py'],
    ['visible', 'src/double.py'],
  ])('are %s from an entry at %s as from any other', async (mode, entry) => {
    const folder = entry.replace(/[^/]*$/, '')
    const module = entry.slice(folder.length, -'.py'.length)
    const text = task(mode).replace('entry: a.py', `entry: ${entry}, files: ["**/*.py"]`)
    const passing = { 'test_a.py': `import ${module}\ndef test_it():\n    assert ${module}.double(2) == 4\n` }
    const submission = {
      [`${folder}other.py`]: 'TWO = 2\n',
      [entry]: 'import other\ndef double(n): return n * other.TWO\n',
    }
    expect(verdictsOf(await grader.grade(text, submission, passing))).toEqual(['accepted'])
  })

  it('cannot be ended early by an answer that ends what iterates over answers', async () => {
    const passing = { 'test_a.py': 'import a\ndef test_it():\n    assert all(map(a.double, [1, 2]))\n' }
    const forged = { 'a.py': 'def double(n): raise StopIteration\n' }
    const report = await grader.grade(task('split'), forged, passing)
    expect(report.tests).toMatchObject([
      { verdict: 'runtime-error', points: 0, details: { assertion: 'RuntimeError' } },
    ])
  })

  it('say what cannot cross', async () => {
    const passing = { 'test_a.py': 'import a\ndef test_it():\n    a.double(lambda: 1)\n' }
    const report = await grader.grade(task('split'), { 'a.py': right }, passing)
    expect(report.tests[0]).toMatchObject({ verdict: 'ungraded', fault: 'task' })
    expect(report.tests[0]?.message).toContain('cannot cross between two sandboxes; use mode: visible')
  })

  it('that are none are no pass', async () => {
    const report = await grader.grade(task('split'), { 'a.py': right }, { 'test_a.py': 'x = 1\n' })
    expect(report).toMatchObject({ score: 0, status: 'ungraded' })
  })
})

describe('growth', () => {
  const line = '      - { call: f, generate: gen.py, sizes: [25, 50, 100, 200], growth: { atMost: n log n } }\n'
  const files = { 'gen.py': 'def generate(size, seed): return [list(range(size, 0, -1))]' }
  it.each([
    ['return sorted(x)', 'accepted'],
    ['return sum(x)', 'accepted'],
    ['return sum(a * b for a in x for b in x)', 'wrong-answer'],
  ])('%s is %s', async (body, verdict) => {
    expect(await verdicts(line, `def f(x): ${body}`, files)).toEqual([verdict])
  })
})
