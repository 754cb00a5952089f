/** Words of the reports of `fuelcell grade`, and of its commands. */
import { count, printable, quote } from '../../core/quoting.js'

/** Points without needless decimals. */
function pointsText(points: number): string {
  return count(Math.round(points * 100) / 100)
}

export const gradeReports = {
  points: (points: number, max: number) => `${pointsText(points)} of ${pointsText(max)}`,
  total: (score: number, max: number, status: 'passed' | 'failed' | 'ungraded') =>
    `${pointsText(score)} of ${pointsText(max)} points${status === 'passed' ? ': every test passed' : status === 'ungraded' ? '; some tests could not be graded, and that is not your fault' : ''}`,
  pointsOfHidden: (max: number) => `${pointsText(max)} points`,
  hiddenTests: (total: number) => `${count(total)} hidden ${total === 1 ? 'test' : 'tests'}`,
  /** What stands in the place of a group for them. */
  hiddenTogether: 'Hidden tests',
  hiddenName: (number: number) => `hidden test ${count(number)}`,
  hiddenTest: 'A hidden test: it counts in the points of the whole submission.',
  hiddenUngraded: 'A hidden test could not be graded, and that is not your fault.',
  ungradedByTask: 'Not graded, because of the task itself. This is not your fault; tell the teacher.',
  notMarked:
    'Not marked: some tests could not be graded, and that is not your fault. The teacher has to run the autograder again.',
  formative: '(for practice: not proof against forgery)',
  input: 'Input:',
  expected: 'Expected:',
  actual: 'Yours:   ',
  stderr: 'On stderr:',
  difference: 'Expected (-) and yours (+):',
  lineEndsDiffer: 'Only line ends differ: one has CR LF where the other has LF.',
  endDiffers: 'Only spaces and line ends at the end of the text differ.',
  laterDiffers: 'They differ behind what is shown here.',
  more: '…',
  hint: (text: string) => `Hint: ${text}`,
  // ---- commands ----
  oneSubmission: 'grade needs one submission: a file, a folder or a zip',
  badReport: (option: string, text: string, kinds: readonly string[], nearest: string | undefined) =>
    `${option} must be KIND=FILE with a KIND of ${kinds.join(', ')}, but ${quote(text)} was given${nearest === undefined ? '' : `; did you mean ${quote(nearest)}?`}`,
  /** @param kind Of a report that was named without its file. */
  reportWithoutFile: (option: string, kind: string) =>
    `${option} ${kind} does not say where to; write ${option} ${kind}=FILE, or ${option} ${kind}=- for stdout`,
  isFolder: 'it is a folder',
  taskFault: (group: string, name: string, message: string) =>
    `fuelcell: ${quote(group)}, ${quote(name)}: ${printable(message)}`,
  cannotWrite: (path: string, why: string) => `cannot write ${quote(path)}: ${printable(why)}; choose another file`,
  twoOnStdout: 'only one report can go to stdout; write the others into files',
  progress: (done: number, total: number, name: string) => `fuelcell: ${count(done)} of ${count(total)} · ${name}`,
  noSolutions: (folder: string) =>
    `there are no solutions in ${quote(folder)}; put some into solutions/accepted, and wrong ones into solutions/wrong_answer, solutions/out_of_fuel or solutions/runtime_error`,
  unexpected: (path: string, wanted: string, found: readonly string[]) =>
    `✗ ${printable(path)}: ${wanted} was expected, but its tests came to ${found.length === 0 ? 'nothing' : found.join(', ')}`,
  asExpected: (path: string, verdict: string) => `✓ ${printable(path)}: ${verdict}`,
  warning: (text: string) => `! ${printable(text)}`,
  checked: (good: number, total: number) => `${count(good)} of ${count(total)} solutions came out as they should\n`,
  looksAtNothing: (name: string) =>
    `${quote(name)} looks at nothing that comes out, so that any program that ends well passes it; say what is expected`,
  onlyGrowth: (name: string) =>
    `${quote(name)} looks at growth alone, which a function that does nothing passes; give it a reference`,
  raisesByTypeAlone: (name: string, type: string) =>
    `${quote(name)} is passed by any ${quote(type)}, one of a class that is several types at once among them, which a program can raise whatever it is asked; say a part of the message as well`,
  isFormative: (name: string) =>
    `${quote(name)} runs in the same sandbox as the submission, which can forge it; use mode: split where it counts`,
  oneFolder: 'grade class needs one folder, in which each file, folder or zip is a submission',
  cannotList: (folder: string, why: string) => `cannot read ${quote(folder)}: ${printable(why)}; check the name`,
  classColumns: ['SUBMISSION', 'POINTS', 'STATUS'],
  classProgress: (done: number, total: number) => `fuelcell: graded ${count(done)} of ${count(total)} submissions\n`,
  classInterrupted: (done: number, total: number, state: string | undefined) =>
    state === undefined
      ? `fuelcell: interrupted after ${count(done)} of ${count(total)} submissions, whose reports are lost; --state FILE keeps them\n`
      : `fuelcell: interrupted after ${count(done)} of ${count(total)} submissions, which are in ${quote(state)}; the same command goes on from there\n`,
  noSubmission: (path: string) => `there is no ${quote(path)}, and so nothing to grade; check the path`,
  noSubmissions: (folder: string) =>
    `there is nothing to grade in ${quote(folder)}; put each submission into it as a file, a folder or a zip`,
  graded: (total: number, again: number, csv: string | undefined) =>
    `fuelcell: graded ${count(total)} submissions${again === 0 ? '' : ` (${count(again)} of them before)`}${csv === undefined ? '' : ` into ${quote(csv)}`}\n`,
} as const
