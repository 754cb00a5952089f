/**
 * The frames that runner and host exchange. A frame is a 4-byte little-endian length and one MessagePack map;
 * `docs/protocol.md` tells the conversation. The messages are those of `host/crates/protocol/src/`: `npm run protocol` takes
 * them from there.
 */
import { decode, encode } from '@msgpack/msgpack'
import type { FromHost, ToHost } from './generated/messages.js'

export * from './generated/messages.js'

/** One message as a frame. */
export function encodeFrame(message: ToHost | FromHost): Uint8Array {
  const body = encode(message)
  const frame = new Uint8Array(4 + body.byteLength)
  new DataView(frame.buffer).setUint32(0, body.byteLength, true)
  frame.set(body, 4)
  return frame
}

/** The message in a frame's body, not yet checked. */
export function decodeBody(body: Uint8Array): unknown {
  return decode(body)
}
