/** What is said of options, limits, and a run's request. */
import { count, printable, quote, quotePath, show } from './quoting.js'

export const options = {
  unknown: (call: string, name: string, nearest: string | undefined, known: readonly string[]) =>
    `${call} does not know the option ${quote(name)}${nearest === undefined ? `; it knows ${known.join(', ')}` : `; did you mean ${quote(nearest)}?`}`,
  notObject: (call: string, what: string, value: unknown) =>
    `${call}: ${what} must be an object, but ${show(value)} was given`,
  notInteger: (call: string, name: string, value: unknown, min: number, max: number) =>
    `${call}: ${name} must be a whole number from ${count(min)} to ${count(max)}, but ${show(value)} was given`,
  wrongType: (call: string, name: string, wanted: string, value: unknown) =>
    `${call}: ${name} must be ${wanted}, but ${show(value)} was given`,
  nul: (call: string, name: string) =>
    `${call}: ${name} contains a NUL character, which no argument or variable can hold`,
  surrogate: (call: string, name: string) =>
    `${call}: ${name} contains half of a surrogate pair, which no encoding can carry; give well-formed text or bytes`,
  envName: (call: string, name: string) =>
    `${call}: env has the name ${quote(name)}; a name is not empty and has no "="`,
  argumentBytes: (call: string, bytes: number, max: number) =>
    `${call}: args and env take ${count(bytes)} bytes together, over the limit of ${count(max)}; pass large data as stdin or files`,
} as const

export const requests = {
  codeMissing: (call: string, runtime: string, value: unknown) =>
    `${call}: the runtime ${quote(runtime)} needs code as a string or bytes, but ${show(value)} was given`,
  codeSurrogate: (call: string, index: number) =>
    `${call}: code has half of a surrogate pair at index ${count(index)}, which no encoding can carry`,
  codeTooLong: (call: string, bytes: number, max: number, option: string) =>
    `${call}: code is ${count(bytes)} bytes, but the run directory holds ${count(max)}; raise ${option}`,
  filesTooLong: (call: string, bytes: number, max: number, option: string) =>
    `${call}: code and files are ${count(bytes)} bytes, but the run directory holds ${count(max)}; raise ${option}`,
  filesTooMany: (call: string, entries: number, max: number) =>
    `${call}: code and files make ${count(entries)} entries, but the run directory holds ${count(max)}; raise limits.diskEntries`,
  fileName: (call: string, name: string, why: string) => `${call}: the file name ${quote(name)} ${why}`,
  entryMissing: (call: string, entry: string, nearest: string | undefined) =>
    `${call}: the entry ${quote(entry)} is not among the files, and there is no code${nearest === undefined ? '' : `; did you mean ${quote(nearest)}?`}`,
  entryWithModule: (call: string) =>
    `${call}: module and entry exclude each other; a module out of the files needs entry alone`,
  callWithEntry: (call: string) => `${call}: call and entry exclude each other; call.file names the file of a call`,
  fileNameTwice: 'is given twice, once in a folder',
  fileNameTooDeep: (depth: number, max: number) =>
    `lies ${count(depth)} levels deep; at most ${count(max)} are possible`,
  fileNameFolderEmpty: 'is an empty folder; only files can be given',
  fileNameMounted: (guest: string) => `would be hidden by the runtime's own directory ${quote(guest)}; choose another`,
  fileNameEmpty: 'is empty',
  fileNameNul: 'contains NUL',
  fileNameSurrogate: 'contains half of a surrogate pair',
  fileNameAbsolute: 'is absolute; names are relative to the run directory',
  fileNameClimbs: 'has a ".." part; names stay inside the run directory',
  fileNameNotNormal: (normal: string) => `is not in its normal form; write ${quote(normal)}`,
  fileNameTooLong: (bytes: number, max: number) => `is ${count(bytes)} bytes long; at most ${count(max)} are possible`,
  fileNamePartTooLong: (bytes: number, max: number) =>
    `has a part of ${count(bytes)} bytes; at most ${count(max)} are possible`,
  fileNameIsFolder: (other: string) => `is also a folder of ${quote(other)}`,
  fileNameIsEntry: 'is where the submitted code goes; choose another',
  wasmWithCode: (call: string) => `${call}: the runtime "wasm" takes a module, not code`,
  moduleMissing: (call: string, value: unknown) =>
    `${call}: the runtime "wasm" needs module as bytes or as a path, but ${show(value)} was given`,
  moduleNotAllowed: (call: string, runtime: string) =>
    `${call}: module belongs to the runtime "wasm"; the runtime ${quote(runtime)} takes code`,
  moduleUnreadable: (path: string, why: string) =>
    `The module ${quotePath(path)} cannot be read: ${printable(why)}; check the path and its permissions`,
  moduleNoFile: (path: string) =>
    `The module ${quotePath(path)} is not a regular file; give the path of a file, or its bytes`,
  moduleRefused: (why: string) => `The module cannot run here: ${printable(why)}`,
  moduleTooLarge: (bytes: number, max: number) =>
    `The module is ${count(bytes)} bytes; at most ${count(max)} are compiled`,
  moduleTooSlow: (limitMs: number) => `The module was not compiled within ${count(limitMs)} ms; make it smaller`,
  moduleEndedCompiler: (why: string) =>
    `The module ended the worker that compiled it, which may take 3 GiB of memory and 240 s of CPU time; make it smaller. ${why}`,
  clockTooLate: (call: string, runtime: string, ms: number, endMs: number) =>
    `${call}: clockStartMs ${ms} is ${new Date(ms).toISOString()}, and the runtime ${quote(runtime)} knows no time from ${new Date(endMs).toISOString()} on; give one before ${endMs}`,
  startUnknown: (call: string, runtime: string, start: string, starts: readonly string[]) =>
    `${call}: the runtime ${quote(runtime)} has no ${start} start; it has: ${starts.join(', ')}`,
  chrootNeeded: (call: string, runtime: string) =>
    `${call}: chroot: false belongs to the runtime "wasm"; the runtime ${quote(runtime)} finds its code in the run directory`,
  warmWithPreopens: (call: string) =>
    `${call}: a warm start cannot have preopens, its directories were fixed when the snapshot was made; use start: 'cold'`,
  warmWithEntry: (call: string, entry: string, own: string) =>
    `${call}: a warm start has its program in ${quote(own)}, not in ${quote(entry)}; use start: 'cold'`,
  warmPacked: (call: string, entry: string) =>
    `${call}: a warm start takes programs as text, and ${quote(entry)} is an archive or bytecode; use start: 'cold'`,
  bootVariable: (call: string, name: string, runtime: string) =>
    `${call}: the variable ${quote(name)} is read as ${quote(runtime)} boots, which a warm start has behind it; use start: 'cold'`,
  noProfile: (call: string, runtime: string) =>
    `${call}: profileFuel: the runtime ${quote(runtime)} keeps no profiles, for nothing is known here of how its frames lie; leave it out, or choose another runtime`,
  needsWarm: (call: string, option: string) =>
    `${call}: ${option} needs the warm start of a runtime whose snapshot is called, which Python's is`,
  callName: (call: string, name: string) =>
    `${call}: call.function must be the name of a function, but is ${quote(name)}`,
  callModule: (call: string, name: string) =>
    `${call}: call.module must be the name of a module, such as "shapes.area", but is ${quote(name)}`,
  callArgument: (call: string, name: string, why: string) => `${call}: ${quote(name)} cannot be passed: ${why}`,
  callTooLong: (call: string, bytes: number, max: number) =>
    `${call}: call takes ${count(bytes)} bytes, over the limit of ${count(max)}; pass large data as files or stdin`,
  callWithLast: (call: string) => `${call}: call and returns: 'last' exclude each other`,
  setupWith: (call: string, option: string) =>
    `${call}: setup and ${option} exclude each other; put what stands in the setup before the code`,
  setupTooLong: (call: string, bytes: number, max: number) =>
    `${call}: setup takes ${count(bytes)} bytes, over the limit of ${count(max)}; pass large data as files`,
  preopenHost: (call: string, path: string, why: string) =>
    `${call}: the preopened directory ${quotePath(path)} cannot be used: ${why}`,
  preopenGuest: (call: string, path: string, why: string) =>
    `${call}: the guest path ${quote(path)} of a preopen ${why}`,
  preopenGuestEmpty: 'is empty',
  preopenNoDirectory: 'it is not a directory',
  preopenGuestTwice: 'is given twice',
  preopenGuestMounted: 'is a directory of the runtime already; choose another',
  preopenGuestRoot: 'is the run directory already; pass chroot: false to give it away',
  preopensRefused: (call: string, why: string) => `${call}: a preopened directory cannot be used: ${printable(why)}`,
  stdinFailed: (why: string) => `The source of stdin failed: ${printable(why)}`,
  stdinChunk: (value: unknown) => `The source of stdin gave ${show(value)}; it must give bytes (Uint8Array)`,
  outputListenerThrew: (why: string) => `onOutput threw an error, so the run was ended: ${printable(why)}`,
} as const
