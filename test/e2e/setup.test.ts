/** A setup runs before the code, and what each cost is told apart. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Result } from '../../src/core/result.js'
import { createRunner, type Runner, type RunRequest } from '../../src/runner/runner.js'
import { pythons, TUNING_MS } from '../support/pythons.js'

let runner: Runner
const figures = ({ usage: { setupFuel, codeFuel } }: Result) => ({ setupFuel, codeFuel })

beforeAll(async () => {
  runner = await createRunner({ workers: 1 })
  for (const runtime of pythons) await runner.provision(runtime)
}, TUNING_MS)

afterAll(async () => {
  await runner.close()
})

describe.each(pythons)('a setup in %s', (runtime) => {
  const run = (code: string, setup: string | readonly string[], more: Partial<RunRequest> = {}) =>
    runner.run({ runtime, code, setup, clockStartMs: 946_684_800_000, ...more })

  it('shares the namespace with the code, piece by piece, and is no part of its text', async () => {
    const result = await run('from __future__ import annotations\nprint(n, len(xs), __name__)', [
      'n = 3',
      '# -*- coding: latin-1 -*-\nfrom __future__ import annotations\nxs = "x" * n',
    ])
    expect(result).toMatchObject({ ok: true, stdout: '3 3 __main__\n' })
    expect((await run('print(open("main.py").read())', 'n = 3')).stdout).toBe('print(open("main.py").read())\n')
  })

  it('costs nothing when it is empty, and leaves the code its cost', async () => {
    expect(figures(await run('', ''))).toEqual({ setupFuel: 0, codeFuel: 0 })
    const plain = await runner.run({ runtime, code: 'print("hi")', clockStartMs: 946_684_800_000 })
    const { codeFuel = 0 } = (await run('print("hi")', '')).usage
    expect(Math.abs(codeFuel / (plain.usage.fuel - plain.usage.startupFuel) - 1)).toBeLessThan(0.005)
  })

  // Where the heap ends up matters as much to either; of half the cost it is twice the share.
  const spread = { python: 1.025, 'python-tuned': 1.05 }

  it('leaves the code its cost however much it makes', async () => {
    for (const [setup, code] of [
      ['xs = list(range(n))', 'len(xs)'],
      ['xs = [[i] for i in range(n)]', 'ys = [[i] for i in range(600)]'],
    ] as const) {
      const costs: number[] = []
      for (const n of [1, 64, 512, 4096, 8192]) costs.push((await run(code, [`n = ${n}`, setup])).usage.codeFuel ?? 0)
      expect(Math.max(...costs) / Math.min(...costs), code).toBeLessThan(spread[runtime])
    }
  })

  it('pays for what it printed, and the code for what it printed itself', async () => {
    const loud = await run('', 'print("x" * 1000)')
    expect(loud.stdout).toBe(`${'x'.repeat(1000)}\n`)
    expect(loud.usage.codeFuel).toBeLessThan(1000)
  })

  it('does not end well when it raises or exits: the code does not run, and nothing is told of it', async () => {
    const raised = await run('print("no")', ['n = 0', '\n1 / n'])
    expect(raised).toMatchObject({ exitCode: 1, stdout: '', error: { type: 'ZeroDivisionError', line: 2 } })
    expect(raised.stderr).toContain('File "<setup>", line 2, in <module>')
    const left = await run('print("no")', 'raise SystemExit(0)')
    expect(left).toMatchObject({ status: 'exit', exitCode: 0, stdout: '' })
    const cut = await run('print("no")', 'while True: pass', { limits: { fuel: 1_000_000 } })
    expect(cut.status).toBe('out-of-fuel')
    for (const result of [raised, left, cut]) {
      expect(figures(result)).toEqual({})
      expect(result.usage).not.toHaveProperty('compileFuel')
    }
  })

  it('is metered apart from code that fails, leaves, or runs out of fuel', async () => {
    const raised = await run('\n1 / n', 'n = 0')
    expect(raised).toMatchObject({ error: { type: 'ZeroDivisionError', line: 2 } })
    const left = await run('import os; os._exit(3)', 'n = 0')
    expect(left.exitCode).toBe(3)
    const cut = await run('while True: pass', 'n = 0', { limits: { fuel: 1_000_000 } })
    const { setupFuel = 0, codeFuel = 0, startupFuel, fuel } = cut.usage
    expect([cut.status, fuel]).toEqual(['out-of-fuel', 1_000_000])
    expect(setupFuel + codeFuel + startupFuel).toBeLessThanOrEqual(1_000_000)
    for (const { usage } of [raised, left, cut]) expect(usage.setupFuel).toBe(setupFuel)
  })

  it('goes with arguments, a seed and a profile, but not with a cold start', async () => {
    const code = 'import sys, random\nprint(sys.argv[1], random.Random().random() != n)'
    expect((await run(code, 'n = 2', { args: ['a'], seed: 5, profileFuel: 1000 })).stdout).toBe('a True\n')
    await expect(run('', '', { start: 'cold' })).rejects.toMatchObject({ code: 'invalid-option' })
  })

  it('may be longer than the room that is kept for a program', async () => {
    const result = await run('print(len(x))', [`x = '${'y'.repeat(200_000)}'`])
    expect(result.stdout).toBe('200000\n')
  })
})
