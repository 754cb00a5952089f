/** What the server says to its callers, and to whoever starts it. */
import { count, printable, quote, quotePath, show } from '../core/quoting.js'

export const server = {
  notFound: (path: string) => `there is nothing at ${quote(path)}; /openapi.json lists what there is`,
  methodNotAllowed: (method: string, allowed: string) => `${quote(method)} is not for this path; it takes ${allowed}`,
  unknownRuntime: (name: string, nearest: string | undefined, known: readonly string[]) =>
    `no runtime is called ${quote(name)}${nearest === undefined ? '' : `; did you mean ${quote(nearest)}?`} There are: ${known.map(printable).join(', ')}`,
  noProgram: (id: string) => `there is no program ${quote(id)}: it was closed, or not used for long; compile it again`,
  noTask: (name: string, nearest: string | undefined) =>
    `no task is registered as ${quote(name)}${nearest === undefined ? '; send it along, or register it with --task' : `; did you mean ${quote(nearest)}?`}`,
  bodyType: (type: string, wanted: string) =>
    `the body is of the type ${type === '' ? 'that nobody told' : quote(type)}; send ${wanted}`,
  bodyTooLarge: (max: number) => `the body has more than ${count(max)} bytes, the most that is read here; send less`,
  bodyEmpty: 'the body is empty; send a JSON object',
  bodyBroken: 'the body did not come whole; send it again',
  bodyNotUtf8: 'the body is not UTF-8; encode it so',
  bodyNotJson: (why: string) => `the body is not JSON: ${printable(why)}`,
  bodyTooDeep: (max: number) => `the body nests more than ${count(max)} levels deep; flatten it`,
  bodyTooMany: (what: string, max: number) => `the body has more than ${count(max)} ${what}; send fewer`,
  bodyNoObject: 'the body is no JSON object; send one',
  bodyNoForm: (why: string) => `the body is no form: ${printable(why)}`,
  formField: (field: string, wanted: string) =>
    `the form has a text field ${quote(field)}; it may have ${quote(wanted)}, with JSON in it, and files`,
  formFromPage: 'a form is not taken from a page of a browser; send JSON',
  filesTwice: 'two files of the request have one name; rename one',
  badHost: (host: string) =>
    `this server is for this machine alone, and does not answer for ${quote(host)}; start it with --open or a key for others`,
  notForCompiling: (field: string) => `${quote(field)} belongs to runs, not to compiling; send it with each run`,
  gradeForm: 'a form to be graded has a file `task` at most, and files `submission`',
  unknownField: (call: string, field: string, nearest: string | undefined, known: readonly string[]) =>
    `${call} does not know the field ${quote(field)}${nearest === undefined ? `; it knows ${known.join(', ')}` : `; did you mean ${quote(nearest)}?`}`,
  unknownDialect: (name: string, known: readonly string[]) =>
    `there is no dialect ${quote(name)}; there are ${known.join(', ')}`,
  cannotListen: (host: string, port: number, why: string) =>
    `cannot listen on ${host}, port ${port}: ${why}; choose another --port or --host`,
  origin: 'pages of other places may not use the tools of this server',
  choice: (option: string, given: string, known: readonly string[]) =>
    `${option} ${quote(given)}: it must be ${known.join(' or ')}`,
  noCode: 'compile needs `code`',
  notForRuns: (field: string) => `${quote(field)} belongs to the program, which is compiled already; leave it out`,
  taskMissing: 'a task is needed: the name of a registered one, its files, or a zip',
  submissionMissing: 'a submission is needed: its files, or a zip',
  zipBroken: (why: string) => `the zip cannot be read: ${printable(why)}`,
  zipTooMany: (max: number) => `the zip has more than ${count(max)} files; send fewer`,
  zipTooLarge: (max: number) => `the zip unpacks to more than ${count(max)} bytes; send less`,
  zipOutside: (name: string) => `the zip has a name that leads outside: ${quote(name)}`,
  zipLocked: 'the zip is locked; send it without a password',
  taskFile: (path: string) => `the task has no file ${quote(path)}; send it along`,
  tooSlow: 'the request did not come whole in time; send it faster',
  headersTooLarge: 'the headers are too long; send fewer',
  badRequest: 'this is no request that HTTP/1.1 knows',
  keyMissing: 'a key is needed; send it as `Authorization: Bearer KEY`',
  keyUnknown: 'this key is not known, or has expired',
  preopens: 'preopens are directories of the server’s machine, which nobody may use from outside; send files instead',
  limitForbidden: (name: string, asked: number, max: number) =>
    `limits.${name} is ${count(asked)}, but this server gives you ${count(max)} at most; ask for less`,
  priorityForbidden: (asked: string, highest: string) =>
    `the priority ${asked} is not yours; ask for ${highest} or less`,
  priorityUnknown: (asked: string, known: readonly string[]) =>
    `there is no priority ${quote(asked)}; there are ${known.join(', ')}`,
  queueFull: (limit: number) =>
    `${count(limit)} runs are waiting already, as many as the server lets wait; try again soon`,
  tooManyRuns: (limit: number) =>
    `${count(limit)} of your runs are under way, as many as your key may have; wait until one ends`,
  overBudget: (asked: number, perMinute: number) =>
    `the run may take ${count(asked)} fuel, and less is left of the ${count(perMinute)} that your key has per minute; wait, or ask for less with limits.fuel`,
  draining: 'the server is about to end and takes nothing new; try another one, or later',
  gone: 'the client went away',
  internal: (code: string) => `the sandbox could not do it (${code}); the server’s log says more`,
  defect: 'the server made a mistake; its log says more',
  notModifiedWhen: 'If-None-Match is a list of entity tags',
  streamWanted: (given: string) => `stream takes no value, but ${show(given)} was given`,
  unknownQuery: (name: string, nearest: string | undefined) =>
    `the query has an unknown name ${quote(name)}${nearest === undefined ? '' : `; did you mean ${quote(nearest)}?`}`,
  programTimeout: 'it was not used for long',
} as const

export const keyFile = {
  unreadable: (path: string, why: string) => `the key file ${quotePath(path)} cannot be read: ${printable(why)}`,
  invalid: (path: string, findings: readonly string[]) =>
    `the key file ${quotePath(path)} is not valid:\n${findings.map((finding) => `  ${printable(finding)}`).join('\n')}`,
  empty: 'it has no key; add one, or leave --key-file out',
  one: 'key or sha256 is wanted, and not both',
  sha256: 'must be 64 hexadecimal digits',
  short: (min: number) => `must have at least ${min} characters`,
  nameTwice: (name: string) => `two keys are called ${quote(name)}; rename one`,
  keyTwice: (one: string, other: string) => `${quote(one)} and ${quote(other)} are the same key; make another one`,
  line: (line: number) => `line ${line}: KEY, or NAME and KEY, is wanted`,
  open: (path: string) => `the key file ${quotePath(path)} can be read by others on this machine; run chmod 600 on it`,
} as const
