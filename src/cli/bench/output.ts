/** What a bench shows on the terminal and writes into files. */
import { appendFile, writeFile } from 'node:fs/promises'
import type { BenchReport } from '../../bench/bench.js'
import { resultTable, scanSummary, scanTable } from '../../bench/columns.js'
import { bench as say } from '../../bench/messages.js'
import { FuelcellError } from '../../core/errors.js'
import { oneLine } from '../../core/quoting.js'
import { systemReason } from '../../core/system-reason.js'
import type { Context } from '../command.js'
import { commandLine } from '../messages.js'
import { plainTable } from '../table.js'
import type { OutputValues } from './options.js'

/** Shows the report, writes the exports, tells what is wrong. */
export async function present(report: BenchReport, values: OutputValues, context: Context): Promise<void> {
  await writeExports(report, values, context.env)
  if (values.json) {
    const { reportJson } = await import('../../bench/export/json.js')
    context.stdout.write(`${reportJson(report, { price: values.cost })}\n`)
  } else {
    context.stdout.write(await reportText(report, values))
  }
  for (const difference of report.differences) context.stderr.write(commandLine.failed(say.differs(difference)))
}

/** 1 when a snippet failed, unless that is to be ignored, or when a repetition came out differently. */
export function exitCodeOf({ results, differences }: BenchReport, values: OutputValues): number {
  if (differences.length > 0) return 1
  return results.every(({ ok }) => ok) || values.i === true || values['ignore-failure'] === true ? 0 : 1
}

async function reportText({ results }: BenchReport, { cost }: OutputValues): Promise<string> {
  const main = resultTable(results, cost)
  const parts = [await plainTable(main.head, main.rows, main.align)]
  for (const { name, scan } of results) {
    if (scan === undefined) continue
    const { head, rows, align } = scanTable(scan)
    parts.push(`${oneLine(name)}: ${scanSummary(scan)}\n`, await plainTable(head, rows, align))
  }
  return parts.join('\n')
}

async function writeExports(report: BenchReport, values: OutputValues, env: Context['env']): Promise<void> {
  const exports: ReadonlyArray<readonly [string | undefined, () => Promise<string>]> = [
    [
      values['export-json'],
      async () =>
        `${(await import('../../bench/export/json.js')).reportJson(report, { indent: 2, price: values.cost })}\n`,
    ],
    [values['export-csv'], async () => (await import('../../bench/export/csv.js')).reportCsv(report, values.cost)],
    [
      values['export-markdown'],
      async () => (await import('../../bench/export/markdown.js')).reportMarkdown(report, values.cost),
    ],
    [values['export-hyperfine'], async () => (await import('../../bench/export/foreign.js')).hyperfineJson(report)],
    [values['export-github'], async () => (await import('../../bench/export/foreign.js')).smallerIsBetterJson(report)],
    [values['export-svg'], async () => (await import('../../bench/export/svg.js')).reportSvg(report)],
  ]
  for (const [path, text] of exports) if (path !== undefined) await written(path, await text())
  if (values['step-summary'] !== true) return
  const page = env.GITHUB_STEP_SUMMARY
  if (page === undefined || page === '') throw new FuelcellError('invalid-option', say.noStepSummary)
  const { stepSummary } = await import('../../bench/export/markdown.js')
  await written(page, stepSummary(report, values.cost), appendFile)
}

/** @throws FuelcellError `invalid-option` where the file cannot be written. */
export async function written(
  path: string,
  text: string,
  write: (path: string, text: string) => Promise<void> = writeFile,
): Promise<void> {
  try {
    await write(path, text)
  } catch (cause) {
    throw new FuelcellError('invalid-option', say.cannotWrite(path, systemReason(cause)), { cause })
  }
}
