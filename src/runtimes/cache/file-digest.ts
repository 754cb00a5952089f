import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'

const CHUNK_BYTES = 1024 * 1024

/** SHA-256 in lower-case hex, and the size. */
export interface FileDigest {
  readonly sha256: string
  readonly bytes: number
}

/** What a file holds, read piece by piece. Errors of the file system come as they are. */
export async function digestOfFile(path: string): Promise<FileDigest> {
  const hash = createHash('sha256')
  let bytes = 0
  for await (const chunk of createReadStream(path, { highWaterMark: CHUNK_BYTES })) {
    const part = chunk as Buffer
    bytes += part.byteLength
    hash.update(part)
  }
  return { sha256: hash.digest('hex'), bytes }
}

/** Whether a file is the one that was pinned. */
export function isPinned(found: FileDigest, pinned: FileDigest): boolean {
  return found.sha256 === pinned.sha256 && found.bytes === pinned.bytes
}
