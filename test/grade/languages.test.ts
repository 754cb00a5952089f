/** Submissions in every language, with a real sandbox. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { TUNING_MS } from '../support/pythons.js'
import { type Files, realGrader } from '../support/real-grader.js'

let grader: Awaited<ReturnType<typeof realGrader>>
beforeAll(async () => {
  grader = await realGrader()
}, 300_000)
afterAll(async () => {
  await grader.close()
})

const taskOf = (entry: string, lines: string) =>
  `version: 1\ntitle: T\nsubmission: { entry: ${entry}, files: ["**"] }\nlimits: { fuel: 300M, memory: 128MiB, output: 64KiB }\n` +
  `groups:\n  - name: g\n    points: 1\n    tests:\n${lines}`

async function judged(entry: string, lines: string, submission: string | Files, files: Files = {}) {
  const given = typeof submission === 'string' ? { [entry]: submission } : submission
  const { tests } = await grader.grade(taskOf(entry, lines), given, files)
  return tests.map(({ verdict, message }) => [verdict, message])
}

const verdict = async (entry: string, lines: string, code: string) => (await judged(entry, lines, code))[0]?.[0]

describe('JavaScript', { timeout: 60_000 }, () => {
  const sum = '      - { stdin: "1 2\\n", stdout: "3" }\n'
  const read = "const [a, b] = require('fs').readFileSync(0, 'utf8').split(' ').map(Number)\n"

  it('is judged by how it ends', async () => {
    const codes = {
      accepted: `${read}console.log(a + b)`,
      'wrong-answer': `${read}console.log(a - b)`,
      presentation: `${read}console.log('', a + b)`,
      'runtime-error': `${read}console.log(a + b)\nnull.x`,
      'exit-nonzero': 'process.exit(4)',
      'out-of-fuel': 'for (;;);',
      'out-of-memory': 'const a = []\nfor (;;) a.push(new Uint8Array(1e6))',
      'output-limit': "for (;;) console.log('x'.repeat(999))",
      'disk-limit': "const fs = require('fs')\nfor (;;) fs.appendFileSync('f', new Uint8Array(1e6))",
      'compile-error': 'console.log(',
    }
    const found = await Promise.all(
      Object.values(codes).map((code) =>
        verdict('sum.js', sum.replace('"3"', '{ match: exact, value: "3\\n" }'), code),
      ),
    )
    expect(found).toEqual(Object.keys(codes))
  })

  it('is told where it failed', async () => {
    const codes = [
      [
        "function f() {\n  throw new RangeError('far')\n}\n\nf()",
        'stopped with an error in sum.js, line 2: RangeError: far.',
      ],
      ['\nlet x = ;', "line 2: SyntaxError: unexpected token in expression: ';'."],
      ["JSON.parse('{')", 'stopped with an error in sum.js, line 1: SyntaxError: '],
    ] as const
    for (const [code, message] of codes) {
      expect((await judged('sum.js', sum, code))[0]?.[1]).toContain(message)
    }
  })

  it('may have several files, one named as the runtime names its code', async () => {
    const submission = {
      'sum.js': "import { add } from './main.js'\nprint(add(1, 2), scriptArgs[0])",
      'main.js': 'export const add = (a, b) => a + b',
    }
    expect(await judged('sum.js', '      - { stdout: "3 sum.js" }\n', submission)).toEqual([
      ['accepted', expect.anything()],
    ])
  })

  it('is compared with a reference in any language', async () => {
    const lines = '      - { stdin: "1 2\\n", reference: solution.py }\n'
    const files = { 'solution.py': 'print(sum(map(int, input().split())))' }
    expect(await judged('sum.js', lines, `${read}print(a + b)`, files)).toEqual([['accepted', expect.anything()]])
  })

  it('is not called', async () => {
    const called = '      - { call: f, returns: 1 }\n  - { name: u, points: 1, unittest: test_u.py }\n'
    const refusal = await judged('sum.js', called, 'print(1)', { 'test_u.py': 'def test_u(): pass' }).catch(String)
    const complaint = 'functions can be called in python only, not in "quickjs"; use stdin'
    expect(String(refusal).split('\n').slice(1)).toEqual([`  line 9: ${complaint}`, `  line 10: ${complaint}`])
  })
})

describe('tuned Python', { timeout: TUNING_MS }, () => {
  const task = taskOf(
    'two.py',
    '      - { call: twice, args: [4], returns: 8 }\n      - { stdin: "2\\n", stdout: "4" }\n',
  )
    .replace('entry: two.py', 'entry: two.py, runtime: python-tuned')
    .concat('  - { name: u, points: 1, unittest: test_two.py }\n')
  const files = { 'test_two.py': 'from two import twice\ndef test_twice(): assert twice(3) == 6\n' }
  const main = "if __name__ == '__main__': print(twice(int(input())))\n"
  const verdicts = async (code: string) => {
    const { tests } = await grader.grade(task, { 'two.py': code }, files)
    return tests.map(({ verdict, message }) => [verdict, message])
  }

  it('is called, and tested by unit tests', async () => {
    const found = await verdicts(`def twice(x): return 2 * x\n${main}`)
    expect(found.map(([verdict]) => verdict)).toEqual(['accepted', 'accepted', 'accepted'])
  })

  it('is told where it failed', async () => {
    const found = await verdicts(`def twice(x):\n  return x / 0\n${main}`)
    const message = 'The program stopped with an error in two.py, line 2: ZeroDivisionError: division by zero.'
    expect(found.map(([, said]) => said)).toEqual([message, message, 'The test was stopped by an error.'])
  })
})

describe('SQL', { timeout: 60_000 }, () => {
  const rows = '      - { files: { data.sql: data.sql }, stdin: "", stdout: "1|one\\n2|two" }\n'
  const files = { 'data.sql': "create table t(n, name); insert into t values(2, 'two'), (1, 'one');" }

  it('is judged by what it selects', async () => {
    const right = '.read data.sql\nselect * from t order by n;'
    expect(await judged('rows.sql', rows, right, files)).toEqual([['accepted', expect.anything()]])
    expect(await judged('rows.sql', rows, '.read data.sql\nselect * from t;', files)).toEqual([
      ['wrong-answer', expect.anything()],
    ])
    expect(await judged('rows.sql', rows, '.read data.sql\nselect nope from t;', files)).toEqual([
      ['exit-nonzero', expect.anything()],
    ])
  })

  it('answers queries on stdin', async () => {
    const lines = '      - { stdin: "insert into t values (1), (2); select * from v;", stdout: "3" }\n'
    const code = 'create table t(a); create view v as select sum(a) from t;'
    expect(await judged('v.sql', lines, code)).toEqual([['accepted', expect.anything()]])
  })
})

describe('Ruby and PHP', { timeout: 600_000 }, () => {
  const sum = '      - { stdin: "1 2\\n", stdout: "3" }\n'
  const ruby = 'a, b = gets.split.map(&:to_i)\n'
  const php = '<?php\n[$a, $b] = explode(" ", trim(fgets(STDIN)));\n'
  const both = { 'sum.rb': ruby, 'sum.php': php } as const

  it('are judged by how they end', async () => {
    const codes = {
      accepted: ['puts a + b', 'echo $a + $b;'],
      'wrong-answer': ['puts a - b', 'echo $a - $b;'],
      'runtime-error': ["raise ArgumentError, 'far'", "throw new LogicException('far');"],
      'exit-nonzero': ['exit 4', 'exit(4);'],
      'out-of-fuel': ['loop {}', 'for (;;);'],
      'compile-error': ['puts (', 'echo (;'],
    }
    for (const [wanted, lines] of Object.entries(codes)) {
      for (const [index, [entry, read]] of Object.entries(both).entries()) {
        expect([entry, await verdict(entry, sum, `${read}${lines[index]}`)]).toEqual([entry, wanted])
      }
    }
  })

  it('are told where they failed', async () => {
    expect(await judged('sum.rb', sum, `${ruby}raise ArgumentError, 'far'`)).toEqual([
      ['runtime-error', 'The program stopped with an error in sum.rb, line 2: ArgumentError: far.'],
    ])
    expect(await judged('sum.php', sum, `${php}throw new LogicException('far');`)).toEqual([
      ['runtime-error', 'The program stopped with an error in sum.php, line 3: LogicException: far.'],
    ])
  })
})

describe('C and C++', { timeout: 600_000 }, () => {
  const sum = '      - { stdin: "1 2\\n", stdout: "3" }\n'
  const read = '#include <stdio.h>\nint main(void) {\n  int a, b;\n  scanf("%d %d", &a, &b);\n'

  it('are judged by how they end', async () => {
    const codes = {
      accepted: `${read}  printf("%d\\n", a + b);\n}`,
      'wrong-answer': `${read}  printf("%d\\n", a - b);\n}`,
      'exit-nonzero': `${read}  return a + b;\n}`,
      'runtime-error': `${read}  printf("%d\\n", a + b);\n  __builtin_trap();\n}`,
      'out-of-fuel': `${read}  volatile int c = a;\n  for (;;) c++;\n}`,
      'compile-error': `${read}  return x;\n}`,
    }
    for (const [wanted, code] of Object.entries(codes)) expect(await verdict('sum.c', sum, code)).toBe(wanted)
    const cpp = '#include <iostream>\nint main() {\n  int a, b;\n  std::cin >> a >> b;\n  std::cout << a + b;\n}'
    expect(await verdict('sum.cpp', sum, cpp)).toBe('accepted')
  })

  it('are told why they are no program', async () => {
    const found = await judged('sum.c', sum, `${read}  return x;\n}`)
    expect(found).toEqual([
      ['compile-error', "The program does not compile in sum.c, line 5: use of undeclared identifier 'x'."],
    ])
    const [unlinked] = await judged('sum.c', sum, 'int f(void);\nint main(void) { return f(); }')
    expect(unlinked).toEqual([
      'compile-error',
      'The program uses "f", which is declared and nowhere defined. Define it, or hand in the file that does.',
    ])
    const [empty] = await judged('sum.c', sum, 'int f(void) { return 1; }')
    expect(empty).toEqual([
      'compile-error',
      'The program has no function main. Write `int main(void)`, outside of any other function.',
    ])
  })
})
