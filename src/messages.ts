/** Every sentence that a person can see. Each says the cause, the number, and the next step; sections belong to folders. */
import { MIB } from './units.js'

// ---- quoting: what guests, callers and files named is data, and never reaches a terminal raw ----

const QUOTED_CHARACTERS = 80
/** Control, format (bidi marks among them), surrogate, private and separator characters, the space excepted. */
const unprintable = /(?! )[\p{C}\p{Z}]/gu

/** A name or value in double quotes, safe to print: escaped like JSON, cut at 80 characters. */
export function quote(text: string): string {
  const characters = Array.from(text.slice(0, 2 * QUOTED_CHARACTERS + 2))
  const cut = characters.length > QUOTED_CHARACTERS
  const kept = cut ? characters.slice(0, QUOTED_CHARACTERS).join('') : text
  return `${escapeUnprintable(JSON.stringify(kept))}${cut ? '…' : ''}`
}

/** Diagnostics of several lines, with everything but line ends made printable. */
export function printable(text: string): string {
  return text.split('\n').map(escapeUnprintable).join('\n')
}

function escapeUnprintable(text: string): string {
  return text.replace(unprintable, (character) => `\\u{${character.codePointAt(0)?.toString(16)}}`)
}

/** Any value, short: for telling a caller what was given. */
export function show(value: unknown): string {
  switch (typeof value) {
    case 'string':
      return `the string ${quote(value)}`
    case 'number':
    case 'boolean':
    case 'undefined':
      return String(value)
    case 'bigint':
      return `the bigint ${quote(String(value))}`
    case 'symbol':
      return 'a symbol'
    case 'function':
      return 'a function'
    default:
      if (value === null) return 'null'
      return Array.isArray(value) ? 'an array' : 'an object'
  }
}

/** A number with thousands separated, the same in every locale. By hand, because `Intl` takes 18 ms to load. */
export function count(value: number): string {
  const [whole = '', ...fraction] = String(value).split('.')
  return [whole.replace(/\B(?=(\d{3})+$)/g, ','), ...fraction].join('.')
}

// ---- options and limits ----

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

// ---- a run's request ----

export const requests = {
  codeMissing: (call: string, runtime: string, value: unknown) =>
    `${call}: the runtime ${quote(runtime)} needs code as a string, but ${show(value)} was given`,
  codeSurrogate: (call: string, index: number) =>
    `${call}: code has half of a surrogate pair at index ${count(index)}, which no encoding can carry`,
  codeTooLong: (call: string, bytes: number, max: number) =>
    `${call}: code is ${count(bytes)} bytes, but the run directory holds ${count(max)}; raise limits.diskBytes`,
  filesTooLong: (call: string, bytes: number, max: number) =>
    `${call}: code and files are ${count(bytes)} bytes, but the run directory holds ${count(max)}; raise limits.diskBytes`,
  filesTooMany: (call: string, entries: number, max: number) =>
    `${call}: code and files make ${count(entries)} entries, but the run directory holds ${count(max)}; raise limits.diskEntries`,
  fileName: (call: string, name: string, why: string) => `${call}: the file name ${quote(name)} ${why}`,
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
  moduleUnreadable: (path: string, why: string) => `The module ${quote(path)} cannot be read: ${printable(why)}`,
  moduleRefused: (why: string) => `The module cannot run here: ${printable(why)}`,
  moduleTooLarge: (bytes: number, max: number) =>
    `The module is ${count(bytes)} bytes; at most ${count(max)} are compiled`,
  moduleTooSlow: (limitMs: number) => `The module was not compiled within ${count(limitMs)} ms; make it smaller`,
  startUnknown: (call: string, runtime: string, start: string, starts: readonly string[]) =>
    `${call}: the runtime ${quote(runtime)} has no ${start} start; it has: ${starts.join(', ')}`,
  chrootNeeded: (call: string, runtime: string) =>
    `${call}: chroot: false belongs to the runtime "wasm"; the runtime ${quote(runtime)} finds its code in the run directory`,
  warmWithPreopens: (call: string) =>
    `${call}: a warm start cannot have preopens, its directories were fixed when the snapshot was made; use start: 'cold'`,
  bootVariable: (call: string, name: string, runtime: string) =>
    `${call}: the variable ${quote(name)} is read as ${quote(runtime)} boots, which a warm start has behind it; use start: 'cold'`,
  needsWarm: (call: string, option: string) => `${call}: ${option} needs the warm start of a runtime that has one`,
  callName: (call: string, name: string) =>
    `${call}: call.function must be the name of a function, but is ${quote(name)}`,
  callArgument: (call: string, name: string, why: string) => `${call}: ${quote(name)} cannot be passed: ${why}`,
  callWithLast: (call: string) => `${call}: call and returns: 'last' exclude each other`,
  preopenHost: (call: string, path: string, why: string) =>
    `${call}: the preopened directory ${quote(path)} cannot be used: ${why}`,
  preopenGuest: (call: string, path: string, why: string) =>
    `${call}: the guest path ${quote(path)} of a preopen ${why}`,
  preopenGuestEmpty: 'is empty',
  preopenNoDirectory: 'it is not a directory',
  preopenGuestTwice: 'is given twice',
  preopenGuestRoot: 'is the run directory already; pass chroot: false to give it away',
  preopensRefused: (call: string, why: string) => `${call}: a preopened directory cannot be used: ${printable(why)}`,
  stdinFailed: (why: string) => `The source of stdin failed: ${printable(why)}`,
  stdinChunk: (value: unknown) => `The source of stdin gave ${show(value)}; it must give bytes (Uint8Array)`,
  outputListenerThrew: (why: string) => `onOutput threw an error, so the run was ended: ${printable(why)}`,
} as const

// ---- the runner and its workers ----

export const runs = {
  aborted: 'The run was ended by its AbortSignal',
  closed: 'The runner is closed; create another one to run more',
  queueFull: (waiting: number) =>
    `The queue is full: ${count(waiting)} runs wait; try again when runs have ended, or raise queueLimit`,
  workerLost: (end: string) =>
    `The worker ended while it ran this request: ${end}. Other runs are not affected, a retry is safe`,
  assetChanged: (what: string, why: string) =>
    `The asset of ${quote(what)} changed while it was compiled: ${printable(why)}. Install the dependencies again`,
  startupFailed: (what: string, how: string, stderr: string) =>
    `An empty program does not run in ${quote(what)} (${how})${stderrTail(stderr)}`,
  hostFailed: (code: string, why: string) =>
    `The host could not serve the request (${code}): ${printable(why)}. The worker was replaced, a retry is safe`,
  requestRefused: (why: string) =>
    `The host refused a request of the runner: ${printable(why)}. Run \`npm run build\` so that both match`,
  diskFull: (why: string) => `The disk is full: ${printable(why)}. Free some space and try again`,
  cacheUnwritable: (why: string) =>
    `The compiled module cannot be written: ${printable(why)}. Choose another folder with cacheDir`,
  snapshotRefused: (what: string, why: string) =>
    `The snapshot of ${quote(what)} could not be made, and no other is used: ${printable(why)}`,
  snapshotTooSlow: (what: string, limitMs: number) =>
    `The snapshot of ${quote(what)} was not made within ${count(limitMs)} ms; its boot script may never end`,
  compileFailed: (what: string, why: string) => `The engine could not compile ${quote(what)}: ${printable(why)}`,
  loadFailed: (what: string, why: string) =>
    `The compiled code of ${quote(what)} could not be loaded, not even after it was made again: ${printable(why)}. Delete the cache folder`,
  workerRetired: 'The worker has served and was ended',
  killedByWatchdog: 'The worker did not answer at its deadline and was killed',
  engineChanged: (first: string, now: string) =>
    `The host changed while the runner was in use (engine ${quote(first)}, now ${quote(now)}); create another runner`,
} as const

// ---- the host process and its frames ----

export const hosts = {
  missing: (path: string) => `The native host is not at ${quote(path)}; run \`npm run build\` to build it`,
  notExecutable: (path: string) =>
    `The native host ${quote(path)} may not be executed; run \`chmod +x\` on it, or \`npm run build\` to build it again`,
  protocolMismatch: (host: string, hostProtocol: number, version: string, protocol: number) =>
    `The host is version ${printable(host)} and speaks protocol ${hostProtocol}, but this package is version ${version} and speaks protocol ${protocol}; run \`npm run build\``,
  versionMismatch: (host: string, version: string) =>
    `The host is version ${printable(host)}, but this package is version ${version}; run \`npm run build\``,
  silent: (limitMs: number, tail: string) =>
    `The host said nothing within ${count(limitMs)} ms of its start; run \`fuelcell doctor\`${stderrTail(tail)}`,
  startFailed: (end: string) => `The host ended before its first frame: ${end}. Run \`fuelcell doctor\``,
  badFrame: (why: string) =>
    `The host sent something that is not understood: ${why}; run \`npm run build\` so that both match`,
  end: (code: number | null, signal: string | null, truncation: string | undefined, tail: string) =>
    `${signal === null ? `exit code ${code}` : `killed by ${signal}`}${truncation === undefined ? '' : `, ${truncation}`}${stderrTail(tail)}`,
  notStarted: (why: string) => `the process could not be started (${printable(why)})`,
} as const

function stderrTail(tail: string): string {
  const text = tail.trimEnd()
  return text === '' ? '' : `; its stderr ends with:\n${printable(text)}\n`
}

export const frames = {
  tooLong: (bytes: number, max: number) =>
    `a frame of ${count(bytes)} bytes, over the limit of ${count(max)} (${count(max / MIB)} MiB)`,
  truncated: (have: number, want: number) => `the stream ended after ${count(have)} of a frame's ${count(want)} bytes`,
  undecodable: (why: string) => `a frame that is not MessagePack (${printable(why)})`,
  tooDeep: (max: number) => `a frame that nests deeper than ${max} levels`,
  tooManyItems: (items: number, bytes: number) =>
    `a frame that promises ${count(items)} items in ${count(bytes)} bytes`,
  field: (type: string, field: string) => `a message ${quote(type)} whose field ${quote(field)} is missing or wrong`,
  notMessage: 'a frame that is not a map with a type',
  unknownType: (type: string) => `a message of the unknown type ${quote(type)}`,
  helloFirst: (type: string) => `a message ${quote(type)} before hello`,
  helloTwice: 'a second hello',
  unknownId: (type: string, id: number) => `a message ${quote(type)} for the request ${id}, which is not pending`,
  unexpected: (type: string, expected: string) => `a message ${quote(type)} where ${quote(expected)} was due`,
  pullTwice: 'a second pull before the first was answered',
  unfinishedFile: (path: string) => `a result while the file ${quote(path)} was not complete`,
  finishedFile: (path: string) => `more of the file ${quote(path)}, which was complete`,
  overLimit: (what: string, max: number) => `more ${what} than the ${count(max)} that the run was allowed`,
  contradiction: (status: string) => `a result ${quote(status)} whose exit code or trap does not fit it`,
} as const

// ---- command line: what the commands say about their options and about how a run ended ----

export const commandLine = {
  failed: (message: string) => `fuelcell: ${message}\n`,
  warned: (message: string) => `fuelcell: warning: ${printable(message)}\n`,
  defect: (stack: string) =>
    `fuelcell: this is a mistake in fuelcell itself; please report it with these lines:\n${printable(stack)}\n`,
  nothingAsked: 'no command was given; begin with `fuelcell run main.py`',
  unknownCommand: (name: string, nearest: string | undefined) =>
    `there is no command ${quote(name)}; ${nearest === undefined ? '`fuelcell --help` lists the commands' : `did you mean \`fuelcell ${nearest}\`?`}`,
  unknownOption: (call: string, option: string, nearest: string | undefined, guestAdvice = '') =>
    `\`${call}\` has no option ${quote(option)}; ${nearest === undefined ? `\`${call} --help\` lists the options` : `did you mean ${nearest}?`}${guestAdvice}`,
  guestOptions: ' (Options of the guest come after its program, or after `--`.)',
  valueMissing: (option: string) => `${option} needs a value; one that begins with a dash is written ${option}=VALUE`,
  valueUnexpected: (option: string) => `${option} takes no value; write ${option} or --no-${option.slice(2)}`,
  unreadable: (complaint: string) => `the options cannot be read: ${printable(complaint)}`,
  givenTwice: (option: string) => `${option} was given more than once; give it once`,
  unexpectedWord: (command: string, word: string) =>
    `\`fuelcell ${command}\` takes no arguments, but ${quote(word)} was given; \`fuelcell ${command} --help\` tells what it takes`,
  badValue: (option: string, value: string, wanted: string) =>
    `${option} must be ${wanted}, but ${quote(value)} was given`,
  outOfRange: (option: string, value: string, min: number, max: number, unit: string) =>
    `${option} must be from ${count(min)} to ${count(max)}${unit === '' ? '' : ` ${unit}`}, but ${quote(value)} was given`,
  fuelWanted: 'units of fuel, plain or with k, M or G, such as 400M or 400_000_000',
  durationWanted: 'a time with ms, s, m or h, such as 500ms or 2s',
  bytesWanted: 'bytes, plain or with KiB, MiB, GiB, kB, MB or GB, such as 1MiB',
  memoryWanted: 'a size such as 64MiB, or a plain number of pages of 64 KiB',
  countWanted: 'a whole number',
  startWanted: 'cold or warm',
  seedWanted: `a whole number from 0 to ${count(Number.MAX_SAFE_INTEGER)}, or random`,
  clockWanted: 'an ISO 8601 date from 1970 on, or a time with its zone, such as 2000-01-01 or 2000-01-01T12:00:00Z',
  envWanted: 'NAME=VALUE; nothing of the caller’s own environment is passed on, so the value has to be written out',
  fileWanted: 'PATH or PATH=GUEST, with GUEST below the run directory, such as data.csv=in/data.csv',
  dirWanted: 'HOST, HOST::GUEST or HOST::GUEST::ro, such as ./data::/data::ro',
  programMissing:
    'there is nothing to run; give a file (`fuelcell run main.py`), code (`-c CODE`), or - for code from stdin',
  moduleMissing: 'there is nothing to run; give a WASI command module, such as `fuelcell exec app.wasm`',
  cannotRead: (path: string, why: string) =>
    `cannot read ${quote(path)}: ${printable(why)}; check the path and its permissions`,
  programTooLong: (path: string, maxBytes: number) =>
    `${quote(path)} is longer than the ${count(maxBytes)} bytes that the run directory holds; raise it with --disk-limit`,
  programNotUtf8: (path: string) => `${quote(path)} is not UTF-8; save it as UTF-8`,
  filesTooLong: (maxBytes: number) =>
    `the files are longer than the ${count(maxBytes)} bytes that the run directory holds; raise it with --disk-limit`,
  filesTooMany: (maxEntries: number) =>
    `the files are more than the ${count(maxEntries)} that the run directory holds; raise it with --disk-entries`,
  fileTwice: (guest: string) => `two files are called ${quote(guest)} for the guest; rename one with --file PATH=GUEST`,
  fileNotRegular: (path: string) => `${quote(path)} is neither a file nor a folder; --file takes only these`,
  fileNameless: (path: string) => `${quote(path)} is a file and needs a name for the guest: --file PATH=GUEST`,
  dirTwice: (guest: string) =>
    `two directories are called ${quote(guest)} for the guest; rename one with --dir HOST::GUEST`,
  dirMissing: (path: string) => `--dir ${quote(path)} is not a directory; make it first or correct the path`,
  outputFailed: (why: string) => `cannot write stdout: ${printable(why)}`,
  outOfFuel: (fuel: number) => `out of fuel: all ${count(fuel)} units are used; raise the limit with --fuel`,
  timeout: (limit: string) => `timeout: not done after ${limit}; raise the limit with --timeout`,
  outOfMemory: (pages: number, size: string) =>
    `out of memory: more than ${count(pages)} pages (${size}) were asked for; raise the limit with --memory`,
  outputLimit: (size: string) =>
    `output limit: more than ${size} were written to one stream; raise the limit with --output-limit`,
  diskLimit: (size: string, entries: number) =>
    `disk limit: more than ${size} or ${count(entries)} entries were needed; raise the limit with --disk-limit or --disk-entries`,
  trap: (trap: string) =>
    `trap: ${printable(trap)}; the program broke a rule of WebAssembly, and no limit changes that`,
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

// ---- command line: what `doctor` finds and `runtimes` lists ----

export const installation = {
  nodeFits: (version: string, least: string) => `Node ${version} (at least ${least} is needed)`,
  nodeTooOld: (version: string, least: string) => `Node ${version} is older than ${least}`,
  installNode: (least: string) => `install Node ${least} or newer`,
  hostFits: (path: string, host: string, wasmtime: string) =>
    `host ${printable(host)} with wasmtime ${printable(wasmtime)} at ${quote(path)}`,
  cargoMissing: 'cargo is not on the PATH, so the host cannot be built',
  installCargo: 'install Rust (cargo 1.95 or newer) with rustup, then run `npm run build`',
  cargoFound: (path: string) => `cargo at ${quote(path)}`,
  linkerMissing: 'no C linker (cc) is on the PATH, so the host cannot be built',
  installLinker: 'install a C compiler (on Debian: `apt install build-essential`), then run `npm run build`',
  linkerFound: (path: string) => `C linker at ${quote(path)}`,
  layer: (layer: string, state: string, detail: string) =>
    `${printable(layer)}: ${printable(state)}${detail === '' ? '' : ` (${printable(detail)})`}`,
  layerAdvice:
    'this wall around the guest is missing here; a newer kernel or a container that allows it brings it back',
  cacheFits: (path: string, size: string) => `${quote(path)} is writable and holds ${size}`,
  cacheAbsent: (path: string) => `${quote(path)} does not exist yet and will be made at the first run`,
  cacheUnwritable: (path: string, why: string) => `${quote(path)} cannot be used: ${printable(why)}`,
  chooseCache: 'make it writable for you, or choose another folder with --cache-dir or FUELCELL_CACHE_DIR',
  runtimeFits: (title: string, bytes: number) =>
    `${printable(title)}: the asset of ${count(bytes)} bytes is the pinned one`,
  reinstall: 'run `npm ci` to install the pinned assets again',
  runtimesMissing: 'no runtimes are installed',
  entryFits: (name: string, start: string, epoch: string) =>
    `${printable(name)} ${start}: sound, fuel epoch ${printable(epoch)}`,
  entryCorrupt: (key: string) => `the entry ${quote(key)} is damaged`,
  removeEntry: 'nothing needs to be done: it is made again at the next run; removing it frees the space',
  healthy: 'everything is in order',
  unhealthy: (problems: number) => `${count(problems)} ${problems === 1 ? 'problem' : 'problems'} found`,
  ownModules: (modules: number, size: string) =>
    `${count(modules)} compiled ${modules === 1 ? 'module' : 'modules'} of your own in the cache (${size})`,
  engineUnknown: (why: string) =>
    `the host cannot be asked which compiled code it takes (${printable(why)}); run \`fuelcell doctor\``,
} as const

// ---- runtimes ----

export const runtimes = {
  unknown: (name: string, nearest: string | undefined, known: readonly string[]) =>
    `No runtime is called ${quote(name)}${nearest === undefined ? '' : `; did you mean ${quote(nearest)}?`} There ${known.length === 1 ? 'is' : 'are'}: ${known.join(', ') || 'none'}`,
  noSuchStart: (name: string, start: string) =>
    `The runtime ${quote(name)} has no ${start} start; its manifest describes the ones it has`,
  manifestInvalid: (path: string, findings: readonly string[]) =>
    `The manifest ${quote(path)} is not valid:\n${findings.map((finding) => `  ${printable(finding)}`).join('\n')}`,
  finding: (place: string, what: string) => `${place === '' ? 'the manifest' : quote(place)}: ${what}`,
  unknownKey: (place: string, nearest: string | undefined) =>
    `${quote(place)}: is not known${nearest === undefined ? '' : `; did you mean ${quote(nearest)}?`}`,
  badRuntimeName: 'must be lower-case letters, digits and hyphens, a letter first',
  reservedName: 'is reserved',
  controlCharacters: 'must not contain control characters',
  nul: 'must not contain NUL',
  badPackageName: 'must be the name of an npm package',
  nulOrBackslash: 'must not contain NUL or backslashes',
  badPath: 'must be relative, normal and without ".."',
  badDigest: 'must be 64 lower-case hexadecimal digits',
  badVariable: 'must have names without "=" and NUL',
  defaultStartMissing: (start: string) => `is ${quote(start)}, which "starts" does not describe`,
  namesAnother: (found: string, folder: string) =>
    `"name" is ${quote(found)}, but its folder is called ${quote(folder)}`,
  assetMissing: (name: string, packageName: string, path: string) =>
    `The runtime ${quote(name)} needs ${quote(path)} of the package ${quote(packageName)}, which is not installed; run \`npm ci\``,
  assetUnreadable: (name: string, path: string, why: string) =>
    `The asset ${quote(path)} of the runtime ${quote(name)} cannot be read: ${printable(why)}; run \`npm ci\``,
  assetMismatch: (
    name: string,
    path: string,
    found: { sha256: string; bytes: number },
    pinned: { sha256: string; bytes: number },
  ) =>
    `The asset ${quote(path)} of the runtime ${quote(name)} is not the pinned one: SHA-256 ${found.sha256} (${count(found.bytes)} bytes), not ${pinned.sha256} (${count(pinned.bytes)} bytes). It was not used; run \`npm ci\` to install it again`,
  bootMissing: (name: string, folder: string) =>
    `The runtime ${quote(name)} has no files to boot from in ${quote(folder)}; install the package again`,
  verifying: (title: string, bytes: number) => `${printable(title)}: checking the SHA-256 of ${count(bytes)} bytes`,
  compiling: (title: string) => `${printable(title)}: compiling to native code, once (some seconds)`,
  snapshotting: (title: string) =>
    `${printable(title)}: booting, taking a snapshot and compiling it, once (some seconds)`,
  measuring: (title: string) => `${printable(title)}: measuring what an empty program costs`,
  ready: (title: string) => `${printable(title)}: ready`,
  cacheOfAnother: (cacheDir: string, owner: number, user: number) =>
    `${quote(cacheDir)} belongs to user ${owner}, not to user ${user}, and compiled code from there would be trusted; choose another folder with FUELCELL_CACHE_DIR`,
  cacheOpenToOthers: (cacheDir: string) =>
    `${quote(cacheDir)} can be written by other users, and compiled code from there would be trusted; run \`chmod go-w\` on it, or choose another folder with FUELCELL_CACHE_DIR`,
  withoutCache: (name: string, cacheDir: string, why: string) =>
    `The cache ${quote(cacheDir)} cannot be used (${printable(why)}): ${quote(name)} is compiled for this process only, which takes some seconds each time`,
  nowhereToCompile: (name: string, cacheDir: string, why: string, temporary: string, whyTemporary: string) =>
    `${quote(name)} cannot be compiled: neither the cache ${quote(cacheDir)} (${printable(why)}) nor ${quote(temporary)} (${printable(whyTemporary)}) can be written. Free some space, or choose another folder with FUELCELL_CACHE_DIR`,
  cannotSetAside: (name: string, cacheDir: string, why: string) =>
    `The cached ${quote(name)} in ${quote(cacheDir)} is damaged and cannot be moved out of the way: ${printable(why)}. Delete it, or choose another folder with FUELCELL_CACHE_DIR`,
  entryCorrupt: (name: string, cacheDir: string) =>
    `The cached ${quote(name)} in ${quote(cacheDir)} was damaged; it was set aside and is made again`,
} as const

// ---- the demo ----

/** Characters of a program's output that the demo shows. */
const DEMO_HEAD_CHARACTERS = 18

export const demo = {
  title: (fuel: string) => `Four programs, each with a budget of ${fuel} fuel:`,
  columns: ['start', 'ended', 'fuel', 'net fuel', 'pages', 'bytes', 'ms', 'stdout begins'],
  head: (stdout: string) =>
    `${quote(stdout.slice(0, DEMO_HEAD_CHARACTERS))}${stdout.length > DEMO_HEAD_CHARACTERS ? ' …' : ''}`,
  equal: 'The first and the third program are the same, and so is their fuel, to the unit.',
  unequal: (start: string, fuels: readonly string[]) =>
    `The same program cost different fuel (${start} start: ${fuels.join(', ')}). That is a fault: please report it`,
} as const
