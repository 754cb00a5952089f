/** What only a warm start gives: errors and values as data, a virtual clock that sleeps, the standard library at once. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createRunner, type Runner, type RunRequest } from '../../src/runner.js'

let runner: Runner
const run = (code: string, more: Partial<RunRequest> = {}) => runner.run({ runtime: 'python', code, ...more })

beforeAll(async () => {
  runner = await createRunner({ workers: 2 })
  await run('')
}, 300_000)

afterAll(async () => {
  await runner.close()
})

describe('a warm CPython', () => {
  it('is the default, and leaves the variables that are read at boot to the cold one', async () => {
    expect((await run('')).start).toBe('warm')
    expect((await run('', { env: { PYTHONOPTIMIZE: '1' } })).start).toBe('cold')
    await expect(run('', { env: { LC_ALL: 'C' }, start: 'warm' })).rejects.toMatchObject({ code: 'invalid-option' })
  })

  it('reports an uncaught exception as data', async () => {
    const code = 'import json\ndef f(text):\n  return json.loads(text)\nf("{")'
    const result = await run(code)
    expect(result).toMatchObject({
      exitCode: 1,
      error: { type: 'JSONDecodeError', line: 3, message: expect.stringContaining('Expecting property name') },
    })
    expect(await run('1 +')).toMatchObject({ error: { type: 'SyntaxError', line: 1 } })
    expect(await run('import sys; sys.exit(3)')).not.toHaveProperty('error')
  })

  it('gives the value of a final expression when it is asked for', async () => {
    expect(await run('x = [1]\nx * 2', { returns: 'last' })).toMatchObject({ value: '[1, 1]', stdout: '' })
    expect(await run('x = 1', { returns: 'last' })).not.toHaveProperty('value')
    expect(await run('1 + 1')).not.toHaveProperty('value')
  })

  it('knows what compiling cost', async () => {
    const lines = Array.from({ length: 300 }, (_, index) => `def f${index}(): return ${index}`).join('\n')
    const { usage } = await run(lines)
    expect(usage.compileFuel).toBeGreaterThan(1_000_000)
    expect(usage.compileFuel).toBeLessThanOrEqual(usage.fuel - usage.startupFuel)
    expect((await run('')).usage).toMatchObject({ compileFuel: 0 })
  })

  it('sleeps on the virtual clock', async () => {
    const code = [
      'import time, asyncio',
      'began = time.monotonic()',
      'time.sleep(3600)',
      'async def two(): return await asyncio.gather(asyncio.sleep(5, "a"), asyncio.sleep(7, "b"))',
      'print(asyncio.run(two()), round(time.monotonic() - began))',
    ].join('\n')
    expect(await run(code)).toMatchObject({ ok: true, stdout: "['a', 'b'] 3607\n" })
  })

  it('lets a file of the program win over a standard module', async () => {
    const result = await run('import json; print(json.mine)', { files: { 'json.py': 'mine = 1' } })
    expect(result.stdout).toBe('1\n')
  })
})

describe('a call', () => {
  const call = (code: string, args: readonly unknown[] = []) => run(code, { call: { function: 'f', args } })

  it('gives what the function returned, apart from what it printed', async () => {
    const result = await call('print(__name__)\ndef f(a, b): return a, [b], {1.5: None}', [2n ** 70n, 'ü'])
    expect(result).toMatchObject({ ok: true, stdout: 'main\n' })
    expect(result).toHaveProperty('returned', {
      type: 'tuple',
      value: [
        { type: 'int', value: '1180591620717411303424' },
        { type: 'list', value: [{ type: 'str', value: 'ü' }] },
        { type: 'dict', value: [[{ type: 'float', value: '1.5' }, { type: 'None' }]] },
      ],
    })
  })

  it('gives the name of a type that cannot cross', async () => {
    expect(await call('class Int(int): pass\ndef f(): return Int(1)')).toMatchObject({
      returned: { type: 'unsupported', value: 'Int' },
    })
  })

  it('that raises reports the error and returns nothing', async () => {
    const result = await call('def f():\n  raise KeyError("k")')
    expect(result).toMatchObject({ ok: false, exitCode: 1, error: { type: 'KeyError', line: 2 } })
    expect(result).not.toHaveProperty('returned')
  })

  it('of a name that is missing says so', async () => {
    expect(await call('')).toMatchObject({ exitCode: 1, error: { type: 'AttributeError' } })
  })

  it('needs a warm start', async () => {
    const cold = run('', { start: 'cold', call: { function: 'f' } })
    await expect(cold).rejects.toMatchObject({ code: 'invalid-option' })
  })
})
