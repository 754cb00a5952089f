/** Sessions over real workers. */
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { FuelcellError } from '../../src/core/errors.js'
import type { Result } from '../../src/core/result.js'
import type { RunRequest } from '../../src/runner/request/request.js'
import { createRunner, type Runner } from '../../src/runner/runner.js'
import { openSession, type Session, type StepOptions } from '../../src/runner/sessions/session.js'

const world = { clockStartMs: 0, seed: 1 } as const
let runner: Runner
beforeAll(async () => {
  runner = await createRunner({ workers: 2 })
})
afterAll(() => runner.close())

/** What a step came to, without times. */
async function step(session: Session, code: string, options?: StepOptions) {
  const { stdout, stderr, error, value, status, step } = (await session.run(code, options)) as Result & {
    value?: string
    error?: { type: string }
    step: object
  }
  return { stdout, stderr, error: error?.type, value, status, step }
}

describe('a session of Python', () => {
  it.each<[string, readonly string[], object]>([
    ['keeps names', ['x = 40', 'x + 2'], { value: '42' }],
    [
      'keeps imports, files and functions',
      [
        'import math\ndef f(): return open("a").read()',
        'open("a", "w").write("kept") and None',
        'f(), math.floor(1.5)',
      ],
      { value: "('kept', 1)" },
    ],
    ['has the last value in _', ['6 * 7', '_ + 1'], { value: '43' }],
    ['gives no value for None', ['None'], { value: undefined }],
    ['shows what this step printed alone', ['print("one")', 'print("two")'], { stdout: 'two\n' }],
    ['awaits', ['import asyncio', 'await asyncio.sleep(5, "slept")'], { value: "'slept'" }],
    [
      'lets its clock go on',
      ['import time; a = time.time()', 'time.sleep(2)', 'round(time.time() - a)'],
      { value: '2' },
    ],
    ['draws on', ['import random; a = random.random()', 'a == random.random()'], { value: 'False' }],
    [
      'is one __main__',
      ['class C: pass', 'C.__module__, sorted(name for name in globals() if name[0] != "_")'],
      { value: "('__main__', ['C'])" },
    ],
    ['goes on behind an exception', ['x = 1', 'x = 2; 1/0', 'x'], { value: '2' }],
    [
      'names an exception and its step',
      ['1', 'def f(): raise KeyError("k")\nf()'],
      {
        error: 'KeyError',
        stderr: expect.stringMatching(/File "<step 2>", line 2, in <module>\n {4}f\(\)\n[\s\S]*KeyError: 'k'\n$/),
      },
    ],
    [
      'names a mistake of syntax',
      ['x ='],
      { error: 'SyntaxError', stderr: expect.stringContaining('File "<step 1>", line 1') },
    ],
    ['goes on behind exit()', ['x = 3', 'exit()', 'x'], { value: '3' }],
    [
      'has nothing of its own among the names',
      ['[name for name in globals() if not name.startswith("__")]'],
      { value: '[]' },
    ],
    ['takes strange text', ['"\\ud800" + "é\u{1f600}\u2028"'], { value: "'\\ud800é😀\\u2028'" }],
  ])('%s', async (_, steps, last) => {
    const session = await runner.openSession(world)
    const results = []
    for (const code of steps) results.push(await step(session, code))
    expect(results.at(-1)).toMatchObject(last)
  })

  it('reads the input of each step', async () => {
    const session = await runner.openSession(world)
    expect(await step(session, 'a = input()', { stdin: 'one\nrest\n' })).toMatchObject({ error: undefined })
    expect(await step(session, 'a, input()', { stdin: 'two\n' })).toMatchObject({ value: "('one', 'two')" })
    expect(await step(session, 'input()')).toMatchObject({ error: 'EOFError' })
  })

  it.each<[string, StepOptions, string]>([
    ['while True: pass', { limits: { fuel: 5_000_000 } }, 'out-of-fuel'],
    ['x = bytearray(10**9)\nwhile True: x += x', { limits: { memoryPages: 1000 } }, 'exit'],
    ['while True: print("x" * 1000)', { limits: { outputBytes: 10_000 } }, 'output-limit'],
    ['import os; os._exit(4)', {}, 'exit'],
  ])('is as before when a step is ended: %s', async (code, options, status) => {
    const session = await runner.openSession(world)
    await session.run('x = "before"')
    const ended = await step(session, code, options)
    expect(ended.status).toBe(status)
    expect(await step(session, 'x if isinstance(x, str) else len(x)')).toMatchObject({ value: "'before'" })
  })

  it('undoes a step that raises, where that is asked for', async () => {
    const session = await runner.openSession(world)
    await session.run('x = 1')
    expect(await step(session, 'x = 2; 1/0', { onFailure: 'undo' })).toMatchObject({
      error: 'ZeroDivisionError',
      step: { kept: false },
    })
    expect(await step(session, 'x')).toMatchObject({ value: '1' })
    expect(session.history.map(({ code }) => code)).toEqual(['x = 1', 'x'])
  })

  it('bills each step for itself, with a limit of its own', async () => {
    const session = await runner.openSession(world)
    await session.run('for _ in range(100_000): pass')
    const { step: small, usage } = await session.run('1', { limits: { fuel: 3_000_000 } })
    expect(small.fuel).toBeLessThan(3_000_000)
    expect(small.totalFuel).toBe(session.history.reduce((sum, { fuel }) => sum + fuel, 0))
    expect(usage.fuel).toBeGreaterThan(small.totalFuel)
  })

  it('forks, and both go on alone', async () => {
    const session = await runner.openSession(world)
    await session.run('x = [1]')
    const branch = await session.fork()
    await branch.run('x.append(2)')
    expect([(await step(session, 'x')).value, (await step(branch, 'x')).value]).toEqual(['[1]', '[1, 2]'])
  })

  it('goes back', async () => {
    const session = await runner.openSession(world)
    for (const code of ['x = 1', 'x = 2', 'x = 3']) await session.run(code)
    await session.rewind(2)
    expect(await step(session, 'x')).toMatchObject({ value: '2', step: { n: 3 } })
    await expect(session.rewind(9)).rejects.toMatchObject({ code: 'invalid-option' })
  })

  it('completes names', async () => {
    const session = await runner.openSession(world)
    await session.run('value = 1')
    expect(await session.complete('valu')).toEqual(['value'])
    expect(await session.complete('x = value.bit_l + 1', 15)).toEqual(['value.bit_length'])
    expect(await session.complete('nothing.at')).toEqual([])
    expect(session.history.length).toBe(1)
  })

  it('takes steps in the order of asking, and none when it is closed', async () => {
    const session = await runner.openSession(world)
    const steps = ['x = 0', ...Array.from({ length: 5 }, () => 'x += 1'), 'x'].map((code) => session.run(code))
    expect(((await Promise.all(steps)).at(-1) as { value?: string }).value).toBe('5')
    await session.close()
    await expect(session.run('1')).rejects.toMatchObject({ code: 'runner-closed' })
  })

  it.each(['quickjs', 'sqlite', 'c'])('is refused by name in %s', async (runtime) => {
    const opening = openSession(
      { run: runner.run.bind(runner), provision: async (name) => ({ name, epoch: '0123456789ab' }) },
      { runtime },
    )
    await expect(opening).rejects.toThrow(`"${runtime}" keeps no state`)
  })
})

describe('a saved session', () => {
  it('goes on in another runner as it would have here', async () => {
    const session = await runner.openSession({ ...world, files: { 'a.txt': 'given' } })
    for (const code of ['import random\nx = random.random()', 'text = open("a.txt").read()', '1/0'])
      await session.run(code)
    const bytes = await session.save()
    await using other = await createRunner({ workers: 1 })
    const opened = await other.openSession({ from: bytes })
    expect(opened.history).toEqual(session.history)
    expect(await step(opened, 'x, text, random.random()')).toEqual(await step(session, 'x, text, random.random()'))
  })

  it('is refused when it was altered, cut, made up, or saved with another key', async () => {
    const session = await runner.openSession(world)
    await session.run('x = 1')
    const bytes = await session.save({ key: 'secret' })
    const open = (from: Uint8Array, key?: string) => runner.openSession({ from, ...(key === undefined ? {} : { key }) })
    expect((await open(bytes, 'secret')).history.length).toBe(1)
    for (const at of [0, 25, bytes.length - 1]) {
      const altered = Uint8Array.from(bytes)
      altered[at] = (altered[at] ?? 0) ^ 1
      await expect(open(altered, 'secret')).rejects.toMatchObject({ code: 'invalid-option' })
    }
    for (const bad of [new Uint8Array(), bytes.subarray(0, 40), Buffer.from('fuelcell-session 1\n')]) {
      await expect(open(bad, 'secret')).rejects.toMatchObject({ code: 'invalid-option' })
    }
    await expect(open(bytes)).rejects.toThrow(/saved with a key/)
    await expect(open(bytes, 'other')).rejects.toThrow(/another key/)
    await expect(open('text' as never)).rejects.toThrow(/not bytes/)
  })

  it('of another epoch is refused', async () => {
    const bytes = await (await runner.openSession(world)).save()
    const other = { run: runner.run.bind(runner), provision: async () => ({ name: 'python', epoch: 'aaaaaaaaaaaa' }) }
    await expect(openSession(other, { from: bytes })).rejects.toThrow(
      /epoch [0-9a-f]{12} of python, and here is epoch aaaaaaaaaaaa/,
    )
  })
})

const anyStep = fc.constantFrom(
  'x = x + 1',
  'y.append(x)',
  'print(x, y)',
  'random.random()',
  'id(y) % 97',
  '1/0',
  'z',
  'time.time()',
  'open("f", "a").write(str(x))',
  'open("f").read()',
)
const anyMove = fc.oneof(
  { weight: 6, arbitrary: fc.record({ do: fc.constant('run' as const), code: anyStep }) },
  fc.constant({ do: 'fork' as const }),
  fc.constant({ do: 'save' as const }),
  fc.constant({ do: 'lose' as const }),
)

it('steps, forks, saves and lost workers give what the steps alone give, to the byte and the unit', async () => {
  const first = 'import random, time\nx, y = 0, []\nopen("f", "w").close()'
  let losses = 0
  const lossy = {
    provision: (name: string) => runner.provision(name),
    run: async (request: RunRequest) => {
      if (losses > 0) {
        losses -= 1
        throw new FuelcellError('worker-lost', 'gone')
      }
      return runner.run(request)
    },
  }
  await fc.assert(
    fc.asyncProperty(fc.array(anyMove, { maxLength: 12 }), async (moves) => {
      let wild = await openSession(lossy, world)
      const straight = await runner.openSession(world)
      expect(await step(wild, first)).toEqual(await step(straight, first))
      for (const move of moves) {
        if (move.do === 'fork') wild = await wild.fork()
        if (move.do === 'save') wild = await openSession(lossy, { from: await wild.save() })
        if (move.do === 'lose') losses = 2
        if (move.do === 'run') expect(await step(wild, move.code)).toEqual(await step(straight, move.code))
      }
      expect(wild.history).toEqual(straight.history)
    }),
    { numRuns: 15 },
  )
})
