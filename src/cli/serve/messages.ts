/** What `fuelcell serve` says to whoever starts it. */
import { count, printable, quote, quotePath } from '../../core/quoting.js'

export const serveMessages = {
  ready: (url: string) => `fuelcell: listening on ${url}\n`,
  started: (workers: number, dialects: readonly string[]) =>
    `fuelcell: ${count(workers)} ${workers === 1 ? 'worker' : 'workers'}; dialects: ${dialects.join(', ') || 'none'}\n`,
  provisioned: (runtime: string, ms: number) =>
    `fuelcell: ${printable(runtime)} is ready after ${count(Math.round(ms))} ms\n`,
  notProvisioned: (runtime: string, why: string) => `${runtime} is not ready: ${why}`,
  draining: (ms: number) =>
    `fuelcell: draining: nothing new is taken, and what runs has ${count(ms)} ms; a second signal ends all at once\n`,
  drained: 'fuelcell: drained\n',
  cutOff: (runs: number) =>
    `fuelcell: ${count(runs)} ${runs === 1 ? 'run was' : 'runs were'} cut off at the end of --drain\n`,
  needsKey: (host: string) =>
    `${quote(host)} can be reached from other machines, and whoever reaches it could run code here; give --key-file, or --open if that is meant`,
  noDialect: (option: string, name: string, nearest: string | undefined, known: readonly string[]) =>
    `${option}: there is no dialect ${quote(name)}; ${nearest === undefined ? `there are ${known.join(', ')}` : `did you mean ${nearest}?`}`,
  taskWanted: (option: string, text: string) =>
    `${option} must be NAME=PATH, such as two-fer=tasks/two-fer, but ${quote(text)} was given`,
  taskTwice: (name: string) => `two tasks are called ${quote(name)}; rename one`,
  pyodideCache:
    '--pyodide-cache is taken and does nothing: there is no Pyodide here; compiled runtimes are in --cache-dir',
  badConfig: (path: string, findings: readonly string[]) =>
    `the settings ${quotePath(path)} are not valid:\n${findings.map((finding) => `  ${printable(finding)}`).join('\n')}`,
  unreadable: (path: string, why: string) => `the settings ${quotePath(path)} cannot be read: ${printable(why)}`,
  fault: (id: string, why: string) => `fuelcell: request ${id}: ${printable(why)}\n`,
} as const
