import { CHUNK_BYTES, type ToHost } from './protocol.js'

/** Files as the frames that carry them to a host, for the request with this id. */
export function* fileParts(id: number, files: ReadonlyMap<string, Uint8Array>): Generator<ToHost> {
  for (const [path, content] of files) {
    let offset = 0
    do {
      const data = content.subarray(offset, offset + CHUNK_BYTES)
      offset += CHUNK_BYTES
      yield { type: 'file', id, path, data, last: offset >= content.byteLength }
    } while (offset < content.byteLength)
  }
}
