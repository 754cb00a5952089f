/** Languages as Piston's clients call them, and which version of one a request gets. */
import { maxSatisfying, rcompare, valid } from 'semver'
import type { Manifest } from '../../../runtimes/manifest/manifest.js'
import { semverOf } from '../programs/version.js'

export interface PistonRuntime {
  readonly language: string
  readonly version: string
  readonly aliases: readonly string[]
  /** Name of our runtime. */
  readonly name: string
  readonly entry: string
  readonly isCompiled: boolean
}

/** The names in Piston's package repository, with the aliases that its packages have. */
const known: ReadonlyMap<string, { readonly language: string; readonly aliases: readonly string[] }> = new Map([
  ['c', { language: 'c', aliases: ['gcc'] }],
  ['cpp', { language: 'c++', aliases: ['cpp', 'g++'] }],
  ['php', { language: 'php', aliases: ['php8', 'html'] }],
  ['python', { language: 'python', aliases: ['py', 'py3', 'python3', 'python3.11'] }],
  ['quickjs', { language: 'javascript', aliases: ['js', 'node', 'node-js', 'node-javascript'] }],
  ['ruby', { language: 'ruby', aliases: ['ruby3', 'rb'] }],
  ['sqlite', { language: 'sqlite3', aliases: ['sqlite', 'sql'] }],
])

type Given = Pick<Manifest, 'name' | 'version' | 'aliases' | 'entry' | 'stages'>

export function pistonRuntimes(runtimes: readonly Given[]): readonly PistonRuntime[] {
  return runtimes.map(({ name, version, aliases = [], entry, stages }) => {
    const { language = name, aliases: usual = [] } = known.get(name) ?? {}
    const all = new Set([...usual, ...aliases, name].filter((alias) => alias !== language))
    return { language, version: semverOf(version), aliases: [...all], name, entry, isCompiled: stages !== undefined }
  })
}

/** How a version that nobody has is answered: `lenient` gives the newest for an exact one, `strict` nothing, as Piston does. */
export type Versions = 'lenient' | 'strict'

/** The newest of a language, by name or alias, that lies in the range of versions (semver). */
export function chooseRuntime(
  runtimes: readonly PistonRuntime[],
  language: string,
  range: string,
  versions: Versions,
): PistonRuntime | undefined {
  const named = runtimes.filter((runtime) => runtime.language === language)
  const all = named.length > 0 ? named : runtimes.filter(({ aliases }) => aliases.includes(language))
  const best = maxSatisfying(
    all.map(({ version }) => version),
    range,
  )
  const found = all.find(({ version }) => version === best)
  if (found !== undefined || versions === 'strict' || valid(range) === null) return found
  return [...all].sort((left, right) => rcompare(left.version, right.version))[0]
}
