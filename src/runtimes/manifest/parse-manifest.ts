import { FuelcellError } from '../../core/errors.js'
import { runtimes as say } from '../messages.js'
import type { Manifest } from './manifest.js'

/**
 * The manifest in `text`, which was read from `path`.
 * The schema library is loaded here and not at the top: its import takes longer than a warm start of the whole runner.
 * @throws FuelcellError `invalid-manifest` with every finding: where, what, and for an unknown key the nearest known one.
 */
export async function parseManifest(text: string, path: string): Promise<Manifest> {
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause)
    throw new FuelcellError('invalid-manifest', say.manifestInvalid(path, [why]), { cause })
  }
  const { checkManifest } = await import('./manifest-schema.js')
  const checked = checkManifest(value)
  if ('findings' in checked) throw new FuelcellError('invalid-manifest', say.manifestInvalid(path, checked.findings))
  return checked.manifest
}
