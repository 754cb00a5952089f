import { readFile } from 'node:fs/promises'
import { FuelcellError, thrownText } from '../../core/errors.js'
import { runtimes as say } from '../messages.js'
import type { ResolvedRuntime } from './manifest.js'
import { parseManifest } from './parse-manifest.js'
import { isRuntimeName, listRuntimes, manifestPath, type ResolveOptions, resolveRuntime } from './resolve.js'

/** A folder of a runtime that cannot be used. */
export interface BrokenRuntime {
  /** Name of the folder. */
  readonly name: string
  /** Path of the manifest. */
  readonly path: string
  /** What is wrong with it, a line each. */
  readonly reason: string
}

export interface Examined {
  readonly sound: readonly ResolvedRuntime[]
  readonly broken: readonly BrokenRuntime[]
}

/** All runtimes, by name, each with its manifest strictly checked: one that is broken is no fault of the others. */
export async function examineRuntimes(options: ResolveOptions = {}): Promise<Examined> {
  const sound: ResolvedRuntime[] = []
  const broken: BrokenRuntime[] = []
  for (const name of await listRuntimes(options)) {
    const path = manifestPath(name, options)
    try {
      sound.push(await examine(name, path, options))
    } catch (error) {
      broken.push({ name, path, reason: thrownText(error) })
    }
  }
  return { sound, broken }
}

async function examine(name: string, path: string, options: ResolveOptions): Promise<ResolvedRuntime> {
  if (!isRuntimeName(name)) throw new FuelcellError('invalid-manifest', say.manifestInvalid(path, [say.badFolderName]))
  await parseManifest(await readFile(path, 'utf8'), path)
  return resolveRuntime(name, options)
}
