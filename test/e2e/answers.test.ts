/** What a called function returns, read out of the interpreter's memory by the host; and what the call cost, as the host noted it. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createRunner, Exact, type Result, type Runner, type Tagged } from '../../src/index.js'

let runner: Runner
beforeAll(async () => {
  runner = await createRunner({ workers: 1 })
}, 300_000)
afterAll(() => runner.close())

const call = (code: string, args: readonly unknown[] = []): Promise<Result> =>
  runner.run({
    runtime: 'python',
    code,
    call: { function: 'f', args, file: 's.py' },
    limits: { fuel: 20e9 },
    clockStartMs: 0,
  })
const returned = async (code: string, args: readonly unknown[] = []) => {
  const result = await call(code, args)
  return result.status === 'exit' ? result.returned : result.status
}
const int = (value: string): Tagged => ({ type: 'int', value })
const str = (value: string): Tagged => ({ type: 'str', value })

describe('an answer is read as it is:', () => {
  const code = `
import collections
class A: pass
a = A(); a.x = 1; a.y = "z"
shrunk = {i: i for i in range(40)}
for i in range(38): del shrunk[i]
apart = {i for i in range(40)}
for i in range(39): apart.discard(i)
def f(text): return eval(text)
`
  it.each<[string, Tagged]>([
    ['None', { type: 'None' }],
    ['True', { type: 'bool', value: true }],
    ['False', { type: 'bool', value: false }],
    ['0', int('0')],
    ['-1', int('-1')],
    ['2**30', int('1073741824')],
    ['-2**64', int('-18446744073709551616')],
    ['2**100', int('1267650600228229401496703205376')],
    ['1.5', { type: 'float', value: '1.5' }],
    ['-0.0', { type: 'float', value: '-0.0' }],
    ['1e16', { type: 'float', value: '1e+16' }],
    ['float("nan")', { type: 'float', value: 'nan' }],
    ['-float("inf")', { type: 'float', value: '-inf' }],
    ['""', str('')],
    ['"h\\u00e9"', str('hé')],
    ['"\\u0100\\u20ac"', str('Ā€')],
    ['"\\U0001f600\\x00"', str('😀\0')],
    ['"\\ud800"', str('\ud800')],
    ['b"\\x00\\xff"', { type: 'bytes', value: '00ff' }],
    ['[]', { type: 'list', value: [] }],
    ['[1, -2]', { type: 'list', value: [int('1'), int('-2')] }],
    ['[1, "a", True]', { type: 'list', value: [int('1'), str('a'), { type: 'bool', value: true }] }],
    ['(1,)', { type: 'tuple', value: [int('1')] }],
    ['[[[]]]', { type: 'list', value: [{ type: 'list', value: [{ type: 'list', value: [] }] }] }],
    ['{3, 1, 2}', { type: 'set', value: [int('1'), int('2'), int('3')] }],
    ['apart', { type: 'set', value: [int('39')] }],
    ['frozenset(["b", "a"])', { type: 'frozenset', value: [str('a'), str('b')] }],
    ['{}', { type: 'dict', value: [] }],
    [
      '{"a": 1, 2: (3,)}',
      {
        type: 'dict',
        value: [
          [str('a'), int('1')],
          [int('2'), { type: 'tuple', value: [int('3')] }],
        ],
      },
    ],
    [
      'a.__dict__',
      {
        type: 'dict',
        value: [
          [str('x'), int('1')],
          [str('y'), str('z')],
        ],
      },
    ],
    [
      'shrunk',
      {
        type: 'dict',
        value: [
          [int('38'), int('38')],
          [int('39'), int('39')],
        ],
      },
    ],
    ['a', { type: 'unsupported', value: 'A' }],
    ['collections.deque()', { type: 'unsupported', value: 'deque' }],
    ['[collections.OrderedDict()]', { type: 'unsupported', value: 'OrderedDict' }],
    ['1j', { type: 'unsupported', value: 'complex' }],
    ['(i for i in ())', { type: 'unsupported', value: 'generator' }],
    ['[0] * 100_000', { type: 'unsupported', value: 'list (too deep or too many items)' }],
    ['"x" * (2**20 + 1)', { type: 'unsupported', value: 'str (too large)' }],
    ['1 << (8 * 131_072)', { type: 'unsupported', value: 'int (too large)' }],
  ])('%s', async (text, value) => {
    expect(await returned(code, [text])).toEqual(value)
  })

  it('at its greatest size, and may then be an argument, below another tuple and beside others', async () => {
    for (const text of [
      '[0] * 99_999',
      'list(range(-30_000, 30_000))',
      '"x" * 2**20',
      '(1 << (8 * 131_072)) - 1',
      '-(1 << 8 * 131_000)',
    ]) {
      const value = (await returned(code, [text])) as Tagged
      expect(value).not.toHaveProperty('type', 'unsupported')
      const twice = new Exact({ type: 'tuple', value: [value, { type: 'list', value: [value] }] })
      expect(await returned('def f(x): return type(x).__name__, len(x)', [twice])).toMatchObject({ type: 'tuple' })
    }
    const deep = (await returned('def f():\n    x = 1\n    for _ in range(64): x = [x]\n    return x\n')) as Tagged
    expect(deep.type).toBe('list')
    const wrapped = new Exact({ type: 'list', value: [{ type: 'tuple', value: [deep] }] })
    expect(await returned('def f(x): return len(x)', [wrapped])).toEqual(int('1'))
  })

  it('whatever the program has done to the modules of the harness', async () => {
    const patched = `
import gc, time
gc.unfreeze()
for one in gc.get_objects():
    if type(one) is dict and str(one.get("__name__", "")) == "_fuelcell.values":
        one.update(dumps=lambda *a: '{"type":"int","value":"1"}', text_of=lambda *a: '{"type":"int","value":"1"}')
def f(): return [1.5]
`
    expect(await returned(patched)).toEqual({ type: 'list', value: [{ type: 'float', value: '1.5' }] })
  })
})

describe('what a call cost', () => {
  const own = async (code: string, args: readonly unknown[] = []) => (await call(code, args)).usage.codeFuel ?? 0
  const WORK = 'sum(range(100_000))'

  it('is the module and the function, and neither the arguments nor handing out the answer', async () => {
    const few = await own('def f(xs): return xs\n', [[1]])
    const many = await own('def f(xs): return xs\n', [Array.from({ length: 20_000 }, (_, index) => index)])
    expect(Math.abs(many - few)).toBeLessThan(1000)
    const idle = await own('def f(): pass\n')
    expect(await own(`def f(): return ${WORK}\n`)).toBeGreaterThan(idle + 1_000_000)
    expect(await own(`x = ${WORK}\ndef f(): return x\n`)).toBeGreaterThan(idle + 1_000_000)
  })

  it('is everything to the end where nothing was returned, such as telling an exception', async () => {
    const idle = await own('class E(Exception): pass\ndef f(): raise E\n')
    const late = await own(`class E(Exception):\n    def __str__(self): return str(${WORK})\ndef f(): raise E\n`)
    expect(late).toBeGreaterThan(idle + 1_000_000)
  })

  it('ends with the return: what is done behind it cannot change the answer any more', async () => {
    const late = `
import atexit
answer = [0]
def work(): answer[0] = ${WORK}
atexit.register(work)
class Lazy:
    def __del__(self): work()
lazy = Lazy()
def f(): return answer
`
    expect(await returned(late)).toEqual({ type: 'list', value: [int('0')] })
  })

  it('is noted for a function that does not return, too', async () => {
    const { status, usage } = await runner.run({
      runtime: 'python',
      code: 'def f():\n    while True: pass\n',
      call: { function: 'f', file: 's.py' },
      limits: { fuel: 10_000_000 },
    })
    expect(status).toBe('out-of-fuel')
    expect((usage.setupFuel ?? 0) + (usage.codeFuel ?? 0)).toBe(10_000_000)
  })
})
