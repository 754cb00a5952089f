/** What a test's verdict comes to in words, for reports whose readers show plain text. Guests' text in it is made printable. */

import { printable } from '../../core/quoting.js'
import { gradeReports as say } from '../messages/reports.js'
import type { TestReport } from '../report.js'
import { shortened } from './shortened.js'

/** The message and, where the test's feedback tells them, its details. */
export function plainText(test: TestReport): string {
  const { verdict, details = {} } = test
  if (verdict === 'accepted') return test.message
  const { input, expected, actual, assertion, stderr, traceback, hints = [] } = details
  const named: ReadonlyArray<readonly [string, string | undefined]> = [
    [say.input, verdict === 'compile-error' ? undefined : input],
    [say.expected, expected],
    [say.actual.trimEnd(), actual],
    [say.stderr, verdict === 'exit-nonzero' ? stderr : undefined],
    ['', assertion],
    ['', traceback],
  ]
  const parts = named.flatMap(([name, text]) =>
    text === undefined || text === '' ? [] : [`${name}\n${shortened(text)}`.trim()],
  )
  return defused([plainMessage(test), ...parts, ...hints.map((hint) => say.hint(printable(hint)))].join('\n\n'))
}

/** The message. What a file of the task did wrong is for the teacher, in the JSON report and on stderr: an answer may be in it. */
export function plainMessage({ message, fault }: TestReport): string {
  return fault === 'task' ? say.ungradedByTask : printable(message)
}

/**
 * Text in which a runner of GitHub's finds no command, wherever it is printed: `::` after nothing but spaces, or `##[` (ActionCommand.cs
 * of actions/runner).
 */
export function defused(text: string): string {
  return text.replace(/^([^\S\n]*):(?=:)/gm, '$1\\u{3a}').replaceAll('##[', '#\\u{23}[')
}
