/** JUnit XML, in the form that CI systems read: suites, cases, and failures, errors or skips in them. */
import Builder from 'fast-xml-builder'
import type { GradeReport } from '../report.js'
import { type PublicTest, publicTests } from './public.js'

export function junit(report: GradeReport): string {
  const builder = new Builder({
    ignoreAttributes: false,
    attributeNamePrefix: '@',
    format: true,
    suppressEmptyNode: true,
  })
  const all = publicTests(report)
  const suites = report.groups.map(({ name }) => {
    const tests = all.filter(({ group }) => group === name)
    return { '@name': legal(name), ...counts(tests), testcase: tests.map(testCase) }
  })
  const document = { testsuites: { '@name': legal(report.title), ...counts(all), testsuite: suites } }
  return `<?xml version="1.0" encoding="UTF-8"?>\n${builder.build(document)}`
}

function counts(tests: readonly PublicTest[]) {
  const all = (kind: ReturnType<typeof outcomeOf>) => tests.filter((test) => outcomeOf(test) === kind).length
  return { '@tests': tests.length, '@failures': all('failure'), '@errors': all('error'), '@skipped': all('skipped') }
}

function testCase(test: PublicTest) {
  const outcome = outcomeOf(test)
  const text = legal(test.text)
  const [first = ''] = text.split('\n')
  return {
    '@name': legal(test.name),
    '@classname': legal(test.group),
    ...(test.durationMs === undefined ? {} : { '@time': (test.durationMs / 1000).toFixed(3) }),
    ...(outcome === 'passed' ? {} : { [outcome]: { '@message': first, '@type': test.verdict, '#text': text } }),
  }
}

/** Of a hidden test there is nothing to tell: it counts as skipped. */
const elements = {
  passed: 'passed',
  failed: 'failure',
  skipped: 'skipped',
  ungraded: 'error',
  hidden: 'skipped',
} as const

function outcomeOf({ outcome }: PublicTest): (typeof elements)[PublicTest['outcome']] {
  return elements[outcome]
}

/** Characters that XML 1.0 cannot carry at all (section 2.2) become U+FFFD. */
function legal(text: string): string {
  return text.replace(/[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/gu, '\ufffd')
}
