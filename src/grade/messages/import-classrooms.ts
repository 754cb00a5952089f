/** What is said of tests of GitHub Classroom, Classroom 50, Exercism and CodeRunner. */
import { count, printable, quote } from '../../core/quoting.js'

export const classroomImports = {
  // ---- commands ----
  command: (run: string) =>
    `this test was left out: ${quote(run)} is no single program, such as \`python3 main.py\`, and a task has no shell; write the test anew (docs/grade.md)`,
  pytest: (run: string) =>
    `this test was left out: ${quote(run)} runs pytest, which is not in this Python; write its functions as a file for \`unittest:\`, where plain test_ functions with assert will do`,
  setup: (command: string) =>
    `${quote(command)} is not run before the test; put files that it provides into \`files\` of the test, and leave out what installs something`,
  otherEntry: (entry: string, wanted: string) =>
    `this test was left out: it runs ${quote(entry)}, and the task is for ${quote(wanted)}; import again with --entry ${entry} for a task of its own`,
  noneLeft: 'none of the tests can be taken over; see what was said of each, or write the task by hand (docs/grade.md)',
  noneLeftBecause: (why: string) => `none of the tests can be taken over. The first: ${why}`,
  // ---- GitHub Classroom ----
  comparison: (given: string) =>
    `${quote(given)} is no comparison that is known, and \`included\` is what the runner does then`,
  noPoints: 'no test has points, so that the task is worth 0; give some to its tests and to the group',
  badPattern: (why: string) => `this is no regular expression of JavaScript (${why}), and nothing would pass`,
  // ---- Classroom 50 ----
  schema: (given: string) =>
    `the form ${quote(given)} is not known here, and was read as classroom50/tests/v1; look through the task`,
  showOutput: 'what a program printed is shown here for tests that fail only',
  showCommand: 'reports do not show the command; put it into the hint of the test',
  expectsNothing: 'nothing is expected of this test, so that every program passes it; say what must come out',
  exitOne:
    'an error that nobody catches ends a Python program with 1 as well; here it fails the test, and sys.exit(1) passes',
  timeouts: (fuel: string) =>
    `the tests have different time limits, and a task has one for all: limits.fuel is ${fuel}, for the longest; set it with \`fuelcell grade calibrate\``,
  longTimeout: (seconds: number, fuel: string, most: number) =>
    `${count(seconds)} s are more than any right program needs; limits.fuel is ${fuel}, for ${most} s: set it with \`fuelcell grade calibrate\``,
  // ---- Exercism ----
  comments: (text: string) =>
    `a comment says: ${printable(text.length > COMMENT_CHARACTERS ? `${text.slice(0, COMMENT_CHARACTERS)}…` : text)} See whether it changes a test`,
  noExpected: 'what is expected is missing here',
  functionInWords: 'this case was left out: an argument is a function, told in words; write it as a unit test',
  steps:
    'this case was left out: it takes steps one after the other, and nothing is returned; write it as a unit test of the class',
  scenario: (name: string) =>
    `${quote(name)} is not tested by a call and its answer; write a unit test for it, or take these cases out`,
  anyError:
    'an error is expected, and its words are for people: any exception counts; write `raises: { type, message }` where a certain one is wanted',
  errorHint: (error: string) => `An exception is expected: ${error}`,
  floats: 'floats are compared exactly; add `floats: { abs: … }` where the last digits may differ',
} as const

const COMMENT_CHARACTERS = 300
