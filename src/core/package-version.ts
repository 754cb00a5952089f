import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { packageFolder } from './package-folder.js'

/** Version of this package, which a host must have too. */
export async function packageVersion(): Promise<string> {
  const manifest = JSON.parse(await readFile(join(packageFolder(), 'package.json'), 'utf8')) as { version: string }
  return manifest.version
}
