/** What is said of the runner and its workers. */

import { count, printable, quote } from '../../core/quoting.js'
import { stderrTail } from '../../host/messages.js'

export const runs = {
  aborted: 'The run was ended by its AbortSignal',
  queueFull: (waiting: number) =>
    `The queue is full: ${count(waiting)} runs wait; try again when runs have ended, or raise queueLimit`,
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
  archiveFailed: (what: string, why: string) =>
    `The mounts of ${quote(what)} could not be made: ${printable(why)}; correct its manifest`,
  loadFailed: (what: string, why: string) =>
    `The compiled code of ${quote(what)} could not be loaded, not even after it was made again: ${printable(why)}. Delete the cache folder`,
} as const
