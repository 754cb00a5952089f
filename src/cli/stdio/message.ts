/** What a client sends, checked where it comes in. What a run asks for is checked by `wire`. */
import { FuelcellError } from '../../core/errors.js'
import { nearestName } from '../../core/validate.js'
import { isWellFormed } from '../../wire/bytes.js'
import { stdioMessages as say } from './messages.js'

/** Raised when a client of the last version would misunderstand what it is told, or be misunderstood. */
export const STDIO_PROTOCOL = 1

/** What a client calls its request; every answer to it has the same. */
export type MessageId = number | string

export type ClientMessage =
  | { readonly type: 'hello'; readonly id: MessageId; readonly protocol: number }
  | { readonly type: 'runtimes'; readonly id: MessageId }
  /** `output`: whether output is told as it comes, before the result. */
  | { readonly type: 'run'; readonly id: MessageId; readonly request: unknown; readonly output: boolean }
  /** The id is that of the run. */
  | { readonly type: 'cancel'; readonly id: MessageId }

/** A message that could not be read; the answer goes to its id, as far as it has one. */
export class UnreadMessage extends Error {
  readonly id: MessageId | null
  override readonly cause: FuelcellError

  constructor(id: MessageId | null, cause: FuelcellError) {
    super(cause.message)
    this.id = id
    this.cause = cause
  }
}

const MAX_ID_CHARACTERS = 200
const fields: Readonly<Record<ClientMessage['type'], readonly string[]>> = {
  hello: ['id', 'type', 'protocol'],
  runtimes: ['id', 'type'],
  run: ['id', 'type', 'request', 'output'],
  cancel: ['id', 'type'],
}
const types = Object.keys(fields)
const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })

/** The message in a line; none in a line with nothing but white space. @throws UnreadMessage */
export function parseMessage(line: Uint8Array): ClientMessage | undefined {
  const text = decoded(line)
  if (text.trim() === '') return undefined
  const json = parsed(text)
  if (typeof json !== 'object' || json === null || !('type' in json) || typeof json.type !== 'string') {
    throw unread(null, say.notMessage)
  }
  const message = json as Readonly<Record<string, unknown>> & { readonly type: string }
  const { id } = message
  if (!isId(id)) throw unread(null, say.badId(0, Number.MAX_SAFE_INTEGER, MAX_ID_CHARACTERS))
  return checked(id, message)
}

function checked(id: MessageId, message: Readonly<Record<string, unknown>> & { readonly type: string }): ClientMessage {
  const { type, protocol, output = false } = message
  if (!isType(type)) throw unread(id, say.unknownType(type, nearestName(type, types), types), 'unknown-option')
  const stranger = Object.keys(message).find((name) => !fields[type].includes(name))
  if (stranger !== undefined) {
    const sentence = say.unknownField(type, stranger, nearestName(stranger, fields[type]), fields[type])
    throw unread(id, sentence, 'unknown-option')
  }
  switch (type) {
    case 'hello':
      if (!Number.isSafeInteger(protocol)) throw unread(id, say.badField(type, 'protocol', say.protocolWanted))
      return { type, id, protocol: protocol as number }
    case 'run':
      if (typeof output !== 'boolean') throw unread(id, say.badField(type, 'output', say.outputWanted))
      return { type, id, request: message.request, output }
    case 'runtimes':
    case 'cancel':
      return { type, id }
  }
}

function decoded(line: Uint8Array): string {
  try {
    return utf8.decode(line)
  } catch {
    throw unread(null, say.notText)
  }
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch (error) {
    throw unread(null, say.notJson(error instanceof Error ? error.message : ''))
  }
}

function isType(type: string): type is ClientMessage['type'] {
  return Object.hasOwn(fields, type)
}

function isId(id: unknown): id is MessageId {
  if (typeof id === 'string') return id !== '' && id.length <= MAX_ID_CHARACTERS && isWellFormed(id)
  return typeof id === 'number' && Number.isSafeInteger(id) && id >= 0 && !Object.is(id, -0)
}

function unread(
  id: MessageId | null,
  sentence: string,
  code: 'invalid-option' | 'unknown-option' = 'invalid-option',
): UnreadMessage {
  return new UnreadMessage(id, new FuelcellError(code, sentence))
}
