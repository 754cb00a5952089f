import { createHash } from 'node:crypto'
import { dirname } from 'node:path'
import { asOperand } from './argv.js'
import type { ResolvedRuntime, Stage } from './manifest.js'

const SOURCE = '{source}'
/** What an option may go on with where the list has a `*`: nothing that a compiler splits at. */
const OPTION_REST = /^[A-Za-z0-9_+\-=.]+$/

/** Whether the stage runs for each source apart. */
export function isPerSource({ args }: Stage): boolean {
  return args.includes(SOURCE)
}

/** Whether a caller may give the option to the stage. */
export function allowsOption({ options = [] }: Stage, option: string): boolean {
  return options.some((allowed) => {
    if (!allowed.endsWith('*')) return option === allowed
    const begin = allowed.slice(0, -1)
    return option.startsWith(begin) && OPTION_REST.test(option.slice(begin.length))
  })
}

/** Path of what a stage makes, relative to the run directory. */
export function outputOf({ output }: Stage, source: string): string {
  return output.replace(SOURCE, () => source)
}

/** What a stage's tool is started with. */
export function stageArgv(
  stage: Stage,
  source: string,
  inputs: readonly string[],
  options: readonly string[],
): readonly string[] {
  const lists: Readonly<Record<string, readonly string[]>> = {
    [SOURCE]: [asOperand(source)],
    '{output}': [`/${outputOf(stage, source)}`],
    '{inputs}': inputs.map((path) => `/${path}`),
    '{options}': options,
  }
  return stage.args.flatMap((arg) => (Object.hasOwn(lists, arg) ? (lists[arg] ?? []) : [arg]))
}

/**
 * A stage's tool as a runtime of its own, to be provisioned like one. It is the same for all runtimes that name the same tool with
 * the same files, so that it is compiled and opened once for all of them.
 */
export function toolRuntime(
  runtime: ResolvedRuntime,
  { tool, wasm, patches, stackPages, mounts = [] }: Stage,
): ResolvedRuntime {
  // A folder beside the manifest may hold something else beside another one; one beside a named manifest is the same for all.
  const folders = mounts.filter((mount) => 'folder' in mount)
  const beside = [
    ...(folders.some(({ of }) => of === undefined) ? [runtime.folder] : []),
    ...(folders.some(({ of }) => of !== undefined) ? [dirname(runtime.folder)] : []),
  ]
  const told = JSON.stringify([tool, wasm, stackPages, mounts, ...beside, ...(patches === undefined ? [] : [patches])])
  const { folder, version, licence, source } = runtime
  const digest = createHash('sha256').update(told).digest('hex')
  const name = `${tool}-${digest.slice(0, 8)}`
  const fixed = { args: [tool], entry: 'main', env: {}, starts: { cold: {} }, defaultStart: 'cold' } as const
  const stack = stackPages === undefined ? {} : { stackPages }
  return {
    ...fixed,
    ...stack,
    ...(patches !== undefined && { patches }),
    name,
    title: tool,
    version,
    licence,
    source,
    wasm,
    mounts,
    folder,
    manifestSha256: digest,
  }
}

/** The tools of a runtime with stages, in their order; none of another. */
export function toolsOf(runtime: ResolvedRuntime): readonly ResolvedRuntime[] {
  return (runtime.stages ?? []).map((stage) => toolRuntime(runtime, stage))
}

/** The names under which the cache keeps what a runtime needs. Tools are kept once for all runtimes that share them. */
export function cachedNames(runtime: ResolvedRuntime): ReadonlySet<string> {
  const tools = toolsOf(runtime).map(({ name }) => name)
  return new Set(tools.length === 0 ? [runtime.name] : tools)
}
