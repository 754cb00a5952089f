/** Versions of runtimes, as dialects want them: three numbers (semver.org). */

/** The last with a point or a dash: `C11 (clang 8.0.1)` is 8.0.1, `2021-03-27` is 2021.3.27; else what there is of numbers. */
export function semverOf(version: string): string {
  const found = version.match(/\d+(?:[.-]\d+)+/g)?.at(-1) ?? version.match(/\d+/)?.[0] ?? '0'
  const [major = 0, minor = 0, patch = 0] = found.split(/[.-]/).map(Number)
  return `${major}.${minor}.${patch}`
}
