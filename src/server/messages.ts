/** What the server says to people. */
import { quote } from '../core/quoting.js'

export const server = {
  origin: 'pages of other places may not use the tools of this server',
  noKey: 'this server needs a key: send it as `Authorization: Bearer KEY`',
  wrongKey: 'the key is not known here',
  expired: 'the key has expired',
  notFound: (method: string, path: string) =>
    `there is no ${method} ${quote(path)} here; /openapi.json lists what there is`,
  tooLarge: (bytes: number) => `the body has more than ${bytes} bytes`,
  broken: (reason: string) => `the body cannot be read: ${reason}`,
  notJson: (type: string | undefined) =>
    `the body must be application/json, and is ${type === undefined || type === '' ? 'of no type' : quote(type)}`,
  preopens: 'preopens are directories of the server, which it opens to nobody; send `files`',
  modulePath: 'module must be bytes: { "base64": … }',
  full: (limit: number) => `${limit} runs wait already; try again later`,
  draining: 'the server is about to stop and takes no new runs',
  tooMany: (limit: number) =>
    `this key has ${limit} runs under way, the most that it may have; try again when one has ended`,
  overBudget: (millions: number, seconds: number) =>
    `the key's budget of ${millions} M fuel a minute does not hold this run's limit now; try again in ${seconds} s or ask for less fuel`,
  overLimit: (name: string, asked: number, most: number) =>
    `limits.${name} is ${asked}; this key may ask for at most ${most}`,
  noProgram: (id: string) => `there is no program ${quote(id)}; programs are dropped when nobody uses them for a while`,
  tooManyPrograms: (most: number) => `${most} programs are kept already; delete one first`,
  noTask: (name: string) => `there is no task ${quote(name)} on this server`,
  taskShape: 'send either `task`, the name of a registered one, or `files` with a grade.yaml',
  internal: 'something went wrong in the server; its log has the request’s id',
  badHost: (host: string) => `this server listens on this machine alone and does not answer for ${quote(host)}`,
  needsKey: (host: string) =>
    `fuelcell serve does not listen on ${host} without keys: give --key-file FILE, or --open if anybody may run code here`,
  keyFile: (path: string, reason: string) => `the key file ${path} cannot be used: ${reason}`,
  listening: (url: string, workers: number) =>
    `fuelcell serves ${url} with ${workers} ${workers === 1 ? 'worker' : 'workers'}\n`,
  cannotListen: (host: string, port: number, reason: string) => `cannot listen on ${host} port ${port}: ${reason}`,
  draining2: 'draining: runs under way may end; a second signal ends them',
  choice: (option: string, given: string, known: readonly string[]) =>
    `${option} ${quote(given)}: it must be ${known.join(' or ')}`,
  unknownDialect: (name: string, known: readonly string[]) =>
    `there is no dialect ${quote(name)}; there are ${known.join(', ')}`,
} as const
