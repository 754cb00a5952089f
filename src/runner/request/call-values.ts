/**
 * Values of the guest's as JSON (`docs/warm-start.md`). Its integers are in hex: turning decimals is slow, and is done once, out here.
 * Items of one type come together.
 */

import type { Tagged } from '../../core/tagged.js'
import { MIB } from '../../core/units.js'
import { values as say } from '../../core/value-messages.js'
import { SetOrder } from './set-order.js'

const MAX_DEPTH = 64
const MAX_ITEMS = 100_000

/** The most that one value may hold, all its parts together. */
export interface Bounds {
  readonly depth: number
  readonly items: number
  readonly text: number
  readonly integerBytes: number
}

/** Of what comes out of a guest, as the host has them (`host/crates/cpython/src/answer/room.rs`). */
export const answerBounds: Bounds = {
  depth: MAX_DEPTH,
  items: MAX_ITEMS,
  text: MIB,
  // Turning one integer of this size into decimals takes about 80 ms, and the guest chooses how many there are.
  integerBytes: 131_072,
}

/** A level of a dict takes three in JSON; an item of one takes an object, half a pair, and the commas in and between them. */
const MAX_JSON_DEPTH = 3 * (MAX_DEPTH + 2)
const MAX_JSON_PARTS = 4 * MAX_ITEMS

const [QUOTE, BACKSLASH, COMMA, OPEN_ARRAY, CLOSE_ARRAY, OPEN_OBJECT, CLOSE_OBJECT] = [...'"\\,[]{}'].map((sign) =>
  sign.charCodeAt(0),
)

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
  return readGuestJson(json, (value) => checked(value, fromHex, answerBounds))
}

/** What `read` makes of a guest's JSON; `undefined` when it is none, or `read` throws {@link NotTagged}. */
export function readGuestJson<T>(json: string, read: (value: unknown) => T): T | undefined {
  if (!isModest(json)) return undefined
  try {
    return read(JSON.parse(json))
  } catch (error) {
    if (error instanceof NotTagged || error instanceof SyntaxError) return undefined
    throw error
  }
}

/**
 * Whether JSON is no deeper and has no more parts than tagged data within the bounds can have: parsing what has more takes
 * seconds and a gigabyte, on the thread that serves everybody.
 */
function isModest(json: string): boolean {
  let [depth, parts, isText] = [0, 0, false]
  for (let at = 0; at < json.length; at += 1) {
    const code = json.charCodeAt(at)
    if (isText) {
      if (code === BACKSLASH) at += 1
      else if (code === QUOTE) isText = false
      continue
    }
    if (code === QUOTE) isText = true
    else if (code === COMMA) parts += 1
    else if (code === OPEN_ARRAY || code === OPEN_OBJECT) {
      depth += 1
      parts += 1
    } else if (code === CLOSE_ARRAY || code === CLOSE_OBJECT) depth -= 1
    if (depth > MAX_JSON_DEPTH || parts > MAX_JSON_PARTS) return false
  }
  return true
}

/** An integer in decimals, and the hex digits that it takes. */
export interface CheckedInteger {
  readonly decimal: string
  readonly hexDigits: number
}

/** A copy of tagged data, every part checked. @throws NotTagged that says what is wrong. */
export function checked(
  value: unknown,
  integer: (text: string, most: number) => CheckedInteger,
  bounds: Bounds,
): Tagged {
  const room: Room = { ...bounds }
  const order = new SetOrder()
  return copyPart(value, 0)

  function copyPart(part: unknown, depth: number): Tagged {
    room.items -= 1
    if (depth > bounds.depth || room.items < 0) throw new NotTagged(say.tooMuch(bounds.depth, bounds.items))
    if (typeof part !== 'object' || part === null) throw new NotTagged(say.notTagged)
    const { type, value } = part as { readonly type?: unknown; readonly value?: unknown }
    switch (type) {
      case 'None':
        return { type }
      case 'bool':
        if (typeof value === 'boolean') return { type, value }
        break
      case 'int':
        if (typeof value !== 'string') break
        return { type, value: copyInteger(value) }
      case 'float':
        return { type, value: text(type, value, isFloat) }
      case 'bytes':
        return { type, value: text(type, value, isHex) }
      case 'str':
      case 'unsupported':
        return { type, value: text(type, value, () => true) }
      case 'list':
      case 'tuple':
        return { type, value: copyAll(part, depth) }
      case 'set':
      case 'frozenset':
        return { type, value: order.sorted(copyAll(part, depth)) }
      case 'dict':
        return { type, value: copyPairs(part, depth) }
    }
    throw new NotTagged(say.notTagged)
  }

  /** Its sign is no digit. The length is looked at first, as that of a text is. */
  function copyInteger(value: string): string {
    const tooLarge = () => new NotTagged(say.integersTooLarge(bounds.integerBytes))
    const most = 2 * room.integerBytes
    // A decimal takes more digits than 1.2 times those in hex, and one more at most.
    if (value.length > 1.25 * most + 20) throw tooLarge()
    const { decimal, hexDigits } = integer(value, most)
    room.integerBytes -= hexDigits / 2
    if (room.integerBytes < 0) throw tooLarge()
    return decimal
  }

  function copyAll({ of, value }: Items, depth: number): Tagged[] {
    const items = of === undefined ? value : apart(of, value)
    if (!Array.isArray(items)) throw new NotTagged(say.notItems)
    return Array.from(items, (item) => copyPart(of === undefined ? item : { type: of, value: item }, depth + 1))
  }

  /** Texts are a list; numbers one text, whose length is looked at before it is taken apart. */
  function apart(of: unknown, value: unknown): unknown {
    if (of === 'str') return value
    const isNumber = of === 'int' || of === 'float'
    if (!isNumber || typeof value !== 'string') throw new NotTagged(say.notItems)
    // A comma and a sign for each.
    if (value.length > 2 * room.items + Math.max(room.text, 2 * room.integerBytes)) {
      throw new NotTagged(say.tooMuch(bounds.depth, bounds.items))
    }
    return value.split(',')
  }

  /** Pairs, or keys and values apart. */
  function copyPairs(part: Items, depth: number): Array<readonly [Tagged, Tagged]> {
    if (Array.isArray(part.value)) return Array.from(part.value, (pair) => copyPair(pair, depth))
    const keys = copyAll(asItems(part.keys), depth)
    const values = copyAll(asItems(part.values), depth)
    return keys.map((key, index) => {
      const value = values[index]
      if (value === undefined || keys.length !== values.length) throw new NotTagged(say.notPair)
      return [key, value]
    })
  }

  function copyPair(pair: unknown, depth: number): readonly [Tagged, Tagged] {
    if (!Array.isArray(pair) || pair.length !== 2) throw new NotTagged(say.notPair)
    return [copyPart(pair[0], depth + 1), copyPart(pair[1], depth + 1)]
  }

  /** The length is looked at first: how long a form takes to check must not be the guest's choice. */
  function text(type: string, value: unknown, isOfForm: (text: string) => boolean): string {
    if (typeof value !== 'string') throw new NotTagged(say.notOfForm(type))
    room.text -= value.length
    if (room.text < 0) throw new NotTagged(say.tooMuchText(bounds.text))
    if (!isOfForm(value)) throw new NotTagged(say.notOfForm(type))
    return value
  }
}

/** What may hold items. */
type Items = Readonly<Partial<Record<'of' | 'value' | 'keys' | 'values', unknown>>>

function asItems(value: unknown): Items {
  if (typeof value !== 'object' || value === null) throw new NotTagged(say.notItems)
  return value
}

function isFloat(text: string): boolean {
  return /^(-?(\d+(\.\d+)?(e[+-]?\d+)?|inf)|nan)$/.test(text)
}

function isHex(text: string): boolean {
  return text.length % 2 === 0 && /^[0-9a-f]*$/.test(text)
}

function fromHex(text: string, most: number): CheckedInteger {
  const [, sign, digits] = /^(-?)([0-9a-f]+)$/.exec(text) ?? []
  if (digits === undefined) throw new NotTagged(say.notOfForm('int'))
  // What is refused for its size is not turned into decimals first.
  const decimal = digits.length > most ? '' : `${sign}${BigInt(`0x${digits}`)}`
  return { decimal, hexDigits: digits.length }
}
