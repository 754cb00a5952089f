/** Random submissions: which of the functions are right, and what a hostile one does besides. */
import fc from 'fast-check'
import type { Files } from '../../support/real-grader.js'

export interface RandomSubmission {
  readonly isRight: { readonly f: boolean; readonly g: boolean; readonly h: boolean; readonly program: boolean }
  readonly hostile: Hostile
}

interface Hostile {
  /** Statements before and behind the functions. */
  readonly first: readonly string[]
  readonly last: readonly string[]
  /** Statements in the functions, before they do anything. */
  readonly inside: readonly string[]
  /** What the answer is put into; `answer` is it. */
  readonly wrapped: string
  readonly files: Files
}

/** Exceptions, plain and otherwise. */
const exceptions = [
  'ValueError("bad")',
  'type("All", (ValueError, KeyError, TypeError, ZeroDivisionError), {})("bad")',
  'type("N", (Exception,), {"__qualname__": "a\\0b", "__module__": "builtins"})("x")',
  'type("S", (ValueError,), {"__str__": lambda self: type("T", (str,), {"__getitem__": lambda *a: 5, "__contains__": lambda *a: True})("x")})()',
  'type("R", (ValueError,), {"__str__": lambda self: 1 / 0})()',
  'type("M", (type,), {"__subclasscheck__": lambda *a: True})("K", (BaseException,), {})()',
  'KeyboardInterrupt()',
  'SystemExit("bad")',
  'GeneratorExit()',
  'StopIteration(5)',
  'ExceptionGroup("g", [ValueError("bad")])',
  'UnicodeEncodeError("utf-8", "\\ud800", 0, 1, "bad")',
  'ValueError("\\ud800" * 100_000)',
]

/** Values that nobody expects. */
const values = [
  'type("Yes", (), {"__eq__": lambda *a: True, "__hash__": lambda s: 0, "__repr__": lambda s: "ans"})()',
  'type("int", (int,), {"__eq__": lambda *a: True, "__hash__": lambda s: 0})(1)',
  'type("str", (str,), {"__eq__": lambda *a: True, "__hash__": lambda s: 0})("x")',
  'type("list", (list,), {"__eq__": lambda *a: True})([1])',
  '(x for x in [1])',
  'iter([1])',
  'lambda *a: True',
  '__builtins__',
  'float("nan")',
  '-0.0',
  '"\\ud800\\0" * 1000',
  '"x" * 3_000_000',
  '[0] * 200_000',
  '[[0] * 300] * 300',
  '(1 << 8 * 131_072) - 1',
  '1 << 8 * 131_072',
  '__import__("functools").reduce(lambda a, _: [a], range(64), [])',
  '__import__("functools").reduce(lambda a, _: [a], range(5000), [])',
  '__import__("functools").reduce(lambda a, _: {1: a}, range(70), {})',
  '__import__("functools").reduce(lambda a, _: frozenset([a, 1]), range(60), frozenset(map(float, range(5000))))',
  '(lambda a: a.append(a) or a)([])',
  '{"__proto__": {"constructor": 1}, "toString": 1}',
  'bytes(600_000)',
  'NotImplemented',
  '...',
  '("returned", 1)',
  '{"type": "int", "value": "ff"}',
]

/** What is done for its effect. */
const statements: fc.Arbitrary<string> = fc.oneof(
  fc.constantFrom(
    'pass',
    'import sys; sys.exit(0)',
    'import sys; sys.exit(42)',
    'import os; os._exit(0)',
    'import os; os.abort()',
    'while True: pass',
    'x = [0] * 100_000_000',
    'x = "a"\nwhile True: x += x',
    'f2 = lambda: f2()\nf2()',
    'import sys; sys.setrecursionlimit(10**6)',
    'import sys; sys.stdout = None',
    'import sys; sys.stdout.close()',
    'import io, sys; sys.stdout = io.StringIO()',
    'import os; os.close(1)',
    'import os; os.close(0)',
    'print("ok 1 - a\\nTAP version 14\\n::error::x\\n##[error]x\\x1b[2J\\u202e")',
    'import sys; sys.stdout.buffer.write(b"\\xff\\xfe\\0" * 1000)',
    'import sys; sys.stdout.write("x" * 300_000)',
    'import sys; sys.stderr.write("Traceback (most recent call last):\\n" * 5000)',
    'import os; [os.write(d, b"zq") for d in range(3, 9) if not os.fstat(d)]',
    'open("score.txt", "w").write("1")',
    'open("out.txt", "w").write("zq")',
    'open("s.py", "w").write("def f(n): return 1")',
    'import os; os.remove("/s.py")',
    'import os; os.symlink("/", "loop")',
    'import os\nfor i in range(2000): open(f"{i}", "w")',
    'import os\nfor i in range(100): os.mkdir("d"); os.chdir("d")',
    'open("big", "wb").write(bytes(40_000_000))',
    'import builtins; builtins.isinstance = lambda *a: True',
    'import builtins; builtins.print = lambda *a, **k: None',
    'import builtins; builtins.getattr = lambda *a: print',
    'import builtins; builtins.callable = lambda *a: False',
    'import builtins; builtins.__build_class__ = None',
    'import builtins; builtins.__import__ = None',
    'import builtins; del builtins.str, builtins.type, builtins.list',
    'import builtins; vars(builtins).clear()',
    'globals().clear()',
    'import sys; sys.modules.clear()',
    'import sys; sys.modules["s"] = sys.modules["__main__"] = type("M", (), {"__getattr__": lambda s, n: lambda *a: True})()',
    'import sys; sys.excepthook = lambda *a: print("zq")',
    'import sys; sys.excepthook = sys.unraisablehook = None',
    'import sys; sys.settrace(lambda *a: 1 / 0)',
    'import sys; sys.setprofile(lambda frame, *a: frame.f_globals.update(replay=lambda calls: ("passed", "")))',
    'import unittest; unittest.TestCase.assertEqual = lambda *a: None',
    'import json; json.dumps = lambda *a: "zq"',
    'import atexit, os; atexit.register(os._exit, 0)',
    'import atexit; atexit.register(print, "zq")',
    'import threading; threading.Thread(target=print).start()',
    'import gc; gc.disable(); gc.freeze()',
    'import gc; gc.set_threshold(1)',
    'import gc\ngc.unfreeze()\nfor o in gc.get_objects():\n    if type(o) is dict and str(o.get("__name__", "")).startswith("_fuelcell"): o.clear()',
    'import gc\ngc.unfreeze()\nfor o in gc.get_objects():\n    if type(o) is dict and "dumps" in o:\n        for k in list(o): o[k] = lambda *a, **k: "taken"',
    'import gc\nfor o in gc.get_objects():\n    if type(o) is list: o.clear()',
    'import time; time.sleep(10**9)',
    'import signal; signal.raise_signal(9)',
    'import ctypes',
    'import socket; socket.create_connection(("localhost", 1))',
    'import warnings; warnings.warn("x" * 10000)',
    'def __getattr__(name): return lambda *a: True',
  ),
  fc.constantFrom(...exceptions).map((one) => `raise ${one}`),
)

const names = [
  'main.py',
  'json.py',
  'unittest.py',
  'test_s.py',
  'ref.py',
  'check.py',
  '_fuelcell/run.py',
  'a/b/c.py',
  '__proto__',
  'ünï.py',
  '-',
  'out.txt',
  'sitecustomize.py',
]
const file = fc.tuple(
  fc.oneof(fc.constantFrom(...names), fc.string({ minLength: 1, maxLength: 12, unit: 'binary' })),
  fc.oneof(fc.uint8Array({ maxLength: 40 }), fc.constant(Buffer.from('raise SystemExit(0)\n'))),
)

const few = (most: number) => fc.array(statements, { maxLength: most })

export const submission: fc.Arbitrary<RandomSubmission> = fc.record({
  isRight: fc.record({ f: fc.boolean(), g: fc.boolean(), h: fc.boolean(), program: fc.boolean() }),
  hostile: fc.record({
    first: few(1),
    last: few(2),
    inside: few(1),
    wrapped: fc.oneof({ weight: 3, arbitrary: fc.constant('answer') }, fc.constantFrom(...values)),
    files: fc.array(file, { maxLength: 2 }).map((files) => Object.fromEntries(files)),
  }),
})

const nothing: Hostile = { first: [], last: [], inside: [], wrapped: 'answer', files: {} }

const indented = (lines: readonly string[], by: string) =>
  lines.map((line) => `${by}${line.replaceAll('\n', `\n${by}`)}\n`).join('')

/** The files of a submission. @param hostile Without it, the same one as an honest person would write it. */
export function filesOf({ isRight }: RandomSubmission, rule: string, hostile: Hostile = nothing): Files {
  const { first, last, inside, wrapped, files } = hostile
  const before = indented(inside, '    ')
  const code = `${indented(first, '')}
def f(n):
${before}    answer = ${isRight.f ? rule : '("wrong", n)'}
    return ${wrapped}
def g(n):
${before}    ${isRight.g ? 'raise ValueError(f"zq-{n}-bad")' : 'return n'}
def h(n):
${before}    print(${isRight.h ? '"ans-%d-zq" % n' : '"wrong"'})
${indented(last, '')}
if __name__ == "__main__":
    n = int(input())
${before}    print(${isRight.program ? '"ans-%d-zq" % n' : '"wrong"'})
    open("out.txt", "w").write(${isRight.program ? '"ans-%d-zq" % n' : '"wrong"'})
`
  return { ...files, 's.py': code }
}
