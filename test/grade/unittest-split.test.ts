/** What unit tests in split mode carry across to the submission, and what they say where something does not cross. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { realGrader } from '../support/real-grader.js'

const SUBMISSION = `
import sys
LIMIT, NAMES, TABLE, NOTHING = 3, ["a", ("b", 1)], {"k": [1.5, None, b"x"]}, None
class OddError(Exception): pass
def greet(name): print(f"Hello, {name}!")
def half(n):
    print("halving")
    return n // 2
def ask(): return int(input())
def fail(): raise OddError("odd one")
def skipped(): return 1
count, log = 0, []
def bump():
    global count
    count += 1
    log.append(count)
def raw(): sys.stdout.buffer.write('ä'.encode()); sys.stdout.flush()
`

let grader: Awaited<ReturnType<typeof realGrader>>
beforeAll(async () => {
  grader = await realGrader()
})
afterAll(() => grader.close())

/** Grades one test method, written as its lines. */
async function judged(lines: string, head = '') {
  const body = lines.split('\n').map((line) => `        ${line}`)
  const text = [
    'import inspect, io, sys, unittest',
    'from contextlib import redirect_stdout',
    'from unittest import mock',
    'import work',
    'class T(unittest.TestCase):',
    ...(head === '' ? [] : [`    ${head}`]),
    `    def test_it(self${head.includes('patch') && !head.includes('StringIO(') ? ', given' : ''}):`,
    ...body,
    '',
  ].join('\n')
  const task = `version: 1
title: T
submission: { entry: work.py }
groups:
  - { name: U, points: 1, unittest: test_work.py }
`
  const report = await grader.grade(task, { 'work.py': SUBMISSION }, { 'test_work.py': text })
  const [test] = report.tests
  if (test === undefined) throw new Error('no test')
  return test
}

describe('what crosses', () => {
  it.each([
    ['a value', 'self.assertEqual(work.half(4), 2)'],
    [
      'what was printed, redirected',
      'f = io.StringIO()\nwith redirect_stdout(f): work.greet("Al")\nself.assertEqual(f.getvalue(), "Hello, Al!\\n")',
    ],
    [
      'each print where it belongs',
      'f = io.StringIO()\nwork.half(2)\nwith redirect_stdout(f): work.half(8)\nself.assertEqual(f.getvalue(), "halving\\n")',
    ],
    [
      'an exception by its type',
      'with self.assertRaises(work.OddError) as found: work.fail()\nself.assertEqual(str(found.exception), "odd one")',
    ],
    ['constants', 'self.assertEqual((work.LIMIT, work.NOTHING), (3, None))'],
    [
      'lists and dicts of the module',
      'self.assertEqual(work.NAMES, ["a", ("b", 1)])\nself.assertEqual(work.TABLE, {"k": [1.5, None, b"x"]})',
    ],
    [
      'what calls change in the module',
      'work.bump()\nwork.bump()\nself.assertEqual((work.count, work.log), (2, [1, 2]))',
    ],
    ['bytes to stdout', 'f = io.StringIO()\nwith redirect_stdout(f): work.raw()\nself.assertEqual(f.getvalue(), "ä")'],
    [
      'every public name',
      'names = {}\nexec("from work import *", names)\nself.assertEqual((names["LIMIT"], names["half"](4)), (3, 2))',
    ],
    ['whether a name is there', 'work.half(2)\nself.assertFalse(hasattr(work, "quarter"))'],
  ])('%s', async (_, lines) => {
    const { verdict, message } = await judged(lines)
    expect([verdict, message]).toEqual(['accepted', expect.any(String)])
  })

  it('a stdout that is patched', async () => {
    const { verdict } = await judged(
      'work.greet("Al")\nself.assertEqual(given.getvalue(), "Hello, Al!\\n")',
      '@mock.patch("sys.stdout", new_callable=io.StringIO)',
    )
    expect(verdict).toBe('accepted')
  })
})

describe('what does not cross is nobody’s wrong answer', () => {
  it.each([
    ['@mock.patch("builtins.input", return_value="5")', 'self.assertEqual(work.ask(), 5)', 'builtins.input'],
    ['@mock.patch("builtins.print")', 'work.greet("Al")\ngiven.assert_called_with("Hello, Al!")', 'builtins.print'],
    ['@mock.patch("builtins.open")', 'work.half(2)', 'builtins.open'],
    ['@mock.patch("sys.stdin", io.StringIO("9\\n"))', 'self.assertEqual(work.ask(), 9)', 'sys.stdin'],
    ['', 'inspect.getsource(work)', 'inspect.getsource'],
    ['', 'inspect.getsource(work.half)', 'inspect.getsource'],
    ['', 'inspect.signature(work.half)', 'inspect.signature'],
    ['', 'work.LIMIT = 4', 'a change of LIMIT'],
    ['@mock.patch("work.half")', 'work.half(2)', 'a change of half'],
    ['@mock.patch.object(work, "LIMIT", new=7)', 'self.assertEqual(work.LIMIT, 7)', 'a change of LIMIT'],
  ])('%s %s', async (head, lines, what) => {
    const { verdict, fault, message } = await judged(lines, head)
    expect([verdict, fault]).toEqual(['ungraded', 'task'])
    expect(message).toContain(what)
    expect(message).toContain('test_it')
    expect(message).toContain('mode: visible')
  })
})

describe('what is wrong is told', () => {
  it.each([
    ['self.assertEqual(work.half(4), 3)', /2 != 3/],
    ['self.assertEqual(work.quarter(4), 1)', /quarter/],
    ['for n in (2, 4, 6):\n    with self.subTest(n=n): self.assertEqual(work.half(n), 2)', /n=2/],
  ])('%s', async (lines, told) => {
    const { verdict, message, details } = await judged(lines)
    expect(verdict).not.toBe('accepted')
    expect(verdict).not.toBe('ungraded')
    expect(`${message} ${JSON.stringify(details)}`).toMatch(told)
  })

  it('a test that is skipped leaves the sum', async () => {
    const { verdict, maxPoints } = await judged('self.fail()', '@unittest.skip("later")')
    expect([verdict, maxPoints]).toEqual(['skipped', 0])
  })
})
