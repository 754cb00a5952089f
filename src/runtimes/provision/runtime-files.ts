import { createHash } from 'node:crypto'
import { readdir, readFile } from 'node:fs/promises'
import { dirname, join, relative, sep } from 'node:path'
import { FuelcellError } from '../../core/errors.js'
import { systemReason } from '../../core/system-reason.js'
import type { ResolvedRuntime } from '../manifest/manifest.js'
import { runtimes as say } from '../messages.js'

/** A file of a runtime's folder, or out of an archive. */
export interface RuntimeFile {
  /** Relative to the folder, with forward slashes. */
  readonly path: string
  readonly data: Uint8Array
}

/**
 * The files of a folder beside the manifest, or beside that of the runtime `of`, in the order of their paths; bytecode caches are left out.
 * @throws FuelcellError `asset-missing` when the folder is not there or is empty, or a file cannot be read.
 */
export async function readRuntimeFiles(
  runtime: ResolvedRuntime,
  name: string,
  of?: string,
): Promise<readonly RuntimeFile[]> {
  const folder = join(of === undefined ? runtime.folder : join(dirname(runtime.folder), of), name)
  const entries = await readdir(folder, { recursive: true, withFileTypes: true }).catch(() => [])
  const paths = entries
    .filter((entry) => entry.isFile())
    .map((entry) => relative(folder, join(entry.parentPath, entry.name)).split(sep).join('/'))
    .filter((path) => !path.includes('__pycache__/'))
    .sort()
  if (paths.length === 0) throw new FuelcellError('asset-missing', say.filesMissing(runtime.name, folder))
  return Promise.all(
    paths.map(async (path) => {
      const data = await readFile(join(folder, path)).catch((cause: unknown) => {
        const message = say.filesUnreadable(runtime.name, join(folder, path), systemReason(cause))
        throw new FuelcellError('asset-missing', message, { cause })
      })
      return { path, data }
    }),
  )
}

/** SHA-256 over names and contents, each with its length before it, so that no two sets of files look the same. */
export function filesDigest(files: readonly RuntimeFile[]): string {
  const hash = createHash('sha256')
  for (const { path, data } of files) {
    for (const part of [Buffer.from(path), data]) hash.update(`${part.byteLength}:`).update(part)
  }
  return hash.digest('hex')
}
