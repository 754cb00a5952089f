/** What is said of packages of Polygon. */
import { quote } from '../../core/quoting.js'

export const polygonImports = {
  interactor:
    'a program and the judge talk to each other here, which no test of a task can do; give this problem on its own judge',
  runs: 'a program is run several times for a test here, which no test of a task can do; give this problem on its own judge',
  linked:
    'this file is built together with what is handed in, which no test of a task does; write tests that call functions',
  noJudging: 'there is no testset with tests in it; export the package again',
  otherTestset: 'of several testsets one is taken, and this one was left out; import its tests by hand',
  noTest: (path: string) =>
    `there is no ${quote(path)}: the package has its generators and not their tests; download the full package, or run its doall script`,
  pattern: 'a path with %d or %02d for the number belongs here; mend the file',
  badNumber: 'a number belongs here; mend the file',
  noChecker: 'no checker is named, and nothing else says what is right; export the package again',
  checkerWritten: (name: string, checker: string) =>
    `${quote(name)} decides what is right, and is none of Polygon’s standard checkers that are known here: every test is ungraded until ${quote(checker)} does what it does (docs/grade.md tells what a checker gets)`,
  oneAnswer: (name: string, path: string) =>
    `${name} reads one word of each file, and ${quote(path)} has another number of them; choose the checker for sequences`,
  unknownGroup: (name: string) => `there is no group ${quote(name)} above this one; mend the name`,
  policy: (name: string) => `${quote(name)} is no way to give points that is known here; mend it`,
  unequal: 'the least of points that differ is no number that a task gives; give the tests of the group equal points',
  noTag: (tag: string) =>
    `${quote(tag)} says of no one verdict what this solution gets, and it was left out; put it into solutions/ by hand`,
  mixedGroup:
    'tests without a group stand beside groups; they make a group of their own here: see whether that is right',
} as const
