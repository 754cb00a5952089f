/** Reports that the tests of tables and exports share. */
import type { BenchReport } from '../../src/bench/bench.js'
import { bench } from '../../src/bench/bench.js'
import { fakeRun } from './fake-run.js'
import { exited } from './results.js'

/** Snippets of every kind: plain, in another runtime, divided, failing in several ways, with a name that is meant to do harm. */
export async function snippetReport(): Promise<BenchReport> {
  const error = { type: 'ZeroDivisionError', message: 'division by zero\nand more', line: 1, traceback: '' }
  const run = fakeRun((code, { runtime }) => {
    if (code === 'fail') return { fuel: 300, result: exited(1, { error }) }
    if (code === 'trap')
      return {
        fuel: 200,
        result: {
          status: 'trap',
          exitCode: null,
          ok: false,
          trap: 'unreachable',
          fuelEpoch: 'epoch1',
          runtime,
        } as never,
      }
    return { fuel: code.length * 1000, usage: { grownPages: code.length > 10 ? 16 : 0 } }
  })
  return bench(
    [
      { name: 'short', code: 'x = 1' },
      { name: 'long', code: 'x = [i for i in range(9)]', per: 9 },
      { name: '=cmd|"/c calc" <b>|\u202e`x`', code: 'harm', runtime: 'ruby' },
      { name: 'fails', code: 'fail' },
      { name: 'traps', code: 'trap' },
    ],
    { run },
  )
}

/** A scan that is told, one that is not, and one that ends early. */
export async function scanReport(): Promise<BenchReport> {
  const run = fakeRun((code) => {
    const n = Number(/^n = (\d+)$/m.exec(code)?.[1] ?? 0)
    if (code.endsWith('linear')) return { fuel: 1930 * n + 20_000 }
    if (code.endsWith('square'))
      return n > 64
        ? { result: { status: 'out-of-fuel', exitCode: null, ok: false } as never }
        : { fuel: 7 * n * n + 5000 }
    return { fuel: code.endsWith('odd') ? (Math.log2(n) % 2) * 50_000 + 1000 : 0 }
  })
  const scan = { parameter: 'n', sizes: [1, 2, 4, 8, 16, 32, 64, 128, 256] }
  return bench(
    ['linear', 'square', 'odd'].map((code) => ({ code, scan })),
    { run },
  )
}
