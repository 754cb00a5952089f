import { createHash } from 'node:crypto'
import { readFile, writeFile } from 'node:fs/promises'
import { FuelcellError } from '../../core/errors.js'
import type { Patch } from '../manifest/manifest.js'
import { runtimes as say } from '../messages.js'

/**
 * Bytes with others in the places of the patches, of the same length; `what` names them to people.
 * @throws FuelcellError `invalid-manifest` where something else is in such a place than a patch says.
 */
export function patchBytes(bytes: Uint8Array, patches: readonly Patch[], what: string): Uint8Array {
  const patched = Buffer.from(bytes)
  for (const { offset, from, to } of patches) {
    const found = patched.subarray(offset, offset + from.length / 2).toString('hex')
    if (found !== from) throw new FuelcellError('invalid-manifest', say.patchMismatch(what, offset, from, found))
    patched.write(to, offset, 'hex')
  }
  return patched
}

/** {@link patchBytes} from file to file; the SHA-256 of what was written. */
export async function writePatched(
  path: string,
  patches: readonly Patch[],
  name: string,
  target: string,
): Promise<string> {
  const patched = patchBytes(await readFile(path), patches, say.wasmOf(name))
  await writeFile(target, patched, { mode: 0o600 })
  return createHash('sha256').update(patched).digest('hex')
}
