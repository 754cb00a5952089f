/** How other packages go with this one: what is installed with it, and what whoever wants it adds. */
import { readFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { packageFolder } from './package-folder.js'

export interface Offer {
  /** What `npm install` is given: the name, with the version that fits. */
  readonly spec: string
  readonly isOptional: boolean
}

interface Dependencies {
  readonly dependencies?: Readonly<Record<string, string>>
  readonly peerDependencies?: Readonly<Record<string, string>>
  readonly peerDependenciesMeta?: Readonly<Record<string, { readonly optional?: boolean }>>
}

/** The first of several packages that this one knows. */
export async function offerOf(names: readonly string[]): Promise<Offer> {
  const manifest = JSON.parse(await readFile(join(packageFolder(), 'package.json'), 'utf8')) as Dependencies
  const { dependencies = {}, peerDependencies = {}, peerDependenciesMeta = {} } = manifest
  const versions = { ...peerDependencies, ...dependencies }
  const name = names.find((one) => versions[one] !== undefined)
  if (name === undefined) return { spec: names[0] ?? '', isOptional: false }
  return { spec: `${name}@${versions[name]}`, isOptional: peerDependenciesMeta[name]?.optional === true }
}

/** Whether a package that can be imported is installed. */
export function isInstalled(name: string): boolean {
  try {
    createRequire(join(packageFolder(), 'package.json')).resolve(name)
    return true
  } catch {
    return false
  }
}

/** Name of the package that an import did not find; `undefined` for any other error. */
export function notFoundPackage(error: unknown): string | undefined {
  if (!(error instanceof Error) || !('code' in error) || error.code !== 'ERR_MODULE_NOT_FOUND') return undefined
  return /^Cannot find package '((?:@[^/']+\/)?[^/'.][^/']*)/.exec(error.message)?.[1]
}
