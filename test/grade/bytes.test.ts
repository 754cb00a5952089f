/** Output that is compared byte for byte, and bytes that are no text. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { judgeOutput, sealOf } from '../../src/grade/judge/output.js'
import type { Expectation } from '../../src/grade/task/task.js'
import type { Trusted } from '../../src/grade/trusted.js'
import { realGrader, taskOf } from '../support/real-grader.js'

const bytes = (...all: number[]) => Uint8Array.from(all)
const nobody = {} as Trusted
const judged = async (actual: Uint8Array, expectation: Expectation) =>
  (await judgeOutput(actual, expectation, 'stdout', bytes(), nobody)).verdict

describe('exact compares bytes:', () => {
  it.each([
    ['the same', bytes(0x89, 0xff, 0x41), bytes(0x89, 0xff, 0x41), 'accepted'],
    ['others that decode to the same text', bytes(0x80), bytes(0xff), 'wrong-answer'],
    ['U+FFFD in place of what is no text', bytes(0xef, 0xbf, 0xbd), bytes(0xff), 'wrong-answer'],
    ['what is no text in place of U+FFFD', bytes(0xff), bytes(0xef, 0xbf, 0xbd), 'wrong-answer'],
    ['a byte order mark', bytes(0xef, 0xbb, 0xbf, 0x41), bytes(0x41), 'presentation'],
    ['a line end', bytes(0x41, 0x0d, 0x0a), bytes(0x41, 0x0a), 'presentation'],
    ['one byte less', bytes(0xff), bytes(0xff, 0xff), 'wrong-answer'],
    ['nothing', bytes(), bytes(), 'accepted'],
  ])('%s', async (_, actual, value, verdict) => {
    expect(await judged(actual, { kind: 'bytes', value })).toBe(verdict)
  })

  it('also behind a seal', async () => {
    const sealed = (of: string | Uint8Array): Expectation => ({
      kind: 'sealed',
      match: 'exact',
      seal: sealOf('aa', of),
    })
    expect(await judged(bytes(0xff), sealed('\ufffd'))).toBe('wrong-answer')
    expect(await judged(bytes(0x41), sealed('A'))).toBe('accepted')
    expect(await judged(bytes(0xff), sealed(bytes(0xff)))).toBe('accepted')
  })
})

it.each<Expectation>([
  { kind: 'text', match: 'trim', value: '\ufffd' },
  { kind: 'text', match: 'tokens', value: '\ufffd' },
  { kind: 'text', match: 'lines', value: '\ufffd' },
  { kind: 'floats', tolerance: { abs: 0, rel: 0 }, value: '\ufffd', by: 'tokens' },
  { kind: 'includes', texts: ['\ufffd'] },
  { kind: 'sealed', match: 'trim', seal: sealOf('aa', '\ufffd') },
])('bytes that are no text are not the sign that stands for them: $kind', async (expectation) => {
  expect(await judged(bytes(0xff), expectation)).toBe('wrong-answer')
})

describe('an expected file that is not UTF-8', () => {
  const task = (output: string) =>
    `version: 1\ntitle: T\nsubmission: { entry: s.py }\ngroups:\n  - { name: A, points: 1, tests: [{ stdin: "", stdout: ${output} }] }\n`
  const files = { 'want.bin': bytes(0xff), 'check.py': 'import sys\nsys.exit(42)\n' }
  it.each(['{ file: want.bin }', '{ file: want.bin, match: tokens }', '{ file: want.bin, floats: { abs: 1 } }'])(
    'is refused by %s',
    (output) => {
      expect(() => taskOf(task(output), files)).toThrow(
        'line 5: "want.bin" is not UTF-8 text, and is to be compared as text; save it as UTF-8, or compare bytes with match: exact',
      )
    },
  )
  it.each(['{ file: want.bin, match: exact }', '{ file: want.bin, checker: check.py }'])('is taken by %s', (output) => {
    expect(taskOf(task(output), files).groups[0]?.tests).toHaveLength(1)
  })
})

describe('in a sandbox', () => {
  let grader: Awaited<ReturnType<typeof realGrader>>
  beforeAll(async () => {
    grader = await realGrader()
  }, 300_000)
  afterAll(() => grader.close())

  const invert = 'import sys\nsys.stdout.buffer.write(bytes(255 - b for b in sys.stdin.buffer.read()))\n'
  const task = (defaults: string, test: string) =>
    `version: 1\ntitle: T\nsubmission: { entry: s.py }\ndefaults: { ${defaults} }\ngroups:\n  - { name: A, points: 4, tests: [{ ${test} }] }\n`
  const files = {
    'ref.py': invert,
    'gen.py': 'def generate(seed): return "hello"\n',
    'genbytes.py': 'def generate(seed): return bytes(range(256))\n',
    'in.bin': bytes(0xe9, 0x20, 0x80, 0x0a),
    'sum.py': 'import sys\nprint(sum(sys.stdin.buffer.read()))\n',
    'echo.py': 'import sys\nsys.stdout.buffer.write(sys.stdin.buffer.read())\n',
    'check.py':
      'import sys\nsys.exit(42 if open("answer.txt", "rb").read() == open("output.txt", "rb").read() else 43)\n',
  }
  const forged = 'import sys\nsys.stdout.buffer.write(b"\\x80" * len(sys.stdin.buffer.read()))\n'

  it.each([
    ['a reference’s bytes', 'match: exact', 'generate: gen.py, reference: ref.py', invert, 'accepted'],
    ['others of the same text', 'match: exact', 'generate: gen.py, reference: ref.py', forged, 'wrong-answer'],
    ['a generator’s bytes', 'match: exact', 'generate: genbytes.py, reference: ref.py', invert, 'accepted'],
    [
      'others, seen by a checker',
      'match: trim',
      'generate: gen.py, reference: ref.py, stdout: { checker: check.py }',
      forged,
      'wrong-answer',
    ],
    [
      'the reference itself, on input in Latin-1',
      'match: trim',
      'stdin_file: in.bin, reference: sum.py',
      files['sum.py'],
      'accepted',
    ],
    [
      'a reference that prints what cannot be compared',
      'match: trim',
      'stdin_file: in.bin, reference: echo.py',
      files['echo.py'],
      'ungraded',
    ],
    ['the same, exactly', 'match: exact', 'stdin_file: in.bin, reference: echo.py', files['echo.py'], 'accepted'],
  ])('%s', async (_, defaults, test, code, verdict) => {
    const report = await grader.grade(task(defaults, test), { 's.py': code }, files)
    expect(report.tests.map((one) => one.verdict)).toEqual([verdict])
  })

  it('bytes are shown with escapes where they are no text', async () => {
    const report = await grader.grade(
      task('match: exact', 'generate: gen.py, reference: ref.py'),
      { 's.py': forged },
      files,
    )
    expect(report.tests[0]).toMatchObject({
      message: 'The output is wrong from byte 1 on.',
      details: { input: 'hello', actual: '\\x80\\x80\\x80\\x80\\x80', expected: '\\x97\\x9a\\x93\\x93\\x90' },
    })
  })
})
