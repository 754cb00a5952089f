/** Which of the files beside a program are compiled with it. */
import { extname } from 'node:path/posix'

/** By extension, as compilers take them. */
const extensions: Readonly<Record<string, ReadonlySet<string>>> = {
  c: new Set(['.c']),
  cpp: new Set(['.cpp', '.cc', '.cxx', '.c++', '.C']),
}

export function sourcesAmong(runtime: string, paths: Iterable<string>): readonly string[] {
  const known = extensions[runtime]
  return known === undefined ? [] : [...paths].filter((path) => known.has(extname(path)))
}
