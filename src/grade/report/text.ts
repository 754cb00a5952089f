/** What a test's verdict comes to in words, for reports whose readers show plain text. Guests' text in it is made printable. */
import { gradeReports as say } from '../../messages/grade-reports.js'
import { printable } from '../../messages/quoting.js'
import type { TestReport } from '../report.js'
import { shortened } from './human.js'

/** The message and, where the test's feedback tells them, its details. */
export function plainText({ verdict, message, details = {} }: TestReport): string {
  if (verdict === 'accepted') return message
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
  return defused([printable(message), ...parts, ...hints.map((hint) => say.hint(printable(hint)))].join('\n\n'))
}

/**
 * Text in which a runner of GitHub's finds no command, wherever it is printed: `::` after nothing but spaces, or `##[` (ActionCommand.cs
 * of actions/runner).
 */
export function defused(text: string): string {
  return text.replace(/^(\s*):(?=:)/gm, '$1\\u{3a}').replaceAll('##[', '#\\u{23}[')
}

/** The same where everybody may read it: of hidden tests, that they exist and whether they passed. */
export function publicText(test: TestReport): string {
  return test.visibility === 'visible'
    ? plainText(test)
    : test.verdict === 'accepted'
      ? say.hiddenPassed
      : test.verdict === 'ungraded'
        ? say.hiddenUngraded
        : say.hiddenFailed
}

/** A name for everybody: hidden tests are numbered. */
export function publicName(test: TestReport, index: number): string {
  return test.visibility === 'visible' ? defused(printable(test.name)) : say.hiddenName(index + 1)
}
