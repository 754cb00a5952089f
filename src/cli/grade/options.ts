/** Options that the grade commands share. */
import { FuelcellError } from '../../core/errors.js'
import { parseCount } from '../../core/sizes.js'
import { nearestName } from '../../core/validate.js'
import { gradeReports as say } from '../../grade/messages/reports.js'
import { reportKinds } from '../../grade/report/kinds.js'
import type { OptionValues } from '../command.js'
import { redisOption } from '../fleet/options.js'
import { asText, cacheOptions, flag, list, value, wallOptions } from '../options.js'
import { DEFAULT_TASK } from './task.js'

const MAX_WORKERS = 64

/** A report and where it goes; `-` is stdout. */
export interface ReportTarget {
  readonly kind: string
  readonly path: string
}

export const taskOption = {
  task: value('FILE', asText, `The task: a file, or the folder of a ${DEFAULT_TASK}. Default ./${DEFAULT_TASK}`),
}

export const gradingOptions = {
  ...taskOption,
  workers: value(
    'N',
    (text: string, option: string) => parseCount(text, option, MAX_WORKERS),
    'Sandboxes at a time. Default: one for each processor',
  ),
  ...redisOption,
  ...cacheOptions,
  ...wallOptions,
}
export type GradingValues = OptionValues<typeof gradingOptions>

export const reportOption = {
  report: list(
    'KIND=FILE',
    parseReport,
    `Write a report, - for stdout; may be repeated. Kinds: ${reportKinds.join(', ')}`,
  ),
  json: flag('Print the report as JSON'),
  timings: flag('Add wall times to the reports, which are never the same twice'),
  watch: flag('Grade again whenever the task or the submission changes, until interrupted'),
  'exit-zero': flag('Exit with 0 where tests failed'),
}

function parseReport(text: string, option: string): ReportTarget {
  const bare = text.replace(/=$/, '')
  if (reportKinds.includes(bare)) throw new FuelcellError('invalid-option', say.reportWithoutFile(option, bare))
  const [, kind = '', path = ''] = /^([^=]*)=(.+)$/s.exec(text) ?? []
  if (!reportKinds.includes(kind)) {
    const nearest = nearestName(kind === '' ? text : kind, reportKinds)
    throw new FuelcellError('invalid-option', say.badReport(option, text, reportKinds, nearest))
  }
  return { kind, path }
}
