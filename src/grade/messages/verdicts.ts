/** What a submission's verdicts say, for whoever handed it in: what happened, the number, and what to look at. */
import prettyBytes from 'pretty-bytes'
import { count, printable, quote } from '../../core/quoting.js'
import { type FileKind, fileKinds } from './file-kinds.js'

const LISTED = 8

export const gradeVerdicts = {
  accepted: 'Passed.',
  /** All that is told of a test without feedback. */
  verdicts: {
    accepted: 'Passed.',
    'wrong-answer': 'The answer is wrong.',
    presentation: 'The answer is right, but its spaces, line ends or capitals are not.',
    'runtime-error': 'The program stopped with an error.',
    'exit-nonzero': 'The program ended with a wrong exit code.',
    'out-of-fuel': 'The program used up its fuel: it does too much work, or never ends.',
    'out-of-memory': 'The program needs more memory than it may have.',
    'output-limit': 'The program prints more than it may.',
    'disk-limit': 'The program writes more into files than it may.',
    'no-answer': 'The program ended before the function returned.',
    'unsupported-value': 'The function returned something that is no plain value.',
    'compile-error': 'The program could not be started.',
    skipped: 'Not run.',
    ungraded: 'Not graded; this is not your fault.',
  },
  // ---- the submission as a whole ----
  entryMissing: (entry: string, found: readonly string[]) =>
    `There is no file ${quote(entry)} in the submission${found.length === 0 ? ', which is empty' : ` (it has ${listed(found)})`}. Hand in a file of exactly that name.`,
  tooLarge: (bytes: number, max: number) =>
    `The submission has ${count(bytes)} bytes, and ${count(max)} are allowed. Leave out what is not your program.`,
  entryEmpty: (entry: string) => `The file ${quote(entry)} is empty. Check that you saved it before you handed it in.`,
  notAFile: (path: string) => `${quote(path)} is neither a file nor a folder. Hand in a program.`,
  isLink: (path: string) => `${quote(path)} is a link to something else. Hand in the program itself.`,
  unreadable: (path: string, why: string) =>
    `The submission ${quote(path)} cannot be read: ${printable(why)}. Check that it was handed in whole.`,
  unfit: (why: string) => `The submission cannot be put into a sandbox: ${printable(why)}`,
  fileTwice: (path: string) =>
    `The submission has the file ${quote(path)} twice. Hand in one of them, under exactly that name.`,
  locked: (path: string) =>
    `The submission ${quote(path)} is locked by a password. Make a zip without one, or hand in the file itself.`,
  damaged: (path: string, name: string) =>
    `The submission ${quote(path)} is damaged: what is in it for ${quote(name)} does not have its checksum (CRC-32). Make the zip again, and hand it in again.`,
  anotherKind: (entry: string, kind: FileKind) =>
    `What was handed in for ${quote(entry)} is ${fileKinds[kind]} and no program. Hand in the file ${quote(entry)} itself, or a zip (.zip) that has it.`,
  wideText: (path: string) =>
    `The file ${quote(path)} is saved as UTF-16 or UTF-32, in which no program is written. Save it as UTF-8 in your editor.`,
  tooManyEntries: (max: number) =>
    `The submission has more than ${count(max)} files and folders. Leave out what is not your program.`,
  unfitAnswer: (why: string) =>
    `What the program answered cannot be looked at: ${printable(why).slice(0, 500)}. Give back less, or plain values.`,
  tooManyFiles: (max: number) =>
    `The submission has more than ${count(max)} files. Leave out what is not your program.`,
  // ---- how it ended ----
  outOfFuel: (fuel: number) =>
    `The program used up its fuel of ${count(fuel)}: it does too much work for this input, or never ends. Look for a loop that does not stop.`,
  outOfMemory: (pages: number) =>
    `The program needs more memory than the ${prettyBytes(pages * 65_536, { binary: true })} that it may have. Look for a list that keeps growing.`,
  outputLimit: (bytes: number) =>
    `The program prints more than ${prettyBytes(bytes, { binary: true })}. Look for a print in a loop that does not stop.`,
  diskLimit: 'The program writes more into files than it may. Write less, or remove files that are no longer needed.',
  deadline: (timeoutMs: number) => `a run did not end within ${count(timeoutMs)} ms of the machine`,
  unforeseen: (why: string) =>
    `Not graded, because something went wrong that should not: ${printable(why).slice(0, 500)}. This is not your fault.`,
  machine: (why: string) =>
    `Not graded, twice, because of the machine: ${printable(why)}. This is not your fault; grade again.`,
  trap: (trap: string) =>
    `The interpreter itself gave up (${printable(trap)}). The program did something that it cannot do here; try it in smaller steps.`,
  stackFull:
    'The stack is full: functions call each other, or values lie in each other, more deeply than fits. Look at how deep the recursion goes, and whether it ends.',
  /** @param language Of which it is no program, if it is none. */
  raised: (type: string, message: string, file: string | null, line: number | null, language: string | null) => {
    const where = file === null || line === null ? '' : ` in ${printable(file)}, line ${count(line)}`
    if (language !== null && type === 'CompileError')
      return `The program does not compile${where}: ${oneLine(message)}.`
    if (language !== null && type === 'LinkError') return notLinked(message)
    const what = `${printable(type)}${message === '' ? '' : `: ${oneLine(message)}`}`
    return language === null
      ? `The program stopped with an error${where}: ${what}.`
      : `This is not a ${language} program${where}: ${what}.`
  },
  notUtf8: (byte: string, line: string) =>
    `This is not a Python program: line ${line} has the byte ${byte}, which is no UTF-8. Save the file as UTF-8 in your editor.`,
  functionMissing: (name: string, nearest: string | undefined) =>
    `The submission has no function ${quote(name)}${nearest === undefined ? '' : `, but one called ${quote(nearest)}`}. Define it with exactly that name, outside of any other function.`,
  notCallable: (name: string) => `${quote(name)} is no function but a value. Define it with def.`,
  /** The program could not be made of its sources. @param tool What stopped. */
  notBuilt: (tool: string, how: string) =>
    `The program could not be built: the ${tool} ended by ${how}. Look for what it has to do without end, such as macros and templates.`,
  exitCode: (given: number, wanted: number, isPython = true) =>
    `The program ended with exit code ${given}, but ${wanted} was expected. Look for ${isPython ? 'sys.exit, exit or quit' : 'an error that it told on stderr, or an exit'}.`,
  exitCodeAlone: (given: number) => `The program ended with exit code ${given}, which is not what was expected.`,
  noAnswer:
    'The program ended by itself before the function returned. Look for sys.exit, exit or quit, and take them out.',
  // ---- what it answered ----
  presentation: (what: string) => `The text in ${what} is right, but its spaces, line ends or capitals are not.`,
  nothingPrinted: (what: string) => `Nothing came out on ${what}. Print the answer with print.`,
  differs: (what: string, line: number, ended: boolean, tooLong: boolean) =>
    ended
      ? `${capital(what)} ends too early: line ${count(line)} is missing.`
      : tooLong
        ? `${capital(what)} is right up to line ${count(line)}, which should not be there.`
        : `${capital(what)} is wrong from line ${count(line)} on.`,
  differsAtByte: (what: string, byte: number) => `${capital(what)} is wrong from byte ${count(byte)} on.`,
  notExpected: (what: string) => `${capital(what)} is not what was expected.`,
  notIncluded: (what: string) => `${capital(what)} lacks a text that should be in it.`,
  noMatch: (what: string) => `${capital(what)} does not have the form that was expected.`,
  tooLongToSearch: (what: string, max: number) =>
    `${capital(what)} is longer than the ${count(max)} characters that are looked at.`,
  checkerSays: (what: string, message: string) =>
    message === '' ? `${capital(what)} was judged wrong.` : `${capital(what)} was judged wrong: ${oneLine(message)}`,
  notWritten: (path: string) => `The program did not write the file ${quote(path)}.`,
  wrongType: (name: string, actual: string, expected: string) =>
    `${printable(name)} returned a value of type ${printable(actual)}, but ${printable(expected)} was expected.`,
  wrongValue: (name: string) => `${printable(name)} returned a wrong value.`,
  unsupported: (name: string, type: string) =>
    `${printable(name)} returned something of type ${printable(type)}, which is no plain value. Return a number, a text, a list or the like${type === 'generator' ? '; list(…) makes a list of a generator' : ''}.`,
  anException: (type: string, message: string | null) =>
    message === null
      ? `raises ${printable(type)}`
      : `raises ${printable(type)} with a message that includes ${quote(message)}`,
  raisedNothing: (name: string, wanted: string) =>
    `${printable(name)} returned, but should have raised ${printable(wanted)}.`,
  raisedOther: (type: string, wanted: string) =>
    `The function raised ${printable(type)}, but ${printable(wanted)} was expected.`,
  raisedOtherMessage: (type: string) => `The function raised ${printable(type)}, but with another message.`,
  notDefined: (name: string) =>
    `${quote(name)} is not defined by the submission, so that its exceptions do not count. Define it with def.`,
  testFailed: 'The test did not get what it expected.',
  testStopped: 'The test was stopped by an error.',
  skippedItself: (why: string) => `The test did not run: ${oneLine(why)}`,
  // ---- growth ----
  atSize: (size: number, message: string) => `At size ${count(size)}: ${message}`,
  growsFaster: (growth: string, exponent: number | null, atMost: string) =>
    `The cost grows like ${growthName(growth, exponent)} with the size of the input, but at most ${atMost} is allowed. Look for a loop inside a loop.`,
  growsTooFast: (growth: string, exponent: number | null) =>
    `The cost grows like ${growthName(growth, exponent)} with the size of the input, which is too fast. Look for a loop inside a loop.`,
  pointsOf: (points: readonly { readonly n: number; readonly fuel: number }[]) =>
    points.map(({ n, fuel }) => `${count(n)}: ${count(fuel)} fuel`).join('\n'),
  growthAtMost: (atMost: string) => `at most ${atMost}`,
  skipped: (groups: readonly string[]) =>
    `Not run, because ${groups.map(quote).join(' and ')} must pass first. Look at that one.`,
  // ---- hints ----
  promptsPrinted:
    'The text of your input() prompts is in the output. Without it, the output would be right: call input() without a text.',
  readsTooMuch: 'The program reads more input than there is. Count its calls of input().',
  readsAtImport:
    'This test calls a function, and there is nothing to read meanwhile. Put what reads and prints below the line: if __name__ == "__main__":',
  noPackages:
    'Only the standard library and the files of the submission can be imported. Look at the spelling of the name.',
  printedNotReturned:
    'Your program printed the answer to stdout, but the test calls the function. Give the value back with return.',
} as const

function growthName(growth: string, exponent: number | null): string {
  return growth === 'undecided' ? `n^${(exponent ?? 0).toFixed(1)}` : growth
}

function listed(names: readonly string[]): string {
  const shown = names.slice(0, LISTED).map(quote).join(', ')
  return names.length > LISTED ? `${shown} and ${count(names.length - LISTED)} more` : shown
}

const MESSAGE_CHARACTERS = 200

function oneLine(text: string): string {
  const characters = Array.from(printable(text).replaceAll('\n', ' '))
  return characters.length <= MESSAGE_CHARACTERS
    ? characters.join('')
    : `${characters.slice(0, MESSAGE_CHARACTERS).join('')}…`
}

function capital(what: string): string {
  return what === 'stdout' ? 'The output' : what === 'stderr' ? 'The error output' : `The file ${quote(what)}`
}

/** What the linker of C and C++ says, and what it most often means. */
function notLinked(message: string): string {
  const absent = /undefined symbol: (.+)$/.exec(message)?.[1]
  if (absent === undefined) return `The program compiles, but its parts do not go together: ${oneLine(message)}.`
  if (absent === 'main')
    return 'The program has no function main. Write `int main(void)`, outside of any other function.'
  return `The program uses ${quote(absent)}, which is declared and nowhere defined. Define it, or hand in the file that does.`
}
