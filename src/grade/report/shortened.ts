/** A student's text in a report: so much of it that a person will read it. */

import { printable } from '../../core/quoting.js'
import { gradeReports as say } from '../messages/reports.js'

/** Lines and characters of a student's text that are shown; the rest is counted. */
const MAX_LINES = 20
const MAX_CHARACTERS = 2000
const MAX_WIDTH = 200

/** Safe for a terminal, and short. */
export function shortened(text: string): string {
  const characters = text.slice(0, MAX_CHARACTERS)
  const lines = printable(characters.replaceAll('\r\n', '\n')).trimEnd().split('\n')
  const isCut = text.length > MAX_CHARACTERS || lines.length > MAX_LINES
  const short = lines
    .slice(0, MAX_LINES)
    .map((line) => (line.length > MAX_WIDTH ? `${line.slice(0, MAX_WIDTH)}…` : line))
  return [...short, ...(isCut ? [say.more] : [])].join('\n')
}
