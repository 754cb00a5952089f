import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { stat } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { FuelcellError } from '../errors.js'
import { runtimes as say } from '../messages.js'
import type { Manifest } from './manifest.js'

/**
 * Where the runtime's wasm is installed.
 * @throws FuelcellError `asset-missing` when the package or the file is not installed.
 */
export async function resolveAsset({ name, wasm }: Manifest): Promise<string> {
  // Not `import.meta.resolve`: a package need not export its assets or its package.json.
  const folders = createRequire(import.meta.url).resolve.paths(wasm.package) ?? []
  for (const folder of folders) {
    const candidate = join(folder, wasm.package, wasm.path)
    const found = await stat(candidate).catch(() => undefined)
    if (found?.isFile()) return candidate
  }
  throw new FuelcellError('asset-missing', say.assetMissing(name, wasm.package, wasm.path))
}

/**
 * Checks that a file is the asset that the manifest pins.
 * @throws FuelcellError `asset-digest-mismatch`; `asset-missing` when it cannot be read.
 */
export async function verifyAsset({ name, wasm }: Manifest, path: string): Promise<void> {
  const hash = createHash('sha256')
  let bytes = 0
  try {
    for await (const chunk of createReadStream(path, { highWaterMark: 1024 * 1024 })) {
      const part = chunk as Buffer
      bytes += part.byteLength
      hash.update(part)
    }
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause)
    throw new FuelcellError('asset-missing', say.assetUnreadable(name, path, why), { cause })
  }
  const sha256 = hash.digest('hex')
  if (sha256 !== wasm.sha256 || bytes !== wasm.bytes) {
    throw new FuelcellError('asset-digest-mismatch', say.assetMismatch(name, path, { sha256, bytes }, wasm))
  }
}
