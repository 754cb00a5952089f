import { FuelcellError } from '../../core/errors.js'
import { defaultCompileLimits } from '../../core/limits.js'
import type { Result, StageResult } from '../../core/result.js'
import { builtEpochOf } from '../../runtimes/cache/identity.js'
import { noStartup } from '../../runtimes/cache/provisioned.js'
import { asOperand } from '../../runtimes/manifest/argv.js'
import type { ResolvedRuntime, Stage } from '../../runtimes/manifest/manifest.js'
import { isPerSource, outputOf, stageArgv, toolRuntime } from '../../runtimes/manifest/stages.js'
import type { Provisioned } from '../../runtimes/provision/provision.js'
import { builds as say } from '../messages/builds.js'
import { checkDisk, checkFileTree } from '../request/files.js'
import type { ParsedRequest } from '../request/request.js'
import { assembleResult, assembleStage } from '../run/assemble.js'
import type { RunnerParts } from '../run/context.js'
import { entryOf, moduleJob } from '../run/job.js'
import type { Ending } from '../run/recorder.js'
import { sharedWork, TOOL_WORLD, withProvisioned } from '../run/serve-provisioned.js'
import { firstError } from './diagnostics.js'

/** What building a program came to: a module, or the Result of the stage that failed. */
export type Built = { readonly stages: readonly StageResult[]; readonly fuelEpoch: string } & (
  | {
      readonly module: Uint8Array
      /** The Result for a module that is not valid: that of its last stage, as if that had told it. */
      readonly invalid: (why: string) => Result
    }
  | { readonly failure: Result }
)

/** What of a request matters to the tools. */
export type BuildRequest = Pick<
  ParsedRequest,
  'caller' | 'entry' | 'call' | 'files' | 'build' | 'signal' | 'onOutput' | 'clockStartMs' | 'seed'
>

type Contents = ReadonlyMap<string, Uint8Array>

/**
 * Builds a program: each stage of the runtime in turn, on any worker of the pool.
 * @throws FuelcellError for what is no fault of the source.
 */
export async function buildProgram(
  parts: RunnerParts,
  runtime: ResolvedRuntime,
  code: Uint8Array,
  request: BuildRequest,
): Promise<Built> {
  const { stages = [] } = runtime
  const entry = entryOf(runtime, request)
  const limits = { ...defaultCompileLimits, ...request.build.limits }
  if (request.build.sources.includes(entry)) {
    throw new FuelcellError('invalid-option', say.sourceIsEntry(request.caller, entry))
  }
  checkDisk({ code }, request.files, limits.diskBytes, request.caller, 'limits.compile.diskBytes')
  const mounts = stages.flatMap((stage) => stage.mounts ?? []).map(({ guest }) => guest)
  checkFileTree(request.files.keys(), entry, request.caller, mounts)

  const given: Contents = new Map([...request.files, [entry, code]])
  const reports: StageResult[] = []
  const tools: string[] = []
  let made: Contents = new Map()
  let last: Ending | undefined
  for (const stage of stages) {
    const sources = isPerSource(stage) ? [entry, ...request.build.sources] : [null]
    const files = isPerSource(stage) ? given : made
    const outputs = new Map<string, Uint8Array>()
    for (const source of sources) {
      const { ending, provisioned } = await runStage(source, stage, files, [...made.keys()])
      last = ending
      tools.push(provisioned.fuelEpoch)
      const report = assembleStage(ending, stage.name, source)
      reports.push(report)
      const fuelEpoch = builtEpoch(tools)
      if (report.exitCode !== 0) return { stages: reports, fuelEpoch, failure: failed(ending, report, fuelEpoch) }
      const output = outputOf(stage, source ?? '')
      const content = ending.files.get(output)
      if (content === undefined) throw new FuelcellError('compile-failed', say.outputMissing(stage.tool, output))
      outputs.set(output, content)
    }
    made = outputs
  }
  const [module = new Uint8Array(0)] = made.values()
  const fuelEpoch = builtEpoch(tools)
  return { stages: reports, fuelEpoch, module, invalid: (why) => refused(why, fuelEpoch) }

  function runStage(
    source: string | null,
    stage: Stage,
    files: Contents,
    inputs: readonly string[],
  ): Promise<{ ending: Ending; provisioned: Provisioned }> {
    const { modules, pool } = parts
    const tool = toolRuntime(runtime, stage)
    const args = stageArgv(stage, source ?? '', inputs, request.build.compilerOptions)
    return withProvisioned(
      modules,
      () => modules.obtainTool(tool),
      request.signal,
      async (provisioned) => {
        const { source: compiled } = provisioned
        const job = moduleJob(compiled.name, { args, files, limits, ...TOOL_WORLD })
        return { ending: await pool.submit(sharedWork(parts, compiled, job), request.signal), provisioned }
      },
    )
  }

  function builtEpoch(epochs: readonly string[]): string {
    const used = [...new Set(epochs)]
    return builtEpochOf(
      used,
      stages.map(({ args }) => args),
      runtime.args,
      runtime.env,
      runtime.devices,
    )
  }

  function refused(why: string, fuelEpoch: string): Result {
    const report = reports.pop()
    // A runtime that builds has stages.
    if (last === undefined || report === undefined) throw new FuelcellError('invalid-module', say.notCompiled(why))
    const stderr = `${report.stderr}error: ${say.notValid(why)}\n`
    const told = { ...report, exitCode: 1, stderr }
    reports.push(told)
    const output = { ...last.output, stderr: Buffer.from(stderr), tty: Buffer.from(stderr) }
    return failed({ ...last, output, result: { ...last.result, exitCode: 1 } }, told, fuelEpoch)
  }

  /** A failed stage's files are the tool's own. What it printed counts as the output of the run that was asked for. */
  function failed(ending: Ending, report: StageResult, fuelEpoch: string): Result {
    const { source, stage, stderr } = report
    // Nothing is left to be held back, or to be ended by a listener that fails.
    if (stderr !== '') {
      const taken = request.onOutput?.({ stream: 'stderr', bytes: Buffer.from(stderr), stage })
      if (taken instanceof Promise) taken.catch(() => {})
    }
    const error = firstError(stage, stderr, source === null ? null : asOperand(source))
    const { clockStartMs, seed } = request
    const world = { clockStartMs, seed }
    const about = { runtime: runtime.name, start: 'cold', ...noStartup, fuelEpoch, ...world } as const
    const result = assembleResult({ ...ending, files: new Map() }, about)
    const stages = { stage, stages: reports }
    return result.status === 'exit' && error !== undefined ? { ...result, error, ...stages } : { ...result, ...stages }
  }
}
