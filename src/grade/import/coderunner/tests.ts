/** The tests of a CodeRunner question, and the files that go with them. */
import { coderunnerImports as say } from '../../messages/import-coderunner.js'
import type { TestFile } from '../../task/schema.js'
import type { Draft } from '../draft.js'
import { type Notes, refuse } from '../notes.js'
import { element, elements, type XmlElement } from '../read-xml.js'
import { expectedBy } from './expected.js'
import { fileName, textIn } from './fields.js'
import type { QuestionType } from './languages.js'

const PRECHECK_ONLY = '1'

export function testsOf(
  path: string,
  question: XmlElement,
  type: QuestionType,
  grader: string,
  notes: Notes,
): { tests: readonly TestFile[]; files: Draft['files'] } {
  const block = element(question, 'testcases')
  const files = filesOf(path, block, notes)
  const named = Object.fromEntries(Object.keys(files).map((name) => [name.slice(FOLDER.length), name]))
  const tests = elements(block, 'testcase').flatMap((one, index): TestFile[] => {
    const field = `${path}: testcase ${index + 1}`
    const test = testOf(field, one, type, grader, textIn(question, 'twigall').trim() === '1', notes)
    return test === null
      ? []
      : [{ name: `${index + 1}`, ...test, ...(Object.keys(named).length === 0 ? {} : { files: named }) }]
  })
  if (tests.length === 0) refuse(`${path}: testcases`, say.noTests)
  notes.take(`${path}: testcases`)
  if (type.oneProcess && tests.length > 1 && tests.every(({ stdin }) => stdin === undefined)) {
    notes.warn(`${path}: testcases`, say.oneProcess)
  }
  if (grader === 'RegexGrader') notes.warn(`${path}: grader`, say.pattern)
  return { tests, files }
}

function testOf(
  field: string,
  test: XmlElement,
  type: QuestionType,
  grader: string,
  isExpanded: boolean,
  notes: Notes,
): TestFile | null {
  const { testtype, mark = '1', hiderestiffail, hidden } = test.attributes
  if (testtype === PRECHECK_ONLY) {
    notes.warn(field, say.precheckOnly)
    return null
  }
  const [code, extra, stdin] = [textIn(test, 'testcode'), textIn(test, 'extra'), textIn(test, 'stdin')]
  // Exports of old versions have it as output.
  const expected = textIn(test, element(test, 'expected') === undefined ? 'output' : 'expected')
  if (code.includes('__student_answer__')) {
    notes.warn(field, say.studentAnswer)
    return null
  }
  if (isExpanded && [code, extra, stdin, expected].some((text) => /\{\{|\{%/.test(text))) refuse(field, say.twig)
  const points = Number(mark)
  if (!(points >= 0 && Number.isFinite(points))) refuse(field, say.badMark(mark))
  const display = textIn(test, 'display').trim()
  if (display.startsWith('HIDE_')) notes.warn(field, say.display(display))
  if (hiderestiffail === '1') notes.warn(field, say.hideRest)
  const isHidden = display === 'HIDE' || (display === '' && hidden === '1')
  return {
    points,
    ...(isHidden ? { visibility: 'hidden' } : {}),
    ...(stdin === '' ? {} : { stdin: stdin.endsWith('\n') ? stdin : `${stdin}\n` }),
    ...type.around(code, extra),
    stdout: expectedBy(grader, expected, field),
    // What is on stderr is an error there; the exit code is not looked at.
    stderr: { value: '', match: 'exact' },
    exit_code: 'any',
  }
}

/** Beside the task, under the name in the run directory. */
const FOLDER = 'files/'

function filesOf(path: string, block: XmlElement | undefined, notes: Notes): Draft['files'] {
  const given = elements(block, 'file').map(({ attributes, text }) => {
    const name = fileName(attributes.name ?? '', `${path}: testcases.file`)
    notes.take(`${path}: testcases.file`)
    return [`${FOLDER}${name}`, Buffer.from(text, attributes.encoding === 'base64' ? 'base64' : 'utf8')] as const
  })
  return Object.fromEntries(given)
}
