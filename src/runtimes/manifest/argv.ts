import type { Manifest } from './manifest.js'

/** Stands in a manifest's `args`, also within one, for the path of the entry. */
export const ENTRY = '{entry}'
/** Stands in a manifest's `args` for the user's arguments, which else come at the end. */
export const ARGS = '{args}'

/** That, and `{quotedEntry}` for the same between double quotes, with a backslash before each quote and backslash of it. */
const ENTRIES = /\{(entry|quotedEntry)\}/g

/** The whole argv of a run: the manifest's, with the entry's path and the user's arguments in their places. */
export function argvOf({ args }: Pick<Manifest, 'args'>, entry: string, given: readonly string[]): readonly string[] {
  const argv = args.flatMap((arg) => (arg === ARGS ? given : [withEntry(arg, asOperand(entry))]))
  return args.includes(ARGS) ? argv : [...argv, ...given]
}

/** The manifest's `args` as a fuel epoch counts them: a literal path of the entry and `{entry}` are the same. */
export function countedArgs({ args, entry }: Pick<Manifest, 'args' | 'entry'>): readonly string[] {
  return args.map((arg) => withEntry(arg, entry))
}

/** A path in the run directory as no tool takes it for an option, or for a file of options: from the root that the directory is. */
export function asOperand(path: string): string {
  return /^[-@]/.test(path) ? `/${path}` : path
}

function withEntry(arg: string, entry: string): string {
  return arg.replaceAll(ENTRIES, (place) => (place === ENTRY ? entry : `"${entry.replaceAll(/["\\]/g, '\\$&')}"`))
}
