/** A report for people: what passed, and for the rest what happened, where, and what to look at. */
import { createTwoFilesPatch } from 'diff'
import { gradeReports as say } from '../../messages/grade-reports.js'
import { printable } from '../../messages/quoting.js'
import type { GradeReport, TestReport } from '../report.js'

/** Paints what is good, bad, or beside the point; none of them changes the text. */
export interface Paint {
  readonly good: (text: string) => string
  readonly bad: (text: string) => string
  readonly dim: (text: string) => string
}

const plainPaint: Paint = { good: (text) => text, bad: (text) => text, dim: (text) => text }

/** Lines and characters of a student's text that are shown; the rest is counted. */
const MAX_LINES = 20
const MAX_CHARACTERS = 2000
const MAX_WIDTH = 200

export function humanReport(report: GradeReport, paint: Paint = plainPaint): string {
  const lines = [printable(report.title), '']
  if (report.problem !== undefined) lines.push(paint.bad(printable(report.problem)), '')
  for (const group of report.groups) {
    const tests = report.tests.filter((test) => test.group === group.name)
    lines.push(`${printable(group.name)}  ${say.points(group.points, group.maxPoints)}`)
    for (const test of tests.filter(({ visibility }) => visibility === 'visible')) {
      lines.push(...testLines(test, paint, report.problem !== undefined))
    }
    const hidden = tests.filter(({ visibility }) => visibility !== 'visible')
    if (hidden.length > 0) {
      const passed = hidden.filter(({ verdict }) => verdict === 'accepted').length
      lines.push(`  ${paint.dim(say.hiddenTests(passed, hidden.length))}`)
      lines.push(
        ...hidden
          .filter(({ verdict }) => verdict === 'ungraded')
          .map((test) => `  ${paint.bad(printable(test.message))}`),
      )
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
  if (isBrief) return [`  ${head}`]
  const body = [printable(test.message), ...detailLines(test)]
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
    else if (actual !== undefined) lines.push(say.actual, ...indented(shortened(actual)))
    else if (expected !== undefined) lines.push(say.expected, ...indented(shortened(expected)))
  }
  if (verdict === 'exit-nonzero' && stderr !== undefined && stderr !== '')
    lines.push(say.stderr, ...indented(shortened(stderr)))
  if (assertion !== undefined) lines.push(...indented(shortened(assertion)))
  if (traceback !== undefined && traceback !== '') lines.push(...indented(shortened(traceback)))
  return [...lines, ...hints.map((hint) => say.hint(printable(hint)))]
}

function differenceLines(expected: string, actual: string): string[] {
  if (shortened(expected) === shortened(actual)) {
    return [`${say.expected} ${shortened(expected)}`, blankDifference(expected, actual)]
  }
  if (!expected.trimEnd().includes('\n') && !actual.trimEnd().includes('\n')) {
    return [`${say.expected} ${shortened(expected)}`, `${say.actual} ${shortened(actual)}`]
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

function indented(text: string): string[] {
  return text.split('\n').map((line) => `  ${line}`)
}
