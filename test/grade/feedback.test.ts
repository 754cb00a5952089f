/** What a student is told with each feedback: with any but `full`, nothing of what was expected. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { realGrader } from '../support/real-grader.js'

let grader: Awaited<ReturnType<typeof realGrader>>
beforeAll(async () => {
  grader = await realGrader()
}, 300_000)
afterAll(async () => {
  await grader.close()
})

const head = 'version: 1\ntitle: T\nsubmission: { entry: a.py }\n'
const submission = {
  'a.py': `import sys
def f(x): return [3, 4]
def g(x): raise KeyError("no")
def h(*a): print(7777)
if __name__ == "__main__":
    print(43, "42 ")
    if sys.argv[1:]: sys.exit(int(sys.argv[1]))
`,
}
const files = { 'gen.py': 'def generate(size, seed): return [size]' }

async function told(feedback: string, test: string) {
  const task = `${head}groups:\n  - { name: g, points: 1, feedback: ${feedback}, tests: [${test}] }\n`
  const { tests } = await grader.grade(task, submission, files)
  const [{ verdict = '', message = '', details = undefined } = {}] = tests
  return { verdict, message, details }
}

describe('actual-only', () => {
  it.each([
    ['a type', '{ call: f, args: [1], returns: { $python: "(3, 4)" } }', 'wrong-answer', 'f returned a wrong value.'],
    [
      'that nothing was raised',
      '{ call: f, args: [1], raises: ZeroDivisionError }',
      'wrong-answer',
      'f returned a wrong value.',
    ],
    [
      'an exception',
      '{ call: g, args: [1], raises: ZeroDivisionError }',
      'runtime-error',
      "The program stopped with an error in a.py, line 3: KeyError: 'no'.",
    ],
    [
      'a message of an exception',
      '{ call: g, args: [1], raises: { type: LookupError, message: SECRET } }',
      'runtime-error',
      "The program stopped with an error in a.py, line 3: KeyError: 'no'.",
    ],
    ['that it was printed in its place', '{ call: h, returns: 7777 }', 'wrong-answer', 'h returned a wrong value.'],
    ['spaces', '{ stdout: "4342" }', 'wrong-answer', 'The output is not what was expected.'],
    ['lines', '{ stdout: "43 42\\nb" }', 'wrong-answer', 'The output is not what was expected.'],
    ['a part', '{ stdout: { includes: SECRET } }', 'wrong-answer', 'The output is not what was expected.'],
    ['a pattern', '{ stdout: { regex: SECRET } }', 'wrong-answer', 'The output is not what was expected.'],
    ['an exit code', '{ exit_code: 3 }', 'wrong-answer', 'The answer is wrong.'],
    [
      'another exit code',
      '{ args: ["2"], exit_code: 3 }',
      'exit-nonzero',
      'The program ended with exit code 2, which is not what was expected.',
    ],
    ['a file', '{ written: { out.txt: SECRET } }', 'wrong-answer', 'The answer is wrong.'],
  ])('does not tell %s', async (_, test, verdict, message) => {
    const report = await told('actual-only', test)
    expect(report).toMatchObject({ verdict, message })
    expect(JSON.stringify(report.details)).not.toMatch(/SECRET|expected|Hint|ZeroDivision/)
    expect(report.details?.hints).toBeUndefined()
  })

  it('does not tell what growth is allowed', async () => {
    const growing = { 'a.py': 'def f(n): return sum(i * j for i in range(n) for j in range(n))' }
    const test = '{ call: f, generate: gen.py, sizes: [25, 50, 100, 200], growth: { atMost: "log n" } }'
    const task = `${head}groups:\n  - { name: g, points: 1, feedback: actual-only, tests: [${test}] }\n`
    const { tests } = await grader.grade(task, growing, files)
    expect(tests[0]?.message).toBe(
      'The cost grows like n^2 with the size of the input, which is too fast. Look for a loop inside a loop.',
    )
    expect(tests[0]?.details).not.toHaveProperty('expected')
  })
})

describe('none', () => {
  it.each([
    ['{ stdout: "4342" }', 'wrong-answer', 'The answer is wrong.'],
    ['{ exit_code: 3 }', 'wrong-answer', 'The answer is wrong.'],
    [
      '{ call: g, args: [1], raises: { type: LookupError, message: SECRET } }',
      'runtime-error',
      'The program stopped with an error.',
    ],
    ['{ call: f, args: [1], returns: 5, hint: HINT }', 'wrong-answer', 'The answer is wrong.'],
  ])('tells nothing of %s', async (test, verdict, message) => {
    expect(await told('none', test)).toEqual({ verdict, message, details: undefined })
  })
})

describe('full', () => {
  it('shows the message that an exception should have', async () => {
    expect(
      await told('full', '{ call: g, args: [1], raises: { type: LookupError, message: "not there" } }'),
    ).toMatchObject({
      verdict: 'wrong-answer',
      message: 'The function raised LookupError, but with another message.',
      details: { expected: 'raises LookupError with a message that includes "not there"', actual: "KeyError: 'no'" },
    })
  })
})
