/** Requests of codapi's widget and its command line. */
import { decodeBase64 } from '../bodies/base64.js'
import { field, type JsonObject, jsonObject } from '../bodies/read-json.js'
import { textBytes } from '../bodies/text.js'
import { codapi as say } from './messages.js'
import type { Sandbox } from './sandboxes.js'

export interface CodapiRequest {
  readonly sandbox: string
  readonly version: string
  readonly command: string
  readonly runtime: Sandbox
  /** What has the name `''` is the program. */
  readonly files: ReadonlyMap<string, Uint8Array>
}

export type Parsed =
  | { readonly request: CodapiRequest }
  | { readonly refused: { readonly status: 400 | 404; readonly why: string; readonly idOf?: CodapiNames } }

export interface CodapiNames {
  readonly sandbox: string
  readonly version: string
  readonly command: string
}

/** In the order in which the original looks. */
export function parseCodapi(json: unknown, sandboxes: ReadonlyMap<string, Sandbox>): Parsed {
  const body = jsonObject(json)
  if (body === null) return refuse(400, say.notObject)
  const names: Partial<Record<keyof CodapiNames, string>> = {}
  for (const name of ['sandbox', 'version', 'command'] as const) {
    const value = field(body, name) ?? ''
    if (typeof value !== 'string') return refuse(400, say.notText(name))
    names[name] = value
  }
  const told = { sandbox: '', version: '', command: '', ...names }
  const texts = textsOf(field(body, 'files') ?? {})
  if (texts === null) return refuse(400, say.filesNotObject)
  const runtime = sandboxes.get(told.sandbox)
  if (runtime === undefined) return refuse(404, say.unknownSandbox, told)
  if (!runtime.commands.has(told.command)) return refuse(404, say.unknownCommand, told)
  if (texts.length < 2 && (texts[0]?.[1] ?? '').trim() === '') return refuse(400, say.emptyRequest, told)
  const files = new Map<string, Uint8Array>()
  for (const [name, text] of texts) {
    const bytes = text.startsWith('data:') ? ofDataUrl(text) : textBytes(text)
    if (bytes === null) return refuse(400, say.badDataUrl(name), told)
    files.set(name, bytes)
  }
  return { request: { ...told, runtime, files } }
}

function refuse(status: 400 | 404, why: string, idOf?: CodapiNames): Parsed {
  return { refused: { status, why, ...(idOf === undefined ? {} : { idOf }) } }
}

function textsOf(value: unknown): ReadonlyArray<readonly [string, string]> | null {
  const object: JsonObject | null = jsonObject(value)
  if (object === null) return null
  const entries = Object.entries(object)
  return entries.every((entry): entry is [string, string] => typeof entry[1] === 'string') ? entries : null
}

/** What stands behind the comma, decoded where what stands before it ends in `base64`; as it is where there is no comma. */
function ofDataUrl(text: string): Uint8Array | null {
  const comma = text.indexOf(',')
  if (comma === -1) return textBytes(text)
  const content = text.slice(comma + 1)
  return text.slice(0, comma).endsWith('base64') ? decodeBase64(content) : textBytes(content)
}
