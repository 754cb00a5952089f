/** What is said of programs that are built before they run. */
import { count, printable, quote } from '../../core/quoting.js'

export const builds = {
  fewStrings: (max: number) => `an array of at most ${count(max)} strings`,
  sourceNoFile: (call: string, name: string) =>
    `${call}: sources names ${quote(name)}, which is not among the files; give its text in files`,
  sourceTwice: (call: string, name: string) => `${call}: sources names ${quote(name)} twice; leave one out`,
  sourceIsEntry: (call: string, name: string) =>
    `${call}: sources names ${quote(name)}, which is compiled anyway; leave it out`,
  nothingToBuild: (call: string, option: string, runtime: string) =>
    `${call}: ${option} is for runtimes that build their programs, such as "c"; the runtime ${quote(runtime)} runs its code as it is`,
  moduleNotBuilt: (call: string) =>
    `${call}: the runtime "wasm" takes modules, of which nothing is built; give them to runner.run`,
  limitsTooLate: (call: string) =>
    `${call}: limits.compile comes too late, for the program is compiled already; give it to runner.compile`,
  compilerOption: (
    call: string,
    option: string,
    runtime: string,
    nearest: string | undefined,
    known: readonly string[],
  ) =>
    `${call}: the runtime ${quote(runtime)} does not take the option ${quote(option)}${nearest === undefined ? '' : `; did you mean ${quote(nearest)}?`}${nearest === undefined ? '.' : ''} It takes: ${known.join(' ')}`,

  outputMissing: (tool: string, output: string) =>
    `${quote(tool)} ended well but did not write ${quote(output)}; install the dependencies again`,
  notCompiled: (why: string) =>
    `The program was compiled and linked, but its module could not be compiled to native code: ${printable(why)}`,
  notValid: (why: string) =>
    `the linked program is no valid module; look for a function that is declared otherwise than it is defined, and for a main with other parameters than none or (int, char **): ${printable(why)}`,
  notLoaded: (why: string) => `The program that was built could not be loaded: ${printable(why)}. Build it again`,
  workerDone: 'The worker has done its run and was ended',
  programClosed: 'The program was closed; compile it again to run it',
} as const
