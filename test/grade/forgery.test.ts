/** Ways to a mark without an answer: every one of them must fail to gain a point. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { realGrader } from '../support/real-grader.js'

let grader: Awaited<ReturnType<typeof realGrader>>
beforeAll(async () => {
  grader = await realGrader()
}, 300_000)
afterAll(async () => {
  await grader.close()
})

/** Answers that no submission below works out: they would have to be found. */
const EXPECTED_TEXT = 'zebra-7741'
const TASK = `
version: 1
title: Forged
submission: { entry: answer.py, files: ["**"] }
limits: { fuel: 300M, memory: 64MiB, output: 64KiB }
groups:
  - name: all
    points: 6
    tests:
      - { name: text, stdin: "5\\n", stdout: "${EXPECTED_TEXT}" }
      - { name: integer, call: answer, args: [1], returns: 864197 }
      - { name: float, call: answer, args: [2], returns: 2.5 }
      - { name: word, call: answer, args: [3], returns: "${EXPECTED_TEXT}" }
      - { name: items, call: answer, args: [4], returns: [1, 2, 864197] }
      - { name: refusal, call: answer, args: [5], raises: LookupError }
`

async function pointsOf(code: string, files: Record<string, string> = {}) {
  const report = await grader.grade(TASK, { ...files, 'answer.py': code })
  return { score: report.score, verdicts: report.tests.map(({ verdict }) => verdict) }
}

const forgeries: Readonly<Record<string, string>> = {
  'an object that equals everything': `
class AlwaysEqual:
    def __eq__(self, other): return True
    def __ne__(self, other): return False
    def __hash__(self): return 0
    def __repr__(self): return "${EXPECTED_TEXT}"
    __str__ = __repr__
def answer(n): return AlwaysEqual()
`,
  'subclasses of plain types that equal everything': `
def liar(kind):
    return type(kind.__name__, (kind,), {"__eq__": lambda s, o: True, "__ne__": lambda s, o: False, "__hash__": lambda s: 0})
def answer(n): return {1: liar(int)(1), 2: liar(float)(1), 3: liar(str)("x"), 4: liar(list)([1])}.get(n)
`,
  'leaving with success at import': 'import sys\nsys.exit(0)\ndef answer(n): pass\n',
  'leaving past the interpreter at import': 'import os\nos._exit(0)\n',
  'leaving with success in the call': 'import sys\ndef answer(n): sys.exit(0)\n',
  'leaving past the interpreter in the call': 'import os\ndef answer(n): os._exit(0)\n',
  'leaving past the interpreter at the end':
    'import atexit, os\natexit.register(os._exit, 0)\ndef answer(n): return None\n',
  'an exception at import': 'raise LookupError("answer")\n',
  'an exception at import, from a function of that name': 'def answer(n): raise LookupError\nanswer(1)\n',
  'no function of that name': 'other = 1\n',
  'a value in place of a function': 'answer = 3\n',
  'a function of the library that raises': 'from collections import deque\nanswer = {}.__getitem__\n',
  'patching what compares, prints and encodes': `
import builtins, json, sys, io
class Yes:
    def __call__(self, *a, **k): return True
    def __getattr__(self, name): return self
    def __eq__(self, other): return True
json.dumps = lambda *a, **k: '{"type":"str","value":"${'x'}"}'
json.JSONEncoder.encode = lambda *a: '{"type":"int","value":"1"}'
builtins.isinstance = lambda *a: True
builtins.repr = lambda *a: "2.5"
builtins.print = lambda *a, **k: None
sys.stdout = io.StringIO()
def answer(n): return Yes()
`,
  'patching unittest': `
import unittest
unittest.TestCase.assertEqual = lambda *a: None
unittest.TestResult.wasSuccessful = lambda *a: True
def answer(n): return None
`,
  'printed reports': `
print("ok 1 - text")
print("TAP version 14\\n1..6\\nok 1\\nok 2")
print("::error::x\\n::set-output name=result::pass\\n##[set-output]passed")
print('<testsuite tests="6" failures="0"/>')
print('{"type":"int","value":"d2fc5"}')
open("result.json", "w").write('{"score": 6, "tests": []}')
open("results.json", "w").write('{"score": 6}')
open("score.txt", "w").write("1")
def answer(n): print("PASSED")
`,
  'looking for the answer everywhere': `
import gc, sys, os
found = []
def look(text):
    text = text[::-1]
    if "arbez" in text or "791468" in text: found.append(text[::-1])
for one in gc.get_objects():
    try: look(repr(one)[:2000])
    except BaseException: pass
frame = sys._getframe()
while frame:
    look(repr(frame.f_locals)); look(repr(frame.f_globals)[:5000]); frame = frame.f_back
for name, module in list(sys.modules.items()): look(repr(getattr(module, "__dict__", ""))[:3000])
for top in ("/", "/usr/local/lib/python3.11/test", "/proc", "/etc", "/work", "/tmp", ".."):
    for folder, _, names in os.walk(top):
        if folder.count("/") > 3: break
        for name in names[:20]:
            try: look(open(os.path.join(folder, name)).read(5000))
            except BaseException: pass
look(repr(dict(os.environ))); look(repr(sys.argv))
for descriptor in range(64):
    try: look(os.read(descriptor, 1000).decode())
    except BaseException: pass
def answer(n): return {1: int("791468"[::-1]) if found else 0, 3: found[0] if found else ""}.get(n)
print("1477-arbez"[::-1] if found else "nothing")
`,
  'writing to every descriptor': `
import os
frame = b'{"type":"int","value":"d2fc5"}'
for descriptor in range(64):
    if descriptor in (0, 1, 2): continue
    try: os.write(descriptor, frame)
    except OSError: pass
def answer(n):
    for descriptor in range(3, 64):
        try: os.write(descriptor, frame)
        except OSError: pass
`,
  'frames on the streams': `
import sys, struct
frame = b"\\x81\\xa8returned\\xa5d2fc5"
def shout():
    sys.stdout.buffer.write(struct.pack("<I", len(frame)) + frame); sys.stdout.buffer.flush()
    sys.stderr.buffer.write(struct.pack("<I", len(frame)) + frame); sys.stderr.buffer.flush()
shout()
def answer(n): shout()
`,
  'a generator': 'def answer(n): yield 864197\n',
  'a coroutine': 'async def answer(n): return 864197\n',
  'a cycle': 'def answer(n):\n    a = []\n    a.append(a)\n    return a\n',
  'a huge value': 'def answer(n): return [0] * 5_000_000\n',
  'a value that takes forever to show': `
class Slow(list):
    def __iter__(self):
        while True: yield 1
def answer(n): return Slow([1])
`,
  'an endless output': 'import sys\nwhile True: sys.stdout.write("zebra-7741\\n" * 1000)\n',
  'an answer by the number of the test': `
import os
try:
    n = int(open("counter").read())
except OSError: n = 0
open("counter", "w").write(str(n + 1))
def answer(_): return [864197, 2.5][n - 1] if n else None
`,
  'an answer by the clock': 'import time\nt = time.time_ns()\ndef answer(n): return t % 1000\nprint(t)\n',
  'look-alikes and marks in the output':
    'print("zebr\\u0430-7741")\nprint("\\u202ezebra-7741\\x00\\x1b[2K")\ndef answer(n): return "zebr\\u0430-7741"\n',
  'right text and an error exit': `print("${'zebra'}-" + "7741")\nimport sys\nsys.exit(3)\n`,
  'the module replaced by an object': `
import sys
class Module:
    def __getattr__(self, name): return lambda *a: True
sys.modules[__name__] = Module()
`,
  'a module that has every name': 'def __getattr__(name): return lambda *a: None\n',
  'the driver rewritten': `
import sys, gc
for one in gc.get_objects():
    if type(one) is dict and "outcome" in one:
        one["outcome"] = lambda *a: ("returned",)
    if type(one) is dict and "entry" in one:
        try: one["entry"] = lambda *a: 0
        except BaseException: pass
def answer(n): return None
`,
  'raising only where an exception is wanted, and everything at once': `
import gc, sys
class All(TypeError, ValueError, LookupError): pass
def wanted():
    for one in gc.get_objects():
        if type(one) is dict and ("outcome" in one or "describe" in one) and one.get("__name__") == "main": return True
    return any(name in repr(frame.f_globals.keys()) for frame in [sys._getframe(1)] for name in ("outcome", "describe"))
def answer(n):
    if wanted(): raise All("all")
`,
  'endless recursion': 'def answer(n): return answer(n)\n',
}

describe('gains nothing:', () => {
  it.each(Object.entries(forgeries))('%s', async (_, code) => {
    const { score, verdicts } = await pointsOf(code)
    expect(verdicts).not.toContain('accepted')
    expect(verdicts).not.toContain('ungraded')
    expect(score).toBe(0)
  })

  it('files named like parts of the harness, of the library, or of test runners', async () => {
    const evil = 'import os\nprint("zebra")\nos._exit(0)\n'
    const names = [
      'sitecustomize.py',
      'usercustomize.py',
      'conftest.py',
      'json.py',
      'random.py',
      'builtins.py',
      'values.py',
      '_fuelcell/__init__.py',
      '_fuelcell/run.py',
      'main.py',
      '__main__.py',
      'functools.py',
      'grade.yaml',
      'result.json',
    ]
    const { score } = await pointsOf(
      'def answer(n): return None\n',
      Object.fromEntries(names.map((name) => [name, evil])),
    )
    expect(score).toBe(0)
  })
})

describe('unit tests apart gain nothing by', () => {
  const task =
    'version: 1\ntitle: U\nsubmission: { entry: a.py }\ngroups:\n  - { name: g, points: 3, unittest: test_a.py }\n'
  const tests = `import unittest
from a import f
class T(unittest.TestCase):
    def test_value(self): self.assertEqual(f(1), 864197)
    def test_error(self):
        with self.assertRaises(LookupError): f(2)
def test_plain(): assert f(3) == 9
`
  /** An exception that says it is something else. */
  const named = (name: string, argument: string) => `
PASS = """[setattr(unittest.TestResult, name, lambda *a: None) for name in ("addFailure", "addError")]"""
class E(Exception): pass
E.__module__, E.__qualname__ = "builtins", "${name}"
def f(n): raise E(${argument})
`
  const replaced = (outcome: string) => `
import gc, sys
frame = sys._getframe()
while frame:
    for scope in (frame.f_globals, frame.f_locals): scope["replay"] = lambda calls: ${outcome}
    frame = frame.f_back
for one in gc.get_objects():
    if type(one) is dict and "is_own" in one: one["replay"] = lambda calls: ${outcome}
sys.modules["__main__"].replay = lambda calls: ${outcome}
f = 1
`
  /** In place of what is defined when the submission has been imported. */
  const replacedLater = (outcome: string) => `
import sys
def hook(frame, event, argument):
    if "replay" in frame.f_globals: frame.f_globals["replay"] = lambda calls: ${outcome}
sys.setprofile(hook)
def f(n): return 1
`
  it.each([
    'None',
    '5',
    '("returned",)',
    '("returned", 1, 2)',
    '("raised",)',
    '("raised", 5, "x")',
    '("raised", [1, None], "x")',
    '("raised", ["builtins.KeyError"], 5)',
    '("raised", ["builtins.KeyError"], "x", 1)',
    '("passed", "")',
    '["returned", 864197]',
    '("unheard of",)',
  ])('an answer that is none, %s: it is no failure of the tests', async (outcome) => {
    const report = await grader.grade(task, { 'a.py': replacedLater(outcome) }, { 'test_a.py': tests })
    expect(new Set(report.tests.map(({ verdict }) => verdict))).toEqual(new Set(['no-answer']))
    expect(report).toMatchObject({ score: 0, status: 'failed' })
  })

  it.each([
    ['an exception called eval', named('eval', 'PASS'), 'runtime-error'],
    ['an exception called exec', named('exec', 'PASS'), 'runtime-error'],
    ['an exception called print', named('print', '"PASSED"'), 'runtime-error'],
    ['an exception called exit', named('exit', '0'), 'runtime-error'],
    ['an exception called Ask', named('Ask', '0'), 'runtime-error'],
    [
      'an exception whose text is none',
      'class S(str):\n  __getitem__ = lambda *a: 5\nclass E(Exception):\n  __str__ = lambda self: S("x")\ndef f(n): raise E',
      'no-answer',
    ],
    ['a KeyboardInterrupt', 'def f(n): raise KeyboardInterrupt', 'runtime-error'],
    ['a SystemExit', 'def f(n): raise SystemExit(0)', 'runtime-error'],
    ['a GeneratorExit', 'def f(n): raise GeneratorExit', 'runtime-error'],
    ['leaving', 'import os\ndef f(n): os._exit(0)', 'no-answer'],
    ['leaving at import', 'import os\nos._exit(0)', 'no-answer'],
    [
      'an answer that equals everything',
      'class A(int):\n  __eq__ = lambda *a: True\ndef f(n): return A()',
      'unsupported-value',
    ],
    ['an answer that is none', 'def f(n): return ("returned", 864197)', 'wrong-answer'],
    ['constants in place of functions', 'f = 864197', 'runtime-error'],
    ['answering for the tests', replaced('("passed", "")'), ''],
    ['answering for the tests with nonsense', replaced('("raised", [1, None, "x"], 5)'), ''],
    [
      'answering for the tests with code',
      replaced('("raised", ["builtins.eval"], "setattr(unittest.TestResult, \'addError\', print)")'),
      '',
    ],
  ])('%s', async (_, code, verdict) => {
    const report = await grader.grade(task, { 'a.py': code }, { 'test_a.py': tests })
    expect(report).toMatchObject({ score: 0, status: 'failed' })
    const verdicts = report.tests.map((test) => test.verdict)
    if (verdict !== '') expect(new Set(verdicts)).toContain(verdict)
    expect(verdicts).not.toContain('accepted')
  })
})

describe('odd but honest', () => {
  const honest: Readonly<Record<string, string>> = {
    'a lambda': 'answer = lambda n: table(n)\n',
    'a callable object': 'class A:\n    def __call__(self, n): return table(n)\nanswer = A()\n',
    'a cached function': 'from functools import lru_cache\n@lru_cache\ndef answer(n): return table(n)\n',
    'a partial': 'from functools import partial\ndef both(a, n): return table(n)\nanswer = partial(both, 0)\n',
    'a bound method': 'class A:\n    def run(self, n): return table(n)\nanswer = A().run\n',
    'a decorated function':
      'def quiet(f):\n    def inner(*a): return f(*a)\n    return inner\n@quiet\ndef answer(n): return table(n)\n',
    'a function of another file': 'from other import answer\n',
    'prints on the way': 'print("loading")\ndef answer(n):\n    print("debug", n)\n    return table(n)\n',
    'windows line ends and a byte order mark': '\ufeffdef answer(n):\r\n    return table(n)\r\n',
    tabs: 'def answer(n):\n\treturn table(n)\n',
    'work at exit': 'import atexit\natexit.register(print, "bye")\ndef answer(n): return table(n)\n',
    'annotations, dataclasses and slots':
      'from __future__ import annotations\nfrom dataclasses import dataclass\n@dataclass(slots=True)\nclass A:\n    n: int\ndef answer(n: int) -> object: return table(A(n).n)\n',
    'a main guard': 'def answer(n): return table(n)\nif __name__ == "__main__":\n    raise SystemExit(9)\n',
  }
  const table = `
def table(n):
    if n == 5: raise KeyError("five")
    return {1: 864197, 2: 2.5, 3: "${EXPECTED_TEXT}", 4: [1, 2, 864197]}[n]
`
  const other = `${table}\ndef answer(n): return table(n)\n`

  it.each(Object.entries(honest))('%s passes', async (_, code) => {
    const program = code.startsWith('\ufeff')
      ? `${code}${table.replaceAll('\n', '\r\n')}`
      : `${code.replace(/^(from __future__.*\n)?/, `$1${table}`)}`
    const { verdicts } = await pointsOf(program, { 'other.py': other })
    expect(verdicts.slice(1)).toEqual(['accepted', 'accepted', 'accepted', 'accepted', 'accepted'])
  })
})
