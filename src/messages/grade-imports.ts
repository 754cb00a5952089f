/** What is said while a task is made, changed or taken over from elsewhere. */
import { count, printable, quote } from './quoting.js'

export const gradeImports = {
  title: 'Imported task',
  notReadable: (path: string, why: string) =>
    `${quote(path)} is not what its name says: ${printable(why)}; check the file`,
  noPairs: 'there is no input with an answer beside it; name them 01.in and 01.ans',
  commandSkipped: (name: string, run: string) =>
    `${quote(name)} was left out: only \`python3 FILE\` can be taken over, not ${quote(run)}`,
  severalEntries: (entry: string, others: readonly string[]) =>
    `the tests run several programs; the task is for ${quote(entry)}, not for ${others.map(quote).join(', ')}`,
  validatorSkipped: (path: string) =>
    `the validator ${quote(path)} was left out; make a Python checker of it (docs/grade.md)`,
  caseSkipped: (name: string) => `${quote(name)} was left out: it has no property, or its name is taken`,
  unknown: (path: string) =>
    `${quote(path)} is none of the forms that are known: tests.json, autograding.json, canonical-data.json, init.yml, a folder with data/sample or data/secret, or a folder of NN.in and NN.ans`,
  importsOne: 'grade import needs one file or folder',
  exists: (path: string) => `${quote(path)} exists already; remove it, or choose another file with --out`,
  wroteTask: (path: string, tests: number) =>
    `fuelcell: wrote ${quote(path)} with ${count(tests)} ${tests === 1 ? 'test' : 'tests'}; try it with \`fuelcell grade\`\n`,
  askTitle: 'Title of the task? ',
  askEntry: 'File that is handed in [main.py]? ',
  askInput: 'Input of a first test? ',
  askOutput: 'Output that it should give? ',
  // ---- seal ----
  notSealed: (name: string, what: string) =>
    `${quote(name)}: ${what} cannot be sealed, and stays readable; leave this test out of what you publish`,
  smallAnswer: (name: string) =>
    `${quote(name)}: so few answers are possible that they can be tried one after the other; a seal does not hide this one`,
  // ---- calibrate ----
  noAccepted: (folder: string) => `there is nothing in ${quote(folder)}; put a right solution there`,
  solutionFailed: (path: string, message: string) => `${quote(path)} does not pass: ${printable(message)}`,
  calibrated: (limit: number, largest: number, smallest: number | null) =>
    `limits.fuel: ${count(limit)} (the dearest accepted solution needs ${count(largest)}${smallest === null ? '' : `, the cheapest that is too slow ${count(smallest)} or more`})\n`,
  tooClose: (largest: number, smallest: number) =>
    `no limit fits: twice the dearest accepted solution is ${count(2 * largest)}, and a solution that is too slow needs only ${count(smallest)}; use larger inputs`,
} as const
