/** The report as a page that needs nothing but itself. */
import { escapeText } from '../../core/escape.js'
import { gradeReports as say } from '../messages/reports.js'
import type { GradeReport } from '../report.js'
import { publicTests, wholeProblem } from './public.js'
import { defused } from './text.js'

const STYLE = `body{font:16px/1.5 system-ui,sans-serif;max-width:60rem;margin:2rem auto;padding:0 1rem;color:#222;background:#fff}
table{border-collapse:collapse;width:100%}td,th{padding:.3rem .6rem;border-bottom:1px solid #ddd;text-align:left;vertical-align:top}
pre{white-space:pre-wrap;margin:.3rem 0;font-size:.85rem}.good{color:#0a6b2d}.bad{color:#b3261e}.number{text-align:right}`

const markup = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' }
const signs = { passed: '✓', failed: '✗', skipped: '–', ungraded: '?', hidden: '·' } as const
const classes = { passed: 'good', failed: 'bad', skipped: '', ungraded: 'bad', hidden: '' } as const

export function htmlPage(report: GradeReport): string {
  const whole = wholeProblem(report)
  const rows = publicTests(report).map(({ group, name, outcome, verdict, share, text }) => {
    const isTold = outcome !== 'passed' && (whole === undefined || outcome === 'skipped')
    const below = isTold ? `<pre>${escaped(text)}</pre>` : ''
    const points = share === null ? '' : escaped(say.points(share.points, share.maxPoints))
    return `<tr><td class="${classes[outcome]}">${signs[outcome]}</td><td>${escaped(group)}</td><td>${escaped(name)}${below}</td><td>${verdict}</td><td class="number">${points}</td></tr>`
  })
  const problem = whole === undefined ? '' : `<pre class="bad">${escaped(defused(whole))}</pre>`
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
  return escapeText(text, markup)
}
