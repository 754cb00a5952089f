import type { Status } from '../core/result.js'
import { frames as say } from './messages.js'
import type { FailureCode, FilePart, FromHost, Hello, Layer, Profile, RunResult } from './protocol.js'

/** What is wrong with a frame; the channel turns it into the error that ends the host. */
export class FrameFault extends Error {}

const statuses: ReadonlySet<unknown> = new Set<Status>([
  'exit',
  'out-of-fuel',
  'timeout',
  'out-of-memory',
  'output-limit',
  'disk-limit',
  'trap',
])
const failureCodes: ReadonlySet<unknown> = new Set<FailureCode>([
  'bad-request',
  'bad-module',
  'digest-mismatch',
  'snapshot-refused',
  'disk-full',
  'io',
  'internal',
])
const layerStates: ReadonlySet<unknown> = new Set<Layer['state']>(['on', 'ready', 'off', 'unsupported'])

type Fields = Readonly<Record<string, unknown>>
type Check = (value: unknown) => boolean

const text: Check = (value) => typeof value === 'string'
const flag: Check = (value) => typeof value === 'boolean'
const bytes: Check = (value) => value instanceof Uint8Array
/** Safe and not negative: every counter in the protocol. */
const amount: Check = (value) => Number.isSafeInteger(value) && (value as number) >= 0
const duration: Check = (value) => Number.isFinite(value) && (value as number) >= 0
const texts: Check = (value) => Array.isArray(value) && value.every(text)
const reactor: Check = (value) => isMap(value) && Object.values(value).every(amount)
const orNull =
  (check: Check): Check =>
  (value) =>
    value === null || check(value)
const oneOf =
  (known: ReadonlySet<unknown>): Check =>
  (value) =>
    known.has(value)

const layer = shape({ layer: text, state: oneOf(layerStates), detail: text })
const layers: Check = (value) => Array.isArray(value) && value.every(layer)
const profile = shape({
  intervalFuel: amount,
  names: texts,
  files: texts,
  firstLines: (value) => Array.isArray(value) && value.every(amount),
  nodes: (value) => Array.isArray(value) && value.every(Number.isSafeInteger),
  outsideFuel: amount,
  truncated: flag,
})
const guestError = shape({ type: text, message: text, line: orNull(amount), traceback: text })

/** Numbers that lead nowhere would lead out of an array. */
function isProfile(value: unknown): boolean {
  if (!profile(value)) return false
  const { names, files, firstLines, nodes } = value as Profile
  const codes = names.length
  if (nodes.length % 4 !== 0 || files.length !== codes || firstLines.length !== codes) return false
  for (let at = 0; at < nodes.length; at += 4) {
    const [parent = -1, code = -1, line, fuel] = nodes.slice(at, at + 4)
    const known = parent >= -1 && parent < at / 4 && amount(code) && code < codes
    if (!known || !amount(line) || !amount(fuel)) return false
  }
  return true
}

const hello: Record<keyof Hello, Check> = {
  protocol: amount,
  host: text,
  wasmtime: text,
  engine: text,
  fuelModel: text,
  hardening: layers,
}
const file: Record<keyof FilePart, Check> = { id: amount, path: text, data: bytes, last: flag }
const result: Record<keyof RunResult, Check> = {
  id: amount,
  status: oneOf(statuses),
  exitCode: orNull((value) => amount(value) && (value as number) <= 255),
  trap: orNull(text),
  stackFull: flag,
  fuel: amount,
  fuelExact: flag,
  compileFuel: orNull(amount),
  compileFree: flag,
  setupFuel: orNull(amount),
  codeFuel: orNull(amount),
  memoryPages: amount,
  grownPages: amount,
  outputBytes: amount,
  diskBytes: amount,
  diskEntries: amount,
  openFiles: amount,
  durationMs: duration,
  truncatedStdout: flag,
  truncatedStderr: flag,
  deleted: texts,
  error: orNull(guestError),
  value: orNull(text),
  returned: orNull(text),
  report: orNull(bytes),
  profile: orNull(isProfile),
}
const fieldsOf: { readonly [T in FromHost['type']]: Readonly<Record<string, Check>> } = {
  hello,
  opened: { id: amount, hardening: layers },
  compiled: { id: amount, digest: text, bytes: amount },
  snapshotted: { id: amount, digest: text, bytes: amount, reactor: orNull(reactor) },
  archived: { id: amount, digest: text, bytes: amount },
  digested: { id: amount, digest: text },
  promoted: {
    id: amount,
    sha256: text,
    bytes: amount,
    functions: amount,
    slots: amount,
    frames: amount,
    features: texts,
  },
  output: { id: amount, stream: (value) => value === 1 || value === 2, data: bytes },
  pull: { id: amount },
  file,
  result,
  failed: { id: amount, code: oneOf(failureCodes), message: text },
}

/**
 * A decoded frame as a message of the host, every field checked: the host is our own, but it runs strangers' code.
 * @throws FrameFault that says which field is wrong.
 */
export function parseFromHost(value: unknown): FromHost {
  if (!isMap(value) || typeof value.type !== 'string') throw new FrameFault(say.notMessage)
  if (!Object.hasOwn(fieldsOf, value.type)) throw new FrameFault(say.unknownType(value.type))
  const checks = fieldsOf[value.type as FromHost['type']]
  for (const name in checks) {
    if (checks[name]?.(value[name]) !== true) throw new FrameFault(say.field(value.type, name))
  }
  const message = value as unknown as FromHost
  if (message.type === 'result' && !isConsistent(message)) throw new FrameFault(say.contradiction(message.status))
  return message
}

/** A guest that ended by itself has an exit code, one that trapped has the trap's name, and nothing else has either. */
function isConsistent(message: RunResult): boolean {
  return (
    (message.exitCode !== null) === (message.status === 'exit') &&
    (message.trap !== null) === (message.status === 'trap') &&
    (!message.stackFull || message.status === 'trap')
  )
}

function shape(checks: Readonly<Record<string, Check>>): Check {
  return (value) => isMap(value) && Object.entries(checks).every(([name, check]) => check(value[name]))
}

function isMap(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value) && !(value instanceof Uint8Array)
}
