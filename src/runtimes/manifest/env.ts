import type { Manifest } from './manifest.js'

/** The whole environment of a run: the manifest's, and the caller's, whose names win. */
export function envOf(
  { env, envPrefix = '' }: Pick<Manifest, 'env' | 'envPrefix'>,
  given: ReadonlyArray<readonly [name: string, value: string]>,
): ReadonlyArray<readonly [name: string, value: string]> {
  const prefixed = given.map(([name, value]) => [`${envPrefix}${name}`, value] as const)
  return [...new Map([...Object.entries(env), ...prefixed])]
}
