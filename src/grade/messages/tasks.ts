/** What is wrong with a task file, for whoever wrote it. */
import { count, printable, quote, quotePath } from '../../core/quoting.js'

export const gradeTasks = {
  noTask: (path: string) =>
    `there is no ${quotePath(path)}; name the task with --task FILE or --task FOLDER, or make one with \`fuelcell grade init\``,
  invalid: (path: string, findings: readonly string[]) =>
    `${quote(path)} is not a task that can be graded:\n${findings.map((finding) => `  ${printable(finding)}`).join('\n')}`,
  badPath: (path: string) =>
    `${quote(path)} must be a relative path in its normal form, with / between its parts and no ..`,
  noTests: 'the task has no tests, and a task without tests can be passed by anything; add one',
  emptyGroup: (name: string) => `the group ${quote(name)} has no tests; add one, or remove the group`,
  testsOrUnittest: (name: string) => `the group ${quote(name)} needs either tests or unittest, and not both`,
  modeAlone: 'mode belongs to unittest; remove it',
  noWeight: (name: string, points: number) =>
    `the group ${quote(name)} is worth ${count(points)} points, but every test in it weighs 0, so that nobody can get them; give one test points`,
  requiresUnknown: (name: string) => `no group above is called ${quote(name)}; name one that stands before this one`,
  groupTwice: (name: string) => `another group is called ${quote(name)} already; give one of them another name`,
  testTwice: (name: string) =>
    `another test of the group is called ${quote(name)} already; give one of them another name`,
  generatedName: (name: string, size: number | null, seed: number) =>
    `${name} (${size === null ? '' : `size ${count(size)}, `}seed ${seed})`,
  callNeedsPython: (runtime: string) => `functions can be called in python only, not in ${quote(runtime)}; use stdin`,
  argsNotWords: 'args of a program must be a list of texts; put numbers in quotes, or add call',
  argsNotList: 'args of a call must be a list of values',
  kwargsNotMap: 'kwargs must be a mapping of names to values',
  otherKind: (key: string, isCall: boolean) =>
    isCall
      ? `${key} is for tests of programs, but this one has call; use args, returns, raises and prints`
      : `${key} needs call, which names the function`,
  badFunction: (name: string) => `${quote(name)} cannot be the name of a function`,
  eitherOr: (one: string, other: string) => `give either ${one} or ${other}, and not both`,
  needs: (key: string, other: string) => `${key} needs ${other}`,
  tooFewSizes: 'growth needs sizes, three at least, each about twice the one before',
  inputTwice: 'generate makes the input, so that args and stdin have no place beside it; remove one',
  noExpectedText: 'the expected text is missing; add value or file',
  notUtf8: (path: string) => `${quote(path)} is not UTF-8 text; save it as UTF-8`,
  expectedNotUtf8: (path: string) =>
    `${quote(path)} is not UTF-8 text, and is to be compared as text; save it as UTF-8, or compare bytes with match: exact`,
  outside: (path: string) =>
    `${quote(path)} is not below the folder of the task; move it there, and name it from that folder`,
  cannotRead: (path: string, why: string) => `cannot read ${quote(path)}: ${printable(why)}; check the name`,
} as const
