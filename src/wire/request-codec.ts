/** `RunRequest` to JSON and back. */
import { FuelcellError } from '../core/errors.js'
import { type Call, Exact, type Tagged } from '../core/tagged.js'
import { checkKeys } from '../core/validate.js'
import { NotTagged } from '../runner/request/call-values.js'
import type { FileTree, RunRequest } from '../runner/request/request.js'
import { tagValue } from '../runner/request/tag-value.js'
import { decodeBytes, encodeBytes, type WireBytes } from './bytes.js'
import { wire as say } from './messages.js'
import { runRequestSchema, type WireRequest } from './request.js'
import { isShallow } from './tagged.js'

const CALL = 'decodeRequest'
const keys = Object.keys(runRequestSchema.shape)
/** What is of the process that asks, and of no other. */
const local = ['signal', 'onOutput', 'keepOutput'] as const

type Text = string | Uint8Array

/**
 * The request as plain data for `JSON.stringify`. Strings stay strings, bytes are tagged, folders become paths, arguments of a
 * call tagged values.
 * @throws FuelcellError `invalid-option` for what only this process has: a source of stdin, the path of a module.
 */
export function encodeRequest(request: RunRequest): WireRequest {
  const { code, module, stdin, files, call, signal: _, onOutput: __, keepOutput: ___, ...rest } = request
  if (typeof module === 'string') throw new FuelcellError('invalid-option', say.modulePath)
  if (stdin !== undefined && typeof stdin !== 'string' && !(stdin instanceof Uint8Array)) {
    throw new FuelcellError('invalid-option', say.stdinSource)
  }
  return decoded({
    ...rest,
    ...(code === undefined ? {} : { code: encoded(code) }),
    ...(module === undefined ? {} : { module: encodeBytes(module) }),
    ...(stdin === undefined ? {} : { stdin: encoded(stdin) }),
    ...(files === undefined ? {} : { files: Object.fromEntries(flat(files, '')) }),
    ...(call === undefined ? {} : { call: encodeCall(call) }),
  })
}

/**
 * The request in JSON that was parsed, every field checked.
 * @param call What errors name as the call. Default `decodeRequest`.
 * @throws FuelcellError `unknown-option` for a field that is not known, with the nearest; `invalid-option` for one that is wrong.
 */
export function decodeRequest(json: unknown, caller = CALL): RunRequest {
  const { code, module, stdin, files, call, ...rest } = decoded(json, caller)
  return {
    ...(rest as Omit<RunRequest, 'code'>),
    ...(code === undefined ? {} : { code: plain(code) }),
    ...(module === undefined ? {} : { module: decodeBytes(module) }),
    ...(stdin === undefined ? {} : { stdin: plain(stdin) }),
    ...(files === undefined ? {} : { files: mapped(files, plain) }),
    ...(call === undefined ? {} : { call: decodeCall(call) }),
  }
}

function decoded(json: unknown, caller = CALL): WireRequest {
  if (typeof json !== 'object' || json === null || Array.isArray(json)) {
    throw new FuelcellError('invalid-option', say.notObject(json))
  }
  const own = Object.fromEntries(
    Object.entries(json).filter(([name]) => !local.includes(name as (typeof local)[number])),
  )
  checkKeys(own, keys, caller)
  const { call } = own as { call?: unknown }
  if (!isShallow(call)) throw new FuelcellError('invalid-option', say.tooDeep)
  const read = runRequestSchema.safeParse(own)
  if (read.success) return read.data
  throw new FuelcellError('invalid-option', say.wrongFields(read.error.issues))
}

function encoded(text: Text): string | WireBytes {
  return typeof text === 'string' ? text : encodeBytes(text)
}

function plain(text: string | WireBytes): Text {
  return typeof text === 'string' ? text : decodeBytes(text)
}

function flat(tree: FileTree, folder: string): Array<[string, string | WireBytes]> {
  return Object.entries(tree).flatMap(([name, part]): Array<[string, string | WireBytes]> => {
    const path = `${folder}${name}`
    if (typeof part === 'string' || part instanceof Uint8Array) return [[path, encoded(part)]]
    return flat(part, `${path}/`)
  })
}

function encodeCall({ args, kwargs, ...rest }: Call) {
  return {
    ...rest,
    ...(args === undefined ? {} : { args: args.map((value, index) => tagged(value, `call.args[${index}]`)) }),
    ...(kwargs === undefined ? {} : { kwargs: mapped(kwargs, (value, name) => tagged(value, `call.kwargs.${name}`)) }),
  }
}

function decodeCall({ args, kwargs, ...rest }: NonNullable<WireRequest['call']>): Call {
  return {
    ...rest,
    ...(args === undefined ? {} : { args: args.map((tagged) => new Exact(tagged)) }),
    ...(kwargs === undefined ? {} : { kwargs: mapped(kwargs, (tagged) => new Exact(tagged)) }),
  }
}

function mapped<From, To>(
  all: Readonly<Record<string, From>>,
  change: (value: From, name: string) => To,
): Record<string, To> {
  return Object.fromEntries(Object.entries(all).map(([name, value]) => [name, change(value, name)]))
}

function tagged(value: unknown, name: string): Tagged {
  try {
    return tagValue(value)
  } catch (error) {
    if (!(error instanceof NotTagged)) throw error
    throw new FuelcellError('invalid-option', say.noValue(name, error.message), { cause: error })
  }
}
