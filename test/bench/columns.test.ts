/** Golden files: `npx vitest run test/bench -u` writes them anew. */
import { describe, expect, it } from 'vitest'
import { bench } from '../../src/bench/bench.js'
import { resultTable, scanSummary, scanTable } from '../../src/bench/columns.js'
import { parsePrice } from '../../src/bench/cost.js'
import { plainTable } from '../../src/cli/table.js'
import { fakeRun } from '../support/fake-run.js'
import { scanReport, snippetReport } from '../support/reports.js'
import { exited } from '../support/results.js'

describe('the table of results', () => {
  it('has a row for each snippet, also for those that failed', async () => {
    const { results } = await snippetReport()
    const { head, rows, align } = resultTable(results, parsePrice('1G=0.01EUR', '--cost'))
    await expect(await plainTable(head, rows, align)).toMatchFileSnapshot('../../fixtures/bench/snippets.txt')
  })

  it('leaves out columns that say nothing', async () => {
    const { results } = await snippetReport()
    expect(resultTable(results.slice(0, 1)).head).toEqual(['SNIPPET', 'NET FUEL', 'COMPILING', 'MEMORY', 'WALL'])
  })
})

describe('a scan', () => {
  it('has a row for each size', async () => {
    const [linear] = (await scanReport()).results
    if (linear?.scan === undefined) throw new Error('no scan')
    expect(scanTable(linear.scan).head).toEqual(['n', 'NET FUEL', '× BEFORE', 'OFF THE FIT'])
    expect(scanTable(linear.scan).rows).toEqual([
      ['1', '21,940', '-', '0.0 %'],
      ['2', '23,870', '1.09', '0.0 %'],
      ['4', '27,730', '1.16', '0.0 %'],
      ['8', '35,450', '1.28', '0.0 %'],
      ['16', '50,890', '1.44', '0.0 %'],
      ['32', '81,770', '1.61', '0.0 %'],
      ['64', '143,530', '1.76', '0.0 %'],
      ['128', '267,050', '1.86', '0.0 %'],
      ['256', '514,090', '1.93', '0.0 %'],
    ])
  })

  it.each([
    [
      [],
      'undecided: no size ended well, and a fit needs three; take more sizes; 3 sizes failed, the first at 4 (exit)',
    ],
    [
      [1],
      'undecided: one size alone ended well, and a fit needs three; take more sizes; 3 sizes failed, the first at 4 (exit)',
    ],
    [
      [1, 2],
      'undecided: two sizes alone ended well, and a fit needs three; take more sizes; n^1.00 between the last doublings; 3 sizes failed, the first at 4 (exit)',
    ],
  ])('of which %j ended well says that those are too few, not that nothing explains them', async (good, told) => {
    const run = fakeRun((code) => {
      const n = Number(/^n = (\d+)$/m.exec(code)?.[1] ?? 0)
      if (!code.endsWith('x')) return {}
      return good.some((size) => size === n) ? { fuel: 1000 * n - 10 } : { result: exited(1) }
    })
    const scan = { parameter: 'n', sizes: [...good, 4, 8, 16] }
    const { results } = await bench([{ code: 'x', scan }], { run })
    expect(results[0]?.scan && scanSummary(results[0].scan)).toBe(told)
  })

  it('is told in a sentence', async () => {
    const { results } = await scanReport()
    expect(results.map(({ scan }) => (scan === undefined ? '' : scanSummary(scan)))).toEqual([
      'grows as n, about 1,930 fuel per element; n^0.94 between the last doublings',
      'grows as n^2, about 7 fuel per pair; n^1.47 between the last doublings; 1 size failed, the first at 128 (out-of-fuel): the fit uses the rest; 1 larger size was not tried',
      'constant: growth explains less than a tenth of it',
    ])
  })
})
