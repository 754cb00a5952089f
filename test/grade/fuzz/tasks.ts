/** Random tasks: what the functions of a submission should do, and the tests that look at it. */
import fc from 'fast-check'
import type { Files } from '../../support/real-grader.js'

/** A right answer as a Python expression of `n`, that no hostile piece works out by accident. */
const rules = [
  'n * n + 7919',
  '[i * 3 + n for i in range(5)]',
  '"ans-%d-zq" % n',
  '{n: [n + 1], "zq": (n, None)}',
  '(n, -n, n * 1000003)',
  'n / 7 + 0.25',
  '{n, n + 11, n + 7919}',
  'bytes([n % 256, 7, 19])',
  'n % 2 == 0, "zq"',
  '[[n], [], [[n + 7919]]]',
] as const

export interface RandomTask {
  readonly yaml: string
  readonly files: Files
  /** The answer of `f`, and what the program prints for `n`. */
  readonly rule: string
}

const CHECKER =
  'import sys\nans, out = (open(p, errors="replace").read() for p in sys.argv[2:4])\nsys.exit(42 if ans.split() == out.split() else 43)\n'
const REFERENCE = (rule: string) =>
  `def f(n): return ${rule}\ndef g(n): raise ValueError(f"zq-{n}-bad")\nif __name__ == "__main__":\n    n = int(input())\n    print("ans-%d-zq" % n)\n`

const size = fc.integer({ min: -50, max: 5000 })
const scoring = fc.constantFrom('sum', 'all', 'min')
const outputs = [
  (n: number) => `{ value: "ans-${n}-zq\\n", match: exact }`,
  (n: number) => `"ans-${n}-zq"`,
  (n: number) => `{ value: "ans-${n}-zq", match: tokens }`,
  (n: number) => `{ value: "ans-${n}-zq", match: lines }`,
  (n: number) => `{ value: "ans-${n}-zq", match: standard }`,
  (n: number) => `{ value: "ans-${n}-zq", match: kattis }`,
  (n: number) => `{ value: "ans-${n}-zq", checker: check.py }`,
  (n: number) => `{ regex: "ans-${n}-zq" }`,
  (n: number) => `{ includes: ["ans-${n}-zq", "zq"] }`,
] as const

type Write = (rule: string) => string
const tests: fc.Arbitrary<Write> = fc.oneof(
  size.map(
    (n): Write =>
      (rule) =>
        `{ call: f, args: [${n}], returns: { $python: ${JSON.stringify(`(lambda n: (${rule}))(${n})`)} } }`,
  ),
  size.map(
    (n): Write =>
      () =>
        `{ call: f, args: [${n}], reference: ref.py }`,
  ),
  size.map(
    (n): Write =>
      () =>
        `{ call: g, args: [${n}], raises: { type: ValueError, message: "zq-${n}-bad" } }`,
  ),
  size.map(
    (n): Write =>
      () =>
        `{ call: h, args: [${n}], prints: "ans-${n}-zq" }`,
  ),
  fc.tuple(size, fc.constantFrom(...outputs)).map(
    ([n, output]): Write =>
      () =>
        `{ stdin: "${n}\\n", stdout: ${output(n)} }`,
  ),
  size.map(
    (n): Write =>
      () =>
        `{ stdin: "${n}\\n", reference: ref.py }`,
  ),
  size.map(
    (n): Write =>
      () =>
        `{ stdin: "${n}\\n", exit_code: 0, written: { out.txt: "ans-${n}-zq" } }`,
  ),
)

const UNIT = (rule: string, n: number) => `import unittest, s
class T(unittest.TestCase):
    def test_value(self): self.assertEqual(s.f(${n}), (lambda n: (${rule}))(${n}))
    def test_twice(self): self.assertEqual([s.f(1), s.f(2)], [(lambda n: (${rule}))(i) for i in (1, 2)])
    def test_error(self):
        with self.assertRaisesRegex(ValueError, "zq-${n}-bad"): s.g(${n})
`

export const task: fc.Arbitrary<RandomTask> = fc
  .record({
    rule: fc.constantFrom(...rules),
    groups: fc.array(fc.tuple(fc.array(tests, { minLength: 1, maxLength: 3 }), scoring), {
      minLength: 1,
      maxLength: 3,
    }),
    unit: fc.option(size),
  })
  .map(({ rule, groups, unit }) => {
    const written = groups.map(
      ([group, how], index) =>
        `  - name: G${index}\n    points: ${index + 1}\n    scoring: ${how}\n    tests:\n${group.map((test) => `      - ${test(rule)}\n`).join('')}`,
    )
    const apart = unit === null ? '' : '  - { name: U, points: 5, unittest: test_s.py }\n'
    return {
      rule,
      yaml: `version: 1\ntitle: Fuzz\nsubmission: { entry: s.py, files: ["**"] }\nlimits: { fuel: 60M, memory: 96MiB, output: 256KiB }\ngroups:\n${written.join('')}${apart}`,
      files: {
        'check.py': CHECKER,
        'ref.py': REFERENCE(rule),
        ...(unit === null ? {} : { 'test_s.py': UNIT(rule, unit) }),
      },
    }
  })
