import type { GradeReport } from '../report.js'

/** The report as JSON, with a line feed at its end: the same bytes for the same report. */
export function reportJson(report: GradeReport): string {
  return `${JSON.stringify(report, null, 2)}\n`
}
