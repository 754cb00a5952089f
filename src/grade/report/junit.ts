/** JUnit XML, in the form that CI systems read: suites, cases, and failures, errors or skips in them. */
import Builder from 'fast-xml-builder'
import type { GradeReport, TestReport } from '../report.js'
import { publicName, publicText } from './text.js'

export function junit(report: GradeReport): string {
  const builder = new Builder({
    ignoreAttributes: false,
    attributeNamePrefix: '@',
    format: true,
    suppressEmptyNode: true,
  })
  const suites = report.groups.map(({ name }) => {
    const tests = report.tests.filter(({ group }) => group === name)
    return { '@name': legal(name), ...counts(tests), testcase: tests.map((test, index) => testCase(test, index, name)) }
  })
  const document = { testsuites: { '@name': legal(report.title), ...counts(report.tests), testsuite: suites } }
  return `<?xml version="1.0" encoding="UTF-8"?>\n${builder.build(document)}`
}

function counts(tests: readonly TestReport[]) {
  const all = (kind: ReturnType<typeof outcomeOf>) => tests.filter((test) => outcomeOf(test) === kind).length
  return { '@tests': tests.length, '@failures': all('failure'), '@errors': all('error'), '@skipped': all('skipped') }
}

function testCase(test: TestReport, index: number, group: string) {
  const outcome = outcomeOf(test)
  const text = legal(publicText(test))
  const [first = ''] = text.split('\n')
  return {
    '@name': legal(publicName(test, index)),
    '@classname': legal(group),
    ...(test.durationMs === undefined ? {} : { '@time': (test.durationMs / 1000).toFixed(3) }),
    ...(outcome === 'passed' ? {} : { [outcome]: { '@message': first, '@type': test.verdict, '#text': text } }),
  }
}

function outcomeOf({ verdict }: TestReport): 'passed' | 'failure' | 'error' | 'skipped' {
  if (verdict === 'accepted') return 'passed'
  return verdict === 'skipped' ? 'skipped' : verdict === 'ungraded' ? 'error' : 'failure'
}

/** Characters that XML 1.0 cannot carry at all (section 2.2) become U+FFFD. */
function legal(text: string): string {
  return text.replace(/[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/gu, '\ufffd')
}
