/** Reports on their way to the terminal and into files. */
import { randomUUID } from 'node:crypto'
import { writeFile } from 'node:fs/promises'
import { FuelcellError } from '../../errors.js'
import { renderReport } from '../../grade/report/kinds.js'
import type { GradeReport } from '../../grade/report.js'
import { gradeReports as say } from '../../messages/grade-reports.js'
import { systemReason } from '../../system-reason.js'
import type { Context } from '../command.js'
import type { ReportTarget } from './options.js'

export interface Wanted {
  readonly targets: readonly ReportTarget[]
  readonly json: boolean
}

/** Refused before anything is graded: two reports in one stream are none. */
export function checkTargets({ targets, json }: Wanted): void {
  const onStdout = targets.filter(({ path }) => path === '-').length + (json ? 1 : 0)
  if (onStdout > 1) throw new FuelcellError('invalid-option', say.twoOnStdout)
}

/** Every report is tried, whatever becomes of the others. */
export async function present(report: GradeReport, { targets, json }: Wanted, context: Context): Promise<void> {
  const onStdout = targets.find(({ path }) => path === '-')?.kind ?? (json ? 'json' : 'human')
  const failures: unknown[] = []
  for (const { kind, path } of targets) {
    if (path === '-') continue
    await written(path, await renderReport(kind, report, context.env)).catch((error) => failures.push(error))
  }
  if (onStdout === 'human') {
    const { humanReport } = await import('../../grade/report/human.js')
    context.stdout.write(fenced(humanReport(report, await paintFor(context)), context.env))
  } else context.stdout.write(await renderReport(onStdout, report, context.env))
  if (failures.length > 0) throw failures[0]
}

/** In a workflow of GitHub's, where a line of a student's could be a command, commands stop for the report, until a token comes that nobody knows. */
function fenced(text: string, env: Context['env']): string {
  if (env.GITHUB_ACTIONS !== 'true') return text
  const token = randomUUID()
  return `::stop-commands::${token}\n${text}::${token}::\n`
}

async function paintFor({ stdout, env }: Context) {
  const { default: colours } = await import('picocolors')
  const { green, red, dim } = colours.createColors(stdout.isTTY === true && (env.NO_COLOR ?? '') === '')
  return { good: green, bad: red, dim }
}

/** @throws FuelcellError `invalid-option` where the file cannot be written. */
export async function written(path: string, content: string | Uint8Array): Promise<void> {
  try {
    await writeFile(path, content)
  } catch (cause) {
    throw new FuelcellError('invalid-option', say.cannotWrite(path, systemReason(cause)), { cause })
  }
}
