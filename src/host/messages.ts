/** What is said of the host process and its frames. */

import { count, printable, quote, quotePath, shellWord } from '../core/quoting.js'
import { MIB } from '../core/units.js'

const ofOneVersion =
  'run `npm run build` in a checkout, else `npm install` so that both are of one version, and see that FUELCELL_HOST names no other'

export const hosts = {
  missing: (path: string, folder: string) =>
    `The native host is not at ${quotePath(path)}; build it with \`npm run build --prefix ${shellWord(folder)}\` (needs cargo and a C linker), or name one of this version with FUELCELL_HOST`,
  packageEmpty: (name: string, path: string) =>
    `The package ${name} is installed without its file ${quotePath(path)}; install it again with \`npm install --force ${name}\``,
  packageCut: (name: string, path: string, bytes: number, wanted: number) =>
    `${quotePath(path)} has ${count(bytes)} of its ${count(wanted)} bytes; the disk may have been full. Install it again with \`npm install --force ${name}\``,
  platformUnsupported: (platform: string, offered: readonly string[]) =>
    `No native host is published for ${platform} (there are ${offered.join(', ')}); build one from the sources with cargo and a C linker (docs/release.md), and name it with FUELCELL_HOST`,
  modulesCopied: (needed: string, found: string) =>
    `node_modules holds ${found}, which is for another platform; this one needs ${needed}. It was copied, or installed elsewhere: remove node_modules and run \`npm install\` here`,
  lockedElsewhere: (needed: string, lockfile: string) =>
    `${quotePath(lockfile)} does not name ${needed}, which this platform needs; it was written on another one. Remove it and node_modules, and run \`npm install\``,
  optionalOmitted: (needed: string) =>
    `The package ${needed} with the native host is not installed; optional dependencies were left out (--omit=optional, --no-optional). Run \`npm install --include=optional\``,
  notExecutable: (path: string) =>
    `The native host ${quote(path)} may not be executed; run \`chmod +x\` on it, or \`npm run build\` to build it again. Where its folder is mounted noexec, copy it elsewhere and name it with FUELCELL_HOST`,
  protocolMismatch: (host: string, hostProtocol: number, version: string, protocol: number) =>
    `The host is version ${printable(host)} and speaks protocol ${hostProtocol}, but this package is version ${version} and speaks protocol ${protocol}; ${ofOneVersion}`,
  versionMismatch: (host: string, version: string) =>
    `The host is version ${printable(host)}, but this package is version ${version}; ${ofOneVersion}`,
  silent: (limitMs: number, tail: string) =>
    `The host said nothing within ${count(limitMs)} ms of its start; run \`fuelcell doctor\`${stderrTail(tail)}`,
  startFailed: (end: string) => `The host ended before its first frame (run \`fuelcell doctor\`): ${end}`,
  wallsMissing: (walls: ReadonlyArray<{ readonly layer: string; readonly detail: string }>) =>
    walls.length === 0
      ? 'The host reports no walls around its workers, and `strict` asks for all of them; use a host of this package'
      : `${walls.length === 1 ? 'A wall' : `${walls.length} walls`} around the worker cannot stand here, and \`strict\` asks for all of them: ${walls.map(({ layer, detail }) => `${printable(layer)} (${printable(detail)})`).join(', ')}. Use a system that has them, or do without \`strict\``,
  badFrame: (why: string) =>
    `The host sent something that is not understood: ${why}; run \`npm run build\` so that both match`,
  end: (code: number | null, signal: string | null, truncation: string | undefined, tail: string) =>
    `${signal === null ? `exit code ${code}` : `killed by ${signal}`}${truncation === undefined ? '' : `, ${truncation}`}${stderrTail(tail)}`,
  notStarted: (why: string) => `the process could not be started (${printable(why)})`,
} as const

export function stderrTail(tail: string): string {
  const text = tail.trimEnd()
  return text === '' ? '' : `; its stderr ends with:\n${printable(text)}`
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
  emptyPart: (path: string) => `a part of the file ${quote(path)} that is empty and not the last`,
  finishedFile: (path: string) => `more of the file ${quote(path)}, which was complete`,
  overLimit: (what: string, max: number) => `more ${what} than the ${count(max)} that the run was allowed`,
  contradiction: (status: string) => `a result ${quote(status)} whose exit code or trap does not fit it`,
} as const

/** What is said of workers. */
export const workers = {
  closed: 'The runner is closed; create another one to run more',
  workerLost: (end: string) =>
    `The worker ended while it ran this request (other runs are not affected, a retry is safe): ${end}`,
  engineChanged: (first: string, now: string) =>
    `The host changed while the runner was in use (engine ${quote(first)}, now ${quote(now)}); create another runner`,
  workerRetired: 'The worker has served and was ended',
  killedByWatchdog: 'The worker did not answer at its deadline and was killed',
} as const
