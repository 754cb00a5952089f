import { frames as say } from './messages.js'
import { FrameFault } from './parse-message.js'

/** A message is a map of fields, of which one is a list of maps: nothing of ours nests deeper. */
const MAX_DEPTH = 3

/**
 * Checks the skeleton of a MessagePack body before it is decoded: a decoder allocates what a container's header promises,
 * so a small body of nested headers could claim more memory than there is. Sizes of scalars are left to the decoder.
 * @throws FrameFault for a body that nests too deep, promises more items than it has bytes, or uses extension types.
 */
export function checkNesting(body: Uint8Array): void {
  const view = new DataView(body.buffer, body.byteOffset, body.byteLength)
  /** Items still to come in each open container, the outermost first. */
  const open: number[] = []
  let at = 0
  while (at < body.byteLength) {
    const token = readToken(view, at)
    at += token.bytes
    const innermost = open.length - 1
    if (innermost >= 0) open[innermost] = (open[innermost] ?? 0) - 1
    if (token.items > body.byteLength - at) throw new FrameFault(say.tooManyItems(token.items, body.byteLength - at))
    if (token.items > 0 && open.push(token.items) > MAX_DEPTH) throw new FrameFault(say.tooDeep(MAX_DEPTH))
    while (open.at(-1) === 0) open.pop()
    if (open.length === 0) return
  }
}

/** The token at an offset: the bytes up to the next token, and the items that it contains when it is a container. */
function readToken(view: DataView, at: number): { bytes: number; items: number } {
  const byte = view.getUint8(at)
  if (byte <= 0x7f || byte >= 0xe0) return { bytes: 1, items: 0 }
  if (byte <= 0x8f) return { bytes: 1, items: 2 * (byte & 0x0f) }
  if (byte <= 0x9f) return { bytes: 1, items: byte & 0x0f }
  if (byte <= 0xbf) return { bytes: 1 + (byte & 0x1f), items: 0 }
  const known = prefixed[byte]
  if (known === undefined) throw new FrameFault(say.undecodable(`type byte 0x${byte.toString(16)}`))
  const [kind, width] = known
  if (kind === 'scalar') return { bytes: 1 + width, items: 0 }
  if (at + 1 + width > view.byteLength) throw new FrameFault(say.undecodable('a length is cut off'))
  const length = width === 1 ? view.getUint8(at + 1) : width === 2 ? view.getUint16(at + 1) : view.getUint32(at + 1)
  if (kind === 'bytes') return { bytes: 1 + width + length, items: 0 }
  return { bytes: 1 + width, items: kind === 'map' ? 2 * length : length }
}

/** Type bytes 0xc0 to 0xdf, from the MessagePack specification; extension types are left out, no message has any. */
const prefixed: Readonly<Record<number, readonly [kind: 'scalar' | 'bytes' | 'array' | 'map', width: number]>> = {
  192: ['scalar', 0],
  194: ['scalar', 0],
  195: ['scalar', 0],
  196: ['bytes', 1],
  197: ['bytes', 2],
  198: ['bytes', 4],
  202: ['scalar', 4],
  203: ['scalar', 8],
  204: ['scalar', 1],
  205: ['scalar', 2],
  206: ['scalar', 4],
  207: ['scalar', 8],
  208: ['scalar', 1],
  209: ['scalar', 2],
  210: ['scalar', 4],
  211: ['scalar', 8],
  217: ['bytes', 1],
  218: ['bytes', 2],
  219: ['bytes', 4],
  220: ['array', 2],
  221: ['array', 4],
  222: ['map', 2],
  223: ['map', 4],
}
