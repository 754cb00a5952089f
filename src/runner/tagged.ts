/** Tagged values on their way through JSON, where integers are in hex: turning decimals is slow, and is done once, out here. */
import type { Tagged } from '../tagged.js'
import { MIB } from '../units.js'

const MAX_DEPTH = 64
const MAX_ITEMS = 100_000
const MAX_TEXT = MIB
/** Turning one integer of 131,072 bytes into decimals takes about 80 ms, and the guest chooses how many there are. */
const MAX_INTEGER_BYTES = 131_072

/** What is wrong with a value that should be tagged data. */
export class NotTagged extends Error {}

/** What may still come, so that no value can be larger than all of them together. */
interface Room {
  items: number
  text: number
  integerBytes: number
}

/** The value in a guest's JSON, every part checked; `undefined` when it is not tagged data within the bounds. */
export function readTagged(json: string): Tagged | undefined {
  try {
    return copy(JSON.parse(json), fromHex)
  } catch (error) {
    if (error instanceof NotTagged || error instanceof SyntaxError) return undefined
    throw error
  }
}

/** A value as the guest reads it. @throws NotTagged that says what is wrong. */
export function forGuest(value: Tagged): Tagged {
  return copy(value, toHex)
}

function copy(value: unknown, integer: (text: string) => string): Tagged {
  const room: Room = { items: MAX_ITEMS, text: MAX_TEXT, integerBytes: MAX_INTEGER_BYTES }
  return copyPart(value, 0)

  function copyPart(part: unknown, depth: number): Tagged {
    room.items -= 1
    if (depth > MAX_DEPTH || room.items < 0) throw new NotTagged(`it is deeper than ${MAX_DEPTH} or has too many items`)
    if (typeof part !== 'object' || part === null) throw new NotTagged('it is not tagged data')
    const { type, value } = part as { readonly type?: unknown; readonly value?: unknown }
    switch (type) {
      case 'None':
        return { type }
      case 'bool':
        if (typeof value === 'boolean') return { type, value }
        break
      case 'int':
        if (typeof value !== 'string') break
        room.integerBytes -= value.length / 2
        if (room.integerBytes < 0) throw new NotTagged('its integers are too large')
        return { type, value: integer(value) }
      case 'float':
        return { type, value: checked(value, /^(-?(\d+(\.\d+)?(e[+-]?\d+)?|inf)|nan)$/) }
      case 'bytes':
        return { type, value: checked(value, /^([0-9a-f]{2})*$/) }
      case 'str':
      case 'unsupported':
        return { type, value: checked(value, /^/) }
      case 'list':
      case 'tuple':
        return { type, value: copyAll(value, depth) }
      case 'set':
      case 'frozenset':
        return { type, value: inOrder(copyAll(value, depth)) }
      case 'dict':
        if (Array.isArray(value)) return { type, value: Array.from(value, (pair) => copyPair(pair, depth)) }
    }
    throw new NotTagged('it is not tagged data')
  }

  function copyAll(items: unknown, depth: number): Tagged[] {
    if (!Array.isArray(items)) throw new NotTagged('its items are not an array')
    return Array.from(items, (item) => copyPart(item, depth + 1))
  }

  function copyPair(pair: unknown, depth: number): readonly [Tagged, Tagged] {
    if (!Array.isArray(pair) || pair.length !== 2) throw new NotTagged('an entry of a dict is not a pair')
    return [copyPart(pair[0], depth + 1), copyPart(pair[1], depth + 1)]
  }

  function checked(text: unknown, form: RegExp): string {
    if (typeof text !== 'string' || !form.test(text)) throw new NotTagged('a text is not of its form')
    room.text -= text.length
    if (room.text < 0) throw new NotTagged(`it has more than ${MAX_TEXT} characters`)
    return text
  }
}

/** In the order of their JSON text, so that equal sets are equal data. */
function inOrder(items: readonly Tagged[]): Tagged[] {
  const keyed = items.map((item) => [JSON.stringify(item), item] as const)
  return keyed.sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0)).map(([, item]) => item)
}

function fromHex(text: string): string {
  const [, sign, digits] = /^(-?)([0-9a-f]+)$/.exec(text) ?? []
  if (digits === undefined) throw new NotTagged('an integer is not in hex')
  return `${sign}${BigInt(`0x${digits}`)}`
}

function toHex(text: string): string {
  if (!/^-?\d+$/.test(text)) throw new NotTagged('an integer is not in decimals')
  return BigInt(text).toString(16)
}
