/** TAP, version 13: testanything.org. Nothing of 14 is in it, which TAP::Harness does not read. */
import { stringify } from 'yaml'
import { escapeText } from '../../core/escape.js'
import type { GradeReport } from '../report.js'
import { publicTests } from './public.js'

/** What would begin a directive, or end the line. */
const directives = { '\\': '\\\\', '#': '\\#', '\n': ' ' }

export function tap(report: GradeReport): string {
  const lines = ['TAP version 13', `1..${report.tests.length}`]
  for (const [index, test] of publicTests(report).entries()) {
    const { group, name, outcome, verdict, share, text } = test
    const directive = outcome === 'hidden' ? ' # SKIP hidden' : outcome === 'skipped' ? ' # SKIP' : ''
    const isGood = outcome === 'passed' || outcome === 'hidden'
    lines.push(`${isGood ? 'ok' : 'not ok'} ${index + 1} - ${escapeText(`${group}: ${name}`, directives)}${directive}`)
    if (isGood) continue
    const block = stringify({ verdict, ...share, message: text }, { lineWidth: 0 })
    lines.push(
      '  ---',
      ...block
        .trimEnd()
        .split('\n')
        .map((line) => `  ${line}`),
      '  ...',
    )
  }
  return `${lines.join('\n')}\n`
}
