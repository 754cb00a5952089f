/** All runtimes at once, for whoever has to tell what there is before anything can be waited for. */
import { createHash } from 'node:crypto'
import { readdirSync, readFileSync } from 'node:fs'
import { lightlyChecked } from './light-check.js'
import type { ResolvedRuntime } from './manifest.js'
import { isRuntimeName, manifestPath, type ResolveOptions, runtimeFolder, runtimesFolder } from './resolve.js'

/** By name, each with the light check of `resolveRuntime`. One that does not pass is left out: its own use says what is wrong with it. */
export function knownRuntimes(options: ResolveOptions = {}): readonly ResolvedRuntime[] {
  return readdirSync(runtimesFolder(options))
    .filter(isRuntimeName)
    .sort()
    .flatMap((name) => {
      const text = readIfThere(manifestPath(name, options))
      const manifest = text === undefined ? undefined : lightlyChecked(text)
      if (text === undefined || manifest?.name !== name) return []
      const manifestSha256 = createHash('sha256').update(text).digest('hex')
      return [{ ...manifest, folder: runtimeFolder(name, options), manifestSha256 }]
    })
}

function readIfThere(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8')
  } catch {
    return undefined
  }
}
