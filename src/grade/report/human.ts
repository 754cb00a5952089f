/** A report for people: what passed, and for the rest what happened, where, and what to look at. */
import { createTwoFilesPatch } from 'diff'
import { printable } from '../../core/quoting.js'
import { gradeReports as say } from '../messages/reports.js'
import type { GradeReport, TestReport } from '../report.js'
import { isHidden, publicText, wholeProblem } from './public.js'
import { shortened } from './shortened.js'
import { plainMessage } from './text.js'

/** Paints what is good, bad, or beside the point; none of them changes the text. */
export interface Paint {
  readonly good: (text: string) => string
  readonly bad: (text: string) => string
  readonly dim: (text: string) => string
}

const plainPaint: Paint = { good: (text) => text, bad: (text) => text, dim: (text) => text }

export function humanReport(report: GradeReport, paint: Paint = plainPaint): string {
  const lines = [printable(report.title), '']
  const problem = wholeProblem(report)
  if (problem !== undefined) lines.push(...printable(problem).split('\n').map(paint.bad), '')
  for (const group of report.groups) {
    const tests = report.tests.filter((test) => test.group === group.name)
    const hidden = tests.filter(isHidden)
    const points = hidden.length > 0 ? say.pointsOfHidden(group.maxPoints) : say.points(group.points, group.maxPoints)
    lines.push(`${printable(group.name)}  ${points}`)
    for (const test of tests) if (!isHidden(test)) lines.push(...testLines(test, paint, problem !== undefined))
    if (hidden.length > 0) {
      lines.push(`  ${paint.dim(say.hiddenTests(hidden.length))}`)
      const told = hidden.map(publicText).filter((text) => text !== say.hiddenTest)
      // Where the submission as a whole has a problem, it says why nothing was run.
      if (report.problem === undefined)
        lines.push(...[...new Set(told)].map((text) => `  ${paint.bad(printable(text))}`))
    }
    lines.push('')
  }
  const total = say.total(report.score, report.maxScore, report.status)
  lines.push(report.status === 'passed' ? paint.good(total) : paint.bad(total))
  return `${lines.join('\n')}\n`
}

function testLines(test: TestReport, paint: Paint, isBrief: boolean): string[] {
  const passed = test.verdict === 'accepted'
  const head = `${passed ? paint.good('✓') : paint.bad('✗')} ${printable(test.name)}${test.formative === true ? ` ${paint.dim(say.formative)}` : ''}`
  if (passed) return [`  ${head}`]
  if (isBrief && test.verdict !== 'skipped') return [`  ${head}  ${paint.dim(test.verdict)}`]
  const body = [plainMessage(test), ...detailLines(test)]
  return [
    `  ${head}  ${paint.dim(test.verdict)}`,
    ...body.flatMap((text) => text.split('\n')).map((line) => `      ${line}`),
  ]
}

function detailLines({ details = {}, verdict }: TestReport): string[] {
  const { input, expected, actual, assertion, stderr, traceback, hints = [] } = details
  const lines: string[] = []
  if (input !== undefined && input !== '' && verdict !== 'compile-error')
    lines.push(say.input, ...indented(shortened(input)))
  if (verdict === 'wrong-answer' || verdict === 'presentation') {
    if (expected !== undefined && actual !== undefined) lines.push(...differenceLines(expected, actual))
    else if (actual !== undefined) lines.push(...besideOrBelow(say.actual, actual))
    else if (expected !== undefined) lines.push(...besideOrBelow(say.expected, expected))
  }
  if (verdict === 'exit-nonzero' && stderr !== undefined && stderr !== '')
    lines.push(say.stderr, ...indented(shortened(stderr)))
  if (assertion !== undefined) lines.push(...indented(shortened(assertion)))
  if (traceback !== undefined && traceback !== '') lines.push(...indented(shortened(traceback)))
  return [...lines, ...hints.map((hint) => say.hint(printable(hint)))]
}

/** One line stands beside its name, several below it. */
function besideOrBelow(name: string, text: string): string[] {
  const short = shortened(text)
  return short.includes('\n') ? [name.trimEnd(), ...indented(short)] : [`${name} ${short}`.trimEnd()]
}

function differenceLines(expected: string, actual: string): string[] {
  if (shortened(expected) === shortened(actual)) {
    return [`${say.expected} ${shortened(expected)}`, blankDifference(expected, actual)]
  }
  if (!expected.trimEnd().includes('\n') && !actual.trimEnd().includes('\n')) {
    return [...besideOrBelow(say.expected, expected), ...besideOrBelow(say.actual, actual)]
  }
  const patch = createTwoFilesPatch('', '', ended(shortened(expected)), ended(shortened(actual)), '', '', {
    context: 2,
  })
  return [say.difference, ...indented(patch.split('\n').slice(4).join('\n').trimEnd())]
}

/** What makes two texts differ that look the same. */
export function blankDifference(expected: string, actual: string): string {
  const plain = (text: string) => text.replaceAll('\r\n', '\n')
  if (plain(expected) === plain(actual)) return say.lineEndsDiffer
  const [wanted, given] = [printable(plain(expected)).trimEnd(), printable(plain(actual)).trimEnd()]
  return wanted === given ? say.endDiffers : say.laterDiffers
}

function ended(text: string): string {
  return text.endsWith('\n') ? text : `${text}\n`
}

function indented(text: string): string[] {
  return text.split('\n').map((line) => `  ${line}`)
}
