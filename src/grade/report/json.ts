import { escapeAsUnits } from '../../core/escape.js'
import type { GradeReport } from '../report.js'

/** The report as JSON, with a line feed at its end: the same bytes for the same report. */
export function reportJson(report: GradeReport): string {
  return safeJson(report)
}

/** Control and format characters, which a terminal would obey or which hide what is written (bidi marks among them). */
const unprintable = /[\p{Cc}\p{Cf}\u2028\u2029]/gu

/** JSON in which nothing that a guest wrote reaches a terminal raw: everything that is not to be seen is escaped. */
export function safeJson(value: unknown): string {
  const lines = JSON.stringify(value, null, 2).split('\n')
  // And no command of a workflow's, whose log this may be.
  return `${lines.map((line) => escapeAsUnits(line, unprintable).replaceAll('##[', '\\u0023#[')).join('\n')}\n`
}
