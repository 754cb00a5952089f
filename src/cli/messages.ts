/** What the commands say about their options and about how a run ended. */

import { count, printable, quote, quotePath, shellWord } from '../core/quoting.js'
import { quantities } from '../core/size-messages.js'

export const commandLine = {
  ...quantities,
  failed: (message: string) => `fuelcell: ${message}\n`,
  warned: (message: string) => `fuelcell: warning: ${printable(message)}\n`,
  defect: (stack: string) =>
    `fuelcell: this is a mistake in fuelcell itself; please report it with these lines:\n${printable(stack)}\n`,
  packageMissing: (spec: string) =>
    `this needs a package that is not installed with fuelcell; run \`npm install ${spec}\``,
  nothingAsked: 'no command was given; begin with `fuelcell run main.py`',
  unknownCommand: (name: string, nearest: string | undefined) =>
    `there is no command ${quote(name)}; ${nearest === undefined ? '`fuelcell --help` lists the commands' : `did you mean \`fuelcell ${nearest}\`?`}`,
  runIsMissing: (program: string, rest: readonly string[]) =>
    `${quote(program)} is no command; did you mean \`fuelcell run ${[program, ...rest].map(shellWord).join(' ')}\`?`,
  unknownOption: (call: string, option: string, nearest: string | undefined, guestAdvice = '') =>
    `\`${call}\` has no option ${quote(option)}; ${nearest === undefined ? `\`${call} --help\` lists the options` : `did you mean ${nearest}?`}${guestAdvice}`,
  guestOptions: ' (Options of the guest come after its program, or after `--`.)',
  valueMissing: (option: string) => `${option} needs a value; one that begins with a dash is written ${option}=VALUE`,
  valueUnexpected: (option: string) => `${option} takes no value; write ${option} or --no-${option.slice(2)}`,
  unreadable: (complaint: string) => `the options cannot be read: ${printable(complaint)}`,
  givenTwice: (option: string) => `${option} was given more than once; give it once`,
  unexpectedWord: (command: string, word: string) =>
    `\`fuelcell ${command}\` takes no arguments, but ${quote(word)} was given; \`fuelcell ${command} --help\` tells what it takes`,
  startWanted: 'cold or warm',
  seedWanted: `a whole number from 0 to ${count(Number.MAX_SAFE_INTEGER)}, or random`,
  clockWanted:
    'an ISO 8601 date from 1970 to 2553, or a time with its zone, such as 2000-01-01 or 2000-01-01T12:00:00Z',
  envWanted: 'NAME=VALUE; nothing of the caller’s own environment is passed on, so the value has to be written out',
  fileWanted: 'PATH or PATH=GUEST, with GUEST below the run directory, such as data.csv=in/data.csv',
  dirWanted: 'HOST, HOST::GUEST or HOST::GUEST::ro, such as ./data::/data::ro',
  programMissing:
    'there is nothing to run; give a file (`fuelcell run main.py`), code (`-c CODE`), or - for code from stdin',
  unknownExtension: (script: string, extension: string, known: readonly string[]) =>
    `no runtime takes files that end in ${quote(extension)}, such as ${quote(script)} (${known.join(', ')}); name one with --runtime`,
  modulesAreExecuted: (script: string | undefined) =>
    `a WebAssembly module is run by \`fuelcell exec ${script === undefined ? 'MODULE' : printable(script)}\``,
  dirIsRoot: (host: string) =>
    `--dir ${quotePath(host)} would take the place of the run directory, where the program is; give it another name with --dir HOST::GUEST`,
  outName: (path: string) =>
    `the program left a file ${quote(path)}, which is no name below a directory; nothing was written`,
  outNoFolder: (path: string) =>
    `--out ${quotePath(path)} is a file, not a directory; name a directory, which is made if it is missing`,
  outInTheWay: (path: string, what: string) =>
    `${quotePath(path)} is ${what} and in the way of a file that the program left; nothing was written. Move it, or choose another --out`,
  outTooLong: 'its name is too long there, and nothing was written',
  outIsFolder: 'a directory',
  outIsFile: 'a file',
  outIsLink: 'a symbolic link, which is not followed,',
  outIsSpecial: 'neither a file nor a directory',
  outFailed: (path: string, why: string) =>
    `cannot write ${quotePath(path)}: ${printable(why)}; check the directory of --out and its permissions`,
  outWritten: (files: number, dir: string, deleted: readonly string[]) =>
    `fuelcell: ${count(files)} ${files === 1 ? 'file' : 'files'} written to ${quotePath(dir)}${deleted.length === 0 ? '' : `; removed by the program: ${deleted.map((path) => quote(path)).join(', ')}`}\n`,
  moduleMissing: 'there is nothing to run; give a WASI command module, such as `fuelcell exec app.wasm`',
  cannotRead: (path: string, why: string) =>
    `cannot read ${quotePath(path)}: ${printable(why)}; check the path and its permissions`,
  programTooLong: (path: string, maxBytes: number) =>
    `${quotePath(path)} is longer than the ${count(maxBytes)} bytes that the run directory holds; raise it with --disk-limit`,
  programNotUtf8: (path: string) => `${quotePath(path)} is not UTF-8; save it as UTF-8`,
  filesTooLong: (maxBytes: number) =>
    `the files are longer than the ${count(maxBytes)} bytes that the run directory holds; raise it with --disk-limit`,
  filesTooMany: (maxEntries: number) =>
    `the files are more than the ${count(maxEntries)} that the run directory holds; raise it with --disk-entries`,
  fileTwice: (guest: string) => `two files are called ${quote(guest)} for the guest; rename one with --file PATH=GUEST`,
  fileNotRegular: (path: string) => `${quotePath(path)} is neither a file nor a folder; --file takes only these`,
  fileNameless: (path: string) => `${quotePath(path)} is a file and needs a name for the guest: --file PATH=GUEST`,
  dirTwice: (guest: string) =>
    `two directories are called ${quote(guest)} for the guest; rename one with --dir HOST::GUEST`,
  dirMissing: (path: string) => `--dir ${quotePath(path)} is not a directory; make it first or correct the path`,
  outputFailed: (why: string) => `cannot write stdout: ${printable(why)}; make room there, or send it elsewhere`,
  nothingToBuild: (option: string, runtime: string) =>
    `${option} is for languages whose programs are built, such as C; ${quote(runtime)} runs its code as it is`,
  buildStopped: (stage: string, why: string) => `the program was not built, its stage ${quote(stage)} ended: ${why}`,
  toolTrapped: (stage: string, trap: string) =>
    `the program was not built, the tool of its stage ${quote(stage)} gave up: ${printable(trap)}; make the program smaller, or simpler`,
  outOfFuel: (fuel: number, option: string) =>
    `out of fuel: all ${count(fuel)} units are used; raise the limit with ${option}`,
  timeout: (limit: string, option: string) => `timeout: not done after ${limit}; raise the limit with ${option}`,
  outOfMemory: (pages: number, size: string, option: string) =>
    `out of memory: more than ${count(pages)} ${pages === 1 ? 'page' : 'pages'} (${size}) ${pages === 1 ? 'was' : 'were'} asked for; raise the limit with ${option}`,
  outputLimit: (size: string, option: string) =>
    `output limit: more than ${size} were written to one stream; raise the limit with ${option}`,
  diskLimit: (size: string, entries: number, options: string) =>
    `disk limit: more than ${size} or ${count(entries)} entries were needed; raise the limit with ${options}limit or ${options}entries`,
  trap: (trap: string) =>
    `trap: ${printable(trap)}; the program broke a rule of WebAssembly, and no limit changes that`,
  stackFull: (trap: string) =>
    `trap: ${printable(trap)}; calls or data are nested more deeply than the stack holds, and no limit raises that: let the program nest less`,
  summary: (run: {
    readonly outcome: string
    readonly fuel: number
    readonly fuelExact: boolean
    readonly netFuel: number
    readonly memoryPages: number
    readonly memory: string
    readonly durationMs: number
    readonly runtime: string
    readonly start: string
  }) =>
    `fuelcell: ${run.outcome} · ${run.fuelExact ? '' : 'at least '}${count(run.fuel)} fuel (net ${count(run.netFuel)}) · ${count(run.memoryPages)} pages (${run.memory}) · ${run.durationMs.toFixed(1)} ms · ${printable(run.runtime)} ${run.start}\n`,
} as const
