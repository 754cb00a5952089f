/** What is said of problem packages in Kattis' format. */
import { quote } from '../../core/quoting.js'

export const kattisImports = {
  version: (version: string) =>
    `the format ${quote(version)} is not known here, and was read as 2025-09; look through the task`,
  interactive:
    'a program and the judge talk to each other here, which no test of a task can do; give this problem on its own judge',
  multiPass:
    'a program is run several times here, on what the judge makes of its answers, which no test of a task can do; give this problem on its own judge',
  submitAnswer: 'answers are handed in here and no programs; give this problem on its own judge',
  type: (type: string) =>
    `${quote(type)} is no type of problem that is known here; see whether the package is a newer one`,
  badText: 'a text belongs here; mend the file',
  badNumber: 'a number belongs here; mend the file',
  flags: (flag: string) =>
    `the default validator has no argument ${quote(flag)}, and the judge would refuse the package too; mend it`,
  tolerance: (flag: string) => `${quote(flag)} needs a number behind it; mend it`,
  checkerWritten: (path: string, checker: string) =>
    `${quote(path)} decides what is right, and is no single Python file: every test is ungraded until ${quote(checker)} does in Python what it does (docs/grade.md tells what a checker gets)`,
  validatorUnused: (folder: string) =>
    `validation is not custom: the judge compares with its default validator, and so does the task, not with ${quote(folder)}; if that is a mistake, write \`validation: custom\` and import again`,
  customScore:
    'the validator gives points of its own here, which a task does not take over; give this problem on its own judge',
  validatorMissing:
    'a validator is asked for, and there is none in the package; add it, or write `validation: default`',
  grader: 'a program of the package works out the points here, which a task does not run; use the default grader',
  objective: 'fewer points are better here, which no task knows; turn the points round',
  graderMode: (mode: string) =>
    `the grader takes ${quote(mode)} of points that differ here, which no group of a task does; make groups that are worth their points alone`,
  rejectScore: 'what fails gets points here, which no test of a task does; write 0',
  negativeScore: 'a score below 0 cannot be given; write one from 0',
  unbounded: 'the validator gives points without a bound here, which no group of a task has; give `max_score` a number',
  unusedKey:
    'the judge does not go by this key in a problem of this type and format, and neither does the task; see whether `type: scoring` or another key was meant',
  anyAccepted: (flag: string) =>
    `with ${quote(flag)} the judge accepts who passes a part, which a problem without points cannot be here; give it \`type: scoring\``,
  partial:
    'at the judge a submission that fails any test is rejected and gets no points; here it keeps those of what it passes: if that is not wanted, let each group require the ones above',
  breaks:
    'at the judge the tests behind the first that fails are not run and give no points; here they do: write `scoring: all` for the group if that is not wanted',
  staticValidation:
    'a program looks at the source here, which no task does; give this problem on its own judge, or take the key away',
  staticValidator: 'programs that look at the source are not run; look at the submissions yourself',
  requirePass: (name: string) => `there is no group ${quote(name)} above this one; mend the name`,
  aggregation: (name: string) => `${quote(name)} is no way to add up points that is known here; mend it`,
  noAnswer: 'there is no answer beside this input, and the test was left out; add the .ans file',
  noInput: 'there is no input beside this answer, and it was left out; add the .in file',
  answerNotText: 'this answer is no UTF-8 text, which no program is asked for; save it as UTF-8',
  noTests: 'there is no input with an answer in data/sample or data/secret; add 1.in and 1.ans',
  includeMain: (entry: string) =>
    `this file stands in the place of what is handed in, and the judge runs it; a task runs ${quote(entry)} of the submission: write tests that call its functions`,
  includeOther: 'these files go with submissions in another language than the task’s, and were left out',
  languages: (entry: string, languages: string) =>
    `the judge takes ${languages} alone, and the task is for ${quote(entry)}; import with --entry for one of them`,
  noKind: (folder: string) =>
    `${quote(folder)} says of no one verdict what its solutions get, and they were left out; put them into solutions/ by hand`,
  unknownFolder: 'what stands here is not known, and was left out; see whether it changes a mark',
  ini: 'this file is DOMjudge’s; of this key nothing was taken over: set in the task what it means',
} as const
