import { FuelcellError } from '../../core/errors.js'
import type { Limits } from '../../core/limits.js'
import { nearestName, systemText, wrongType } from '../../core/validate.js'
import type { ResolvedRuntime } from '../../runtimes/manifest/manifest.js'
import { allowsOption } from '../../runtimes/manifest/stages.js'
import { builds as say } from '../messages/builds.js'

/** What of a request is for the tools that build its program. */
export interface BuildOptions {
  readonly compilerOptions: readonly string[]
  /** Names of given files that are compiled besides the code. */
  readonly sources: readonly string[]
  readonly limits: Partial<Limits>
  /** What of these the caller gave; empty for a request that knows nothing of building. */
  readonly given: readonly string[]
}

/** Command lines are copied into the guest: as many as a build file of some size has. */
const MAX_OPTIONS = 100

/** @throws FuelcellError `invalid-option` for what can be right for no runtime. */
export function parseBuild(
  { compilerOptions, sources }: Readonly<Record<string, unknown>>,
  limits: Partial<Limits> | undefined,
  files: ReadonlyMap<string, Uint8Array>,
  call: string,
): BuildOptions {
  const parts = { compilerOptions, sources, 'limits.compile': limits }
  const names = texts(sources, 'sources', call)
  for (const [index, name] of names.entries()) {
    if (!files.has(name)) throw new FuelcellError('invalid-option', say.sourceNoFile(call, name))
    if (names.indexOf(name) !== index) throw new FuelcellError('invalid-option', say.sourceTwice(call, name))
  }
  return {
    compilerOptions: texts(compilerOptions, 'compilerOptions', call),
    sources: names,
    limits: limits ?? {},
    given: Object.entries(parts).flatMap(([name, value]) => (value === undefined ? [] : [name])),
  }
}

/**
 * Holds the request against what the runtime can build.
 * @throws FuelcellError `invalid-option` for an option that it does not take, with the nearest, or where it builds nothing.
 */
export function checkBuild(runtime: ResolvedRuntime, { compilerOptions, given }: BuildOptions, call: string): void {
  const { name, stages } = runtime
  const [first] = given
  if (stages === undefined) {
    if (first !== undefined) throw new FuelcellError('invalid-option', say.nothingToBuild(call, first, name))
    return
  }
  const known = stages.flatMap(({ options = [] }) => options)
  for (const option of compilerOptions) {
    if (stages.some((stage) => allowsOption(stage, option))) continue
    throw new FuelcellError('invalid-option', say.compilerOption(call, option, name, nearestName(option, known), known))
  }
}

function texts(value: unknown, name: string, call: string): readonly string[] {
  if (value === undefined) return []
  if (!Array.isArray(value) || value.length > MAX_OPTIONS) {
    throw wrongType(call, name, say.fewStrings(MAX_OPTIONS), value)
  }
  return Array.from(value, (item, index) => systemText(item, call, `${name}[${index}]`))
}
