/** The body of a request, whole and no longer than a cap, which holds before anything is parsed. */
import { FuelcellError } from '../../core/errors.js'
import { server as say } from '../messages.js'

/**
 * @throws FuelcellError `body-too-large` by what the length says, or by what comes; `malformed-body` where it does not come whole.
 */
export async function readBody(request: Request, limit: number): Promise<Uint8Array> {
  const told = request.headers.get('content-length')
  if (told !== null && Number(told) > limit) throw tooLarge(limit)
  try {
    // Node's parser holds a body to the length that was told, so that the quick way is as safe.
    if (told !== null) return new Uint8Array(await request.arrayBuffer())
    return await readChunks(request, limit)
  } catch (cause) {
    if (cause instanceof FuelcellError) throw cause
    throw new FuelcellError('malformed-body', say.bodyBroken, { cause })
  }
}

async function readChunks(request: Request, limit: number): Promise<Uint8Array> {
  if (request.body === null) return new Uint8Array(0)
  const pieces: Uint8Array[] = []
  let bytes = 0
  const reader = request.body.getReader()
  for (;;) {
    const { done, value } = await reader.read()
    if (done) return Buffer.concat(pieces)
    bytes += value.byteLength
    if (bytes > limit) {
      reader.cancel().catch(() => undefined)
      throw tooLarge(limit)
    }
    pieces.push(value)
  }
}

function tooLarge(limit: number): FuelcellError {
  return new FuelcellError('body-too-large', say.bodyTooLarge(limit))
}
