/** What is said while a task is made, changed or taken over from elsewhere. */
import { documents } from '../../core/document-messages.js'
import { count, printable, quote, show } from '../../core/quoting.js'

export const gradeImports = {
  title: 'Imported task',
  notReadable: (path: string, why: string) =>
    `${quote(path)} is not what its name says: ${printable(why)}; check the file`,
  noPairs: 'there is no input with an answer beside it; name them 01.in and 01.ans',
  refused: (field: string, message: string) => `${printable(field)}: ${printable(message)}`,
  warned: (field: string, message: string) => `${field}: ${message}`,
  broken: (findings: readonly string[]) => `${findings.join('; ')}; mend the file, and import it again`,
  brokenJson: (line: number, what: string) => documents.finding(line, what),
  badPath: (path: string) => `${quote(path)} is no name of a file below the package; mend it`,
  openElement: (name: string) => `the file ends within the element ${quote(name)}`,
  documentType: 'a document type is not read here, since it could define anything; take the line with DOCTYPE out',
  notOneElement: 'XML has one element that holds all others; mend the file, and import it again',
  notUtf8: 'this is no UTF-8 text; save it as UTF-8',
  noZip: (why: string) => `this is no zip that can be read (${printable(why)}); pack it again`,
  largeZip: (files: string) => `it holds ${files} files, or more bytes than a task can have; import a smaller one`,
  lockedZip: 'it is locked with a password; pack it again without one',
  damagedZip: (name: string) => `${quote(name)} in it is damaged, since its checksum is another; fetch it again`,
  twiceInZip: (name: string) => `${quote(name)} is in it twice; pack it again`,
  notInZip: (path: string) => `there is no such file in ${quote(path)}; pack it again`,
  notAMapping: (value: unknown) => `keys with values belong here, not ${show(value)}; mend the file`,
  unknownField: (nearest: string | undefined) =>
    `this field is not known, and was left out; ${nearest === undefined ? 'look up what it means, and add that to the task by hand' : `did you mean ${quote(nearest)}?`}`,
  linkSkipped: 'this link leads to a folder or out of what is imported, and was left out; put a copy in its place',
  manyFiles: (path: string, most: number) =>
    `there are more than ${count(most)} files in ${quote(path)}; name the folder of one problem`,
  largeFile: (path: string, bytes: number, most: number) =>
    `${quote(path)} has ${count(bytes)} bytes, and ${count(most)} are the most; import smaller data`,
  onLine: (line: number, message: string) => `${documents.finding(line, message)}; mend the file`,
  wantsText: (value: unknown) => `a text belongs here, not ${show(value)}`,
  wantsBoolean: (value: unknown) => `true or false belongs here, not ${show(value)}`,
  wantsAmount: (value: unknown) => `a number of at least 0 belongs here, not ${show(value)}`,
  wantsMapping: (value: unknown) => `keys with values belong here, not ${show(value)}`,
  wantsList: (value: unknown) => `a list belongs here, not ${show(value)}`,
  wantsWord: (given: string, words: readonly string[]) =>
    `one of ${words.join(', ')} belongs here, not ${quote(given)}`,
  noTimeLimit: (fuel: string, seconds: number, giga: number) =>
    `nothing says how long a program may take; limits.fuel is ${fuel}, for ${seconds} s of ${giga}G fuel each: set it by right solutions with \`fuelcell grade calibrate\``,
  capped: (most: string) =>
    `the package asks for more than there is, and the limit is ${most}; see whether right solutions pass`,
  solutionsSkipped: (paths: readonly string[], entry: string) =>
    `${paths.length === 1 ? 'this solution was' : `${count(paths.length)} solutions, from this one on, were`} left out: the task is for ${quote(entry)}, and they are in other languages or have no one file to start; import with --entry for another language`,
  validatorSkipped: 'this validator was left out; make a Python checker of it (docs/grade.md)',
  unknown: (path: string, known: readonly string[]) =>
    `${quote(path)} is none of the forms that are known: ${known.join(', ')}`,
  notAFolder: (path: string) => `${quote(path)} is no folder; name the folder of NN.in and NN.ans`,
  importsOne: 'grade import needs one file or folder',
  exists: (path: string) => `${quote(path)} exists already; remove it, or choose another file with --out`,
  wroteTask: (path: string, tests: number) =>
    `fuelcell: wrote ${quote(path)} with ${count(tests)} ${tests === 1 ? 'test' : 'tests'}; try it with \`fuelcell grade\`\n`,
  calibrateNext: (path: string) =>
    `fuelcell: accepted solutions came along; set the fuel limit by them: \`fuelcell grade calibrate --task ${quote(path)}\`\n`,
  nothingAnswered:
    'there is neither an input nor an output for a first test, so that no task was written; answer the questions, or name a folder of NN.in and NN.ans',
  askTitle: 'Title of the task? ',
  askEntry: 'File that is handed in [main.py]? ',
  askInput: 'Input of a first test? ',
  askOutput: 'Output that it should give? ',
  // ---- seal ----
  notSealed: (name: string, what: string) =>
    `${quote(name)}: ${what} cannot be sealed, and stays readable; leave this test out of what you publish`,
  smallAnswer: (name: string, guesses: string) =>
    `${quote(name)}: ${guesses} guesses find this answer, which takes minutes at most; a seal does not hide it`,
  // ---- calibrate ----
  noAccepted: (folder: string) => `there is nothing in ${quote(folder)}; put a right solution there`,
  solutionFailed: (path: string, message: string) => `${quote(path)} does not pass: ${printable(message)}`,
  calibrated: (limit: number, largest: number, smallest: number | null) =>
    `limits.fuel: ${count(limit)} (the dearest accepted solution needs ${count(largest)}${smallest === null ? '' : `, the cheapest that is too slow ${count(smallest)} or more`})\n`,
  tooClose: (largest: number, smallest: number) =>
    `no limit fits: twice the dearest accepted solution is ${count(2 * largest)}, and a solution that is too slow needs only ${count(smallest)}; use larger inputs`,
} as const
