import { expect, test } from 'vitest'
import type { Result } from '../../src/core/result.js'
import { report, runAll } from '../../src/demo/demo.js'
import type { RunRequest } from '../../src/runner/runner.js'

/** A run whose fuel is what `fuel` says, out of fuel when that is the whole budget. */
function fakeRun(fuel: (request: RunRequest, index: number) => number) {
  let index = 0
  return async (request: RunRequest): Promise<Result> => {
    const spent = fuel(request, index++)
    const usage = {
      fuel: spent,
      fuelExact: true,
      startupFuel: 200_000_000,
      memoryPages: 160,
      grownPages: 0,
      memoryBytes: 10_485_760,
      outputBytes: 3,
      diskBytes: 0,
      diskEntries: 0,
      openFiles: 0,
      durationMs: 36.04,
    }
    const stdout = 'hello\u001b[2J\n'.repeat(9)
    const common = {
      stdout,
      stderr: '',
      stdoutBytes: new Uint8Array(),
      stderrBytes: new Uint8Array(),
      tty: stdout,
      truncated: { stdout: false, stderr: false },
      files: {},
      deleted: [],
      usage,
      runtime: 'python',
      start: request.start ?? 'cold',
      world: { clockStartMs: 0, seed: 0 },
      fuelEpoch: 'e',
    }
    return spent === request.limits?.fuel
      ? { ...common, ok: false, status: 'out-of-fuel', exitCode: null }
      : { ...common, ok: true, status: 'exit', exitCode: 0 }
  }
}

test('every program runs from every start, side by side', async () => {
  const runs = await runAll(
    fakeRun(() => 1),
    ['cold', 'warm'],
  )
  expect(runs.map(({ start }) => start)).toEqual(['cold', 'warm', 'cold', 'warm', 'cold', 'warm', 'cold', 'warm'])
  expect(runs[0]?.code).toBe("print('hello world')")
  expect(runs[4]?.code).toBe(runs[0]?.code)
})

test('the report shows how each ended, what it used and the escaped head of its output', async () => {
  const run = fakeRun(({ code }) => (String(code).includes('100000') ? 400_000_000 : 234_956_780))
  const text = await report(await runAll(run, ['cold']))
  expect(text).toContain(">>> for i in range(100000): print('hello world')")
  const row = text.split('\n').find((line) => line.includes('exit 0'))
  expect(row?.split('│').map((cell) => cell.trim())).toEqual([
    '',
    'cold',
    'exit 0',
    '234,956,780',
    '34,956,780',
    '160',
    '10,485,760',
    '36.0',
    '"hello\\u001b[2J\\nhello\\u001b[2" …',
    '',
  ])
  expect(text).toMatch(/cold\s+│ out-of-fuel │ 400,000,000 │ 200,000,000 /)
  expect(text).not.toContain('\u001b')
  expect(text).toMatch(/so is their fuel, to the unit\.\n$/)
})

test('equal programs of unequal fuel are called a fault', async () => {
  const text = await report(
    await runAll(
      fakeRun((_request, index) => index + 1),
      ['cold'],
    ),
  )
  expect(text).toMatch(/different fuel \(cold start: 1, 3\)/)
})
