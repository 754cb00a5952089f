/** The report as a page that needs nothing but itself. */
import { gradeReports as say } from '../../messages/grade-reports.js'
import type { GradeReport } from '../report.js'
import { publicName, publicText } from './text.js'

const STYLE = `body{font:16px/1.5 system-ui,sans-serif;max-width:60rem;margin:2rem auto;padding:0 1rem;color:#222;background:#fff}
table{border-collapse:collapse;width:100%}td,th{padding:.3rem .6rem;border-bottom:1px solid #ddd;text-align:left;vertical-align:top}
pre{white-space:pre-wrap;margin:.3rem 0;font-size:.85rem}.good{color:#0a6b2d}.bad{color:#b3261e}.number{text-align:right}`

export function htmlPage(report: GradeReport): string {
  const rows = report.tests.map((test, index) => {
    const passed = test.verdict === 'accepted'
    const text = passed ? '' : `<pre>${escaped(publicText(test))}</pre>`
    return `<tr><td class="${passed ? 'good' : 'bad'}">${passed ? '✓' : '✗'}</td><td>${escaped(test.group)}</td><td>${escaped(publicName(test, index))}${text}</td><td>${test.verdict}</td><td class="number">${escaped(say.points(test.points, test.maxPoints))}</td></tr>`
  })
  const problem = report.problem === undefined ? '' : `<p class="bad">${escaped(report.problem)}</p>`
  return `<!doctype html>
<html lang="en"><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<title>${escaped(report.title)}</title><style>${STYLE}</style>
<h1>${escaped(report.title)}</h1>
<p><strong>${escaped(say.total(report.score, report.maxScore, report.status))}</strong></p>${problem}
<table>${rows.join('\n')}</table>
</html>
`
}

function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;')
}
