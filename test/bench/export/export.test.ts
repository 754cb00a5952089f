/** Golden files: `npx vitest run test/bench -u` writes them anew. */
import { describe, expect, it } from 'vitest'
import { bench } from '../../../src/bench/bench.js'
import { parsePrice } from '../../../src/bench/cost.js'
import { reportCsv } from '../../../src/bench/export/csv.js'
import { hyperfineJson, smallerIsBetterJson } from '../../../src/bench/export/foreign.js'
import { reportJson } from '../../../src/bench/export/json.js'
import { reportMarkdown, stepSummary } from '../../../src/bench/export/markdown.js'
import { reportSvg } from '../../../src/bench/export/svg.js'
import { fakeRun } from '../../support/fake-run.js'
import { scanReport, snippetReport } from '../../support/reports.js'
import { exited } from '../../support/results.js'

const golden = (name: string) => `../../../fixtures/bench/${name}`

describe.each([
  ['snippets', snippetReport],
  ['scans', scanReport],
] as const)('a report of %s', (name, makeReport) => {
  it('as JSON', async () => {
    const json = reportJson(await makeReport(), { indent: 2 })
    expect(JSON.parse(json)).toHaveProperty('results')
    await expect(json).toMatchFileSnapshot(golden(`${name}.json`))
  })

  it('as CSV', async () => {
    await expect(reportCsv(await makeReport())).toMatchFileSnapshot(golden(`${name}.csv`))
  })

  it('as Markdown', async () => {
    const price = parsePrice('1G=0.01', '--cost')
    await expect(reportMarkdown(await makeReport(), price)).toMatchFileSnapshot(golden(`${name}.md`))
  })

  it('as hyperfine has it', async () => {
    await expect(hyperfineJson(await makeReport())).toMatchFileSnapshot(golden(`${name}.hyperfine.json`))
  })

  it('as github-action-benchmark reads it', async () => {
    await expect(smallerIsBetterJson(await makeReport())).toMatchFileSnapshot(golden(`${name}.github.json`))
  })

  it('as a picture, the same bytes each time', async () => {
    const report = await makeReport()
    const [first, second] = [await reportSvg(report), await reportSvg(report)]
    expect(second).toBe(first)
    await expect(first).toMatchFileSnapshot(golden(`${name}.svg`))
  })
})

describe('a price', () => {
  const price = parsePrice('1k=2EUR', '--cost')

  it('is in the JSON, once and for each result', async () => {
    const json = JSON.parse(reportJson(await snippetReport(), { price }))
    expect(json.price).toEqual({ fuel: 1000, money: 2, currency: 'EUR' })
    const [short] = json.results
    expect([short.netFuel, short.cost]).toEqual([5010, 10.02])
  })

  it('is in the CSV, for each size', async () => {
    const [head, ...rows] = reportCsv(await scanReport(), price).split('\r\n')
    expect(head).toMatch(/,cost,currency$/)
    expect(rows[0]).toMatch(/^linear,python,n,1,exit,0,21940,.*,43\.88,EUR$/)
  })
})

it('the page of a step has a heading', async () => {
  expect(await stepSummary(await scanReport())).toMatch(/^## Fuel\n\n\| SNIPPET/)
})

it('JSON carries nothing raw that a terminal would obey, and nothing that was printed', async () => {
  const json = reportJson(await snippetReport())
  expect(json).toContain('\\u202e')
  expect(json).not.toContain('\u202e')
  expect(JSON.parse(json).results[0]).not.toHaveProperty('stdout')
})

it('a name never becomes a formula or markup', async () => {
  const report = await snippetReport()
  expect(reportCsv(report)).toContain(`"'=cmd|""/c calc""`)
  expect(reportMarkdown(report)).toContain('=cmd\\|"/c calc" &lt;b&gt;\\|')
})

describe('a name of several lines', () => {
  const name = 'two\n\n# lines\n=cmd()\u001b[31m'
  const shown = 'two  # lines =cmd()\\u{1b}[31m'
  const scan = { parameter: 'n', sizes: [1, 2] }
  const report = () => bench([{ name, code: 'x', scan }], { run: fakeRun() })

  it('is one record of a CSV for each size, and no record of its own', async () => {
    expect(
      reportCsv(await report())
        .split(/\r?\n/)
        .slice(1),
    ).toEqual([
      `${shown},python,n,1,exit,0,10,10,10,1020,160,0,1.25`,
      `${shown},python,n,2,exit,0,10,10,10,1020,160,0,1.25`,
      '',
    ])
  })

  it('is no paragraph or heading of Markdown', async () => {
    const lines = reportMarkdown(await report()).split('\n')
    expect(lines.filter((line) => line.startsWith('#') || line.includes('\u001b'))).toEqual([])
    expect(lines).toContain('**two  # lines =cmd()\\\\u{1b}\\[31m**: constant: growth explains less than a tenth of it')
  })
})

it('the type of an error stays in its cell', async () => {
  const error = { type: 'A\nB', message: 'm\nn', line: null, traceback: '' }
  const report = await bench([{ name: 'a', code: 'x' }], { run: fakeRun(() => ({ result: exited(1, { error }) })) })
  expect(reportMarkdown(report)).toContain('| exit 1: A B: m |')
})
