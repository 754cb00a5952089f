/** TAP, version 14: testanything.org. */
import { stringify } from 'yaml'
import type { GradeReport } from '../report.js'
import { publicName, publicText } from './text.js'

export function tap(report: GradeReport): string {
  const lines = ['TAP version 14', `1..${report.tests.length}`]
  for (const [index, test] of report.tests.entries()) {
    const passed = test.verdict === 'accepted'
    const directive = test.verdict === 'skipped' ? ' # SKIP' : ''
    const description = escaped(`${test.group}: ${publicName(test, index)}`)
    lines.push(`${passed ? 'ok' : 'not ok'} ${index + 1} - ${description}${directive}`)
    if (passed) continue
    const { verdict, points, maxPoints } = test
    const block = stringify({ verdict, points, maxPoints, message: publicText(test) }, { lineWidth: 0 })
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

function escaped(text: string): string {
  return text.replaceAll('\\', '\\\\').replaceAll('#', '\\#').replaceAll('\n', ' ')
}
