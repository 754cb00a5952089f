/** What a submission is charged: what the host noted of it, so that nothing that it does to its interpreter makes it cheaper. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { realGrader } from '../support/real-grader.js'

let grader: Awaited<ReturnType<typeof realGrader>>
beforeAll(async () => {
  grader = await realGrader()
}, 300_000)
afterAll(() => grader.close())

const GENERATOR = `
import random
def generate(size, seed):
    random.seed(seed)
    return [random.sample(range(2 * size), size)]
`
const GOOD = `
def ranks(xs):
    order = {x: i for i, x in enumerate(sorted(xs))}
    return [(x, order[x]) for x in xs]
`
const SLOW = `
def ranks(xs):
    here = 0
    for x in xs: here |= 1 << x
    return [(x, (here & ((1 << x) - 1)).bit_count()) for x in xs]
`
const TASK = `
version: 1
title: Ranks
submission: { entry: s.py }
limits: { fuel: 60M }
groups:
  - name: limit
    points: 4
    tests: [{ name: ranks, call: ranks, generate: gen.py, sizes: [4000], reference: good.py }]
  - name: growth
    points: 4
    tests:
      - { name: growth, call: ranks, generate: gen.py, sizes: [200, 400, 800, 1600, 3200], reference: good.py, growth: { atMost: n log n } }
`
const files = { 'gen.py': GENERATOR, 'good.py': GOOD }
const verdicts = async (code: string) =>
  (await grader.grade(TASK, { 's.py': code }, files)).tests.map(({ verdict }) => verdict)

/** Tricks behind which the slow solution would be free, if what is done there were. */
const tricks: Readonly<Record<string, string>> = {
  plainly: SLOW,
  'behind a cheaper way of handing out': `${SLOW}
import gc, time
gc.unfreeze()
for one in gc.get_objects():
    if type(one) is dict and str(one.get("__name__", "")).startswith("_fuelcell"):
        for name in ("text_of", "dumps", "_pieces"):
            if name in one: one[name] = lambda value, *a: '{"type":"list","value":[]}'
gc.freeze()
`,
  'with the collector off and everything frozen': `import gc\ngc.disable()\ngc.freeze()\n${SLOW}`,
  'while the module is imported': `
import gc
given = next((one[0] for tuple_ in gc.get_objects() if type(tuple_) is tuple and len(tuple_) == 3 and tuple_[0] == "ranks" for one in [tuple_[1]] if one), [])
${SLOW}
done = ranks(given)
def ranks(xs): return done if xs == given else slow(xs)
slow = lambda xs: [(x, sum(y < x for y in xs)) for x in xs]
`,
  'leaving past the end of the interpreter': `import atexit, os\natexit.register(os._exit, 0)\n${SLOW}`,
}

it('a right solution passes, the same bytes each time', async () => {
  const [first, second] = await Promise.all([1, 2].map(() => grader.grade(TASK, { 's.py': GOOD }, files)))
  expect(first?.tests.map(({ verdict }) => verdict)).toEqual(['accepted', 'accepted'])
  expect(second).toEqual(first)
})

describe('a slow solution fails', () => {
  it.each(Object.entries(tricks))('%s', async (_, code) => {
    expect(await verdicts(code)).not.toContain('accepted')
  })
})

describe('nothing is gained by an answer that is worked out', () => {
  const task = `
version: 1
title: Late
submission: { entry: s.py }
limits: { fuel: 5M }
groups:
  - name: g
    points: 1
    tests:
      - { name: value, call: f, args: [300000], returns: 44999850000 }
      - { name: message, call: g, args: [300000], raises: { type: ValueError, message: "44999850000" } }
      - { name: printed, call: h, args: [300000], prints: "44999850000" }
`
  const cases: Readonly<Record<string, string>> = {
    'at the end': `
import atexit
def f(n):
    answer = [0]
    atexit.register(lambda: answer.__setitem__(0, sum(range(n))))
    return answer
def h(n): atexit.register(lambda: print(sum(range(n))))
class E(ValueError):
    def __str__(self): return str(sum(range(self.args[0])))
def g(n): raise E(n)
`,
    'by a generator, or a number that is one only in name': `
class Late(int):
    def __index__(self): return sum(range(300000))
    __int__ = __repr__ = __str__ = __index__
def f(n): return Late()
def g(n): raise ValueError(Late())
def h(n): yield sum(range(n))
`,
    'by a finalizer': `
class Last:
    def __del__(self): print(sum(range(300000)))
last = Last()
def f(n): return last
def g(n): raise ValueError("x") from ValueError(str(sum(range(n))))
def h(n): pass
`,
    'by a hook': `
import sys, threading
threading._shutdown = lambda: print(sum(range(300000)))
sys.excepthook = lambda *a: sum(range(300000))
def f(n): raise ValueError
g = f
def h(n): pass
`,
  }
  it.each(Object.entries(cases))('%s', async (_, code) => {
    const report = await grader.grade(task, { 's.py': code })
    expect(report.tests.map(({ verdict }) => verdict)).not.toContain('accepted')
  })
})

it('sealing takes no points: handing out a large answer costs nothing, whether it is known or not', async () => {
  const task = (wanted: string) =>
    `version: 1\ntitle: T\nsubmission: { entry: s.py }\nlimits: { fuel: 100M }\ngroups:\n  - name: A\n    points: 4\n    tests: [{ call: f, args: [9000], ${wanted} }]\n`
  const code = 'def f(n): return [(i, i + 1) for i in range(n)]\n'
  const open = await grader.grade(task('returns: { $python: "[(i, i + 1) for i in range(9000)]" }'), { 's.py': code })
  const sealed = await grader.grade(
    task(
      'sealed: { salt: 127860a4368b5d88983cf530c1aa6d20, sha256: 55e900edee181e929a19a65996280807ed57929508e3e119dbb978d42701530d }',
    ),
    { 's.py': code },
  )
  expect([open.score, sealed.score]).toEqual([4, 4])
  expect(sealed.tests[0]?.usage).toEqual(open.tests[0]?.usage)
})
