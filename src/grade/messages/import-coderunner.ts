/** What is said of CodeRunner questions in Moodle's XML. */
import { count, quote } from '../../core/quoting.js'

export const coderunnerImports = {
  noQuiz: 'this is no export of Moodle questions, whose outermost element is quiz; export them as Moodle XML',
  noQuestion: 'there is no CodeRunner question in it; export one as Moodle XML',
  severalQuestions: (names: readonly string[]) =>
    `there are ${count(names.length)} CodeRunner questions in it (${names.slice(0, 5).map(quote).join(', ')}${names.length > 5 ? ', …' : ''}), and a task is for one program; export each alone`,
  otherQuestion: (type: string) => `a question of the type ${quote(type)} was left out; ask it in Moodle`,
  prototype: 'this is a question type of its own (a prototype) and no question; import a question that uses it',
  type: (type: string, known: readonly string[]) =>
    `the question type ${quote(type)} cannot be taken over; those that can are ${known.join(', ')}. Write the task by hand (docs/grade.md)`,
  template:
    'the question has a template of its own, which a task does not run; write what it does into `prepend` and `append` of the tests, or a checker',
  grader: (name: string) =>
    `the grader ${quote(name)} is a program of the question, which a task does not run; write a checker (docs/grade.md)`,
  language: (name: string) =>
    `the language ${quote(name)} is not that of the question type, which a task does not know; write the task by hand`,
  twig: 'Twig expands this text, which differs for each student; import the question without its template parameters',
  penalty: 'tries that failed take points away there; here a mark is that of one submission',
  precheckOnly: 'this test is for Precheck alone, and gives no points; it was left out',
  display: (how: string) =>
    `${quote(how)} depends on the outcome, which no visibility of a test does; it is visible here`,
  hideRest: 'tests behind this one are hidden there where it fails; here they are shown',
  oneProcess:
    'tests without input run in one process there, one after the other, and here each in its own: where one changes what the next sees, write them as one test',
  studentAnswer:
    'this test was left out: it looks at the text of the answer (__student_answer__), which a task does not give to a test; write it as a checker',
  pattern: 'a pattern of PCRE is taken for one of Python, which has most of its forms: try it with a right solution',
  attachments: 'students attach files there; hand in a zip, and name the files in submission.files',
  sandbox: (text: string) => `${quote(text)} is for CodeRunner's own sandbox, and was left out`,
  noTests: 'the question has no tests that give points; add some',
  badMark: (text: string) => `a mark is a number of at least 0, not ${quote(text)}; mend it`,
  badName: (name: string) =>
    `${quote(name)} cannot be the name of a file in the run directory; rename it, and export again`,
} as const
