/** JSON of a stranger's: bounded in depth and in parts before it becomes objects. */
import { FuelcellError, thrownText } from '../../core/errors.js'
import { server as say } from '../messages.js'

export const jsonCaps = {
  /** Deeper than the deepest value of a call, which nests three levels for each of its own. */
  depth: 256,
  /** All keys of all objects: those of the most files and variables that a request may have, and room. */
  keys: 250_000,
  /** All parts of all objects and arrays. */
  parts: 1_000_000,
} as const

const utf8 = new TextDecoder('utf-8', { fatal: true })

/** @throws FuelcellError `malformed-body` for what is no JSON, or more of it than is read here. */
export function parseJson(bytes: Uint8Array): unknown {
  if (bytes.byteLength === 0) throw new FuelcellError('malformed-body', say.bodyEmpty)
  checkShape(bytes)
  let text: string
  try {
    text = utf8.decode(bytes)
  } catch (cause) {
    throw new FuelcellError('malformed-body', say.bodyNotUtf8, { cause })
  }
  try {
    return JSON.parse(text)
  } catch (cause) {
    throw new FuelcellError('malformed-body', say.bodyNotJson(excerptless(thrownText(cause))), { cause })
  }
}

const QUOTE = 0x22
const BACKSLASH = 0x5c

/** One pass over the bytes. What is no JSON is counted somehow, and refused when it is parsed. */
function checkShape(bytes: Uint8Array): void {
  let depth = 0
  let keys = 0
  let parts = 0
  for (let at = 0; at < bytes.byteLength; at += 1) {
    switch (bytes[at]) {
      case QUOTE:
        at = endOfString(bytes, at)
        break
      case 0x5b: // [
      case 0x7b: // {
        depth += 1
        if (depth > jsonCaps.depth) throw tooMuch(say.bodyTooDeep(jsonCaps.depth))
        break
      case 0x5d: // ]
      case 0x7d: // }
        depth -= 1
        break
      case 0x3a: // :
        keys += 1
        if (keys > jsonCaps.keys) throw tooMuch(say.bodyTooMany('keys', jsonCaps.keys))
        break
      case 0x2c: // ,
        parts += 1
        if (parts > jsonCaps.parts) throw tooMuch(say.bodyTooMany('parts', jsonCaps.parts))
        break
    }
  }
}

/** Where the quote is that ends the string; the end of the bytes where there is none. */
function endOfString(bytes: Uint8Array, start: number): number {
  for (let quote = bytes.indexOf(QUOTE, start + 1); quote !== -1; quote = bytes.indexOf(QUOTE, quote + 1)) {
    let backslashes = 0
    while (quote - 1 - backslashes > start && bytes[quote - 1 - backslashes] === BACKSLASH) backslashes += 1
    if (backslashes % 2 === 0) return quote
  }
  return bytes.byteLength
}

function tooMuch(why: string): FuelcellError {
  return new FuelcellError('malformed-body', why)
}

/** V8 quotes from the text, which may be a secret: where it is wrong is enough. */
function excerptless(why: string): string {
  const [, place] = /(at position \d+(?: \(line \d+ column \d+\))?)/.exec(why) ?? []
  return place === undefined ? 'it ends too soon, or is something else' : `it goes wrong ${place}`
}
