/** Reports on their way to the terminal and into files. */
import { randomUUID } from 'node:crypto'
import { access, constants, stat, writeFile } from 'node:fs/promises'
import { dirname } from 'node:path'
import { FuelcellError } from '../../core/errors.js'
import { systemReason } from '../../core/system-reason.js'
import { gradeReports as say } from '../../grade/messages/reports.js'
import { renderReport } from '../../grade/report/kinds.js'
import { defused } from '../../grade/report/text.js'
import type { GradeReport } from '../../grade/report.js'
import type { Context } from '../command.js'
import type { ReportTarget } from './options.js'

export interface Wanted {
  readonly targets: readonly ReportTarget[]
  readonly json: boolean
}

/** Refused before anything is graded: two reports in one stream are none, and a file that cannot be written is none either. */
export async function checkTargets({ targets, json }: Wanted): Promise<void> {
  const onStdout = targets.filter(({ path }) => path === '-').length + (json ? 1 : 0)
  if (onStdout > 1) throw new FuelcellError('invalid-option', say.twoOnStdout)
  for (const { path } of targets) if (path !== '-') await checkWritable(path)
}

/** Whether a file is there to be written, or a folder to make it in; nothing is made yet. @throws FuelcellError `invalid-option`. */
async function checkWritable(path: string): Promise<void> {
  try {
    const found = await stat(path).catch(() => null)
    if (found?.isDirectory() === true) throw new FuelcellError('invalid-option', say.cannotWrite(path, say.isFolder))
    await access(found === null ? dirname(path) : path, constants.W_OK)
  } catch (cause) {
    if (cause instanceof FuelcellError) throw cause
    throw new FuelcellError('invalid-option', say.cannotWrite(path, systemReason(cause)), { cause })
  }
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
  tellFaults([report], context)
  if (failures.length > 0) throw failures[0]
}

/** What files of the task did wrong, for the teacher: an answer may be in it, so that reports for everybody do not have it. */
export function tellFaults(reports: readonly GradeReport[], { stderr }: Pick<Context, 'stderr'>): void {
  const faults = reports.flatMap(({ tests }) => tests.filter(({ fault }) => fault === 'task'))
  for (const text of new Set(faults.map(({ group, name, message }) => say.taskFault(group, name, message)))) {
    stderr.write(`${defused(text)}\n`)
  }
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
