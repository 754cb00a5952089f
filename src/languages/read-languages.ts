/** What the manifests of all runtimes say of their languages. */
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { lightlyChecked } from '../runtimes/manifest/light-check.js'
import type { Manifest } from '../runtimes/manifest/manifest.js'
import { MANIFEST, runtimesFolder } from '../runtimes/manifest/resolve.js'

/** A runtime as bench and grade know it. */
export type Language = Pick<
  Manifest,
  'name' | 'aliases' | 'extensions' | 'language' | 'parameters' | 'starts' | 'stages'
>

/**
 * The languages by name of their runtime, sorted. A runtime with an invalid manifest is none of them: its own use says what is wrong
 * with it. Read in one go, for who asks stands in the midst of checking a task: ten small files, once in a process.
 */
export function readLanguages(folder: string = runtimesFolder()): ReadonlyMap<string, Language> {
  const languages = new Map<string, Language>()
  for (const name of readdirSync(folder).sort()) {
    const text = textOf(join(folder, name, MANIFEST))
    const manifest = text === undefined ? undefined : lightlyChecked(text)
    if (manifest?.name === name) languages.set(name, manifest)
  }
  return languages
}

function textOf(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8')
  } catch {
    return undefined
  }
}
