/** What is said of problems of DMOJ. */
import { quote } from '../../core/quoting.js'

export const dmojImports = {
  graded: 'a program of the package grades here, which no test of a task does; give this problem on its own judge',
  interactive:
    'a program and the judge talk to each other here, which no test of a task can do; give this problem on its own judge',
  signature:
    'what is handed in is built together with a program of the package here, which no test of a task does; write tests that call functions',
  dynamic: 'the judge runs Python of this file here, which an import does not; write down what comes of it',
  generated:
    'a generator makes input and answer here, which an import does not run; run it, and name the files as `in` and `out`',
  symlinks:
    'these links lead to files of the judge’s machine, and were left out; add what they lead to as `files` of the tests',
  checkerName: (name: string) =>
    `the judge has no checker ${quote(name)}, and would refuse the problem too; mend the name`,
  checkerWritten: (name: string, checker: string) =>
    `${quote(name)} decides what is right, and is no checker of the judge’s own: every test is ungraded until ${quote(checker)} does what it does (docs/grade.md tells what a checker gets)`,
  checkerArgument: (name: string) =>
    `the checker ${quote(name)} does not know this argument, and it was left out; see whether it changes a mark`,
  onError:
    'the judge gives points for right lines also where a program crashed or took too long; a task gives none then',
  badValue: 'another kind of value belongs here; mend the file',
  noFile: (name: string) => `there is no ${quote(name)}, neither in the folder nor in its archive; add it`,
  badName: (name: string) => `${quote(name)} leads out of the package; write a name below it`,
  nothingExpected:
    'no answer is named, so that the judge accepts whoever prints nothing, and so does the task; name the answer as `out`',
  noCases: 'there are no test cases; add them',
  noArchive: 'files are found by patterns in an archive alone; name it as `archive`',
  badPattern: (why: string) => `this pattern cannot be used (${why}); list the test cases`,
  noMatch: 'no file of the archive fits the patterns; list the test cases',
  fewPoints: 'there are fewer points than test cases; add some',
  unpaired: (name: string) => `${quote(name)} has no input and answer that belong together; add the other`,
  dependency: (batch: number) => `there is no batch ${batch} above this one; mend the number`,
  nested: 'a batch stands within a batch, which the judge refuses too; mend it',
  innerPoints:
    'the judge takes the least points of the tests of a batch, and a task those of the batch; see whether they are right',
  innerPretests: 'a batch among the pretests gives no points here; see whether it does there',
  innerLimit: 'the limit is the same for all tests of a task, that of the whole problem; set it by the largest',
  fileIo:
    'programs read and write files of these names there, and the judge’s own version does not know it; give the tests `files` and `written` in place of stdin and stdout',
} as const
